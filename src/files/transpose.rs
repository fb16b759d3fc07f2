//! Rows and columns of a text change places.

use csv::{QuoteStyle, StringRecord, WriterBuilder};

use super::sheet::Records;
use super::{Fault, Limits};

/// The note on a transposed table.
pub const NOTE: &str = "rows and columns changed places; row numbers count the new rows";

/// Returns a text whose rows are the columns of another.
///
/// # Errors
/// Where rows differ in length, or there are more of them than a row may have features.
pub fn transposed(text: &str, delimiter: u8, limits: &Limits) -> Result<String, Fault> {
    let mut records = Records::of(text, delimiter, limits.rows_passed());
    let mut rows: Vec<StringRecord> = Vec::new();
    while let Some((_, record)) = records.next()? {
        if rows.len() > limits.features {
            return Err(Fault::TooManyFeatures { features: rows.len(), most: limits.features });
        }
        rows.push(record.clone());
    }
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).quote_style(QuoteStyle::Necessary).from_writer(Vec::new());
    for column in 0..rows.first().map_or(0, StringRecord::len) {
        writer
            .write_record(
                rows.iter().map(|row| row.get(column).expect("rows have as many cells as the first")),
            )
            .expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    Ok(String::from_utf8(bytes).expect("cells are UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_turns_columns_into_rows() {
        let limits = Limits::default();
        let transposed = |text: &str| transposed(text, b',', &limits);
        assert_eq!(
            transposed("\n\ngene,\"s,1\",s2\ng1,1.5,\ng2,3,4\n"),
            Ok("gene,g1,g2\n\"s,1\",1.5,3\ns2,,4\n".to_owned())
        );
        assert!(matches!(transposed("1,2\n3\n"), Err(Fault::Ragged { .. })));
    }
}
