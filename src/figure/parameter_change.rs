//! Changes of live parameters, as marked in the loss figure.

use super::ParameterChange;
use crate::experiment::Experiment;

impl ParameterChange {
    /// Returns the changes of all epochs in which a live parameter changes.
    #[must_use]
    pub fn all(experiment: &Experiment) -> Vec<Self> {
        let mut marks: Vec<Self> = Vec::new();
        for (epoch, parameter, value) in experiment.changes() {
            let text = format!("{} {value}", parameter.name);
            match marks.last_mut() {
                Some(last) if last.epoch == epoch => last.text = format!("{}, {text}", last.text),
                _ => marks.push(Self { epoch, text }),
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn changes_of_one_epoch_share_a_mark() {
        let link = Link::parse("lr=0.1,0.2@9&sparsity_factor=1,2@5,3@9");
        let marks: Vec<_> =
            ParameterChange::all(&link.experiment).into_iter().map(|mark| (mark.epoch, mark.text)).collect();
        assert_eq!(marks, [(5, "sparsity_factor 2".to_owned()), (9, "sparsity_factor 3, lr 0.2".to_owned())]);
    }
}
