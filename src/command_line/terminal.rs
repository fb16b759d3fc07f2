//! Output to the terminal. Terminals obey control characters, so those in users' texts, such as names of
//! files and columns, are replaced.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Replaces a control character.
const MARK: &str = "\u{fffd}";
/// The first byte of the control characters from U+0080 to U+009F in UTF-8.
const HIGH: u8 = 0xc2;

/// Prints a line to the error output.
pub fn print_error(line: impl Display) {
    eprintln!("{}", harmless(&line.to_string()));
}

/// The standard output; control characters come through where it is a file or another program.
pub fn output() -> Box<dyn Write> {
    let output = io::stdout().lock();
    if output.is_terminal() { Box::new(Harmless { output, is_open: false }) } else { Box::new(output) }
}

/// A text without control characters but line ends and tabs.
pub fn harmless(text: &str) -> String {
    text.replace(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t'), MARK)
}

/// Writes text without control characters.
struct Harmless<W> {
    output: W,
    /// True if the previous byte was [`HIGH`], which is written with the next one.
    is_open: bool,
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            match (self.is_open, byte) {
                (true, 0x80..=0x9f) => self.output.write_all(MARK.as_bytes())?,
                (true, _) => self.output.write_all(&[HIGH, byte])?,
                (false, HIGH) => {}
                (false, b'\n' | b'\t') => self.output.write_all(&[byte])?,
                (false, 0..0x20 | 0x7f) => self.output.write_all(MARK.as_bytes())?,
                (false, _) => self.output.write_all(&[byte])?,
            }
            self.is_open = !self.is_open && byte == HIGH;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_a_terminal() {
        let text = "a\u{1b}[31mb\u{7}\tc\u{9b}d\u{7f}é£\u{85}\r\nend\n";
        let expected = "a\u{fffd}[31mb\u{fffd}\tc\u{fffd}d\u{fffd}é£\u{fffd}\u{fffd}\nend\n";
        assert_eq!(harmless(text), expected);
        // The result is the same wherever the text is split.
        for piece in 1..4 {
            let mut written = Harmless { output: Vec::new(), is_open: false };
            text.as_bytes()
                .chunks(piece)
                .for_each(|bytes| written.write_all(bytes).expect("memory takes all"));
            assert_eq!(String::from_utf8(written.output).as_deref(), Ok(expected));
        }
    }
}
