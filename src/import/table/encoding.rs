//! Encodings of tables that are not UTF-8.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::TableError;

/// Encoding in which the bytes of a table were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Whether it was guessed.
    pub is_guessed: bool,
}

/// Decodes bytes: in the given encoding, otherwise as UTF-8, UTF-16 with a byte-order mark, GB 18030 if it looks
/// Chinese, or Windows-1252.
///
/// # Errors
///
/// If the encoding is unknown.
pub fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<(String, Decoded), TableError> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let (encoding, is_guessed) = match encoding {
        Some(name) => {
            let named = Encoding::for_label(name.as_bytes());
            (named.ok_or_else(|| TableError::NoEncoding(name.to_owned()))?, false)
        }
        None => match marked {
            Some(marked) => (marked, false),
            None if std::str::from_utf8(bytes).is_ok() => (UTF_8, false),
            None if is_chinese(bytes) => (GB18030, true),
            None => (WINDOWS_1252, true),
        },
    };
    debug_assert!(marked.is_none_or(|it| [UTF_8, UTF_16LE, UTF_16BE].contains(&it)));
    let (text, ..) = encoding.decode(bytes);
    Ok((text.into_owned(), Decoded { encoding: encoding.name(), is_guessed }))
}

/// Whether bytes that are not UTF-8 are Chinese in GB 18030: most non-ASCII bytes form pairs like punctuation and
/// common characters, which accented letters hardly ever do.
fn is_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut others) = (0_usize, 0_usize);
    let mut rest = bytes;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if first.is_ascii() {
            continue;
        }
        match behind {
            [0xa1..=0xfe, behind @ ..] => {
                rest = behind;
                if matches!(first, 0xa1..=0xa3 | 0xb0..=0xd7) { common += 1 } else { others += 1 }
            }
            _ => others += 1,
        }
    }
    common > others * 4
}
