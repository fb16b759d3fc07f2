//! A page of all units of a trained model: one HTML file without scripts, which can be mailed or published.

mod drawing;

use std::fmt::Write as _;

use super::number::{counted, fixed, rounded};
use super::svg::escaped;
use crate::evaluation::UnitReport;
use crate::view::View;

const STYLE: &str = include_str!("style.css");

/// A unit of the page.
#[derive(Debug)]
pub struct UnitSection<'a> {
    pub report: UnitReport,
    /// Decoder weights, one per feature.
    pub decoder: &'a [f32],
}

/// A page of all units of a trained model.
#[derive(Debug)]
pub struct UnitPage<'a> {
    /// The link of the experiment.
    pub link: &'a str,
    pub view: View,
    /// Names of the features, of the classes and of the test samples; empty without names.
    pub features: &'a [String],
    pub classes: &'a [String],
    pub names: &'a [String],
    /// The class of each test sample.
    pub labels: &'a [usize],
    pub units: Vec<UnitSection<'a>>,
}

impl UnitPage<'_> {
    /// Writes the page. Names come from data and are only ever text in it.
    #[must_use]
    pub fn html(&self) -> String {
        let units = self.units.len();
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{count} of a sparse autoencoder</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{count} of a sparse autoencoder</h1>\n",
            count = counted(units, "unit"),
        );
        if let Some(UnitSection { report, .. }) = self.units.first() {
            write(
                &mut html,
                format_args!(
                    "<p>{}. The mean squared error on {} is {}. The experiment: <code>#{}</code></p>\n",
                    origin(report.epoch),
                    counted(report.samples as usize, "test sample"),
                    rounded(report.mse),
                    escaped(self.link),
                ),
            );
        }
        html.push_str(
            "<p>Each unit is described by the test samples. The mean activation is that of the samples on which \
             the unit is active. A lift of 2 means that the samples of a class activate it twice as often as \
             all samples do. Decoder weights are blue where they are positive and red where they are negative.</p>\n",
        );
        for unit in &self.units {
            self.write_unit(&mut html, unit);
        }
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }

    fn write_unit(&self, html: &mut String, UnitSection { report, decoder }: &UnitSection) {
        let unit = report.unit;
        let statistics = &report.statistics;
        write(html, format_args!("<section id=\"unit-{unit}\">\n<h2>Unit {unit}</h2>\n"));
        if statistics.active == 0.0 {
            html.push_str("<p>No test sample activates this unit.</p>\n");
        } else {
            let increase = rounded(report.mse_without - report.mse);
            write(
                html,
                format_args!(
                    "<dl>\n<dt>Active samples</dt><dd>{} %</dd>\n<dt>Mean activation</dt><dd>{}</dd>\n\
                     <dt>Maximum activation</dt><dd>{}</dd>\n{}\
                     <dt>Change in test MSE without it</dt><dd>{increase}</dd>\n</dl>\n",
                    fixed(100.0 * statistics.active, 1),
                    rounded(statistics.mean),
                    rounded(f64::from(statistics.maximum)),
                    self.preferred_class(report),
                ),
            );
            self.write_samples(html, report);
        }
        html.push_str("<h3>Decoder weights</h3>\n");
        drawing::write_weights(html, unit, decoder, self.view, self.features);
        html.push_str("</section>\n");
    }

    fn preferred_class(&self, report: &UnitReport) -> String {
        let Some(class) = &report.class else { return String::new() };
        format!(
            "<dt>Preferred class</dt><dd><bdi>{}</bdi> (lift {})</dd>\n",
            escaped(&self.class(class.class as usize)),
            rounded(class.lift)
        )
    }

    /// Lists the strongest samples, each with a bar as long as its activation.
    fn write_samples(&self, html: &mut String, report: &UnitReport) {
        html.push_str("<h3>Strongest samples</h3>\n<ol>\n");
        let strongest = report.shown.iter().filter(|shown| shown.percentile.is_none());
        for shown in strongest {
            let sample = shown.sample as usize;
            let class = if self.classes.is_empty() {
                String::new()
            } else {
                let class = self.labels.get(sample).map(|&label| self.class(label)).unwrap_or_default();
                format!(" <small><bdi>{}</bdi></small>", escaped(&class))
            };
            write(
                html,
                format_args!(
                    "<li>{} {} <bdi>{}</bdi>{class}</li>\n",
                    drawing::bar(shown.activation, report.statistics.maximum),
                    rounded(f64::from(shown.activation)),
                    escaped(&self.name(sample)),
                ),
            );
        }
        html.push_str("</ol>\n");
    }

    /// Returns the name of a class, or its number.
    #[must_use]
    pub fn class(&self, class: usize) -> String {
        self.classes.get(class).cloned().unwrap_or_else(|| class.to_string())
    }

    /// Returns the name of a test sample, or its number.
    #[must_use]
    pub fn name(&self, sample: usize) -> String {
        self.names.get(sample).cloned().unwrap_or_else(|| format!("test sample {sample}"))
    }
}

/// Returns how the weights were obtained. Only loaded weights have not been trained.
fn origin(epoch: u32) -> String {
    match epoch {
        0 => "The weights were loaded from a file".to_owned(),
        epoch => format!("Trained for {}", counted(epoch as usize, "epoch")),
    }
}

fn write(html: &mut String, text: std::fmt::Arguments) {
    html.write_fmt(text).expect("writing to a text does not fail");
}

#[cfg(test)]
mod tests;
