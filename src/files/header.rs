//! Whether a table has a header.

use csv::StringRecord;

use super::Fault;
use super::number::{Cell, Decimal};

/// A table's first rows, of which the first may name the columns.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// One at least.
    pub rows: &'a [StringRecord],
    /// Cells of a row.
    pub width: usize,
    pub decimal: Decimal,
}

/// So few numbers in even steps may well be a sample.
const FEWEST_EVEN: usize = 4;
/// Steps that are rounded in print differ by such a part of one.
const ROUNDING: f64 = 0.01;

impl Beginning<'_> {
    /// How many rows stand above the data: none, a header, or a header and a row of units, which has words
    /// where all others have numbers.
    ///
    /// # Errors
    /// Where a header is all there is.
    pub fn head(self) -> Result<usize, Fault> {
        if !self.has_header()? {
            return Ok(0);
        }
        let (Some(units), Some(body)) = (self.rows.get(1), self.rows.get(2..)) else { return Ok(1) };
        let is_word = |record, column| matches!(self.cell(record, column), Cell::Word(_));
        let is_number = |record, column| matches!(self.cell(record, column), Cell::Number(_));
        let has_numbers = |column: &usize| {
            let numbers = body.iter().filter(|record| is_number(record, *column)).count();
            2 * numbers > body.len() && !body.iter().any(|record| is_word(record, *column))
        };
        let columns: Vec<_> = (0..self.width).filter(has_numbers).collect();
        let words = columns.iter().filter(|&&column| is_word(units, column)).count();
        let has_number = (0..self.width).any(|column| is_number(units, column));
        // One word alone may well be a missing value.
        Ok(if words > 1 && 2 * words > columns.len() && !has_number { 2 } else { 1 })
    }

    /// Whether the first row names the columns: words stand over numbers, and the numbers beside the
    /// words, if any, count the columns, or all count years or the like, or are wavelengths or the like. A
    /// table of words alone has one, too.
    fn has_header(self) -> Result<bool, Fault> {
        let (first, body) = self.rows.split_first().expect("there is a first row");
        if body.is_empty() {
            let is_word = |&column: &usize| matches!(self.cell(first, column), Cell::Word(_));
            let words = (0..self.width).filter(is_word).count();
            let first = first.get(0).unwrap_or_default().to_owned();
            return if 2 * words > self.width { Err(Fault::OnlyHeader { first }) } else { Ok(false) };
        }
        let columns: Vec<_> = (0..self.width).filter(|&column| self.is_numeric(body, column)).collect();
        if columns.is_empty() {
            return Ok(true);
        }
        let numbers = self.numbers(first, &columns);
        let is_word = |&&column: &&usize| matches!(self.cell(first, column), Cell::Word(_));
        let words = columns.iter().filter(is_word).count();
        if words > 0 {
            let counts = numbers.len() > 2 && numbers.windows(2).all(|pair| pair[0] < pair[1]);
            return Ok(words > numbers.len() || counts);
        }
        let all: Vec<_> = (0..self.width).collect();
        let are_years = |record| {
            let numbers = self.numbers(record, &all);
            numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
        };
        let is_counted = are_years(first) && !body.iter().any(are_years);
        Ok(is_counted || self.has_even_steps(first, body, &columns))
    }

    /// Whether the first row's numbers rise or fall evenly, as wavelengths and wave numbers do: above rows
    /// that do not, or beside a name of labels. What stands again below is a value like others.
    fn has_even_steps(self, first: &StringRecord, body: &[StringRecord], columns: &[usize]) -> bool {
        let is_even = |record| {
            let numbers = self.numbers(record, columns);
            let (Some(from), Some(to)) = (numbers.first(), numbers.last()) else { return false };
            let step = (to - from) / (numbers.len() - 1) as f64;
            let is_step = |pair: &[f64]| (pair[1] - pair[0] - step).abs() <= ROUNDING * step.abs();
            numbers.len() > 2 && step != 0.0 && numbers.windows(2).all(is_step)
        };
        let recurs = |column| {
            let head = self.cell(first, column);
            head != Cell::Missing && body.iter().any(|record| self.cell(record, column) == head)
        };
        let is_numeric = |column: &usize| columns.contains(column);
        let (numbers, others): (Vec<_>, Vec<_>) = (0..self.width).partition(is_numeric);
        if !is_even(first)
            || 2 * numbers.into_iter().filter(|&column| recurs(column)).count() >= columns.len()
            || others.iter().any(|&column| recurs(column))
        {
            return false;
        }
        let names_labels = others
            .into_iter()
            .any(|column| matches!(self.cell(first, column), Cell::Word(_)) && self.has_labels(body, column));
        names_labels || columns.len() >= FEWEST_EVEN && !body.iter().any(is_even)
    }

    /// Whether a column has words, each of them twice on average.
    fn has_labels(self, body: &[StringRecord], column: usize) -> bool {
        let word = |record| match self.cell(record, column) {
            Cell::Word(word) => Some(word),
            _ => None,
        };
        let words: Vec<_> = body.iter().filter_map(word).collect();
        let different: std::collections::BTreeSet<_> = words.iter().collect();
        2 * different.len() <= words.len() && !words.is_empty()
    }

    /// Whether a column has more numbers than words.
    fn is_numeric(self, body: &[StringRecord], column: usize) -> bool {
        let count =
            |is: fn(&Cell) -> bool| body.iter().filter(|record| is(&self.cell(record, column))).count();
        count(|cell| matches!(cell, Cell::Number(_))) > count(|cell| matches!(cell, Cell::Word(_)))
    }

    /// A row's numbers in the columns.
    fn numbers(self, record: &StringRecord, columns: &[usize]) -> Vec<f64> {
        let number = |&column: &usize| match self.cell(record, column) {
            Cell::Number(value) => Some(value),
            _ => None,
        };
        columns.iter().filter_map(number).collect()
    }

    fn cell(self, record: &StringRecord, column: usize) -> Cell<'_> {
        Cell::read(record.get(column).unwrap_or_default(), self.decimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> usize {
        let rows: Vec<_> = text.lines().map(|line| line.split(',').collect::<StringRecord>()).collect();
        let beginning = Beginning { rows: &rows, width: rows[0].len(), decimal: Decimal::Point };
        beginning.head().expect("there are rows below")
    }

    #[test]
    fn wavelengths_are_a_header() {
        for text in [
            "species,400,405,410\nsetosa,0.1,0.2,0.3\nsetosa,0.2,0.3,0.4\n",
            "species,400,405,410\nsetosa,0.1,0.4,0.3\nvirginica,0.2,0.3,0.7\nsetosa,1,2,2\nvirginica,1,2,3",
            "sample,400.0,402.5,405.0,407.5\nw1,0.1,0.2,0.4,0.3\nw2,0.2,0.9,0.4,0.3\n",
            ",400.0,402.37,404.73,407.1\nw1,0.1,0.2,0.4,0.3\nw2,0.2,0.9,0.4,0.3\n",
            "species,4000,3998,3996,3994\nsetosa,0.1,0.4,0.3,0.2\nsetosa,0.2,0.3,0.7,1\n",
            "400,402,404,406\n0.1,0.2,0.4,0.3\n0.2,0.9,0.4,0.3\n",
            "id,400,405,410\n1,0.1,0.2,0.3\n2,0.2,0.3,0.4\n",
        ] {
            assert_eq!(head(text), 1, "{text}");
        }
    }

    #[test]
    fn first_samples_are_no_header() {
        for text in [
            // Labels of which the first occurs again, rows in even steps, numbers that stand below, too few.
            "setosa,400,405,410,415\nsetosa,0.1,0.4,0.3,0.2\nvirginica,0.2,0.3,0.7,1\nvirginica,1,2,2,2\n",
            "w1,2,4,6,8\nw2,0.1,0.2,0.3,0.4\nw3,1,7,3,4\n",
            "2,4,6,8\n2,4,7,1\n5,5,1,7\n",
            "400,402,404\n0.1,0.2,0.4\n0.2,0.9,0.4\n",
            "5.1,3.5,1.4,0.2\n4.9,3.0,1.4,0.2\n",
            "7,7,7,7\n1,2,1,3\n",
        ] {
            assert_eq!(head(text), 0, "{text}");
        }
    }
}
