//! The figures of the evaluation, each there as soon as it has something to show.

use web_sys::HtmlElement;

use super::dom::{Built, Dom};
use super::figures::write;
use super::glimpse::Glimpse;
use super::mailbox::Mailbox;
use super::message::{Format, Gesture, Plate};
use super::placed_panel::PlacedPanel;
use super::reconstruction_panel::view;
use super::state::State;
use crate::figure::{Exhibit, ImportanceFigure, MapFigure, Palette, RocFigure, SamplesFigure};

/// The figures of the evaluation.
#[derive(Debug)]
pub struct EvaluationFigures {
    dom: Dom,
    map: Framed,
    /// In the map's tooltip.
    glimpse: Glimpse,
    samples: Framed,
    importance: Framed,
    roc: Framed,
}

/// A figure with its frame.
#[derive(Debug)]
struct Framed {
    panel: PlacedPanel,
    frame: HtmlElement,
}

impl Framed {
    fn new(dom: &Dom, mailbox: &Mailbox, plate: Plate) -> Built<Self> {
        Ok(Self { panel: PlacedPanel::new(dom, mailbox, plate)?, frame: dom.get(plate.name())? })
    }

    fn is_told(&self) -> bool {
        self.frame.hidden() || self.panel.panel.is_told()
    }
}

impl EvaluationFigures {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let (mut map, glimpse) = (Framed::new(dom, mailbox, Plate::Map)?, Glimpse::new(dom)?);
        map.panel.panel.tooltip.carry(glimpse.element());
        Ok(Self {
            dom: dom.clone(),
            map,
            glimpse,
            samples: Framed::new(dom, mailbox, Plate::Samples)?,
            importance: Framed::new(dom, mailbox, Plate::Importance)?,
            roc: Framed::new(dom, mailbox, Plate::Roc)?,
        })
    }

    /// Takes the room that there is.
    pub fn measure(&mut self) {
        self.glimpse.sharpen(&self.dom);
        for framed in [&mut self.map, &mut self.samples, &mut self.importance, &mut self.roc] {
            framed.panel.panel.fit(&self.dom);
        }
    }

    /// Gives the test sample that is chosen.
    pub fn gesture(&mut self, plate: Plate, gesture: Gesture, state: &State) -> Option<u32> {
        match plate {
            Plate::Map => self.map.panel.gesture(gesture, map(state).as_ref()),
            Plate::Importance => self.importance.panel.gesture(gesture, importance(state).as_ref()),
            Plate::Roc => self.roc.panel.gesture(gesture, roc(state).as_ref()),
            _ => {
                let figure = samples(state, self.samples.panel.size());
                self.samples.panel.gesture(gesture, figure.as_ref())
            }
        }
    }

    /// The test sample that is pointed at on a map.
    pub fn pointed(&self, state: &State) -> Option<u32> {
        self.map.panel.pointed(map(state).as_ref()?)
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        self.glimpse.show(state, palette);
        let seen = (state.judgement.version, state.sample);
        let (map, importance, roc) = (map(state), importance(state), roc(state));
        let samples = samples(state, self.samples.panel.size());
        self.map.frame.set_hidden(map.is_none());
        self.samples.frame.set_hidden(samples.is_none());
        self.importance.frame.set_hidden(importance.is_none());
        self.roc.frame.set_hidden(roc.is_none());
        self.map.panel.show(map, seen, palette, now);
        self.samples.panel.show(samples, seen, palette, now);
        self.importance.panel.show(importance, seen, palette, now);
        self.roc.panel.show(roc, seen, palette, now);
    }

    /// Whether all summaries are up to date.
    pub fn is_told(&self) -> bool {
        [&self.map, &self.samples, &self.importance, &self.roc].into_iter().all(Framed::is_told)
    }

    /// Saves a figure as a file.
    ///
    /// # Errors
    /// Where the browser cannot.
    pub fn save(&self, plate: Plate, format: Format, state: &State, palette: &Palette) -> Built<()> {
        let form = (plate, format);
        match plate {
            Plate::Map => write(&self.dom, form, map(state), palette, self.map.panel.size()),
            Plate::Importance => {
                write(&self.dom, form, importance(state), palette, self.importance.panel.size())
            }
            Plate::Roc => write(&self.dom, form, roc(state), palette, self.roc.panel.size()),
            _ => {
                let size = self.samples.panel.size();
                write(&self.dom, form, samples(state, size), palette, size)
            }
        }
    }
}

fn map(state: &State) -> Option<MapFigure<'_>> {
    let judgement = &state.judgement;
    let by = judgement.projection_in_sight();
    let maps: Vec<_> = judgement.evaluation.maps().filter(|map| map.by == by).collect();
    let (rows, names) = (&judgement.rows, &judgement.names);
    let (labels, classes) = (&judgement.labels, &judgement.classes);
    let selected = state.sample as usize;
    (!maps.is_empty()).then_some(MapFigure { maps, rows, names, labels, classes, selected, hovered: None })
}

fn samples(state: &State, (width, _): (f64, f64)) -> Option<SamplesFigure<'_>> {
    let judgement = &state.judgement;
    let errors = judgement.evaluation.of_codes.reconstruction.as_ref()?;
    let exhibits = &judgement.exhibits;
    let features = errors.feature_mse.len();
    let of = errors.ranked.len();
    let exhibit = |rank: usize| {
        let sample = *errors.ranked.get(rank)?;
        // They are the first and the last of the ranked ones.
        let is_first = exhibits.samples.get(rank) == Some(&sample);
        let place = if is_first { rank } else { (rank + exhibits.samples.len()).checked_sub(of)? } * features;
        let label = judgement.labels.get(sample).copied();
        let class = label.and_then(|label| Some((label, judgement.classes.get(label)?.as_str())));
        let inputs = &judgement.evaluation.of_inputs;
        let beside = inputs.beside(|errors| errors.sample_mse.get(sample).copied()).collect();
        Some(Exhibit {
            sample,
            row: *judgement.rows.get(sample)?,
            name: judgement.names.get(sample).map_or("", String::as_str),
            rank: rank + 1,
            error: *errors.sample_mse.get(sample)?,
            beside,
            class,
            anomalous: judgement.is_anomalous(sample),
            original: exhibits.originals.get(place..place + features)?,
            reconstruction: exhibits.reconstructions.get(place..place + features)?,
        })
    };
    let most = SamplesFigure::room(width);
    let first = judgement.first;
    let ranked = (first..of.min(first + most)).filter_map(exhibit).collect();
    let best = (of.saturating_sub(most)..of).rev().filter_map(exhibit).collect();
    (!exhibits.samples.is_empty()).then_some(SamplesFigure {
        view: view(state),
        rows: [ranked, best],
        of,
        selected: state.sample as usize,
        hovered: None,
        most,
    })
}

fn importance(state: &State) -> Option<ImportanceFigure<'_>> {
    let judgement = &state.judgement;
    let evaluation = &judgement.evaluation;
    let (importance, errors) =
        (evaluation.of_codes.importance.as_ref()?, evaluation.of_codes.reconstruction.as_ref()?);
    let names = state.run.shown().map_or(&[][..], |shown| &shown.start.features);
    Some(ImportanceFigure { view: view(state), importance, errors, evaluation, names, hovered: None })
}

fn roc(state: &State) -> Option<RocFigure<'_>> {
    let judgement = &state.judgement;
    let detectors: Vec<_> =
        judgement.evaluation.detectors().filter(|detector| detector.roc.is_some()).collect();
    let threshold = judgement.chosen();
    (!detectors.is_empty()).then_some(RocFigure { detectors, threshold, hovered: None })
}
