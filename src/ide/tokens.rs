//! Semantic highlighting and inlay hints.

use std::ops::Range;

use super::Document;
use super::names::Name;
use super::schema::{Record, Slot, Space};
use super::walk::{Spot, Walk};
use crate::syntax::TokenKind;

/// Kind of a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HighlightKind {
    /// A comment.
    Comment,
    /// The name of a field.
    Field,
    /// Definition of an id.
    Definition,
    /// Reference to an id.
    Reference,
    /// A citation.
    Citation,
    /// A key of a map.
    Key,
    /// A text for readers.
    Text,
    /// A bare word of the format.
    Word,
    /// A number.
    Number,
}

/// Part of the text with its highlighting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Its bytes, which may extend over several lines.
    pub span: Range<usize>,
    /// Kind of the part.
    pub kind: HighlightKind,
}

/// Inlay hint: text that an editor shows after a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The byte.
    pub byte: usize,
    /// The text.
    pub words: String,
}

impl Document {
    /// Highlighting of all parts of the text, in order.
    #[must_use]
    pub fn highlights(&self) -> Vec<Highlight> {
        let mut walk = Walk::default();
        let tokens = self.tokens().filter_map(|token| {
            let (spot, _) = walk.pass(&token);
            let kind = match token.kind {
                TokenKind::LineComment | TokenKind::BlockComment => HighlightKind::Comment,
                TokenKind::Word => word(token.text, spot),
                TokenKind::Text | TokenKind::Character => text(spot),
                _ => return None,
            };
            Some(Highlight { span: token.span, kind })
        });
        tokens.collect()
    }

    /// The name behind each reference to a unit, post or body within a range of bytes.
    #[must_use]
    pub fn hints(&self, within: Range<usize>) -> Vec<Hint> {
        let all = self.names().all();
        let start = all.partition_point(|name| name.span.end < within.start);
        let near = all[start..].iter().take_while(|name| name.span.start <= within.end);
        near.filter(|name| name.introduces.is_none())
            .filter_map(|name| {
                let words = self.words_behind(name)?;
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                // After the closing quote.
                (!words.is_empty()).then(|| Hint { byte: name.span.end + 1, words })
            })
            .collect()
    }
}

impl Document {
    /// The name of what an id refers to.
    fn words_behind(&self, name: &Name) -> Option<&str> {
        let party = || self.party(&name.id);
        match (name.space, name.record) {
            // A statement refers to a unit by the first word of its text.
            (Space::Previous, Record::Unit) => self.previous_name(&name.id),
            (Space::Party, Record::Head | Record::Post | Record::Relation) => {
                Some(self.said(self.chart().party_title(party()?)))
            }
            (Space::Party, _) => Some(self.said(self.chart().party_name(party()?))),
            _ => None,
        }
    }
}

fn word(word: &str, spot: Spot<'_>) -> HighlightKind {
    match spot {
        Spot::FieldName(_) => HighlightKind::Field,
        _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
            HighlightKind::Number
        }
        _ => HighlightKind::Word,
    }
}

fn text(spot: Spot<'_>) -> HighlightKind {
    if matches!(spot, Spot::Key(..)) {
        return HighlightKind::Key;
    }
    match spot.slot() {
        Slot::Definition(_) => HighlightKind::Definition,
        Slot::Unit | Slot::Party | Slot::Set | Slot::PreviousUnit | Slot::PreviousStatement => {
            HighlightKind::Reference
        }
        Slot::Kind | Slot::OneOf(_) | Slot::Language => HighlightKind::Word,
        Slot::Citation => HighlightKind::Citation,
        _ => HighlightKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::HighlightKind::{
        Citation, Comment, Definition, Field, Number, Reference, Text, Word,
    };

    #[test]
    fn classifies_tokens() {
        let document = document(
            "(units: [(id: \"a\", parent: \"b\", kind: \"office\", count: 3, cite: \"4.1\", name: \"N\")]) // end",
        );
        let kinds: Vec<_> = document.highlights().into_iter().map(|it| it.kind).collect();
        assert_eq!(
            kinds,
            [
                Field, Field, Definition, Field, Reference, Field, Word, Field, Number, Field,
                Citation, Field, Text, Comment
            ]
        );
    }

    #[test]
    fn shows_names_after_referenced_ids() {
        let text = "(organogram: 1, units: [(id: \"a\", kind: \"office\", name: \"Alpha\", head: (title: \"Chief\")), \
                    (id: \"b\", parent: \"a\", kind: \"office\", name: \"B\", head: (title: \"C\", reports_to: \"a\"))])";
        let hints = document(text).hints(0..text.len());
        let shown: Vec<(&str, &str)> =
            hints.iter().map(|hint| (&text[hint.byte - 3..hint.byte], &*hint.words)).collect();
        assert_eq!(shown, [("\"a\"", "Alpha"), ("\"a\"", "Chief")]);
    }
}
