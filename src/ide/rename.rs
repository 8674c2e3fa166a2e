//! Renaming of ids, everywhere in a text and in the `was` of a later edition.

use super::Document;
use super::schema::{Record, Space};
use crate::diagnostic::Message;
use crate::edit::{Edit, Edits};
use crate::message;
use crate::model::id_fault;
use crate::syntax::string_literal;

use super::names::Name;

/// Reason for refusing to rename an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRenamed {
    /// There is no id of this file at the byte.
    NoId,
    /// The new id is malformed.
    NotAnId(Message),
    /// The new id is taken.
    Taken(Message),
}

impl std::fmt::Display for NotRenamed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoId => message!("there is no id of this file here").fmt(out),
            Self::NotAnId(message) | Self::Taken(message) => message.fmt(out),
        }
    }
}

impl std::error::Error for NotRenamed {}

impl Document {
    /// The id at a byte, if it is defined in this file.
    #[must_use]
    pub fn renamable(&self, byte: usize) -> Option<&Name> {
        let name = self.names().at(byte)?;
        self.names().definition(name.space, &name.id).map(|_| name)
    }

    /// Edits that rename the id at a byte.
    ///
    /// A unit that is matched with the previous edition by id gets a `was` with its old id.
    ///
    /// # Errors
    ///
    /// If there is no id of this file at the byte, or the new id is malformed or taken.
    pub fn rename(&self, byte: usize, new: &str) -> Result<Edits, NotRenamed> {
        let name = self.renamable(byte).ok_or(NotRenamed::NoId)?;
        if let Some(fault) = id_fault(new) {
            return Err(NotRenamed::NotAnId(fault));
        }
        if new == name.id {
            return Ok(Edits::default());
        }
        if self.names().definition(name.space, new).is_some() {
            return Err(NotRenamed::Taken(message!("the id {0} is already used", new)));
        }
        let places = self.names().places(name.space, &name.id);
        let edits = places.map(|place| Edit { span: place.span.clone(), text: new.to_owned() });
        let edits = Edits::new(edits.collect());
        Ok(match self.stated_predecessor(name) {
            Some(stated) => edits.and(stated),
            None => edits,
        })
    }

    /// The edit that adds a unit's old id as its predecessor.
    fn stated_predecessor(&self, name: &Name) -> Option<Edits> {
        self.chart().previous()?;
        let definition = self.names().definition(name.space, &name.id)?;
        let unit = self.chart().find(&name.id).filter(|_| definition.record == Record::Unit)?;
        if self.chart().unit(unit).was.is_some() {
            return None;
        }
        // After the closing quote of the id.
        let at = definition.span.end + 1;
        Some(Edits::one(at..at, format!(", was: {}", string_literal(&name.id))))
    }
}

/// Edits of a later edition after an id in its previous edition was renamed.
#[must_use]
pub fn rename_previous(later: &Document, old: &str, new: &str) -> Edits {
    let places = later.names().places(Space::Previous, old);
    let edits = places.map(|place| Edit { span: place.span.clone(), text: new.to_owned() });
    Edits::new(edits.collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{document, marked};
    use super::*;

    fn renamed(marked_text: &str, new: &str) -> Result<String, String> {
        let (document, byte) = marked(marked_text);
        let edits = document.rename(byte, new).map_err(|error| error.to_string())?;
        Ok(edits.apply(document.source().text()))
    }

    const TEXT: &str = r#"(organogram: 1, units: [
        (id: "agency", kind: "office", name: "A", head: (title: "Head")),
        (id: "north", parent: "ag|ency", kind: "office", name: "N", head: (title: "B", reports_to: ["agency"])),
    ], relations: [(from: "north", to: "agency", kind: serves)])"#;

    #[test]
    fn renames_all_references() {
        let expected = TEXT.replace('|', "").replace("agency", "board");
        assert_eq!(renamed(TEXT, "board"), Ok(expected));
    }

    #[test]
    fn rejects_invalid_ids() {
        assert_eq!(renamed(TEXT, "north").unwrap_err(), "the id north is already used");
        assert_eq!(
            renamed(TEXT, "the board").unwrap_err(),
            "\"the board\" is not a valid id: it contains a space (U+0020)"
        );
        assert_eq!(
            renamed("(organo|gram: 1, units: [])", "x").unwrap_err(),
            "there is no id of this file here"
        );
    }

    #[test]
    fn renaming_keeps_the_predecessor() {
        let text = r#"(organogram: 1, previous: "old.ron", units: [(id: "a|", kind: "office", name: "A")])"#;
        assert_eq!(
            renamed(text, "b").expect("b is free"),
            r#"(organogram: 1, previous: "old.ron", units: [(id: "b", was: "a", kind: "office", name: "A")])"#
        );
        let later = document(
            r#"(units: [(id: "x", was: ["a", "c"], functions: [(was: "a 2.1", text: "T")])])"#,
        );
        assert_eq!(
            rename_previous(&later, "a", "b").apply(later.source().text()),
            r#"(units: [(id: "x", was: ["b", "c"], functions: [(was: "b 2.1", text: "T")])])"#
        );
    }
}
