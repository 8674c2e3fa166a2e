//! Reading a file as text.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use super::open_regular;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::message;
use crate::source::SourceText;

/// Default maximum size of files, in bytes.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Error of invalid UTF-8, with a lossily decoded text to display.
#[derive(Clone, Debug)]
pub struct NotText {
    /// The problem, whose span refers to `source`.
    pub problem: Diagnostic,
    /// The text, with a replacement character for each invalid sequence.
    pub source: SourceText,
}

impl fmt::Display for NotText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(out)
    }
}

impl std::error::Error for NotText {}

/// Reads a text file with at most `max_bytes` bytes; its path is its name in messages.
///
/// # Errors
///
/// A problem if the file does not exist, cannot be read, is too large, or is not UTF-8.
pub fn read_source(path: &Path, max_bytes: u64) -> Result<SourceText, Diagnostic> {
    decode(path.display().to_string(), read_bytes(path, max_bytes)?).map_err(|found| found.problem)
}

/// Reads the bytes of a file with at most `max_bytes` bytes. Folders, devices, pipes and sockets are refused without
/// blocking.
///
/// # Errors
///
/// Like [`read_source`], except for the encoding.
pub fn read_bytes(path: &Path, max_bytes: u64) -> Result<Vec<u8>, Diagnostic> {
    let (file, bytes) = open_regular(path)?;
    if bytes > max_bytes {
        return Err(too_large(max_bytes));
    }
    read_stream(file, max_bytes)
}

/// Reads a stream, such as standard input, to its end.
///
/// # Errors
///
/// A problem if reading fails, or if there are more than `max_bytes`.
pub fn read_stream(stream: impl Read, max_bytes: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    stream
        .take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > max_bytes { Err(too_large(max_bytes)) } else { Ok(bytes) }
}

/// Decodes UTF-8.
///
/// # Errors
///
/// The location of the first invalid byte.
pub fn decode(name: String, bytes: Vec<u8>) -> Result<SourceText, Box<NotText>> {
    let is_utf16 = is_utf16(&bytes);
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if is_utf16 => return Err(Box::new(utf16(SourceText::new(name, text)))),
        Ok(text) => return Ok(SourceText::new(name, text)),
        Err(error) => error,
    };
    // Everything before the first invalid byte is unchanged in the lossy text, so its position is valid there.
    let at = bytes.utf8_error().valid_up_to();
    let bytes = bytes.into_bytes();
    let source = SourceText::new(name, String::from_utf8_lossy(&bytes));
    let place = source.position(at);
    let message = message!(
        "the byte {0} at line {1}, column {2} is not valid UTF-8",
        format!("{:02X}", bytes[at]),
        place.line,
        place.column
    );
    let hint = if is_utf16 {
        utf16_hint()
    } else {
        message!("save the file as UTF-8; for a Chinese text in GBK: iconv -f GB18030 -t UTF-8")
    };
    let span = at..at + '\u{fffd}'.len_utf8();
    let problem = Diagnostic::new(Code::NotUtf8, Some(span), message).with_hint(hint);
    Err(Box::new(NotText { problem, source }))
}

/// Whether bytes look like UTF-16: a byte-order mark, or a zero in every other byte of the first characters.
fn is_utf16(bytes: &[u8]) -> bool {
    const MAX_LOOKED_AT: usize = 64;
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        return true;
    }
    let start = &bytes[..bytes.len().min(MAX_LOOKED_AT)];
    let zeros =
        |first: usize| start.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let most = zeros(0).max(zeros(1));
    start.len() >= 4 && most * 4 >= start.len()
}

/// The problem of a UTF-16 text that happens to be valid UTF-8 with NUL characters.
fn utf16(source: SourceText) -> NotText {
    let at = source.text().find('\0').unwrap_or(0);
    let place = source.position(at);
    let message = message!(
        "the byte {0} at line {1}, column {2} is not valid UTF-8",
        "00",
        place.line,
        place.column
    );
    let problem = Diagnostic::new(Code::NotUtf8, Some(at..at), message).with_hint(utf16_hint());
    NotText { problem, source }
}

fn utf16_hint() -> Message {
    message!("the file seems to be UTF-16: save it as UTF-8")
}

pub(super) fn unreadable(error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => message!("the file does not exist"),
        io::ErrorKind::PermissionDenied => message!("you do not have permission to read it"),
        _ => message!("it cannot be read: {0}", error.to_string()),
    };
    Diagnostic::new(Code::Unreadable, None, message)
}

fn too_large(max_bytes: u64) -> Diagnostic {
    let message = message!("it is larger than {0}", limit_in_words(max_bytes));
    let hint = message!("--max-size raises the limit; is this the right file?");
    Diagnostic::new(Code::TooLarge, None, message).with_hint(hint)
}

/// A size limit as text.
pub(super) fn limit_in_words(bytes: u64) -> Message {
    match bytes >> 20 {
        0 => message!("{0} bytes", bytes),
        megabytes => message!("{0} MB", megabytes),
    }
}
