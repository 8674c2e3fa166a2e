//! Walk over the tokens of a structure file that tracks the position of each token in the format.
//!
//! A [pushdown automaton](https://en.wikipedia.org/wiki/Pushdown_automaton) over brackets: it does not require a valid
//! text, so that an editor can use it while the user is typing.

use std::ops::Range;

use super::schema::{Record, Slot};
use crate::syntax::{Token, TokenKind};

/// Position of a token in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot<'a> {
    /// The name of a field of a record, or a position where a field may start.
    FieldName(Record),
    /// The value of a field of a record, or an item of a list in that field.
    Value(Record, &'a str),
    /// A key of a map in a field.
    Key(Record, &'a str),
    /// The value of a key of a map in a field.
    KeyedValue(Record, &'a str, &'a str),
    /// A position unknown to the format.
    Unknown,
}

impl Spot<'_> {
    /// Type of a value or list item at this position.
    #[must_use]
    pub(super) fn slot(self) -> Slot {
        match self {
            Self::Value(record, field) => record.slot(field),
            Self::KeyedValue(record, field, _) if record.slot(field) == Slot::Text => Slot::Free,
            Self::KeyedValue(..) | Self::Key(..) | Self::FieldName(_) | Self::Unknown => Slot::Free,
        }
    }
}

/// Open bracket.
#[derive(Clone, Copy, Debug)]
struct Frame<'a> {
    content: Content<'a>,
    /// Byte of the bracket.
    start: usize,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Struct { record: Record, field: Option<&'a str>, part: Part },
    List { record: Record, field: &'a str },
    Map { record: Record, field: &'a str, key: Option<&'a str>, part: Part },
    Unknown,
}

/// Part of a field or entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    BehindName,
    Value,
    BehindValue,
}

/// State of the walk.
#[derive(Debug, Default)]
pub(super) struct Walk<'a> {
    frames: Vec<Frame<'a>>,
}

/// Record that a closing bracket ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Its type.
    pub(super) record: Record,
    /// From the opening to the closing bracket.
    pub(super) span: Range<usize>,
}

impl<'a> Walk<'a> {
    /// Walks up to a byte, and returns the token that contains or precedes the byte.
    #[must_use]
    pub(super) fn to(
        tokens: impl Iterator<Item = Token<'a>>,
        byte: usize,
    ) -> (Self, Option<Token<'a>>) {
        let mut walk = Self::default();
        for token in tokens {
            let touches = token.span.start <= byte && byte <= token.span.end;
            let is_word = !matches!(
                token.kind,
                TokenKind::Open
                    | TokenKind::Close
                    | TokenKind::Comma
                    | TokenKind::Colon
                    | TokenKind::Blank
            );
            if touches && is_word {
                walk.come_to(&token);
                return (walk, Some(token));
            }
            if token.span.start >= byte {
                return (walk, None);
            }
            walk.pass(&token);
        }
        (walk, None)
    }

    /// The position of the next token.
    #[must_use]
    pub(super) fn spot(&self) -> Spot<'a> {
        match self.frames.last().map(|frame| frame.content) {
            None | Some(Content::Unknown) => Spot::Unknown,
            Some(Content::List { record, field }) => Spot::Value(record, field),
            Some(Content::Struct { record, field, part }) => match (field, part) {
                (_, Part::Name | Part::BehindName) => Spot::FieldName(record),
                (Some(field), Part::Value | Part::BehindValue) => Spot::Value(record, field),
                (None, _) => Spot::Unknown,
            },
            Some(Content::Map { record, field, key, part }) => match (key, part) {
                (_, Part::Name | Part::BehindName) => Spot::Key(record, field),
                (Some(key), Part::Value | Part::BehindValue) => {
                    Spot::KeyedValue(record, field, key)
                }
                (None, _) => Spot::Unknown,
            },
        }
    }

    /// The next token is an item of a list.
    pub(super) fn is_in_list(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::List { .. }, .. }))
    }

    /// The records around the next token, outermost first, each with its first byte.
    pub(super) fn records(&self) -> impl DoubleEndedIterator<Item = (Record, usize)> + '_ {
        self.frames.iter().filter_map(|frame| match frame.content {
            Content::Struct { record, .. } => Some((record, frame.start)),
            _ => None,
        })
    }

    /// Prepares for a token: a word after a value starts the next field, even if the comma is missing.
    fn come_to(&mut self, token: &Token<'a>) {
        if let Some(Frame { content: Content::Struct { field, part, .. }, .. }) =
            self.frames.last_mut()
            && token.kind == TokenKind::Word
            && *part == Part::BehindValue
        {
            (*field, *part) = (None, Part::Name);
        }
    }

    /// Consumes a token. Returns its position, and the record that it ends.
    pub(super) fn pass(&mut self, token: &Token<'a>) -> (Spot<'a>, Option<Ended>) {
        if token.kind.is_trivia() || token.kind == TokenKind::Attribute {
            return (Spot::Unknown, None);
        }
        self.come_to(token);
        let spot = self.spot();
        match token.kind {
            TokenKind::Open => self.open(token, spot),
            TokenKind::Close => {
                let ended = self.frames.pop().and_then(|frame| match frame.content {
                    Content::Struct { record, .. } => {
                        Some(Ended { record, span: frame.start..token.span.end })
                    }
                    _ => None,
                });
                self.value_ended();
                return (spot, ended);
            }
            TokenKind::Comma => self.next_part(),
            TokenKind::Colon => self.colon(),
            TokenKind::Word | TokenKind::Text | TokenKind::Character => self.word(token, spot),
            _ => {}
        }
        (spot, None)
    }

    fn open(&mut self, token: &Token<'a>, spot: Spot<'a>) {
        let bracket = token.text.chars().next().unwrap_or('(');
        let content = match (bracket, spot) {
            ('(' | '（', _) if self.frames.is_empty() => {
                Content::Struct { record: Record::File, field: None, part: Part::Name }
            }
            ('(' | '（', Spot::Value(record, field)) => match record.slot(field) {
                Slot::Record(record) => Content::Struct { record, field: None, part: Part::Name },
                // `Some("…")`, or a tuple of texts.
                _ => Content::List { record, field },
            },
            ('[' | '［' | '【', Spot::Value(record, field)) => Content::List { record, field },
            // The value of a key is a map if it is custom wording by language.
            ('{' | '｛', Spot::Value(record, field) | Spot::KeyedValue(record, field, _)) => {
                Content::Map { record, field, key: None, part: Part::Name }
            }
            _ => Content::Unknown,
        };
        self.frames.push(Frame { content, start: token.span.start });
    }

    fn colon(&mut self) {
        if let Some(Content::Struct { part, .. } | Content::Map { part, .. }) = self.content()
            && *part == Part::BehindName
        {
            *part = Part::Value;
        }
    }

    fn next_part(&mut self) {
        match self.content() {
            Some(Content::Struct { field, part, .. }) => (*field, *part) = (None, Part::Name),
            Some(Content::Map { key, part, .. }) => (*key, *part) = (None, Part::Name),
            _ => {}
        }
    }

    fn word(&mut self, token: &Token<'a>, spot: Spot<'a>) {
        let name = token.text.trim_matches('"');
        match (self.content(), spot) {
            (Some(Content::Struct { field, part, .. }), Spot::FieldName(_)) => {
                (*field, *part) = (Some(name), Part::BehindName);
            }
            (Some(Content::Map { key, part, .. }), Spot::Key(..)) => {
                (*key, *part) = (Some(name), Part::BehindName);
            }
            // `Some(`: the value is inside.
            _ if token.text == "Some" => {}
            _ => self.value_ended(),
        }
    }

    fn value_ended(&mut self) {
        if let Some(Content::Struct { part, .. } | Content::Map { part, .. }) = self.content()
            && *part == Part::Value
        {
            *part = Part::BehindValue;
        }
    }

    fn content(&mut self) -> Option<&mut Content<'a>> {
        self.frames.last_mut().map(|frame| &mut frame.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Tree;

    /// The position at the mark `|` of a text.
    fn spot(marked: &str) -> String {
        let byte = marked.find('|').expect("the text is marked");
        let text = marked.replace('|', "");
        let (walk, token) = Walk::to(Tree::parse(&text).tokens(), byte);
        format!("{:?} {:?}", walk.spot(), token.map_or("", |token| token.text))
    }

    #[test]
    fn finds_positions_in_valid_and_broken_texts() {
        for (marked, expected) in [
            ("(|", "FieldName(File) \"\""),
            ("(uni|", "FieldName(File) \"uni\""),
            ("(units: [(id: \"a\", par|", "FieldName(Unit) \"par\""),
            ("(units: [(id: \"a\" par|", "FieldName(Unit) \"par\""),
            ("(units: [(id: \"a\", parent: |", "Value(Unit, \"parent\") \"\""),
            ("(units: [(id: \"a\", parent: \"b|\")])", "Value(Unit, \"parent\") \"\\\"b\\\"\""),
            ("(units: [(parent: Some(\"b|\"))])", "Value(Unit, \"parent\") \"\\\"b\\\"\""),
            ("(units: [(head: (reports_to: [\"a\", |]))])", "Value(Head, \"reports_to\") \"\""),
            ("(units: [(name: {\"en\": \"A\", |})])", "Key(Unit, \"name\") \"\""),
            ("(units: [(fields: {\"site\": |})])", "KeyedValue(Unit, \"fields\", \"site\") \"\""),
            ("(units: [(posts: [(holder: (na|))])])", "FieldName(Person) \"na\""),
            ("(relations: [(kind: se|)])", "Value(Relation, \"kind\") \"se\""),
            ("(units: [(nonsense: (|))])", "Value(Unit, \"nonsense\") \"\""),
            ("(units: [(id: \"a\")], |)", "FieldName(File) \"\""),
            ("|", "Unknown \"\""),
        ] {
            assert_eq!(spot(marked), expected, "{marked}");
        }
    }
}
