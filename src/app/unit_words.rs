//! The description of a unit in words.

use crate::evaluation::UnitReport;
use crate::figure::{fixed, rounded};

/// A number about a unit and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub number: String,
    pub meaning: String,
}

/// Returns the facts about a unit; `classes` are the names of the data's classes.
pub fn facts(report: &UnitReport, classes: &[String]) -> Vec<Fact> {
    let fact = |number: String, meaning: String| Fact { number, meaning };
    let statistics = &report.statistics;
    let samples = fixed(report.samples.into(), 0);
    let strength = if statistics.active > 0.0 {
        let (mean, maximum) = (rounded(statistics.mean), rounded(statistics.maximum.into()));
        format!(", with {mean} on average and at most {maximum}")
    } else {
        String::new()
    };
    let mut facts = vec![fact(
        format!("{} %", fixed(100.0 * statistics.active, 1)),
        format!("of {samples} test samples activate it{strength}"),
    )];
    if let Some(class) = &report.class {
        let name = classes.get(class.class as usize).map_or("", String::as_str);
        facts.push(fact(
            format!("{}×", fixed(class.lift, 1)),
            format!(
                "as often active on class {name} as on average (mutual information with the class: {} bits)",
                fixed(class.mutual_information, 3)
            ),
        ));
    }
    facts.push(fact(change(report), "change in test MSE if it is set to zero".to_owned()));
    if let Some(found) = &report.true_feature {
        facts.push(fact(
            fixed(found.cosine, 2),
            format!(
                "cosine with true feature {}, detected with precision {} and recall {}",
                found.feature,
                fixed(found.precision, 2),
                fixed(found.recall, 2)
            ),
        ));
    }
    facts
}

/// Returns the change of the error without the unit in percent, with its sign.
fn change(report: &UnitReport) -> String {
    if report.mse == 0.0 {
        return rounded(report.mse_without);
    }
    let percent = 100.0 * (report.mse_without / report.mse - 1.0);
    let decimals = if percent.abs() < 10.0 { 2 } else { 1 };
    let text = fixed(percent, decimals);
    let sign = if percent > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { "+" } else { "" };
    format!("{sign}{text} %")
}

/// Returns the beginnings of captions, up to a colon, each once: the words by which a unit can be recognised.
pub fn heads<'a>(captions: impl Iterator<Item = &'a str>, most: usize) -> String {
    let mut found: Vec<&str> = Vec::new();
    for head in captions.map(head).filter(|head| !head.is_empty()) {
        if !found.contains(&head) && found.len() < most {
            found.push(head);
        }
    }
    found.join(", ")
}

/// Returns a caption up to its first colon.
fn head(caption: &str) -> &str {
    caption.split_once(": ").map_or(caption, |(head, _)| head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{ActivationHistogram, ClassPreference, TrueFeatureMatch, UnitStatistics};

    fn report() -> UnitReport {
        UnitReport {
            unit: 3,
            epoch: 5,
            samples: 1200,
            statistics: UnitStatistics {
                active: 0.018,
                mean: 0.21,
                maximum: 0.5,
                histogram: ActivationHistogram::default(),
            },
            class: None,
            shown: Vec::new(),
            features: Vec::new(),
            nearest: Vec::new(),
            true_feature: None,
            mse: 0.5,
            mse_without: 0.502,
        }
    }

    fn lines(report: &UnitReport) -> Vec<String> {
        let classes = ["plant".to_owned(), "animal".to_owned()];
        facts(report, &classes).into_iter().map(|fact| format!("{} {}", fact.number, fact.meaning)).collect()
    }

    #[test]
    fn facts_name_class_and_true_feature_only_where_they_are_known() {
        assert_eq!(
            lines(&report()),
            [
                "1.8 % of 1,200 test samples activate it, with 0.2100 on average and at most 0.5000",
                "+0.40 % change in test MSE if it is set to zero"
            ]
        );
        let class = ClassPreference { class: 1, lift: 11.04, active: 9, mutual_information: 0.0123 };
        let found = TrueFeatureMatch { feature: 4, cosine: 0.987, precision: 1.0, recall: 0.5 };
        let known = UnitReport { class: Some(class), true_feature: Some(found), ..report() };
        let lines = lines(&known);
        assert_eq!(
            lines[1],
            "11.0× as often active on class animal as on average (mutual information with the class: 0.012 bits)"
        );
        assert_eq!(lines[3], "0.99 cosine with true feature 4, detected with precision 1.00 and recall 0.50");
    }

    #[test]
    fn a_dead_unit_changes_nothing() {
        let statistics = UnitStatistics { active: 0.0, mean: 0.0, maximum: 0.0, ..report().statistics };
        let dead = UnitReport { statistics, mse_without: 0.5, ..report() };
        assert_eq!(
            lines(&dead),
            ["0.0 % of 1,200 test samples activate it", "0.00 % change in test MSE if it is set to zero"]
        );
        assert_eq!(change(&UnitReport { mse_without: 0.49, ..report() }), "−2.00 %");
    }

    #[test]
    fn heads_end_at_a_colon_and_are_named_once() {
        let captions = ["rain: drops of water", "snow", "rain: a fall", "", "fog: droplets", "hail"];
        assert_eq!(heads(captions.into_iter(), 3), "rain, snow, fog");
    }
}
