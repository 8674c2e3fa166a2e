//! Reading a file as text, with what can be wrong with it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::source::SourceText;

/// Files larger than this, in bytes, are not read unless the user says so.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Bytes that are no text, with what can still be shown of them.
#[derive(Clone, Debug)]
pub struct NotText {
    /// What is wrong, with its place in `source`.
    pub problem: Diagnostic,
    /// The text with a replacement character for each stretch that is not UTF-8.
    pub source: SourceText,
}

/// Reads the text of a file of at most so many bytes; messages call the file by its path.
///
/// # Errors
/// A problem that says why the file cannot be read: it is none, may not be read, is too large, or
/// is not UTF-8.
pub fn read_source(path: &Path, most_bytes: u64) -> Result<SourceText, Diagnostic> {
    decode(path.display().to_string(), read_bytes(path, most_bytes)?).map_err(|found| found.problem)
}

/// Reads a file's bytes, if they are not more than `most_bytes`.
///
/// # Errors
/// As [`read_source`], but for the encoding.
pub fn read_bytes(path: &Path, most_bytes: u64) -> Result<Vec<u8>, Diagnostic> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if metadata.is_dir() {
        return Err(Diagnostic::new(
            Code::Unreadable,
            None,
            message!("this is a folder, not a file"),
        ));
    }
    if !metadata.is_file() {
        return Err(Diagnostic::new(Code::Unreadable, None, message!("this is no regular file")));
    }
    if metadata.len() > most_bytes {
        return Err(too_large(most_bytes));
    }
    read_stream(File::open(path).map_err(|error| unreadable(&error))?, most_bytes)
}

/// Reads a stream to its end, as standard input.
///
/// # Errors
/// A problem when reading fails, or there is more than `most_bytes`.
pub fn read_stream(stream: impl Read, most_bytes: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    stream
        .take(most_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > most_bytes { Err(too_large(most_bytes)) } else { Ok(bytes) }
}

/// Takes bytes as UTF-8.
///
/// # Errors
/// The place of the first byte that is not.
pub fn decode(name: String, bytes: Vec<u8>) -> Result<SourceText, Box<NotText>> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(SourceText::new(name, text)),
        Err(error) => error,
    };
    // Everything before the first bad byte is the same in the replaced text, so its place is too.
    let at = bytes.utf8_error().valid_up_to();
    let bytes = bytes.into_bytes();
    let source = SourceText::new(name, String::from_utf8_lossy(&bytes));
    let place = source.position(at);
    let message = message!(
        "the byte {0} in line {1}, column {2} is not UTF-8",
        format!("{:02X}", bytes[at]),
        place.line,
        place.column
    );
    let hint = match bytes[..] {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            message!("the file seems to be UTF-16: save it as UTF-8")
        }
        _ => {
            message!("save the file as UTF-8; for a Chinese text in GBK: iconv -f GB18030 -t UTF-8")
        }
    };
    let span = at..at + '\u{fffd}'.len_utf8();
    let problem = Diagnostic::new(Code::NotUtf8, Some(span), message).with_hint(hint);
    Err(Box::new(NotText { problem, source }))
}

fn unreadable(error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => message!("there is no such file"),
        io::ErrorKind::PermissionDenied => message!("there is no permission to read it"),
        _ => message!("it cannot be read: {0}", error.to_string()),
    };
    Diagnostic::new(Code::Unreadable, None, message)
}

fn too_large(most_bytes: u64) -> Diagnostic {
    let message = match most_bytes >> 20 {
        0 => message!("it is larger than {0} bytes", most_bytes),
        most => message!("it is larger than {0} MB", most),
    };
    let hint = message!("--max-size raises the limit; is this the right file?");
    Diagnostic::new(Code::TooLarge, None, message).with_hint(hint)
}
