//! The heatmap of the hidden units on the page.

use web_sys::Element;

use super::canvas::Canvas;
use super::dom::{Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message};
use super::panel::Panel;
use super::state::State;
use super::tooltip::TooltipContent;
use super::units_panel::suffix;
use crate::figure::{
    ActivationFigure, ActivationGeometry, ActivationScale, Colors, Comparable, Figure, Moment, Palette,
    RunProgress, SteadyScale, Token, exact, fixed, short,
};
use crate::training::Activity;
use crate::training::StopReason;

/// The heatmap on the page.
#[derive(Debug)]
pub struct ActivationsPanel {
    pub panel: Panel,
    /// The cells, one pixel each.
    image: Canvas,
    steady: SteadyScale,
    /// The scale of the last drawing.
    scale: Option<ActivationScale>,
    /// Run and epoch of the image, its colours and where they end.
    painted: Option<(u32, u32, Colors, f64)>,
    pixels: Vec<u8>,
    geometry: Option<ActivationGeometry>,
    hovered: Option<Hovered>,
    bar: Canvas,
    barred: Option<Colors>,
    minimum: TextElement,
    maximum: TextElement,
    caption: TextElement,
}

/// The part of the figure under the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hovered {
    Cell {
        unit: usize,
        column: usize,
    },
    /// A unit's number or its mean activation.
    Unit(usize, f64),
}

impl ActivationsPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        mailbox.send_on(&dom.get::<Element>("rescale")?, "click", Message::Rescale);
        Ok(Self {
            panel: Panel::new(dom, mailbox, FigureId::Activations)?,
            image: Canvas::detached(dom, (1, 1), 1.0)?,
            steady: SteadyScale::default(),
            scale: None,
            painted: None,
            pixels: Vec::new(),
            geometry: None,
            hovered: None,
            bar: Canvas::new(dom.get("activations-colors")?)?,
            barred: None,
            minimum: TextElement::new(dom.get::<Element>("activations-minimum")?),
            maximum: TextElement::new(dom.get::<Element>("activations-maximum")?),
            caption: TextElement::new(dom.get::<Element>("activations-caption")?),
        })
    }

    /// Returns what is chosen: a sample, or a unit by its number or bar.
    pub fn input(&mut self, input: FigureInput, state: &State) -> Option<Message> {
        let figure = figure(state, None)?;
        let geometry = self.geometry?;
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                let cell = geometry.cell_at(x, y).map(|(unit, column)| Hovered::Cell { unit, column });
                self.hovered = cell.or_else(|| geometry.unit_at(y).map(|unit| Hovered::Unit(unit, x)));
                None
            }
            FigureInput::Step(right, down) => {
                let last = (figure.units.checked_sub(1)?, figure.columns.len().checked_sub(1)?);
                let (unit, column) = match self.hovered {
                    Some(Hovered::Cell { unit, column }) => (
                        unit.saturating_add_signed(down as isize).min(last.0),
                        column.saturating_add_signed(right as isize).min(last.1),
                    ),
                    _ => (0, column_of(&figure, state.sample)),
                };
                self.hovered = Some(Hovered::Cell { unit, column });
                self.panel.pointer_y = geometry.row(unit).middle_y();
                self.panel.announce();
                None
            }
            FigureInput::Select => match self.hovered {
                Some(Hovered::Cell { column, .. }) => {
                    figure.columns.get(column).map(|column| Message::Sample(column.sample))
                }
                Some(Hovered::Unit(unit, _)) => Some(Message::OpenUnit(unit as u32)),
                None => None,
            },
            FigureInput::Leave => {
                self.hovered = None;
                None
            }
        }
    }

    /// Fits colours and bars to what is shown, and keeps them so.
    pub fn rescale(&mut self, state: &State) {
        self.steady.rescale(figure(state, None).and_then(|figure| figure.own_scale()));
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let hovered = self.hovered.map(|hovered| match hovered {
            Hovered::Cell { unit, .. } | Hovered::Unit(unit, _) => unit,
        });
        let selected = state.selected_unit().map(|unit| unit as usize);
        let mut figure = figure(state, hovered.or(selected)).unwrap_or(NOTHING);
        if self.panel.advance_to(state.revision) {
            if let Some(moment) = moment(state) {
                self.scale = self.steady.at(Comparable::of(state.seen()), moment, figure.own_scale());
            }
            figure.scale = self.scale;
            let Some(sheet) = self.panel.canvas.sheet() else { return };
            self.paint(&figure, state);
            // Stamping has scaled the canvas otherwise.
            let sheet = self.panel.canvas.overlay().unwrap_or(sheet);
            // A canvas that cannot be drawn on stays as it is.
            self.geometry = figure.draw_frame(&sheet, palette).ok();
            let (reading, x) = self.reading(&figure, state);
            self.panel.read(reading, x);
            self.show_colors(&figure);
            self.caption.show(&caption(&figure, state));
        }
        self.panel.summarise(now, || figure.summary());
    }

    fn show_colors(&mut self, figure: &ActivationFigure) {
        let colors = figure.colors;
        if self.barred != Some(colors) {
            self.bar.put(&colors.gradient(), (256, 1));
            self.barred = Some(colors);
        }
        self.minimum.show(&short(colors.minimum(figure.maximum())));
        self.maximum.show(&figure.maximum_text());
    }

    /// Updates the image if its numbers have changed, and draws it into the frame.
    fn paint(&mut self, figure: &ActivationFigure, state: &State) {
        let Some(shown) = state.run.shown() else { return };
        let painted = Some((shown.frame.run, shown.frame.epoch, figure.colors, figure.maximum()));
        if self.painted != painted {
            figure.rgba_into(&mut self.pixels);
            self.image.put(&self.pixels, (figure.columns.len() as u32, figure.units as u32));
            self.painted = painted;
        }
        let (width, height) = self.panel.canvas.size();
        self.panel.canvas.stamp(&self.image, figure.geometry(width.into(), height.into()).image);
    }

    fn reading(&self, figure: &ActivationFigure, state: &State) -> (Option<TooltipContent>, f64) {
        let (Some(hovered), Some(geometry)) = (self.hovered, self.geometry) else { return (None, 0.0) };
        match hovered {
            Hovered::Cell { unit, column } => {
                let reading = figure.cell(unit, column).map(|cell| TooltipContent {
                    title: format!("unit {unit}, sample {}", cell.sample),
                    rows: named(state, cell.sample)
                        .into_iter()
                        .chain(
                            figure
                                .is_labelled()
                                .then(|| ("label".to_owned(), class(state, cell.label), None)),
                        )
                        .chain([("activation".to_owned(), exact(cell.value), None)])
                        .collect(),
                    notes: Vec::new(),
                });
                let area = geometry.column(column);
                (reading, area.middle_x())
            }
            Hovered::Unit(unit, x) => (unit_reading(figure, unit, state), x),
        }
    }

    /// The figure as it is saved, with its own legend.
    pub fn saved<T>(&self, state: &State, save: impl FnOnce(&ActivationFigure) -> T) -> T {
        let figure = figure(state, None).unwrap_or(NOTHING);
        save(&ActivationFigure { legend: true, scale: self.scale, ..figure })
    }

    /// Returns the image of the cells, one pixel each.
    pub fn image(&self) -> &Canvas {
        &self.image
    }
}

const NOTHING: ActivationFigure<'static> = ActivationFigure {
    codes: &[],
    units: 0,
    columns: &[],
    classes: &[],
    mean_activation: &[],
    active: &[],
    rule: Activity::NotZero,
    colors: Colors::FromZero,
    scale: None,
    target: None,
    selected: None,
    hovered: None,
    legend: false,
};

fn figure(state: &State, hovered: Option<usize>) -> Option<ActivationFigure<'_>> {
    let shown = state.run.shown()?;
    let numbers = &shown.frame.numbers;
    Some(ActivationFigure {
        codes: &numbers.codes,
        units: numbers.mean_activation.len(),
        columns: &shown.start.columns,
        classes: &shown.start.classes,
        mean_activation: &numbers.mean_activation,
        active: &numbers.active,
        rule: state.activity(),
        colors: Colors::of(state.seen()),
        scale: None,
        target: state.seen().target_at(shown.frame.epoch + 1),
        selected: Some(state.sample),
        hovered,
        legend: false,
    })
}

/// Returns the progress of the displayed run.
fn moment(state: &State) -> Option<Moment> {
    let (shown, seen) = (state.run.current()?, state.seen());
    let (epoch, stop_reason) = (shown.frame.epoch, shown.frame.stop_reason);
    let has_changed = seen.changes().first().is_some_and(|&(first, ..)| first <= epoch + 1);
    let progress = match stop_reason {
        Some(StopReason::Diverged(_)) => RunProgress::Diverged,
        Some(StopReason::Stalled(_)) => RunProgress::Ended,
        None if epoch >= seen.epochs => RunProgress::Ended,
        None => RunProgress::Trains,
    };
    Some(Moment { run: shown.start.run, epoch, progress, has_changed })
}

/// The row of a tooltip with a sample's name, where it has one.
fn named(state: &State, sample: u32) -> Option<(String, String, Option<Token>)> {
    let name = state.sample_name(sample);
    (!name.is_empty()).then(|| ("name".to_owned(), name.to_owned(), None))
}

/// A label by its name, where it has one.
fn class(state: &State, label: u32) -> String {
    let names = state.run.shown().map_or(&[][..], |shown| &shown.start.classes);
    names.get(label as usize).cloned().unwrap_or_else(|| label.to_string())
}

fn column_of(figure: &ActivationFigure, sample: u32) -> usize {
    figure.columns.iter().position(|column| column.sample == sample).unwrap_or(0)
}

fn unit_reading(figure: &ActivationFigure, unit: usize, state: &State) -> Option<TooltipContent> {
    let (&mean, &active) = (figure.mean_activation.get(unit)?, figure.active.get(unit)?);
    let percent = format!("{} %", fixed(f64::from(active) * 100.0, 1));
    Some(TooltipContent {
        title: format!("unit {unit}{}", suffix(figure.is_dead(unit), state)),
        rows: std::iter::once(("mean activation".to_owned(), exact(mean), None))
            .chain(figure.target.map(|target| ("target".to_owned(), short(target), None)))
            .chain([("active on".to_owned(), percent, None)])
            .collect(),
        notes: Vec::new(),
    })
}

/// Describes the rows and columns.
fn caption(figure: &ActivationFigure, state: &State) -> String {
    let samples = state.run.shown().map_or(0, |shown| shown.start.test_samples);
    let columns = figure.columns.len();
    let order = if figure.is_labelled() { ", sorted by class" } else { "" };
    let shown = if columns < samples as usize {
        format!("; {} of {} test samples", fixed(columns as f64, 0), fixed(samples.into(), 0))
    } else {
        String::new()
    };
    format!("each row a unit, each column a test sample{order}{shown}")
}
