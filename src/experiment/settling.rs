//! Values that the user sets win over defaults: a default that conflicts with one of them gives way.

use super::check;
use super::{Experiment, Key, PARAMETERS, Parameter, Problem, Remedy, Settings, parameter};

/// A parameter with a value as links write it.
pub type Given = (&'static Parameter, String);

/// An experiment, and the defaults that gave way to what the user set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settled {
    /// The experiment.
    pub experiment: Experiment,
    /// Values that differ from the defaults although nobody set them, in the order in which they changed.
    pub adjustments: Vec<Adjustment>,
}

/// A default that conflicted with what the user set, and the value in its place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{} is {value} instead of its default {default}: {reason}", .parameter.name)]
pub struct Adjustment {
    /// The parameter that gave way.
    pub parameter: &'static Parameter,
    /// Its value now.
    pub value: String,
    /// The default that it would have.
    pub default: String,
    /// The conflict, in a sentence.
    pub reason: String,
}

/// The number of defaults that may have to give way together.
const MOST_STEPS: usize = 4;
/// The number of changes that are tried at most.
const BUDGET: usize = 400;
/// The number of changes after which it is certain that the values conflict.
const MOST_PARTIAL_STEPS: usize = 12;

/// Builds the experiment in which every `set` value is as given. Values that were `kept` from before stay
/// too, unless they no longer have an effect. Defaults that conflict with either give way.
///
/// # Errors
/// Two or more of the values conflict with each other, or one with every possible experiment.
pub fn settle(kept: &[Given], set: &[Given], budget: &mut usize) -> Result<Settled, Problem> {
    let mut settings = Settings::default();
    let mut given: Vec<&'static Parameter> = Vec::new();
    for (parameter, text) in kept.iter().chain(set) {
        (parameter.assign)(&mut settings, parameter, text.trim())?;
        if !given.contains(parameter) {
            given.push(parameter);
        }
    }
    parameter::follow(&mut settings, &Settings::default(), &given);
    let is_set = |parameter: &Parameter| set.iter().any(|(row, _)| *row == parameter);
    for parameter in PARAMETERS {
        if parameter.is_idle(&settings) && given.contains(&parameter) && !is_set(parameter) {
            given.retain(|row| *row != parameter);
            let default = parameter.default_in(&settings);
            put(&mut settings, &[(parameter.key, default)], &given)?;
        }
    }
    let adjustments = adjust(&mut settings, &given, budget)?;
    Ok(Settled { experiment: Experiment(settings), adjustments })
}

/// Settles as many of a link's values as can be combined. Each of the others is named among the problems. A
/// size that needs too much memory is lowered.
pub fn settle_most(mut given: Vec<Given>, problems: &mut Vec<Problem>) -> Settled {
    let mut has_conflict = false;
    let mut budget = BUDGET;
    loop {
        let problem = match settle(&[], &given, &mut budget) {
            Ok(settled) => return settled,
            Err(problem) => problem,
        };
        // If none of the parameters in the check was given, the data must go: the defaults of the others no
        // longer suit them.
        let joined: Vec<_> = problem.parameters().into_iter().chain([Key::data]).collect();
        let among = |is_wanted: &dyn Fn(&Given) -> bool| {
            let places = joined.iter().map(|key| given.iter().position(|it| it.0.key == *key));
            places.flatten().find(|&place| is_wanted(&given[place]))
        };
        let is_off_default = |(parameter, text): &Given| *text != parameter.default_text();
        let culprit = among(&is_off_default).or_else(|| among(&|_| true)).unwrap_or(given.len() - 1);
        match &problem {
            // It is lowered no further than needed.
            Problem::TooLarge { parameter, value: Some(value), .. } if given[culprit].0.key == *parameter => {
                given[culprit].1.clone_from(value);
            }
            _ => drop(given.remove(culprit)),
        }
        let is_too_large = |problem: &Problem| matches!(problem, Problem::TooLarge { .. });
        let is_told = problems
            .last()
            .is_some_and(|last| *last == problem || is_too_large(last) && is_too_large(&problem));
        // A value that depended on a rejected one is rejected too.
        let is_consequence = has_conflict && matches!(problem, Problem::Idle { .. });
        has_conflict |= !matches!(problem, Problem::Idle { .. });
        if !is_told && !is_consequence {
            problems.push(problem);
        }
    }
}

impl Experiment {
    /// Returns the parameters that differ from their defaults.
    #[must_use]
    pub fn given(&self) -> Vec<&'static Parameter> {
        PARAMETERS.iter().filter(|parameter| !parameter.is_default(self)).collect()
    }

    /// Sets several parameters. Of the others, those `given` by the user keep their values; all others are
    /// defaults and give way if they conflict.
    ///
    /// # Errors
    /// Two or more of the values conflict with each other, or one with every possible experiment.
    pub fn settled_with<'a>(
        &self,
        given: &[&'static Parameter],
        values: impl IntoIterator<Item = (&'static Parameter, &'a str)>,
    ) -> Result<Settled, Problem> {
        let kept: Vec<_> = given.iter().map(|parameter| (*parameter, parameter.text(self))).collect();
        let set: Vec<_> =
            values.into_iter().map(|(parameter, text)| (parameter, text.trim().to_owned())).collect();
        settle(&kept, &set, &mut { BUDGET })
    }
}

/// A step that solves a conflict, and the conflict in words.
type Step = (Remedy, String);

/// Changes defaults until there are no conflicts.
fn adjust(
    settings: &mut Settings,
    given: &[&'static Parameter],
    budget: &mut usize,
) -> Result<Vec<Adjustment>, Problem> {
    let original = settings.clone();
    let mut steps: Vec<Step> = Vec::new();
    for parameter in given.iter().copied() {
        if parameter.is_idle(settings) {
            let idle = Problem::Idle { parameter };
            let remedy = waking(settings, parameter, given).ok_or_else(|| idle.clone())?;
            put(settings, &remedy, given)?;
            steps.push((remedy, idle.to_string()));
        }
    }
    while let Some((place, problem)) = check::failure(settings) {
        let whole = (1..=MOST_STEPS).find_map(|most| solution(settings, given, most, budget));
        let partial =
            || partial(settings, given, place, &problem).filter(|_| steps.len() < MOST_PARTIAL_STEPS);
        let Some(found) = whole.or_else(|| Some(vec![partial()?])) else {
            let problem = loss_of_effect(settings, given, &problem).unwrap_or(problem);
            return Err(check::advised(problem, settings, &|parameter| given.contains(&parameter)));
        };
        for (remedy, reason) in found {
            put(settings, &remedy, given)?;
            steps.push((remedy, reason));
        }
    }
    // A change may take the effect of an earlier one away.
    for parameter in PARAMETERS {
        if parameter.is_idle(settings) && !given.contains(&parameter) {
            let default = parameter.default_in(settings);
            put(settings, &[(parameter.key, default)], given)?;
        }
    }
    let mut adjustments: Vec<Adjustment> = Vec::new();
    for (remedy, reason) in steps {
        for parameter in remedy.iter().map(|(key, _)| key.row()) {
            // A parameter that changed twice is listed with the last reason.
            adjustments.retain(|it| it.parameter != parameter);
            if !parameter.is_default(settings) {
                let (value, default) = (parameter.text(settings), parameter.default_in(&original));
                adjustments.push(Adjustment { parameter, value, default, reason: reason.clone() });
            }
        }
    }
    Ok(adjustments)
}

/// Returns defaults to change, in at most `most` steps, after which every check passes. `budget` is the
/// number of changes that may still be tried, so that no link takes too long.
fn solution(
    settings: &Settings,
    given: &[&'static Parameter],
    most: usize,
    budget: &mut usize,
) -> Option<Vec<Step>> {
    let Err(Problem::Joint { parameters, message, mut remedies }) = check::first_failure(settings) else {
        return None;
    };
    // The usual default may do where that of the dataset or the file does not.
    let brought =
        parameters.iter().map(|key| key.row()).filter(|row| row.text(settings) != row.default_text());
    remedies.extend(brought.map(|row| vec![(row.key, row.default_text())]));
    own_remedies(remedies, given).into_iter().find_map(|remedy| {
        *budget = budget.checked_sub(1)?;
        let changed = changed(settings, &remedy, given)?;
        let mut steps = vec![(remedy, message.clone())];
        match check::first_failure(&changed) {
            Ok(()) => Some(steps),
            Err(_) if most == 1 => None,
            Err(_) => {
                steps.extend(solution(&changed, given, most - 1, budget)?);
                Some(steps)
            }
        }
    })
}

/// Returns the problem of a given value that keeps a default from giving way, because it would lose its effect.
fn loss_of_effect(settings: &Settings, given: &[&'static Parameter], problem: &Problem) -> Option<Problem> {
    let Problem::Joint { remedies, .. } = problem else { return None };
    own_remedies(remedies.clone(), given).into_iter().find_map(|remedy| {
        let mut changed = settings.clone();
        put(&mut changed, &remedy, given).ok()?;
        let mut rows = given.iter().copied();
        let parameter = rows.find(|row| row.is_idle(&changed) && !row.is_idle(settings))?;
        Some(Problem::Idle { parameter })
    })
}

/// Returns defaults to change after which this problem is solved, although another may follow.
fn partial(
    settings: &Settings,
    given: &[&'static Parameter],
    place: usize,
    problem: &Problem,
) -> Option<Step> {
    let Problem::Joint { parameters, message, remedies } = problem else { return None };
    let solves = |remedy: &Remedy| {
        changed(settings, remedy, given).is_some_and(|changed| match check::failure(&changed) {
            None => true,
            Some((next, _)) if next != place => next > place,
            Some((_, next)) => {
                let next = next.parameters();
                next != *parameters && remedy.iter().all(|(key, _)| !next.contains(key))
            }
        })
    };
    let remedy = own_remedies(remedies.clone(), given).into_iter().find(solves)?;
    Some((remedy, message.clone()))
}

/// Returns the remedies that change no given value, those that keep the sparsity method first.
fn own_remedies(mut remedies: Vec<Remedy>, given: &[&'static Parameter]) -> Vec<Remedy> {
    remedies.retain(|remedy| remedy.iter().all(|(key, _)| !given.contains(&key.row())));
    remedies.sort_by_key(check::takes_the_method);
    remedies
}

/// Returns the default of the dataset, file or method to replace by the usual one, so that a parameter has an
/// effect.
fn waking(settings: &Settings, parameter: &Parameter, given: &[&'static Parameter]) -> Option<Remedy> {
    let is_brought = |row: &&Parameter| !given.contains(row) && row.text(settings) != row.default_text();
    let remedies = PARAMETERS.iter().filter(is_brought).map(|row| vec![(row.key, row.default_text())]);
    let mut remedies = remedies.filter(|remedy| {
        let mut changed = settings.clone();
        put(&mut changed, remedy, given).is_ok() && parameter.applies(&changed)
    });
    remedies.next()
}

/// Returns the settings after a remedy, or `None` if it changes nothing, or a value is rejected or has no
/// effect.
fn changed(settings: &Settings, remedy: &Remedy, given: &[&'static Parameter]) -> Option<Settings> {
    let mut changed = settings.clone();
    if remedy.iter().any(|(key, value)| key.row().text(settings) == *value) {
        return None;
    }
    put(&mut changed, remedy, given).ok()?;
    let written = remedy.iter().map(|(key, _)| key.row());
    let is_idle =
        given.iter().copied().chain(written).any(|row| row.is_idle(&changed) && !row.is_idle(settings));
    (!is_idle).then_some(changed)
}

/// Writes values. Other defaults follow them, and given values stay.
fn put(
    settings: &mut Settings,
    values: &[(Key, String)],
    given: &[&'static Parameter],
) -> Result<(), Problem> {
    let before = settings.clone();
    let mut all = given.to_vec();
    for (key, value) in values {
        let row = key.row();
        (row.assign)(settings, row, value)?;
        all.push(row);
    }
    parameter::follow(settings, &before, &all);
    Ok(())
}
