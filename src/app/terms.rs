//! The loss as a sum of its terms.

use crate::experiment::Experiment;
use crate::figure::{fixed, short};
use crate::training::{Curve, History};

/// The last epoch's loss, term by term; before the first epoch, which terms it will have.
pub fn terms(experiment: &Experiment, history: &History) -> String {
    let epoch = history.epochs().max(1);
    let value =
        |curve: Curve| history[curve].last().map_or(String::new(), |&it| format!(" {}", fixed(it.into(), 4)));
    let penalties = Curve::penalties(experiment).into_iter().map(|curve| {
        let factor = curve.factor(experiment, epoch as u32);
        let factor = factor.map_or_else(String::new, |factor| format!(" (factor {})", short(factor)));
        format!(" + {}{}{factor}", curve.name(), value(curve))
    });
    let sum = if history.epochs() == 0 {
        "No epoch yet. The loss will be reconstruction".to_owned()
    } else {
        format!("Loss{} = reconstruction{}", value(Curve::Total), value(Curve::Reconstruction))
    };
    std::iter::once(sum).chain(penalties).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_the_first_epoch_the_loss_has_no_number() {
        assert_eq!(
            terms(&Experiment::default(), &History::default()),
            "No epoch yet. The loss will be reconstruction + sparsity (factor 0.05)"
        );
    }
}
