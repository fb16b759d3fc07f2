//! Drawings of the page of units, as SVG within HTML.

use super::super::number::rounded;
use super::super::svg::escaped;
use super::write;
use crate::ranking;
use crate::view::View;

/// Number of the strongest weights that are listed if the features have no order.
const LISTED: usize = 8;
/// Width of a full bar.
const BAR: f32 = 80.0;
/// Number of shades of a weight.
const SHADES: f32 = 20.0;

/// Returns a bar whose length is the size of a value, relative to `most`.
pub(super) fn bar(value: f32, most: f32) -> String {
    let length = if most == 0.0 { 0.0 } else { (value / most).abs().min(1.0) * BAR };
    format!(
        "<svg width=\"{BAR}\" height=\"10\" aria-hidden=\"true\"><rect class=\"bar {}\" width=\"{length:.1}\" height=\"10\"/></svg>",
        sign(value)
    )
}

/// Draws the decoder weights of a unit in the form of a sample: an image, a curve, or the features with the
/// largest weights.
pub(super) fn write_weights(html: &mut String, unit: u32, weights: &[f32], view: View, features: &[String]) {
    let most = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    match view {
        View::Image { width, height } if weights.len() == width * height => {
            write(
                html,
                format_args!(
                    "<svg viewBox=\"0 0 {width} {height}\" width=\"160\" role=\"img\" shape-rendering=\"crispEdges\" \
                     aria-label=\"Decoder weights of unit {unit} as an image\">\n"
                ),
            );
            write_pixels(html, weights, width, most);
            html.push_str("</svg>\n");
        }
        View::Series => write_curve(html, unit, weights, most),
        View::Image { .. } | View::Table => {
            write_largest(html, weights, most, |feature| view.feature(features, feature));
        }
    }
}

/// Draws the pixels that are not white; equal neighbours in a row are one rectangle.
fn write_pixels(html: &mut String, weights: &[f32], width: usize, most: f32) {
    let shade = |weight: f32| if most == 0.0 { 0.0 } else { (weight / most * SHADES).round() };
    for (y, row) in weights.chunks_exact(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|&a, &b| shade(a) == shade(b)) {
            let shade = shade(run[0]);
            if shade != 0.0 {
                write(
                    html,
                    format_args!(
                        "<rect class=\"bar {}\" fill-opacity=\"{:.2}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"1\"/>\n",
                        sign(shade),
                        shade.abs() / SHADES,
                        run.len()
                    ),
                );
            }
            x += run.len();
        }
    }
}

fn write_curve(html: &mut String, unit: u32, weights: &[f32], most: f32) {
    let height = |weight: f32| if most == 0.0 { 0.0 } else { -weight / most };
    let points: Vec<_> =
        weights.iter().enumerate().map(|(x, &weight)| format!("{x},{:.3}", height(weight))).collect();
    let width = weights.len().saturating_sub(1).max(1);
    write(
        html,
        format_args!(
            "<svg viewBox=\"0 -1.05 {width} 2.1\" width=\"280\" height=\"100\" preserveAspectRatio=\"none\" role=\"img\" \
             aria-label=\"Decoder weights of unit {unit} as a curve from {} to {}\">\n\
             <path class=\"zero\" d=\"M0,0H{width}\"/>\n<polyline class=\"curve\" points=\"{}\"/>\n</svg>\n",
            rounded(f64::from(weights.iter().copied().fold(f32::INFINITY, f32::min))),
            rounded(f64::from(weights.iter().copied().fold(f32::NEG_INFINITY, f32::max))),
            points.join(" "),
        ),
    );
}

fn write_largest(html: &mut String, weights: &[f32], most: f32, name: impl Fn(usize) -> String) {
    let sizes: Vec<_> = weights.iter().map(|weight| f64::from(weight.abs())).collect();
    html.push_str("<table>\n");
    for feature in ranking::descending(&sizes).into_iter().take(LISTED) {
        let weight = weights[feature];
        write(
            html,
            format_args!(
                "<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{} {}</td></tr>\n",
                escaped(&name(feature)),
                bar(weight, most),
                rounded(f64::from(weight))
            ),
        );
    }
    html.push_str("</table>\n");
}

fn sign(value: f32) -> &'static str {
    if value < 0.0 { "negative" } else { "positive" }
}
