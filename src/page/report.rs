//! The results of the run, compared with the baselines.

use web_sys::Element;

use super::dom::{self, Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::remedies::RemediesPanel;
use super::state::State;
use crate::app;
use crate::evaluation::{Baselines, pca_with};
use crate::figure::{counted, fixed};
use crate::protocol::Frame;
use crate::training::Curve;

/// A number that is not known yet, and one that does not exist.
const TO_COME: &str = "…";
const NONE: &str = "–";

/// The report on the page.
#[derive(Debug)]
pub struct ReportPanel {
    test_mse: TextElement,
    train_mse: TextElement,
    mean_mse: TextElement,
    pca_mse: TextElement,
    pca_label: TextElement,
    r2: TextElement,
    explained_variance: TextElement,
    terms: TextElement,
    l0: TextElement,
    l0_label: TextElement,
    dead: TextElement,
    dead_label: TextElement,
    time: TextElement,
    beside: TextElement,
    remedies: RemediesPanel,
    verdict: TextElement,
    verdict_place: Element,
    revision: u64,
}

impl ReportPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let text = |id: &str| dom.get::<Element>(id).map(TextElement::new);
        Ok(Self {
            test_mse: text("test-mse")?,
            train_mse: text("train-mse")?,
            mean_mse: text("mean-mse")?,
            pca_mse: text("pca-mse")?,
            pca_label: text("pca-label")?,
            r2: text("r2")?,
            explained_variance: text("explained-variance")?,
            terms: text("terms")?,
            l0: text("l0")?,
            l0_label: text("l0-label")?,
            dead: text("dead")?,
            dead_label: text("dead-label")?,
            time: text("time")?,
            beside: text("beside")?,
            remedies: RemediesPanel::new(dom, mailbox)?,
            verdict: text("verdict")?,
            verdict_place: dom.get("verdict")?,
            revision: 0,
        })
    }

    pub fn show(&mut self, state: &State, now: f64) {
        self.remedies.show(state, now);
        if self.revision == state.revision {
            return;
        }
        self.revision = state.revision;
        let Some(shown) = state.run.shown() else { return };
        let (frame, units) = (&shown.frame, shown.frame.numbers.active.len());
        let dead = frame.numbers.active.iter().filter(|&&share| share == 0.0).count();
        self.test_mse.show(&fixed(frame.test_mse, 4));
        let (loss, features) = (state.seen().loss, frame.numbers.original.len());
        let train_mse = shown.history[Curve::Reconstruction].last();
        let train_mse = train_mse.and_then(|&value| loss.mse(value.into(), features));
        self.train_mse.show(&train_mse.map_or(NONE.to_owned(), |mse| fixed(mse, 4)));
        self.explained_variance.show(&frame.explained_variance.map_or(NONE.to_owned(), |it| fixed(it, 3)));
        self.terms.show(&app::terms(state.seen(), &shown.history));
        self.l0.show(&fixed(frame.l0, 1));
        self.l0_label.show(&format!("L0 (of {})", counted(units, "unit")));
        self.dead.show(&dead.to_string());
        self.time.show(&frame.epoch_ms.map_or(NONE.to_owned(), computing_time));
        let rule = state.activity();
        self.dead_label.show(&format!("{} units", rule.inactive()));
        self.show_baselines(state, frame.test_mse, units);
        let pca = match &state.baselines.result {
            None => String::new(),
            Some(Err(reason)) => format!("The mean and PCA were not measured. {reason}."),
            Some(Ok(baselines)) => beside(baselines, frame.l0, units, frame.numbers.original.len()),
        };
        let noise = if frame.numbers.noisy.is_empty() { String::new() } else { of_noise(state, frame) };
        self.beside.show(format!("{pca} {}{noise}", rule.rule()).trim());
        let verdict = match (&state.weights, state.shared_result, state.reproduced) {
            _ if !state.is_current() => String::new(),
            (Some(weights), ..) => format!("Started from {weights}"),
            (None, None, None) => String::new(),
            (None, Some(_), None) => "Shared result: not reached yet".to_owned(),
            (None, _, Some(true)) => "Shared result: Reproduced exactly".to_owned(),
            (None, _, Some(false)) => "Shared result: Differs".to_owned(),
        };
        // The title has the complete text if there is not enough space.
        dom::set(&self.verdict_place, "title", &verdict);
        self.verdict.show(&verdict);
    }

    fn show_baselines(&mut self, state: &State, test_mse: f64, units: usize) {
        let baselines = state.baselines.result.as_ref().and_then(|result| result.as_ref().ok());
        let components = baselines.map_or(units, |baselines| baselines.components(units));
        self.pca_label.show(&format!("PCA, {}", counted(components, "component")));
        let (mean, pca, r2) = match &state.baselines.result {
            None => (TO_COME.to_owned(), TO_COME.to_owned(), TO_COME.to_owned()),
            Some(Err(_)) => (NONE.to_owned(), NONE.to_owned(), NONE.to_owned()),
            Some(Ok(baselines)) => {
                let r2 = baselines.r2(test_mse).map_or(NONE.to_owned(), |r2| fixed(r2, 3));
                let pca = if baselines.is_lossless(units) {
                    "0".to_owned()
                } else {
                    fixed(baselines.pca(units), 4)
                };
                (fixed(baselines.mean_mse, 4), pca, r2)
            }
        };
        self.mean_mse.show(&mean);
        self.pca_mse.show(&pca);
        self.r2.show(&r2);
    }
}

/// Explains that the test samples are without noise, and how well noise is removed, once this was evaluated.
fn of_noise(state: &State, frame: &Frame) -> String {
    let evaluation_state = &state.evaluation_state;
    let denoising = evaluation_state.evaluation.of_codes.denoising.as_ref();
    let found = match denoising.filter(|_| evaluation_state.fingerprint == Some(frame.fingerprint)) {
        Some(denoising) => {
            let others = denoising.others().map(|(name, mse)| format!("{name} {}", fixed(mse, 4)));
            let [noisy, pca, mean] = others;
            format!(
                "on noisy samples, the model has an MSE of {} ({noisy}, {pca}, {mean})",
                fixed(denoising.model, 4)
            )
        }
        None => "“Evaluate” measures how much noise the model removes".to_owned(),
    };
    format!(" The test numbers are for clean samples, without noise; {found}.")
}

/// Describes PCA with as many components as units are active, and whether it is lossless with one per unit.
fn beside(baselines: &Baselines, l0: f64, units: usize, features: usize) -> String {
    let components = baselines.components_of(l0);
    let name = pca_with(components);
    let mut sentence = if baselines.is_lossless(components) {
        format!("{name} (as many as units are active on average) is lossless.")
    } else {
        let mse = baselines.pca(components);
        let r2 = baselines.r2(mse).map_or_else(String::new, |r2| format!(" (R² {})", fixed(r2, 3)));
        format!("{name} (as many as units are active on average) has a test MSE of {}{r2}.", fixed(mse, 4))
    };
    let all = baselines.components(units);
    if all > components && baselines.is_lossless(all) {
        let lossless = format!(" {} is lossless on {features} features.", pca_with(all));
        sentence.push_str(&lossless);
    }
    sentence
}

/// Formats milliseconds of computing: `310 µs`, `12.5 ms`, `12.3 s`.
fn computing_time(ms: f64) -> String {
    match ms {
        ms if ms < 1.0 => format!("{} µs", fixed(ms * 1000.0, 0)),
        ms if ms < 100.0 => format!("{} ms", fixed(ms, 1)),
        ms if ms < 10_000.0 => format!("{} ms", fixed(ms, 0)),
        ms => format!("{} s", fixed(ms / 1000.0, 1)),
    }
}
