//! NumPy's legacy random stream.

use rand_mt::Mt;

use super::logarithm::log;

/// `numpy.random.RandomState`, seeded with an integer.
///
/// NumPy has frozen this stream: every version gives the numbers of version 1.16
/// (source: NumPy 2.4, `numpy/random/mtrand.pyx`, `_mt19937.pyx`, `src/legacy/legacy-distributions.c`
/// and `src/distributions/distributions.c`).
///
/// ```
/// use sparse_autoencoder::random::RandomState;
///
/// let mut random = RandomState::new(42);
/// assert_eq!(random.random_sample(), 0.3745401188473625);
/// ```
#[derive(Clone, Debug)]
pub struct RandomState {
    words: Mt,
    /// The second value of the last pair of normals, kept for the next call.
    spare_normal: Option<f64>,
}

impl RandomState {
    /// Returns the stream of `RandomState(seed)`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { words: Mt::new(seed), spare_normal: None }
    }

    /// Uniform in [0, 1) with 53 random bits, from two words (`random_sample`, and `uniform` with its
    /// default bounds).
    pub fn random_sample(&mut self) -> f64 {
        let high = f64::from(self.words.next_u32() >> 5);
        let low = f64::from(self.words.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// Standard normal, by the polar method in pairs (`standard_normal`, `legacy_gauss`).
    pub fn standard_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x1 = 2.0 * self.random_sample() - 1.0;
            let x2 = 2.0 * self.random_sample() - 1.0;
            let r2 = x1 * x1 + x2 * x2;
            if r2 < 1.0 && r2 != 0.0 {
                let factor = libm::sqrt(-2.0 * log(r2) / r2);
                self.spare_normal = Some(factor * x1);
                return factor * x2;
            }
        }
    }

    /// Draws a uniform integer in [0, bound) (`randint(bound)`): masks words to the bits of `bound − 1` until
    /// one is in range. Draws nothing for `bound` 1.
    ///
    /// # Panics
    /// When `bound` is 0.
    pub fn randint(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "randint needs a bound above 0");
        self.up_to(bound - 1)
    }

    /// Shuffles `items` in place (`shuffle`): from the last position down, swaps each with a random one at or
    /// before it.
    ///
    /// # Panics
    /// When there are 2^32 or more items.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let bound = u32::try_from(last).expect("fewer than 2^32 items");
            items.swap(last, self.up_to(bound) as usize);
        }
    }

    /// The numbers from 0 to `n` − 1 in random order (`permutation(n)`).
    pub fn permutation(&mut self, n: u32) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..n).collect();
        self.shuffle(&mut numbers);
        numbers
    }

    /// Uniform integer in [0, max] by masked rejection (`random_interval` and
    /// `buffered_bounded_masked_uint32`).
    fn up_to(&mut self, max: u32) -> u32 {
        let Some(mask) = u32::MAX.checked_shr(max.leading_zeros()) else {
            return 0;
        };
        loop {
            let value = self.words.next_u32() & mask;
            if value <= max {
                return value;
            }
        }
    }
}
