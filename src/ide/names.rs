//! Index of the ids in a text: definitions and references.

use std::collections::HashMap;
use std::ops::Range;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::schema::{Record, Slot, Space};
use super::walk::{Spot, Walk};
use crate::syntax::{Token, TokenKind};

/// Occurrence of an id in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The id.
    pub id: SmolStr,
    /// Its bytes, without the quotes.
    pub span: Range<usize>,
    /// Its namespace.
    pub space: Space,
    /// The record that contains it.
    pub record: Record,
    /// The span of the record that it defines; `None` if it is a reference.
    pub introduces: Option<Range<usize>>,
}

/// Index of the ids in a text, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    all: Vec<Name>,
    by_id: HashMap<(Space, SmolStr), SmallVec<[usize; 2]>>,
}

impl Names {
    /// Finds the ids of a text, valid or not.
    pub(super) fn of<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Self {
        let mut names = Self::default();
        let mut walk = Walk::default();
        // The definitions whose records are open, by the first byte of the record.
        let mut open: HashMap<usize, usize> = HashMap::new();
        for token in tokens {
            let (spot, ended) = walk.pass(&token);
            if let Some(ended) = ended
                && let Some(at) = open.remove(&ended.span.start)
            {
                names.all[at].introduces = Some(ended.span);
            }
            if token.kind != TokenKind::Text {
                continue;
            }
            let Some((space, is_definition)) = space(spot) else { continue };
            let Some((id, span)) = id(&token, space, spot) else { continue };
            let (record, start) = walk.records().next_back().unwrap_or((Record::File, 0));
            let introduces = is_definition.then_some(start..span.end);
            if is_definition {
                open.insert(start, names.all.len());
            }
            names.add(Name { id, span, space, record, introduces });
        }
        names
    }

    fn add(&mut self, name: Name) {
        self.by_id.entry((name.space, name.id.clone())).or_default().push(self.all.len());
        self.all.push(name);
    }

    /// All ids, in the order of the text.
    #[must_use]
    pub fn all(&self) -> &[Name] {
        &self.all
    }

    /// The id at a byte; its end is included.
    #[must_use]
    pub fn at(&self, byte: usize) -> Option<&Name> {
        let next = self.all.partition_point(|name| name.span.end < byte);
        self.all.get(next).filter(|name| name.span.start <= byte)
    }

    /// All occurrences of an id.
    pub fn places<'n>(
        &'n self,
        space: Space,
        id: &str,
    ) -> impl Iterator<Item = &'n Name> + use<'n> {
        let places = self.by_id.get(&(space, SmolStr::new(id)));
        places.into_iter().flatten().map(|&at| &self.all[at])
    }

    /// Definition of an id.
    #[must_use]
    pub fn definition(&self, space: Space, id: &str) -> Option<&Name> {
        self.places(space, id).find(|name| name.introduces.is_some())
    }

    /// All definitions, in the order of the text.
    pub fn definitions(&self) -> impl Iterator<Item = &Name> {
        self.all.iter().filter(|name| name.introduces.is_some())
    }

    /// The innermost record with an id around a byte.
    #[must_use]
    pub fn around(&self, byte: usize, record: Record) -> Option<&Name> {
        let next = self.all.partition_point(|name| name.span.start <= byte);
        let contains =
            |name: &&Name| name.introduces.as_ref().is_some_and(|span| span.contains(&byte));
        let is_one = |name: &&Name| name.record == record && contains(name);
        // The id may come after the byte.
        let later = self.all[next..].iter().find(is_one);
        self.all[..next].iter().rev().take(MAX_LOOKED_AT).find(is_one).or(later)
    }
}

/// Maximum number of ids before a byte among which its record is searched.
const MAX_LOOKED_AT: usize = 100_000;

/// The namespace of an id at a position in the format, and whether it is defined there.
fn space(spot: Spot<'_>) -> Option<(Space, bool)> {
    if let Spot::Key(record, field) = spot {
        return (record.slot(field) == Slot::Fields).then_some((Space::Field, false));
    }
    Some(match spot.slot() {
        Slot::Definition(space) => (space, true),
        Slot::Unit | Slot::Party | Slot::Set => (Space::Party, false),
        Slot::Kind => (Space::Kind, false),
        Slot::Citation => (Space::Source, false),
        Slot::PreviousUnit | Slot::PreviousStatement => (Space::Previous, false),
        _ => return None,
    })
}

/// The id in a string, with its bytes; `None` for strings with escapes, whose bytes do not correspond to characters.
fn id(token: &Token<'_>, space: Space, spot: Spot<'_>) -> Option<(SmolStr, Range<usize>)> {
    let words = token.text.strip_prefix('"')?;
    let words = words.strip_suffix('"').unwrap_or(words);
    if words.contains('\\') || words.contains('\n') {
        return None;
    }
    let words = match (space, spot.slot()) {
        (Space::Source, Slot::Citation) => words.split_once(':')?.0.trim_end(),
        (_, Slot::PreviousStatement) => words.split(' ').next()?,
        _ => words,
    };
    let start = token.span.start + 1;
    Some((SmolStr::new(words), start..start + words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Tree;

    #[test]
    fn resolves_every_reference() {
        let text = r#"(
            sources: [(id: "law", title: "Law")],
            bodies: [(id: "council", name: "Council")],
            fields: [(id: "site", type: text)],
            units: [
                (id: "a", kind: "office", name: "A", cite: "law:1", fields: {"site": "x"}),
                (id: "b", parent: "a", kind: "office", was: ["old"], head: (title: "B", reports_to: ["a", "council"])),
            ],
            relations: [(from: "b", to: "council", kind: serves)],
        )"#;
        let names = Names::of(Tree::parse(text).tokens());
        let places = |space, id: &str| -> Vec<(Record, bool)> {
            names.places(space, id).map(|name| (name.record, name.introduces.is_some())).collect()
        };
        assert_eq!(
            places(Space::Party, "a"),
            [(Record::Unit, true), (Record::Unit, false), (Record::Head, false)]
        );
        assert_eq!(
            places(Space::Party, "council"),
            [(Record::Body, true), (Record::Head, false), (Record::Relation, false)]
        );
        assert_eq!(places(Space::Source, "law"), [(Record::Source, true), (Record::Unit, false)]);
        assert_eq!(
            places(Space::Field, "site"),
            [(Record::Declaration, true), (Record::Unit, false)]
        );
        assert_eq!(places(Space::Previous, "old"), [(Record::Unit, false)]);
        let b = names.definition(Space::Party, "b").expect("b is a unit");
        let record = b.introduces.clone().expect("a definition has a record");
        assert!(text[record.clone()].starts_with("(id: \"b\"") && text[record].ends_with("))"));
        let inside = text.find("reports_to").expect("it is there");
        assert_eq!(names.around(inside, Record::Unit).map(|name| &*name.id), Some("b"));
        assert_eq!(names.at(b.span.end).map(|name| &*name.id), Some("b"));
    }
}
