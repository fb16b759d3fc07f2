//! The generator as Python code.

use super::{Directions, MOST_LABELS, Magnitudes, SparseFeaturesParams};

impl SparseFeaturesParams {
    /// Returns lines that make the same `X`, `y`, `directions` and `activations` using only NumPy as `np`.
    #[must_use]
    pub fn python(&self) -> String {
        let Self { n_samples, n_true, random_state, .. } = self;
        let seed = format!(
            "# Each sample is a sum of a few true directions (Sharkey, Braun & Millidge 2022).\n\
             random = np.random.RandomState({random_state})\n"
        );
        let draws = format!("draws = random.random_sample(({n_samples}, {n_true}))\n");
        let children = "active[:, 1::2] &= active[:, 0:-1:2]  # a child is active only where its parent is\n";
        let parts = [
            seed,
            self.directions_python(),
            draws,
            self.correlation_python(),
            format!("active = draws < {}\n", self.probability_python()),
            if self.hierarchy { children.to_owned() } else { String::new() },
            format!("activations = active * {}\n", self.magnitudes_python()),
            "X = activations @ directions\n".to_owned(),
            self.noise_python(),
            self.labels_python(),
        ];
        parts.concat()
    }

    fn directions_python(&self) -> String {
        let Self { n_features, n_true, .. } = self;
        match self.directions {
            Directions::Random => format!(
                "directions = random.standard_normal(({n_true}, {n_features}))\n\
                 directions /= np.linalg.norm(directions, axis=1, keepdims=True)\n"
            ),
            Directions::Orthogonal => format!(
                "Q, R = np.linalg.qr(random.standard_normal(({n_features}, {n_true})))\n\
                 directions = (Q * np.sign(np.diag(R))).T\n"
            ),
            Directions::Polygon => format!(
                "angles = 2 * np.pi * np.arange({n_true}) / {n_true}\n\
                 directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)\n"
            ),
        }
    }

    fn correlation_python(&self) -> String {
        let Self { n_samples, correlation, .. } = self;
        if *correlation == 0.0 {
            return String::new();
        }
        format!(
            "# Two features share a draw with the correlation as its probability.\n\
             shared = random.random_sample(({n_samples}, 1))\n\
             shares = random.random_sample(draws.shape) < np.sqrt({correlation:?})\n\
             draws = np.where(shares, shared, draws)\n"
        )
    }

    fn probability_python(&self) -> String {
        let Self { n_true, activity, activity_decay, .. } = self;
        if *activity_decay == 1.0 {
            return format!("{activity:?}");
        }
        format!("{activity:?} * {activity_decay:?} ** np.arange({n_true})")
    }

    fn magnitudes_python(&self) -> &'static str {
        match self.magnitudes {
            Magnitudes::Uniform => "random.random_sample(draws.shape)",
            Magnitudes::HalfNormal => "np.abs(random.standard_normal(draws.shape))",
        }
    }

    fn noise_python(&self) -> String {
        if self.feature_noise == 0.0 {
            return String::new();
        }
        format!("X += {:?} * random.standard_normal(X.shape)\n", self.feature_noise)
    }

    fn labels_python(&self) -> String {
        let Self { n_true, .. } = self;
        if *n_true > MOST_LABELS {
            return "y = np.zeros(len(X), dtype=int)\n".to_owned();
        }
        format!("y = np.where(activations.any(axis=1), activations.argmax(axis=1), {n_true})\n")
    }
}
