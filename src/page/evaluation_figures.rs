//! The figures of the evaluation, each there as soon as it has something to show.

use web_sys::HtmlElement;

use super::dom::{Built, Dom};
use super::figures::write;
use super::mailbox::Mailbox;
use super::message::{FigureFormat, FigureId, FigureInput};
use super::placed_panel::PlacedPanel;
use super::reconstruction_panel::view;
use super::sample_preview::SamplePreview;
use super::state::State;
use crate::figure::{ImportanceFigure, MapFigure, Palette, RankedSample, RocFigure, SamplesFigure};

/// The figures of the evaluation.
#[derive(Debug)]
pub struct EvaluationFigures {
    dom: Dom,
    map: Framed,
    /// Shown in the map's tooltip.
    sample_preview: SamplePreview,
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
    fn new(dom: &Dom, mailbox: &Mailbox, figure_id: FigureId) -> Built<Self> {
        Ok(Self { panel: PlacedPanel::new(dom, mailbox, figure_id)?, frame: dom.get(figure_id.name())? })
    }

    fn summary_is_current(&self) -> bool {
        self.frame.hidden() || self.panel.panel.summary_is_current()
    }
}

impl EvaluationFigures {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        let (mut map, sample_preview) = (Framed::new(dom, mailbox, FigureId::Map)?, SamplePreview::new(dom)?);
        map.panel.panel.tooltip.carry(sample_preview.element());
        Ok(Self {
            dom: dom.clone(),
            map,
            sample_preview,
            samples: Framed::new(dom, mailbox, FigureId::Samples)?,
            importance: Framed::new(dom, mailbox, FigureId::Importance)?,
            roc: Framed::new(dom, mailbox, FigureId::Roc)?,
        })
    }

    /// Adapts to the available space.
    pub fn measure(&mut self) {
        self.sample_preview.sharpen(&self.dom);
        for framed in [&mut self.map, &mut self.samples, &mut self.importance, &mut self.roc] {
            framed.panel.panel.fit(&self.dom);
        }
    }

    /// Gives the test sample that is chosen.
    pub fn input(&mut self, figure_id: FigureId, input: FigureInput, state: &State) -> Option<u32> {
        match figure_id {
            FigureId::Map => self.map.panel.input(input, map(state).as_ref()),
            FigureId::Importance => self.importance.panel.input(input, importance(state).as_ref()),
            FigureId::Roc => self.roc.panel.input(input, roc(state).as_ref()),
            FigureId::Samples => {
                let figure = samples(state, self.samples.panel.size());
                self.samples.panel.input(input, figure.as_ref())
            }
            _ => None,
        }
    }

    /// The test sample that is pointed at on a map.
    pub fn pointed(&self, state: &State) -> Option<u32> {
        self.map.panel.pointed(map(state).as_ref()?)
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        self.sample_preview.show(state, palette);
        let seen = (state.evaluation_state.version, state.sample);
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

    /// Returns whether all summaries are up to date.
    pub fn summary_is_current(&self) -> bool {
        [&self.map, &self.samples, &self.importance, &self.roc].into_iter().all(Framed::summary_is_current)
    }

    /// Saves a figure as a file.
    ///
    /// # Errors
    /// Where the browser cannot.
    pub fn save(
        &self,
        figure_id: FigureId,
        format: FigureFormat,
        state: &State,
        palette: &Palette,
    ) -> Built<()> {
        let form = (figure_id, format);
        match figure_id {
            FigureId::Map => write(&self.dom, form, map(state), palette, self.map.panel.size()),
            FigureId::Importance => {
                write(&self.dom, form, importance(state), palette, self.importance.panel.size())
            }
            FigureId::Roc => write(&self.dom, form, roc(state), palette, self.roc.panel.size()),
            FigureId::Samples => {
                let size = self.samples.panel.size();
                write(&self.dom, form, samples(state, size), palette, size)
            }
            _ => Ok(()),
        }
    }
}

fn map(state: &State) -> Option<MapFigure<'_>> {
    let evaluation_state = &state.evaluation_state;
    let by = evaluation_state.shown_projection();
    let maps: Vec<_> = evaluation_state.evaluation.maps().filter(|map| map.by == by).collect();
    let (rows, names) = (&evaluation_state.rows, &evaluation_state.names);
    let (labels, classes) = (&evaluation_state.labels, &evaluation_state.classes);
    let selected = state.sample as usize;
    (!maps.is_empty()).then_some(MapFigure { maps, rows, names, labels, classes, selected, hovered: None })
}

fn samples(state: &State, (width, _): (f64, f64)) -> Option<SamplesFigure<'_>> {
    let evaluation_state = &state.evaluation_state;
    let errors = evaluation_state.evaluation.of_codes.reconstruction.as_ref()?;
    let stored = &evaluation_state.ranked_samples;
    let features = errors.feature_mse.len();
    let of = errors.ranked.len();
    let sample = |rank: usize| {
        let sample = *errors.ranked.get(rank)?;
        // The first and the last of the ranked samples are stored.
        let is_first = stored.samples.get(rank) == Some(&sample);
        let place = if is_first { rank } else { (rank + stored.samples.len()).checked_sub(of)? } * features;
        let label = evaluation_state.labels.get(sample).copied();
        let class = label.and_then(|label| Some((label, evaluation_state.classes.get(label)?.as_str())));
        let inputs = &evaluation_state.evaluation.of_inputs;
        let beside = inputs.beside(|errors| errors.sample_mse.get(sample).copied()).collect();
        Some(RankedSample {
            sample,
            row: *evaluation_state.rows.get(sample)?,
            name: evaluation_state.names.get(sample).map_or("", String::as_str),
            rank: rank + 1,
            error: *errors.sample_mse.get(sample)?,
            beside,
            class,
            anomalous: evaluation_state.is_anomalous(sample),
            original: stored.originals.get(place..place + features)?,
            reconstruction: stored.reconstructions.get(place..place + features)?,
        })
    };
    let most = SamplesFigure::room(width);
    let first = evaluation_state.first;
    let ranked = (first..of.min(first + most)).filter_map(sample).collect();
    let best = (of.saturating_sub(most)..of).rev().filter_map(sample).collect();
    (!stored.samples.is_empty()).then_some(SamplesFigure {
        view: view(state),
        rows: [ranked, best],
        of,
        selected: state.sample as usize,
        hovered: None,
        most,
    })
}

fn importance(state: &State) -> Option<ImportanceFigure<'_>> {
    let evaluation_state = &state.evaluation_state;
    let evaluation = &evaluation_state.evaluation;
    let (importance, errors) =
        (evaluation.of_codes.importance.as_ref()?, evaluation.of_codes.reconstruction.as_ref()?);
    let names = state.run.shown().map_or(&[][..], |shown| &shown.start.features);
    Some(ImportanceFigure { view: view(state), importance, errors, evaluation, names, hovered: None })
}

fn roc(state: &State) -> Option<RocFigure<'_>> {
    let evaluation_state = &state.evaluation_state;
    let detectors: Vec<_> =
        evaluation_state.evaluation.detectors().filter(|detector| detector.roc.is_some()).collect();
    let threshold = evaluation_state.chosen();
    (!detectors.is_empty()).then_some(RocFigure { detectors, threshold, hovered: None })
}
