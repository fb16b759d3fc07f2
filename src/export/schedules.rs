//! The script's numbers: constants, and functions of the epoch where they change.

use std::fmt::Write as _;

use crate::experiment::{Experiment, PARAMETERS};
use crate::optimizer::learning_rate_python;
use crate::parameter::Schedule;
use crate::training::decay;

/// The live parameters that apply, by the script's names.
pub fn live(experiment: &Experiment) -> Vec<(&'static str, &Schedule)> {
    let lr = if learning_rate_python(experiment).is_some() { "base_lr" } else { "lr" };
    let applying = PARAMETERS.iter().filter(|row| row.applies(experiment));
    let rows = applying.filter_map(|row| Some((row.name, (row.schedule)(experiment)?)));
    rows.map(|(name, schedule)| (if name == "lr" { lr } else { name }, schedule)).collect()
}

/// A number for every live parameter, or a function of the epoch where it changes.
pub fn text(experiment: &Experiment, live: &[(&str, &Schedule)]) -> String {
    let (constant, changing): (Vec<_>, Vec<_>) =
        live.iter().partition(|(_, schedule)| schedule.is_constant());
    let mut text = String::new();
    for (name, schedule) in &constant {
        let _ = writeln!(text, "{name} = {}", schedule.initial());
    }
    for (name, value) in experiment.sparsity.python(experiment).constants {
        let _ = writeln!(text, "{name} = {value}");
    }
    if let Some(decay) = decay::in_loss(experiment) {
        let _ = writeln!(text, "weight_decay = {decay}");
    }
    if !text.is_empty() {
        text = format!("\n{text}\n");
    }
    for (name, schedule) in changing {
        text += &schedule_function(name, schedule);
    }
    if experiment.optimizer.takes_steps() {
        text += &learning_rate_python(experiment).unwrap_or_default();
    }
    text
}

fn schedule_function(name: &str, schedule: &Schedule) -> String {
    let mut function = format!("\ndef {name}(epoch):\n");
    if let [(epoch, value)] = schedule.changes() {
        let _ = writeln!(function, "    return {value} if epoch >= {epoch} else {}\n", schedule.initial());
        return function;
    }
    for (epoch, value) in schedule.changes().iter().rev() {
        let _ = writeln!(function, "    if epoch >= {epoch}:\n        return {value}");
    }
    let _ = writeln!(function, "    return {}\n", schedule.initial());
    function
}
