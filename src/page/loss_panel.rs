//! The loss figure on the page.

use super::dom::{Built, Dom};
use super::legend::Legend;
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message};
use super::panel::{Panel, arrow};
use super::state::State;
use super::tooltip::TooltipContent;
use crate::figure::{AxisScale, Figure, LossFigure, LossGeometry, Palette, ParameterChange};
use crate::training::{Curve, History};

/// The loss figure on the page.
#[derive(Debug)]
pub struct LossPanel {
    pub panel: Panel,
    geometry: Option<LossGeometry>,
    hovered: Option<u32>,
    legend: Legend,
    nothing: History,
}

impl LossPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        for (id, spread) in
            [("losses-linear", AxisScale::Linear), ("losses-logarithmic", AxisScale::Logarithmic)]
        {
            mailbox.send_when_chosen(&dom.get(id)?, Message::Spread(spread));
        }
        let panel = Panel::new(dom, mailbox, FigureId::Loss)?;
        let legend = Legend::new(dom, "losses-legend")?;
        Ok(Self { panel, geometry: None, hovered: None, legend, nothing: History::default() })
    }

    pub fn input(&mut self, input: FigureInput, state: &State) {
        let trained = self.history(state).epochs() as u32;
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                self.hovered = self.geometry.as_ref().and_then(|geometry| geometry.epoch_at(x, y));
            }
            FigureInput::Step(right, _) if trained > 0 => {
                self.hovered = Some(arrow(self.hovered, right, 1, trained));
                self.panel.announce();
            }
            FigureInput::Leave => self.hovered = None,
            FigureInput::Step(..) | FigureInput::Select => {}
        }
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let marks = ParameterChange::all(state.seen());
        let penalties = Curve::penalties(state.seen());
        if self.panel.advance_to(state.revision) {
            let figure = self.figure(state, (&penalties, &marks), self.hovered);
            let Some(sheet) = self.panel.canvas.sheet() else { return };
            // A canvas that cannot be drawn on stays as it is.
            let geometry = figure.draw(&sheet, palette).ok();
            let reading = self.hovered.and_then(|epoch| figure.reading(epoch));
            let reading = reading.map(|reading| {
                let mut words = TooltipContent::new(format!("epoch {}", reading.epoch), &reading.rows);
                words.notes = reading.marks.iter().map(|&mark| mark.to_owned()).collect();
                words
            });
            let x = geometry.as_ref().zip(self.hovered).map_or(0.0, |(geometry, epoch)| geometry.x_of(epoch));
            let curves = figure.curves();
            self.geometry = geometry;
            self.legend.show(&curves);
            self.panel.read(reading, x);
        }
        let summary = if self.panel.summary_is_current() {
            String::new()
        } else {
            self.figure(state, (&penalties, &marks), None).summary()
        };
        self.panel.summarise(now, || summary);
    }

    /// The figure as it is saved, with its own legend.
    pub fn saved<T>(&self, state: &State, save: impl FnOnce(&LossFigure) -> T) -> T {
        let marks = ParameterChange::all(state.seen());
        let penalties = Curve::penalties(state.seen());
        save(&LossFigure { legend: true, ..self.figure(state, (&penalties, &marks), None) })
    }

    fn figure<'a>(
        &'a self,
        state: &'a State,
        (penalties, marks): (&'a [Curve], &'a [ParameterChange]),
        hovered: Option<u32>,
    ) -> LossFigure<'a> {
        LossFigure {
            history: self.history(state),
            penalties,
            test: Curve::test_of(state.seen().loss),
            epochs: state.seen().epochs,
            spread: state.spread,
            marks,
            hovered,
            legend: false,
        }
    }

    fn history<'a>(&'a self, state: &'a State) -> &'a History {
        state.run.shown().map_or(&self.nothing, |shown| &shown.history)
    }
}
