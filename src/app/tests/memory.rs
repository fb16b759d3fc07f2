//! Work beside the training that does not fit into memory.

use super::browser::{Browser, SMALL};
use crate::app::Effect;
use crate::experiment::Link;

/// R5 of issue 17: the memory estimate counted one worker of three.
#[test]
fn baselines_are_measured_unless_they_do_not_fit_into_memory_beside_the_training() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    let state = &mut browser.state;
    let measures =
        |effects: &mut Vec<Effect>| effects.drain(..).any(|it| matches!(it, Effect::MeasureBaselines));
    state.baselines.data = None;
    state.measure();
    assert!(measures(&mut state.effects) && state.baselines.result.is_none());
    state.experiment = Link::parse("n_samples=100000&n_features=892").experiment;
    state.measure();
    assert!(!measures(&mut state.effects));
    let Some(Err(reason)) = &state.baselines.result else { panic!("{:?}", state.baselines) };
    assert!(reason.contains("baselines together would need about"), "{reason}");
}
