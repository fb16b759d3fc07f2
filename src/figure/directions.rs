//! True and learned directions of two-dimensional data.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::plot::{LEGEND_HEIGHT, legend};
use super::stroke::{Dash, Stroke};
use super::{Area, Figure, FigureArea, Palette, ReadingRow, Token, number};

const TRUE: Stroke = Stroke { token: Token::Soft, width: 1.75, dash: Dash::Dashed };
const LEARNED: Stroke = Stroke { token: Token::Reconstructed, width: 2.0, dash: Dash::Solid };
/// Margin for the names of the true directions.
const MARGIN: f64 = 16.0;
/// With more of them they have no names.
const MOST_NAMES: usize = 40;
/// Length of an arrow's head, and half its width.
const HEAD: (f64, f64) = (8.0, 3.5);
/// So near, in CSS pixels, an end can be pointed at.
const NEAR: f64 = 14.0;

/// True and learned directions in the plane.
#[derive(Debug, Clone, Copy)]
pub struct DirectionsFigure<'a> {
    /// The true directions, across and up: dashed lines with their numbers.
    pub truth: &'a [[f32; 2]],
    /// The units' decoder columns: arrows.
    pub learned: &'a [[f32; 2]],
    /// The least extent of the axes. Passing in the value of the last drawing keeps them from jumping; 0
    /// starts over.
    pub reach: f64,
    /// The direction under the pointer.
    pub hovered: Option<Ray>,
}

/// A direction of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ray {
    /// A true feature's direction.
    True(usize),
    /// A unit's direction.
    Learned(usize),
}

/// The positions of a drawn figure's directions.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectionsGeometry {
    /// The square that the plane fills.
    pub plane: Area,
    /// The extent of the axes from the middle.
    pub reach: f64,
    /// The ends of the directions, learned ones first.
    ends: Vec<(Ray, (f64, f64))>,
}

/// The values of a direction.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectionReading {
    /// Its name.
    pub title: String,
    pub rows: Vec<ReadingRow>,
}

impl DirectionsGeometry {
    /// The direction whose end is nearest to a point.
    #[must_use]
    pub fn ray_at(&self, x: f64, y: f64) -> Option<Ray> {
        let distances = self.ends.iter().map(|&(ray, end)| (ray, (end.0 - x).hypot(end.1 - y)));
        let near = distances.filter(|&(_, distance)| distance <= NEAR);
        near.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(ray, _)| ray)
    }

    /// Returns the end of a direction, or `None` if it is not drawn.
    #[must_use]
    pub fn end_of(&self, ray: Ray) -> Option<(f64, f64)> {
        self.ends.iter().find(|(it, _)| *it == ray).map(|&(_, end)| end)
    }

    fn place(&self, [across, up]: [f64; 2]) -> (f64, f64) {
        let pixels = self.plane.width / 2.0 / self.reach;
        (self.plane.middle_x() + across * pixels, self.plane.middle_y() - up * pixels)
    }

    /// The axes, and a circle of length 1 or, where all is shorter or longer, of the reach.
    fn draw_plane(&self, pen: &Pen, palette: &Palette) -> Drawn<()> {
        const CORNERS: u32 = 72;
        let (plane, line) = (self.plane, palette.color(Token::Line));
        let (x, y) = (plane.middle_x(), plane.middle_y());
        pen.hairline((plane.left, y), (plane.right(), y), line)?;
        pen.hairline((x, plane.top), (x, plane.bottom()), line)?;
        let radius = if (0.1..=1.0).contains(&self.reach.recip()) { 1.0 } else { self.reach };
        let angles = (0..=CORNERS).map(|corner| TAU * f64::from(corner) / f64::from(CORNERS));
        let circle: Vec<_> =
            angles.map(|angle| self.place([radius * libm::cos(angle), radius * libm::sin(angle)])).collect();
        pen.line(&circle, line, 1.0)?;
        let text = number::short(radius);
        let (right, _) = self.place([radius, 0.0]);
        let place = (right - 4.0, y + 2.0 + FONT_SIZE / 2.0);
        pen.text(&text, place, HPos::Right, palette.color(Token::Soft))
    }
}

impl DirectionsFigure<'_> {
    /// Returns the values of a direction.
    #[must_use]
    pub fn reading(&self, ray: Ray) -> Option<DirectionReading> {
        let (title, [across, up], token) = match ray {
            Ray::True(feature) => (format!("true feature {feature}"), *self.truth.get(feature)?, TRUE.token),
            Ray::Learned(unit) => (format!("unit {unit}"), *self.learned.get(unit)?, LEARNED.token),
        };
        let row = |name, value| ReadingRow { name, value, token };
        let rows = vec![row("feature 0", across), row("feature 1", up), row("length", across.hypot(up))];
        Some(DirectionReading { title, rows })
    }

    /// All directions, those on top first.
    fn rays(&self) -> impl Iterator<Item = (Ray, [f64; 2])> {
        let learned = (0..).map(Ray::Learned).zip(self.learned);
        let truth = (0..).map(Ray::True).zip(self.truth);
        let rays = learned.chain(truth).map(|(ray, vector)| (ray, vector.map(f64::from)));
        rays.filter(|(_, vector)| vector.iter().all(|part| part.is_finite()))
    }

    fn geometry(&self, (width, height): (f64, f64)) -> DirectionsGeometry {
        let room = Area::between(MARGIN, LEGEND_HEIGHT + MARGIN, width - MARGIN, height - MARGIN);
        let side = room.width.min(room.height);
        let (left, top) = (room.middle_x() - side / 2.0, room.middle_y() - side / 2.0);
        let before = if self.reach.is_finite() { self.reach.max(0.0) } else { 0.0 };
        let longest = self.rays().map(|(_, [across, up])| across.hypot(up)).fold(before, f64::max);
        let reach = if longest > before { number::round_up(longest) } else { before };
        let reach = if reach > 0.0 { reach } else { 1.0 };
        let plane = Area { left, top, width: side, height: side };
        let mut geometry = DirectionsGeometry { plane, reach, ends: Vec::new() };
        geometry.ends = self.rays().map(|(ray, vector)| (ray, geometry.place(vector))).collect();
        geometry
    }

    fn draw_ray(
        &self,
        pen: &Pen,
        palette: &Palette,
        geometry: &DirectionsGeometry,
        (ray, end): (Ray, (f64, f64)),
    ) -> Drawn<()> {
        let origin = geometry.place([0.0; 2]);
        let stroke = match ray {
            Ray::True(_) => TRUE,
            Ray::Learned(_) => LEARNED,
        };
        let is_hovered = self.hovered == Some(ray);
        let stroke = Stroke { width: stroke.width + if is_hovered { 1.25 } else { 0.0 }, ..stroke };
        let color = palette.color(stroke.token);
        let length = (end.0 - origin.0).hypot(end.1 - origin.1);
        if length < 0.5 {
            return pen.dot(origin, stroke.width, color);
        }
        let (along, aside) = ((end.0 - origin.0) / length, (end.1 - origin.1) / length);
        match ray {
            Ray::True(feature) => {
                stroke.line(pen, palette, &[origin, end])?;
                if self.truth.len() > MOST_NAMES && !is_hovered {
                    return Ok(());
                }
                // Beyond the ends of all arrows.
                let far = geometry.plane.width / 2.0 + 9.0;
                let name = (origin.0 + along * far, origin.1 + aside * far);
                let token = if is_hovered { Token::Ink } else { Token::Soft };
                pen.text(&feature.to_string(), name, HPos::Center, palette.color(token))
            }
            Ray::Learned(_) => {
                let (head, half) = (HEAD.0.min(length), HEAD.1 * (HEAD.0.min(length) / HEAD.0));
                let neck = (end.0 - along * head, end.1 - aside * head);
                pen.line(&[origin, neck], color, stroke.width)?;
                let (x, y) = (aside * half, along * half);
                pen.polygon(&[end, (neck.0 - x, neck.1 + y), (neck.0 + x, neck.1 - y)], color)
            }
        }
    }
}

impl Figure for DirectionsFigure<'_> {
    type Geometry = DirectionsGeometry;

    fn title(&self) -> &'static str {
        "True and learned directions"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<DirectionsGeometry> {
        let pen = Pen::new(root);
        let geometry = self.geometry(pen.size());
        geometry.draw_plane(&pen, palette)?;
        geometry.ends.iter().rev().try_for_each(|&end| self.draw_ray(&pen, palette, &geometry, end))?;
        legend(&pen, palette, geometry.plane, &[("true", TRUE), ("units", LEARNED)])?;
        if geometry.ends.is_empty() {
            let middle = (geometry.plane.middle_x(), geometry.plane.middle_y() - FONT_SIZE);
            pen.text("No directions yet.", middle, HPos::Center, palette.color(Token::Soft))?;
        }
        Ok(geometry)
    }

    /// Writes one row per direction, true ones first.
    fn csv(&self) -> String {
        let mut csv = String::from("kind,index,feature_0,feature_1\n");
        for (kind, vectors) in [("true", self.truth), ("unit", self.learned)] {
            for (index, [across, up]) in vectors.iter().enumerate() {
                writeln!(csv, "{kind},{index},{across:?},{up:?}").expect("a text takes everything");
            }
        }
        csv
    }

    fn summary(&self) -> String {
        if self.truth.is_empty() && self.learned.is_empty() {
            return "There are no directions yet.".to_owned();
        }
        let lengths = self.learned.iter().map(|[across, up]| f64::from(across.hypot(*up)));
        let (short, long) = lengths.fold((f64::INFINITY, 0.0), |(short, long): (f64, f64), length| {
            (short.min(length), long.max(length))
        });
        let learned = match self.learned.len() {
            0 => "No unit has a direction yet.".to_owned(),
            count => format!(
                "{count} learned directions have lengths from {} to {}.",
                number::rounded(short),
                number::rounded(long)
            ),
        };
        format!("{} true directions in the plane. {learned}", self.truth.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURE: DirectionsFigure = DirectionsFigure {
        truth: &[[1.0, 0.0], [0.0, 1.0]],
        learned: &[[-1.5, 0.0], [f32::NAN, 0.0]],
        reach: 0.0,
        hovered: None,
    };

    #[test]
    fn axes_have_equal_scales_and_ends_can_be_hit() {
        let geometry = FIGURE.geometry((400.0, 200.0));
        assert_eq!(geometry.reach, 1.5);
        let end = |ray| geometry.end_of(ray).expect("it is drawn");
        let (right, up) = (end(Ray::True(0)), end(Ray::True(1)));
        let (x, y) = (geometry.plane.middle_x(), geometry.plane.middle_y());
        assert!((right.0 - x - (y - up.1)).abs() < 1e-9);
        for ray in [Ray::True(0), Ray::True(1), Ray::Learned(0)] {
            let (x, y) = end(ray);
            assert_eq!(geometry.ray_at(x + 3.0, y - 2.0), Some(ray));
        }
        assert_eq!(geometry.end_of(Ray::Learned(1)), None);
        assert_eq!(geometry.ray_at(1.0, 1.0), None);
        let kept = DirectionsFigure { reach: 4.0, ..FIGURE }.geometry((400.0, 200.0));
        assert_eq!(kept.reach, 4.0);
    }

    #[test]
    fn reading_describes_a_direction() {
        let reading = FIGURE.reading(Ray::Learned(0)).expect("it is there");
        assert_eq!(reading.title, "unit 0");
        assert_eq!(reading.rows.iter().map(|row| row.value).collect::<Vec<_>>(), [-1.5, 0.0, 1.5]);
        assert_eq!(FIGURE.reading(Ray::True(2)), None);
        assert!(FIGURE.csv().ends_with("true,1,0.0,1.0\nunit,0,-1.5,0.0\nunit,1,NaN,0.0\n"));
    }
}
