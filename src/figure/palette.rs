//! The colours of a theme, read from the page's own tokens, so that page and figures agree.

use plotters::style::RGBColor;

const TOKENS: &str = include_str!("../../www/tokens.css");
const LIGHT: Palette = Palette::read(":root {");
const DARK: Palette = Palette::read("[data-theme=\"dark\"] {");

/// The purpose of a colour. On the page, `var(--name)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Behind everything on a figure.
    Card,
    /// Text and what matters most.
    Ink,
    /// Text of the second rank.
    Soft,
    /// Grid lines and frames.
    Line,
    /// Selected items and bars.
    Accent,
    /// Things that deserve attention: targets, changes, dead units.
    Mark,
    Total,
    Reconstruction,
    Sparsity,
    /// Another reconstruction, of the sparsity method.
    Auxiliary,
    /// The code's divergence from the unit normal.
    Divergence,
    Decay,
    /// The error on the test samples.
    Test,
    /// A sample as it was.
    Original,
    /// A sample as the model makes it.
    Reconstructed,
    /// The class 0, and every tenth after it.
    Class0,
    /// The class 1, and every tenth after it.
    Class1,
    /// The class 2, and every tenth after it.
    Class2,
    /// The class 3, and every tenth after it.
    Class3,
    /// The class 4, and every tenth after it.
    Class4,
    /// The class 5, and every tenth after it.
    Class5,
    /// The class 6, and every tenth after it.
    Class6,
    /// The class 7, and every tenth after it.
    Class7,
    /// The class 8, and every tenth after it.
    Class8,
    /// The class 9, and every tenth after it.
    Class9,
}

impl Token {
    pub const ALL: [Self; 25] = [
        Self::Card,
        Self::Ink,
        Self::Soft,
        Self::Line,
        Self::Accent,
        Self::Mark,
        Self::Total,
        Self::Reconstruction,
        Self::Sparsity,
        Self::Auxiliary,
        Self::Divergence,
        Self::Decay,
        Self::Test,
        Self::Original,
        Self::Reconstructed,
        Self::Class0,
        Self::Class1,
        Self::Class2,
        Self::Class3,
        Self::Class4,
        Self::Class5,
        Self::Class6,
        Self::Class7,
        Self::Class8,
        Self::Class9,
    ];

    /// Returns a class' colour. There are ten; beyond that, shapes distinguish classes.
    #[must_use]
    pub const fn of_class(class: usize) -> Self {
        Self::ALL[Self::Class0 as usize + class % 10]
    }

    /// Returns its name in the stylesheet, without the dashes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Ink => "ink",
            Self::Soft => "soft",
            Self::Line => "line",
            Self::Accent => "accent",
            Self::Mark => "mark",
            Self::Total => "total",
            Self::Reconstruction => "reconstruction",
            Self::Sparsity => "sparsity",
            Self::Auxiliary => "auxiliary",
            Self::Divergence => "divergence",
            Self::Decay => "decay",
            Self::Test => "test",
            Self::Original => "original",
            Self::Reconstructed => "reconstructed",
            Self::Class0 => "class-0",
            Self::Class1 => "class-1",
            Self::Class2 => "class-2",
            Self::Class3 => "class-3",
            Self::Class4 => "class-4",
            Self::Class5 => "class-5",
            Self::Class6 => "class-6",
            Self::Class7 => "class-7",
            Self::Class8 => "class-8",
            Self::Class9 => "class-9",
        }
    }
}

/// A theme's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette([RGBColor; Token::ALL.len()]);

impl Palette {
    /// Dark on light.
    #[must_use]
    pub const fn light() -> Self {
        LIGHT
    }

    /// Light on dark.
    #[must_use]
    pub const fn dark() -> Self {
        DARK
    }

    #[must_use]
    pub const fn color(&self, token: Token) -> RGBColor {
        self.0[token as usize]
    }

    /// Reads the rule with this selector. Runs in the compiler: a token that is missing there is
    /// an error here.
    const fn read(selector: &str) -> Self {
        let css = TOKENS.as_bytes();
        let rule = find(css, &[selector], 0);
        let mut colors = [RGBColor(0, 0, 0); Token::ALL.len()];
        let mut i = 0;
        while i < colors.len() {
            let digits = find(css, &["--", Token::ALL[i].name(), ": #"], rule);
            assert!(digits < find(css, &["}"], rule), "a token is missing in this rule");
            colors[i] = RGBColor(byte(css, digits), byte(css, digits + 2), byte(css, digits + 4));
            i += 1;
        }
        Self(colors)
    }
}

/// Returns the position after these pieces, which follow one after the other.
const fn find(text: &[u8], pieces: &[&str], from: usize) -> usize {
    let mut start = from;
    while start < text.len() {
        let mut end = start;
        let mut piece = 0;
        while piece < pieces.len() && begins_with(text, end, pieces[piece].as_bytes()) {
            end += pieces[piece].len();
            piece += 1;
        }
        if piece == pieces.len() {
            return end;
        }
        start += 1;
    }
    panic!("not in the tokens")
}

const fn begins_with(text: &[u8], at: usize, piece: &[u8]) -> bool {
    let mut i = 0;
    while i < piece.len() {
        if at + i >= text.len() || text[at + i] != piece[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn byte(text: &[u8], at: usize) -> u8 {
    digit(text[at]) * 16 + digit(text[at + 1])
}

const fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        _ => panic!("colours are written #rrggbb, in small letters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
        let [r, g, b] = [r, g, b].map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Returns the contrast ratio as defined in WCAG 2.
    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn colors_come_from_the_stylesheet() {
        assert_eq!(Palette::light().color(Token::Card), RGBColor(255, 255, 255));
        assert_eq!(Palette::dark().color(Token::Card), RGBColor(0x1c, 0x20, 0x24));
        assert_eq!(Palette::light().color(Token::Reconstruction), RGBColor(0, 0x72, 0xb2));
        for (index, token) in Token::ALL.into_iter().enumerate() {
            assert_eq!(token as usize, index);
        }
    }

    /// Lightness and two opponent colours (Ottosson, "A perceptual color space for image processing",
    /// 2020): distances in it are differences as people see them.
    fn oklab(RGBColor(r, g, b): RGBColor) -> [f64; 3] {
        let [r, g, b] = [r, g, b].map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    fn difference(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (oklab(a), oklab(b));
        a.into_iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    #[test]
    fn classes_look_unlike_each_other_and_unlike_reconstructions() {
        let classes = (0..10).map(Token::of_class);
        for palette in [Palette::light(), Palette::dark()] {
            for class in classes.clone() {
                let apart = |other: Token| difference(palette.color(class), palette.color(other));
                for other in [Token::Reconstructed, Token::Original, Token::Mark] {
                    assert!(apart(other) > 0.12, "{} and {}: {}", class.name(), other.name(), apart(other));
                }
                for other in classes.clone().filter(|&other| other != class).chain([Token::Reconstruction]) {
                    assert!(apart(other) > 0.075, "{} and {}: {}", class.name(), other.name(), apart(other));
                }
            }
        }
    }

    #[test]
    fn text_and_curves_stand_out_in_both_themes() {
        for palette in [Palette::light(), Palette::dark()] {
            for token in Token::ALL {
                let least = match token {
                    Token::Card | Token::Line => continue,
                    Token::Ink | Token::Soft | Token::Mark | Token::Accent => 4.5,
                    _ => 3.0,
                };
                let ratio = contrast(palette.color(token), palette.color(Token::Card));
                assert!(ratio >= least, "{}: {ratio}", token.name());
            }
        }
    }
}
