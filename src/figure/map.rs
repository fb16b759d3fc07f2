//! Samples on a plane, of the codes and of the inputs side by side.

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::{Area, Figure, FigureArea, Palette, Placed, Places, Token, number};
use crate::evaluation::{Map, TableNames, maps_csv};
use crate::ranking;

/// Height above for a map's name.
const NAME: f64 = 18.0;
/// Gap between two maps, and margin around the dots of a map.
const GAP: f64 = 10.0;
/// The distance from a dot's middle within which it is hit.
const REACH: f64 = 8.0;

/// Samples on a plane: a dot each, in the colour and the shape of its class.
#[derive(Debug, Clone)]
pub struct MapFigure<'a> {
    /// The maps, side by side.
    pub maps: Vec<&'a Map>,
    /// The test samples' rows in the data.
    pub rows: &'a [usize],
    /// Names of the test samples; empty if they only have numbers.
    pub names: &'a [String],
    /// The test samples' classes; empty without labels.
    pub labels: &'a [usize],
    pub classes: &'a [String],
    /// The test sample that is chosen.
    pub selected: usize,
    /// The dot that the pointer is on.
    pub hovered: Option<usize>,
}

impl MapFigure<'_> {
    /// A dot's map, and its number there.
    fn of(&self, mut thing: usize) -> Option<(&Map, usize)> {
        for map in &self.maps {
            if thing < map.samples.len() {
                return Some((map, thing));
            }
            thing -= map.samples.len();
        }
        None
    }

    fn label(&self, sample: usize) -> Option<usize> {
        self.labels.get(sample).copied()
    }

    fn name(&self, label: usize) -> String {
        self.classes.get(label).cloned().unwrap_or_else(|| label.to_string())
    }

    fn token(&self, sample: usize) -> Token {
        self.label(sample).map_or(Token::Accent, Token::of_class)
    }

    /// Returns the frame of each map: side by side, or one below the other on a phone.
    fn frames(&self, (width, height): (f64, f64)) -> Vec<Area> {
        let (count, stacked) = (self.maps.len().max(1), width < height);
        let length = if stacked { height } else { width };
        let own = (length - GAP * (count - 1) as f64) / count as f64;
        let frame = |index: usize| {
            let first = index as f64 * (own + GAP);
            if stacked {
                Area::between(0.5, first + NAME, width - 0.5, first + own - 1.0)
            } else {
                Area::between(first + 0.5, NAME, first + own - 0.5, height - 1.0)
            }
        };
        (0..self.maps.len()).map(frame).collect()
    }

    fn draw_map(&self, pen: &Pen, palette: &Palette, (map, frame): (&Map, Area)) -> Drawn<Vec<Area>> {
        let soft = palette.color(Token::Soft);
        let perplexity = map.perplexity.map_or_else(String::new, |perplexity| {
            format!(", perplexity {}", number::significant(perplexity, 3))
        });
        let trust = number::fixed(map.trustworthiness, 3);
        let name = format!("{}: trustworthiness {trust}{perplexity}", map.of.name());
        pen.text(&name, (frame.left + 2.0, frame.top - NAME / 2.0), HPos::Left, soft)?;
        pen.frame(frame, palette.color(Token::Line), 1.0)?;
        let points = fitted(map, frame);
        let radius = if points.len() > 600 { 2.0 } else { 3.0 };
        for (&point, &sample) in points.iter().zip(&map.samples) {
            let color = palette.color(self.token(sample));
            dot(pen, point, radius, self.label(sample).unwrap_or(0), color)?;
        }
        let mut taken: Vec<Area> = Vec::new();
        for (class, place) in self.centres(map, &points) {
            let text = self.name(class);
            let half = pen.width(&text)? / 2.0 + 3.0;
            let x = place.0.clamp(frame.left + half, (frame.right() - half).max(frame.left + half));
            let Some(back) = free(&taken, (x, place.1), half, frame) else { continue };
            pen.fill(back, palette.color(Token::Card))?;
            pen.frame(back, palette.color(Token::of_class(class)), 1.0)?;
            pen.text(&text, (x, back.middle_y()), HPos::Center, palette.color(Token::Ink))?;
            taken.push(back);
        }
        let pointed = self.hovered.and_then(|thing| self.sample(thing));
        for (sample, token) in [(Some(self.selected), Token::Ink), (pointed, Token::Accent)] {
            let place = map.samples.iter().position(|&shown| Some(shown) == sample);
            if let Some((x, y)) = place.map(|place| points[place]) {
                pen.frame(Area::between(x - 5.0, y - 5.0, x + 5.0, y + 5.0), palette.color(token), 2.0)?;
            }
        }
        let around = |&(x, y): &(f64, f64)| Area::between(x - REACH, y - REACH, x + REACH, y + REACH);
        Ok(points.iter().map(around).collect())
    }

    /// The middle of each class: medians, which no stray moves.
    fn centres(&self, map: &Map, points: &[(f64, f64)]) -> Vec<(usize, (f64, f64))> {
        let classes =
            map.samples.iter().filter_map(|&sample| self.label(sample)).max().map_or(0, |most| most + 1);
        let mut centres = Vec::new();
        for class in 0..classes {
            let own: Vec<_> = map
                .samples
                .iter()
                .zip(points)
                .filter(|(sample, _)| self.label(**sample) == Some(class))
                .map(|(_, &point)| point)
                .collect();
            let median = |axis: fn(&(f64, f64)) -> f64| {
                let places = ranking::ascending(own.iter().map(axis));
                places.get(places.len() / 2).map(|&place| axis(&own[place]))
            };
            if let (Some(x), Some(y)) = (median(|point| point.0), median(|point| point.1)) {
                centres.push((class, (x, y)));
            }
        }
        centres
    }
}

/// Finds space for a name as near as possible to its position: above or below names that are already placed,
/// within the frame.
fn free(taken: &[Area], (x, y): (f64, f64), half: f64, frame: Area) -> Option<Area> {
    let high = FONT_SIZE / 2.0 + 2.0;
    let at = |step: i32| {
        let y = y + f64::from(step) * high;
        Area::between(x - half, y - high, x + half, y + high)
    };
    let steps = (0..40).map(|step| if step % 2 == 0 { -step / 2 } else { step / 2 + 1 });
    let is_free = |place: &Area| {
        let inside = place.top >= frame.top && place.bottom() <= frame.bottom();
        inside && taken.iter().all(|other| !place.overlaps(other))
    };
    steps.map(at).find(is_free)
}

/// Returns the positions of the samples in a frame, with the same scale in both directions.
fn fitted(map: &Map, frame: Area) -> Vec<(f64, f64)> {
    let range = |numbers: &[f64]| {
        let start = (f64::INFINITY, f64::NEG_INFINITY);
        numbers.iter().fold(start, |(low, high), &number| (low.min(number), high.max(number)))
    };
    let (x, y) = (range(&map.x), range(&map.y));
    let inside = Area::between(frame.left + GAP, frame.top + GAP, frame.right() - GAP, frame.bottom() - GAP);
    let span = |(low, high): (f64, f64)| (high - low).max(f64::MIN_POSITIVE);
    let scale = (inside.width / span(x)).min(inside.height / span(y));
    let at = |(&a, &b): (&f64, &f64)| {
        let right = (a - f64::midpoint(x.0, x.1)) * scale;
        let up = (b - f64::midpoint(y.0, y.1)) * scale;
        (inside.middle_x() + right, inside.middle_y() - up)
    };
    map.x.iter().zip(&map.y).map(at).collect()
}

/// Draws a marker whose shape identifies the class where its colour does not.
pub(super) fn dot(
    pen: &Pen,
    (x, y): (f64, f64),
    radius: f64,
    class: usize,
    color: plotters::style::RGBColor,
) -> Drawn<()> {
    let (wide, flat) = (radius * 1.3, radius * 0.9);
    match class % 4 {
        0 => pen.dot((x, y), radius, color),
        1 => pen.fill(Area::between(x - flat, y - flat, x + flat, y + flat), color),
        2 => pen.polygon(&[(x, y - wide), (x + wide, y + flat), (x - wide, y + flat)], color),
        _ => pen.polygon(&[(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)], color),
    }
}

impl Figure for MapFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "Maps of codes and inputs"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        let mut areas = Vec::new();
        for (map, frame) in self.maps.iter().zip(self.frames(pen.size())) {
            areas.extend(self.draw_map(&pen, palette, (map, frame))?);
        }
        Ok(Places { areas })
    }

    fn csv(&self) -> String {
        let names = TableNames { rows: self.rows, labels: self.labels, classes: self.classes, features: &[] };
        maps_csv(self.maps.iter().copied(), names)
    }

    fn summary(&self) -> String {
        let Some(first) = self.maps.first() else { return "No map yet.".to_owned() };
        let each = self.maps.iter().map(|map| {
            format!("{}, trustworthiness {}", map.of.name(), number::fixed(map.trustworthiness, 3))
        });
        let each = each.collect::<Vec<_>>().join("; ");
        let perplexity = first
            .perplexity
            .map(|perplexity| format!(" with perplexity {}", number::significant(perplexity, 3)));
        let by = format!("{}{}", first.by.title(), perplexity.unwrap_or_default());
        format!("{} test samples, mapped by {by}: {each}.", first.samples.len())
    }
}

impl Placed for MapFigure<'_> {
    fn count(&self) -> usize {
        self.maps.iter().map(|map| map.samples.len()).sum()
    }

    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>) {
        let Some((map, index)) = self.of(thing) else { return Default::default() };
        let sample = map.samples[index];
        let class = self.label(sample).map(|label| ("class".to_owned(), self.name(label)));
        let row = self.rows.get(sample).map(|row| ("row".to_owned(), row.to_string()));
        let name = self.names.get(sample).map(|name| ("name".to_owned(), name.clone()));
        (format!("test sample {sample}"), name.into_iter().chain(row).chain(class).collect())
    }

    fn sample(&self, thing: usize) -> Option<usize> {
        self.of(thing).map(|(map, index)| map.samples[index])
    }

    fn point_at(&mut self, thing: Option<usize>) {
        self.hovered = thing;
    }
}
