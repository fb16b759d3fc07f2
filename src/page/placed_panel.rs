//! A figure of things that can be pointed at one by one, on the page.

use super::canvas::Canvas;
use super::dom::{Built, Dom};
use super::mailbox::Mailbox;
use super::message::{FigureId, FigureInput};
use super::panel::{Panel, arrow};
use super::tooltip::TooltipContent;
use crate::figure::{Palette, Placed, Places};

/// A figure of things that can be pointed at one by one, on the page.
#[derive(Debug)]
pub struct PlacedPanel {
    pub panel: Panel,
    images: Canvas,
    places: Places,
    hovered: Option<usize>,
    /// The inputs of the last drawing: the version of the evaluation, the selected sample, the pointer's
    /// position and the colours.
    drawn: Option<(u64, u32, Option<usize>, Palette)>,
    revision: u64,
}

impl PlacedPanel {
    pub fn new(dom: &Dom, mailbox: &Mailbox, figure_id: FigureId) -> Built<Self> {
        Ok(Self {
            panel: Panel::new(dom, mailbox, figure_id)?,
            images: Canvas::detached(dom, (1, 1), 1.0)?,
            places: Places::default(),
            hovered: None,
            drawn: None,
            revision: 0,
        })
    }

    /// Gives the test sample that is chosen.
    pub fn input(&mut self, input: FigureInput, figure: Option<&impl Placed>) -> Option<u32> {
        let figure = figure.filter(|figure| figure.count() > 0)?;
        match input {
            FigureInput::PointerMove(x, y) => {
                self.panel.pointer_y = y;
                self.hovered = self.places.at(x, y);
            }
            FigureInput::Step(right, down) => {
                let row = i32::try_from(figure.row(self.size())).unwrap_or(i32::MAX);
                let by = right.saturating_add(down.saturating_mul(row));
                let from = self.hovered.map(|thing| thing as u32);
                let thing = arrow(from, by, 0, figure.count() as u32 - 1) as usize;
                self.hovered = Some(thing);
                self.panel.pointer_y = self.places.middle(thing).1;
                self.panel.announce();
            }
            FigureInput::Leave => self.hovered = None,
            FigureInput::Select => return self.pointed(figure),
        }
        None
    }

    /// The test sample that is pointed at.
    pub fn pointed(&self, figure: &impl Placed) -> Option<u32> {
        figure.sample(self.hovered?).map(|sample| sample as u32)
    }

    /// Draws the figure. `seen` contains its inputs: the evaluation's version and the selected sample.
    pub fn show<F: Placed>(&mut self, figure: Option<F>, seen: (u64, u32), palette: &Palette, now: f64) {
        let Some(mut figure) = figure else { return };
        self.hovered = self.hovered.filter(|&thing| thing < figure.count());
        let key = Some((seen.0, seen.1, self.hovered, *palette));
        if self.drawn != key {
            self.drawn = key;
            self.revision += 1;
        }
        figure.point_at(self.hovered);
        if self.panel.advance_to(self.revision) {
            self.draw(&figure, palette);
            let reading = self.hovered.map(|thing| {
                let (title, rows) = figure.reading(thing);
                let rows = rows.into_iter().map(|(name, value)| (name, value, None)).collect();
                TooltipContent { title, rows, notes: Vec::new() }
            });
            let x = self.hovered.map_or(0.0, |thing| self.places.middle(thing).0);
            self.panel.read(reading, x);
        }
        self.panel.summarise(now, || figure.summary());
    }

    /// Draws nothing while there is no space.
    fn draw(&mut self, figure: &impl Placed, palette: &Palette) {
        let Some(sheet) = self.panel.canvas.sheet() else { return };
        for (atlas, area) in figure.images(self.size()) {
            self.images.put(&atlas.rgba, (atlas.width, atlas.height));
            self.panel.canvas.stamp(&self.images, area);
        }
        // Stamping has scaled the canvas otherwise.
        let sheet = self.panel.canvas.overlay().unwrap_or(sheet);
        self.places = figure.draw_frame(&sheet, palette).unwrap_or_default();
    }

    /// Returns width and height.
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = self.panel.canvas.size();
        (width.into(), height.into())
    }
}
