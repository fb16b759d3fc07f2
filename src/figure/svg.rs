//! A figure as a standalone SVG document.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::style::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};

use super::pen::{FONT, FONT_SIZE, UNITS};
use super::{Figure, Palette, Surface, Token};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Draws a figure with a width and height in CSS pixels, including its title, its summary for screen readers
/// and the theme's background.
///
/// # Panics
/// Never: writing to a text does not fail.
pub fn svg<F: Figure>(figure: &F, (width, height): (u32, u32), palette: &Palette) -> String {
    let body = Rc::new(RefCell::new(String::new()));
    let svg = Svg { body: Rc::clone(&body) };
    let sheet = Surface::sheet(svg, (width, height), |text, size| average_width(text) * size);
    figure.draw(&sheet, palette).expect("writing to a text does not fail");
    let card = palette.color(Token::Card);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{FONT}\" font-size=\"{FONT_SIZE}\" \
         stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#{:02x}{:02x}{:02x}\"/>\n{}</svg>\n",
        escaped(figure.title()),
        escaped(&figure.summary()),
        card.0,
        card.1,
        card.2,
        body.borrow(),
    )
}

/// The backend. Ours, because plotters' own writes whole numbers only and scales fonts.
struct Svg {
    body: Rc<RefCell<String>>,
}

impl Svg {
    fn push(&mut self, element: std::fmt::Arguments) {
        writeln!(self.body.borrow_mut(), "{element}").expect("a text takes everything");
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (0, 0) // the surface says it
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (pixels(from.0), pixels(from.1));
        let (width, height) = (pixels(to.0 - from.0), pixels(to.1 - from.1));
        let paint = paint(style, fill);
        self.push(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {paint}/>"));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (points, paint) = (points(path), paint(style, false));
        self.push(format_args!("<polyline points=\"{points}\" {paint}/>"));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, radius, paint) = (pixels(x), pixels(y), pixels(radius), paint(style, fill));
        self.push(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}/>"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (points, paint) = (points(path), paint(style, true));
        self.push(format_args!("<polygon points=\"{points}\" {paint}/>"));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let (x, y, fill, text) = (pixels(x), pixels(y), hex(style.color()), escaped(text));
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let turn = match style.transform() {
            FontTransform::None => String::new(),
            FontTransform::Rotate90 => format!(" transform=\"rotate(90 {x} {y})\""),
            FontTransform::Rotate180 => format!(" transform=\"rotate(180 {x} {y})\""),
            FontTransform::Rotate270 => format!(" transform=\"rotate(270 {x} {y})\""),
        };
        self.push(format_args!(
            "<text x=\"{x}\" y=\"{y}\" dy=\".35em\" text-anchor=\"{anchor}\" fill=\"{fill}\"{turn}>{text}</text>"
        ));
        Ok(())
    }
}

/// About how wide a text is in a wide sans-serif font, in font sizes: who reads an SVG may have any.
fn average_width(text: &str) -> f64 {
    let width = |letter| match letter {
        ' ' | '.' | ',' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' => 0.38,
        'm' | 'w' | 'M' | 'W' | '\u{2212}' | '@' => 0.9,
        _ => 0.63,
    };
    text.chars().map(width).sum()
}

fn pixels(units: impl Into<f64>) -> f64 {
    units.into() / f64::from(UNITS)
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut points = String::new();
    for (x, y) in path {
        let space = if points.is_empty() { "" } else { " " };
        write!(points, "{space}{},{}", pixels(x), pixels(y)).expect("a text takes everything");
    }
    points
}

fn paint<S: BackendStyle>(style: &S, fill: bool) -> String {
    let color = hex(style.color());
    if fill {
        return format!("fill=\"{color}\"");
    }
    format!("fill=\"none\" stroke=\"{color}\" stroke-width=\"{}\"", pixels(style.stroke_width()))
}

fn hex(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Without what XML would take for its own, and without what it forbids.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in
        text.chars().filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a<b>&\u{0}\n\u{ffff}c"), "a&lt;b&gt;&amp;c");
    }
}
