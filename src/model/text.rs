//! Texts in several languages.

use std::fmt;

/// Text in one or several languages.
///
/// A chart has several texts per unit, so each is stored as a single string.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// For each entry: the length of the tag, the length of the string, the tag, the string.
    packed: Box<str>,
}

/// Number of bits of a length in one character of a packed text; one additional bit means that more characters follow.
const LENGTH_BITS: usize = 6;

impl Text {
    /// A text that is the same in every language.
    #[must_use]
    pub fn plain(words: impl AsRef<str>) -> Self {
        Self::by_language(&[("", words.as_ref())])
    }

    /// A text from language tags and strings. The tag of a text that is the same in every language is "".
    #[must_use]
    pub fn by_language(entries: &[(impl AsRef<str>, impl AsRef<str>)]) -> Self {
        let entries = || entries.iter().map(|(tag, words)| (tag.as_ref(), words.as_ref()));
        let length = |text: &str| length_of_length(text.len()) + text.len();
        let capacity = entries().map(|(tag, words)| length(tag) + length(words)).sum();
        let mut packed = String::with_capacity(capacity);
        for (tag, words) in entries() {
            push_length(&mut packed, tag.len());
            push_length(&mut packed, words.len());
            packed.push_str(tag);
            packed.push_str(words);
        }
        Self { packed: packed.into_boxed_str() }
    }

    /// Language tags and strings, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = &*self.packed;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let (tag_length, words_length) = (take_length(&mut rest), take_length(&mut rest));
            let (tag, behind) = rest.split_at(tag_length);
            let (words, behind) = behind.split_at(words_length);
            rest = behind;
            Some((tag, words))
        })
    }

    /// The string in exactly this language, if the text has one or is the same in all languages.
    #[must_use]
    pub fn exactly(&self, language: &str) -> Option<&str> {
        self.entries().find(|(tag, _)| *tag == language || tag.is_empty()).map(|(_, words)| words)
    }

    /// The string of a text that is the same in every language.
    #[must_use]
    pub fn in_every_language(&self) -> Option<&str> {
        self.entries().find(|(tag, _)| tag.is_empty()).map(|(_, words)| words)
    }

    /// The string in the first of `languages` that the text has, otherwise in any.
    #[must_use]
    pub fn get<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> &str {
        self.entry(languages).1
    }

    /// Like [`Self::get`], but with the language tag of the string, which is "" if the text is the same in every
    /// language.
    #[must_use]
    pub fn entry<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> (&str, &str) {
        let of =
            |language: &str| self.entries().find(|(tag, _)| *tag == language || tag.is_empty());
        let entry = languages.into_iter().find_map(of);
        entry.or_else(|| self.entries().next()).unwrap_or_default()
    }

    /// Total length in bytes, over all languages.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.entries().map(|(tag, words)| tag.len() + words.len()).sum()
    }

    /// Whether it is blank in every language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().all(|(_, words)| words.trim().is_empty())
    }

    /// Whether it has no entries.
    pub(super) const fn has_no_entry(&self) -> bool {
        self.packed.is_empty()
    }

    /// An upper bound of the length of each entry in bytes.
    pub(super) const fn max_entry_bytes(&self) -> usize {
        self.packed.len()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.entries()).finish()
    }
}

const fn length_of_length(mut length: usize) -> usize {
    let mut characters = 1;
    while length >> LENGTH_BITS > 0 {
        (characters, length) = (characters + 1, length >> LENGTH_BITS);
    }
    characters
}

/// Encodes a length as ASCII characters, lowest bits first.
fn push_length(packed: &mut String, mut length: usize) {
    const MORE: u8 = 1 << LENGTH_BITS;
    loop {
        let bits = u8::try_from(length % (1 << LENGTH_BITS)).unwrap_or_default();
        length >>= LENGTH_BITS;
        packed.push(char::from(if length > 0 { MORE | bits } else { bits }));
        if length == 0 {
            return;
        }
    }
}

/// Decodes a length encoded by [`push_length`].
fn take_length(packed: &mut &str) -> usize {
    const MORE: u8 = 1 << LENGTH_BITS;
    let (mut length, mut characters) = (0, 0);
    for &byte in packed.as_bytes() {
        length |= usize::from(byte & (MORE - 1)) << (characters * LENGTH_BITS);
        characters += 1;
        if byte & MORE == 0 {
            break;
        }
    }
    *packed = &packed[characters..];
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_languages_fall_back() {
        let text = Text::by_language(&[("zh", "司"), ("fr", "Div")]);
        assert_eq!(text.get(["fr"]), "Div");
        assert_eq!([text.get(["en", "zh"]), text.get(["ru"])], ["司", "司"]);
        assert_eq!(text.exactly("en"), None);
    }

    #[test]
    fn keeps_long_entries() {
        for length in [0, 1, 63, 64, 65, 4_095, 4_096, 300_000] {
            let words = "司".repeat(length);
            let tag = "x".repeat(length % 100);
            let expected = [(tag.as_str(), words.as_str()), ("en", ""), ("zh", "\0")];
            let text = Text::by_language(&expected);
            assert_eq!(text.entries().collect::<Vec<_>>(), expected);
            assert_eq!(text.bytes(), tag.len() + words.len() + "enzh".len() + 1);
        }
    }
}
