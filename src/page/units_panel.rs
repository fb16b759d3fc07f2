//! The figure of what the units have learned, on the page.

use web_sys::Element;

use super::canvas::Canvas;
use super::dom::{Built, Dom, TextElement};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput, Message};
use super::panel::{Panel, arrow};
use super::state::State;
use super::tooltip::TooltipContent;
use crate::figure::{Area, Figure, Palette, UnitsFigure, UnitsGeometry, fixed, rounded};
use crate::model::Side;
use crate::ranking;
use crate::view::View;

/// The figure of what the units have learned, on the page.
#[derive(Debug)]
pub struct UnitsPanel {
    pub panel: Panel,
    /// The tiles, one pixel per feature.
    image: Canvas,
    /// The weights in the image, and its size.
    painted: Option<(u64, (u32, u32))>,
    geometry: Option<UnitsGeometry>,
    hovered: Option<usize>,
    caption: TextElement,
    /// The description of the selected unit.
    selected: TextElement,
}

impl UnitsPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox) -> Built<Self> {
        for (id, side) in [("units-decoder", Side::Decoder), ("units-encoder", Side::Encoder)] {
            mailbox.send_when_chosen(&dom.get(id)?, Message::Side(side));
        }
        Ok(Self {
            panel: Panel::new(dom, mailbox, FigureId::Units)?,
            image: Canvas::detached(dom, (1, 1), 1.0)?,
            painted: None,
            geometry: None,
            hovered: None,
            caption: TextElement::new(dom.get::<Element>("units-caption")?),
            selected: TextElement::new(dom.get::<Element>("units-selected")?),
        })
    }

    /// Returns the unit that is chosen.
    pub fn input(&mut self, input: FigureInput, state: &State) -> Option<u32> {
        let (geometry, figure) = (self.geometry.as_ref()?, figure(state, None));
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                self.hovered = geometry.unit_at(x, y);
            }
            FigureInput::Step(right, down) if figure.shown() > 0 => {
                let row = i32::try_from(geometry.columns()).unwrap_or(i32::MAX);
                let by = right.saturating_add(down.saturating_mul(row));
                let from = self.hovered.map(|unit| unit as u32);
                let unit = arrow(from, by, 0, figure.shown() as u32 - 1) as usize;
                self.hovered = Some(unit);
                // The positions are those of the last drawing, which may have had fewer units.
                self.panel.pointer_y = geometry.places.get(unit).map_or(0.0, Area::middle_y);
                self.panel.announce();
            }
            FigureInput::Leave => self.hovered = None,
            FigureInput::Select => return self.hovered.map(|unit| unit as u32),
            FigureInput::Step(..) => {}
        }
        None
    }

    pub fn show(&mut self, state: &State, palette: &Palette, now: f64) {
        let figure = figure(state, self.hovered.filter(|unit| *unit < figure(state, None).shown()));
        if self.panel.advance_to(state.revision) {
            let Some(sheet) = self.panel.canvas.sheet() else { return };
            let room = self.panel.canvas.size();
            let size = (f64::from(room.0), f64::from(room.1));
            let wanted = Some((state.run.weights_version(), room));
            if self.painted != wanted
                && let Some(atlas) = figure.atlas(size)
            {
                self.image.put(&atlas.rgba, (atlas.width, atlas.height));
                self.painted = wanted;
            }
            if let Some(area) = figure.geometry(size).image {
                self.panel.canvas.stamp(&self.image, area);
            }
            // Stamping has scaled the canvas otherwise.
            let sheet = self.panel.canvas.overlay().unwrap_or(sheet);
            self.geometry = figure.draw_frame(&sheet, palette).ok();
            let selected = figure.selected.filter(|&unit| unit < figure.shown());
            let line = |unit| reading(&figure, unit, state).line();
            self.selected.show(&selected.map_or_else(String::new, line));
            let reading = figure.hovered.map(|unit| reading(&figure, unit, state));
            let x = figure
                .hovered
                .zip(self.geometry.as_ref())
                .map_or(0.0, |(unit, geometry)| geometry.places[unit].middle_x());
            self.panel.read(reading, x);
            self.caption.show(&caption(&figure, state));
        }
        self.panel.summarise(now, || figure.summary());
    }

    /// The figure as it is saved.
    pub fn saved<T>(state: &State, save: impl FnOnce(&UnitsFigure) -> T) -> T {
        save(&UnitsFigure { selected: None, ..figure(state, None) })
    }
}

fn figure(state: &State, hovered: Option<usize>) -> UnitsFigure<'_> {
    let side = state.side.name();
    let Some(shown) = state.run.shown() else {
        return UnitsFigure {
            weights: &[],
            features: 0,
            view: View::Table,
            side,
            units: 0,
            active: &[],
            hovered,
            selected: None,
        };
    };
    let numbers = &shown.frame.numbers;
    UnitsFigure {
        weights: state.run.weights(),
        features: numbers.original.len(),
        view: shown.start.view,
        side,
        units: numbers.active.len(),
        active: &numbers.active,
        hovered,
        selected: state.selected_unit().map(|unit| unit as usize),
    }
}

fn reading(figure: &UnitsFigure, unit: usize, state: &State) -> TooltipContent {
    let names = state.run.shown().map_or(&[][..], |shown| &shown.start.features);
    let sizes: Vec<_> = figure.row(unit).iter().map(|weight| f64::from(weight.abs())).collect();
    let name = |feature: usize| figure.view.feature(names, feature);
    // The number of a pixel is not informative.
    let wanted = if figure.view.is_image() { 0 } else { 3 };
    let weights = ranking::descending(&sizes)
        .into_iter()
        .take(wanted)
        .map(|feature| (name(feature), rounded(f64::from(figure.row(unit)[feature])), None));
    let active = figure.active.get(unit).map_or(0.0, |&share| f64::from(share));
    let rows = [
        ("norm".to_owned(), rounded(figure.norm(unit)), None),
        ("active on".to_owned(), format!("{} %", fixed(active * 100.0, 1)), None),
    ];
    TooltipContent {
        title: format!("unit {unit}{}", suffix(figure.is_dead(unit), state)),
        rows: rows.into_iter().chain(weights).collect(),
        notes: Vec::new(),
    }
}

/// Returns the text after a unit's number in a title.
pub fn suffix(is_dead: bool, state: &State) -> String {
    if is_dead { format!(", {}", state.activity().inactive()) } else { String::new() }
}

fn caption(figure: &UnitsFigure, state: &State) -> String {
    if figure.units == 0 {
        return String::new();
    }
    let kind = match figure.view {
        View::Image { .. } => "red where a unit adds light, blue where it removes light",
        View::Series => "the curve that each unit adds",
        View::Table => "up where a unit increases a feature, down where it decreases it",
    };
    let first = if figure.shown() < figure.units {
        format!("the first {} of {} units; ", figure.shown(), figure.units)
    } else {
        String::new()
    };
    let inactive = (0..figure.units).filter(|&unit| figure.is_dead(unit)).count();
    let inactive = if inactive == 0 {
        String::new()
    } else {
        format!("; {inactive} {}, marked", state.activity().inactive())
    };
    format!("{first}{kind}; each unit has its own scale{inactive}")
}
