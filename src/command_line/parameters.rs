//! `sae parameters`: prints the parameter table.

use std::io::Write;

use super::{Failure, terminal};
use crate::experiment::{Consequence, PARAMETERS, Parameter, VIEW_PARAMETERS, ViewParameter};
use crate::parameter::{ChoiceInfo, Kind};

/// Prints one line per parameter in columns, followed by the named values and their meaning.
pub fn run() -> Result<(), Failure> {
    let head = ["name", "default", "range", "change", "help"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(PARAMETERS.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [name, default, range, change] = [0, 1, 2, 3].map(width);
    let mut output = terminal::output();
    for [a, b, c, d, help] in &rows {
        writeln!(output, "{a:name$}  {b:default$}  {c:range$}  {d:change$}  {help}")?;
    }
    for parameter in PARAMETERS {
        let Kind::Choice(names) = parameter.kind else { continue };
        writeln!(output, "\n{}", parameter.name)?;
        let width = names.iter().map(|name| name.text.len()).max().unwrap_or(0);
        let title_width = names.iter().map(|name| name.title.chars().count()).max().unwrap_or(0);
        for ChoiceInfo { text, title, help, paper } in names {
            let paper = paper.map_or_else(String::new, |paper| format!(" {}: {}", paper.title, paper.url));
            writeln!(output, "  {text:width$}  {title:title_width$}  {help}{paper}")?;
        }
    }
    writeln!(output, "\nView of the page (part of its address, without effect on the experiment)")?;
    let width = VIEW_PARAMETERS.iter().map(|parameter| parameter.key.len()).max().unwrap_or(0);
    for ViewParameter { key, meaning, .. } in &VIEW_PARAMETERS {
        writeln!(output, "  {key:width$}  {}", meaning())?;
    }
    Ok(())
}

fn row(parameter: &Parameter) -> [String; 5] {
    let change = match parameter.effect {
        Consequence::Restart => "restarts",
        Consequence::Live => "live",
        Consequence::Extend => "extends",
    };
    [
        parameter.name.to_owned(),
        parameter.default_text(),
        parameter.range(),
        change.to_owned(),
        parameter.help.to_owned(),
    ]
}
