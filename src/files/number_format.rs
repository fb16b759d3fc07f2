//! Detection of a table's number format from its cells.

use super::number::{Cell, Decimal, bare, is_grouped};

/// The least number of short integers that suggest that other numbers have separated thousands.
const FEWEST_SHORT: usize = 2;

/// Counts of the number formats in one column.
#[derive(Debug, Clone, Copy, Default)]
struct NumberFormatCounts {
    /// Fractions after a comma, and after a point.
    commas: usize,
    points: usize,
    /// Numbers that may have thousands, or fractions of three digits: 1,234 and 1.234.
    grouped_commas: usize,
    grouped_points: usize,
    /// Whole numbers of up to three digits, and longer ones.
    short: usize,
    long: usize,
}

/// The counts of all columns.
#[derive(Debug, Clone)]
pub struct NumberFormatDetector(Vec<NumberFormatCounts>);

impl NumberFormatCounts {
    fn add(&mut self, cell: &str) {
        let (_, text) = bare(cell);
        let is_number = |decimal| matches!(Cell::read(text, decimal), Cell::Number(_));
        match (text.contains(','), text.contains('.')) {
            (false, false) if text.len() > 3 => self.long += usize::from(is_number(Decimal::Point)),
            (false, false) => self.short += usize::from(text != "0" && is_number(Decimal::Point)),
            // The last mark is the decimal separator, or the only one that occurs once.
            (true, true) => {
                self.commas += usize::from(is_grouped(text, '.', ','));
                self.points += usize::from(is_grouped(text, ',', '.'));
            }
            (true, false) if text.matches(',').count() > 1 => {
                self.points += usize::from(is_grouped(text, ',', '.'));
            }
            (false, true) if text.matches('.').count() > 1 => {
                self.commas += usize::from(is_grouped(text, '.', ','));
            }
            (true, false) if is_grouped(text, ',', '.') => self.grouped_commas += 1,
            (true, false) => self.commas += usize::from(is_number(Decimal::Comma)),
            (false, true) if is_grouped(text, '.', ',') => self.grouped_points += 1,
            (false, true) => self.points += usize::from(is_number(Decimal::Point)),
        }
    }
}

impl NumberFormatDetector {
    /// Creates the detector before the first row.
    pub fn new(columns: usize) -> Self {
        Self(vec![NumberFormatCounts::default(); columns])
    }

    /// Adds a row's cells.
    pub fn add<'a>(&mut self, row: impl Iterator<Item = &'a str>) {
        self.0.iter_mut().zip(row).for_each(|(votes, cell)| votes.add(cell));
    }

    /// Returns whether some cell is unambiguous.
    pub fn is_sure(&self) -> bool {
        self.sum(|votes| votes.commas + votes.points) > 0
    }

    /// Returns the format of most unambiguous cells. If there are none: next to some integers of at most
    /// three digits, a mark before three digits separates thousands; otherwise it is the decimal separator,
    /// except for a comma if commas separate cells.
    pub fn decimal(&self, delimiter: u8) -> Decimal {
        let decimal = |commas, points| if commas > points { Decimal::Comma } else { Decimal::Point };
        if self.is_sure() {
            return decimal(self.sum(|votes| votes.commas), self.sum(|votes| votes.points));
        }
        let parts_thousands = |grouped: fn(&NumberFormatCounts) -> usize| {
            let beside = self.0.iter().filter(|votes| grouped(votes) > 0 && votes.long == 0);
            beside.map(|votes| votes.short).sum::<usize>() >= FEWEST_SHORT
        };
        if delimiter != b',' && parts_thousands(|votes| votes.grouped_points) {
            return Decimal::Comma;
        }
        if delimiter == b',' || parts_thousands(|votes| votes.grouped_commas) {
            return Decimal::Point;
        }
        decimal(self.sum(|votes| votes.grouped_commas), self.sum(|votes| votes.grouped_points))
    }

    fn sum(&self, of: impl Fn(&NumberFormatCounts) -> usize) -> usize {
        self.0.iter().map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(rows: &[[&str; 2]]) -> Decimal {
        let mut ballot = NumberFormatDetector::new(2);
        for row in rows {
            ballot.add(row.iter().copied());
        }
        ballot.decimal(b';')
    }

    #[test]
    fn unambiguous_cells_decide_the_number_format() {
        assert_eq!(decimal(&[["1,5", "1.234"], ["2.345", "7"]]), Decimal::Comma);
        assert_eq!(decimal(&[["1.5", "1,234"], ["2,345", "7"]]), Decimal::Point);
        assert_eq!(decimal(&[["1.234,5", "2"]]), Decimal::Comma);
        assert_eq!(decimal(&[["1.234.567", "2"]]), Decimal::Comma);
        assert_eq!(decimal(&[["0,125", "2"]]), Decimal::Comma);
        assert_eq!(decimal(&[["19,5 %", "2 €"]]), Decimal::Comma);
    }

    #[test]
    fn short_integers_suggest_separated_thousands() {
        assert_eq!(decimal(&[["2.471", "2.656"], ["367", "891"]]), Decimal::Comma);
        assert_eq!(decimal(&[["1,085", "600"], ["988", "697"], ["-367", "1"]]), Decimal::Point);
        assert_eq!(decimal(&[["12.345", "1"], ["0", "2"], ["0", "2"]]), Decimal::Point);
        assert_eq!(
            decimal(&[["-$1,200", "1"], ["$3,400", "2"], ["$900", "2"], ["$800", "1"]]),
            Decimal::Point
        );
        assert_eq!(decimal(&[["12.345", "1"], ["23.456", "2"]]), Decimal::Point);
        assert_eq!(decimal(&[["12,345", "1"], ["23,456", "2"]]), Decimal::Comma);
        assert_eq!(decimal(&[["2.471", "1"], ["1024", "2"]]), Decimal::Point);
    }
}
