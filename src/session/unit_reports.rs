//! Descriptions of units of a run.

use super::capabilities::RecoveryEvaluator;
use crate::evaluation::{InspectedModel, UnitReport};
use crate::training::Trainer;

/// Describes units of a run, and keeps the model's outputs until it changes.
#[derive(Debug, Default)]
pub(super) struct UnitReports {
    kept: Option<InspectedModel>,
}

impl UnitReports {
    /// Describes a unit of the model after the last complete epoch. Returns `None` before it has been tested, or
    /// if it has no such unit.
    pub fn report(
        &mut self,
        trainer: &Trainer,
        feature_recovery: Option<&dyn RecoveryEvaluator>,
        unit: u32,
    ) -> Option<UnitReport> {
        if !trainer.is_tested() {
            return None;
        }
        let unit = unit as usize;
        let inspected = self.inspected(trainer);
        if unit >= inspected.units() {
            return None;
        }
        let report = inspected.describe(unit, trainer.data());
        let match_unit = |recovery: &dyn RecoveryEvaluator| {
            recovery.match_unit(inspected.decoder(unit), &inspected.active(unit))
        };
        Some(UnitReport { true_feature: feature_recovery.and_then(match_unit), ..report })
    }

    /// Returns the outputs of the model after the last complete epoch.
    fn inspected(&mut self, trainer: &Trainer) -> &InspectedModel {
        let model = trainer.trained_model();
        let kept = self.kept.take().filter(|kept| kept.is_of(&model));
        let inspect = || InspectedModel::new(model, trainer.data(), trainer.test_result());
        self.kept.insert(kept.unwrap_or_else(inspect))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{begin, finish};
    use crate::protocol::{Command, Event, Pace};
    use crate::session::Session;

    fn report(session: &mut Session, unit: u32) -> Option<crate::evaluation::UnitReport> {
        match session.handle(Command::Unit { run: 1, unit }, 0.0) {
            Some(Event::Unit { run: 1, report }) => report,
            other => panic!("no report but {other:?}"),
        }
    }

    #[test]
    fn a_unit_is_described_after_the_first_test_and_again_after_each_epoch() {
        let mut session = begin("data=digits&epochs=3", false);
        assert_eq!(report(&mut session, 2), None, "nothing has been tested");
        finish(&mut session);
        let first = report(&mut session, 2).expect("it is tested");
        assert_eq!((first.unit, first.epoch, first.samples), (2, 0, 360));
        session.handle(Command::Running { run: 1, running: true }, 0.0);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        finish(&mut session);
        let last = report(&mut session, 2).expect("it is tested");
        assert_eq!(last.epoch, 3);
        assert_ne!(last.statistics, first.statistics);
        assert!(last.shown.iter().all(|shown| shown.sample < 360) && last.class.is_some());
        assert_eq!(last.features.len(), 64 * last.shown.len());
        assert_eq!(report(&mut session, 32), None, "there are 32 units");
        assert_eq!(session.handle(Command::Unit { run: 7, unit: 0 }, 0.0), None, "another run");
    }

    #[test]
    fn a_report_has_the_matching_true_feature_and_the_error_of_the_frame() {
        let mut session = begin("data=sparse_features&epochs=3", true);
        session.handle(Command::Pace(Pace::Fast), 0.0);
        finish(&mut session);
        let report = report(&mut session, 0).expect("it is tested");
        assert!(report.true_feature.is_some_and(|found| found.cosine > 0.0));
        let event =
            session.handle(Command::Frame { run: 1, known: 0, sample: 0, weights: None, marks: false }, 0.0);
        let Some(Event::Frame(frame)) = event else { panic!("{event:?}") };
        assert!((frame.test_mse - report.mse).abs() < 1e-6 * frame.test_mse);
        assert!((f64::from(frame.numbers.active[0]) - report.statistics.active).abs() < 1e-6);
        let event = Event::Unit { run: 1, report: Some(report) };
        assert_eq!(Event::decode(event.clone().encode()), Ok(event));
    }
}
