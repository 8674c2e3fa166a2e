//! Records that a problem says are missing: the unit, body, set, kind, source or field with an unknown id.

use super::walk::{Spot, Walk};
use super::{Document, Space};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::edit::Edits;
use crate::edit::record::RecordEdits;
use crate::message;
use crate::model::id_fault;
use crate::syntax::{Tree, string_literal};

impl Document {
    /// The edits that add the record which an unknown id refers to, and what they do.
    pub(super) fn addition(
        &self,
        tree: &Tree<'_>,
        problem: &Diagnostic,
    ) -> Option<(Message, Edits)> {
        let span = problem.span.clone()?;
        let (walk, token) = Walk::to(self.tokens(), span.start);
        let words = token.map_or("", |token| token.text).trim_matches('"');
        let id = match (problem.code, walk.spot()) {
            (Code::UndeclaredField, Spot::KeyedValue(_, _, key)) => key,
            (Code::UnknownSource, _) => words.split(':').next()?.trim_end(),
            _ => words,
        };
        if id_fault(id).is_some() || self.names().definition(Space::Party, id).is_some() {
            return None;
        }
        let literal = string_literal(id);
        let (list, title, further) = match problem.code {
            Code::UnknownParent => {
                let further = format!(", kind: \"unit\", name: {literal}");
                ("units", message!("add a unit with the id {0}", id), further)
            }
            Code::UnknownReference => {
                let title = message!("add an outside body with the id {0}", id);
                ("bodies", title, format!(", name: {literal}"))
            }
            Code::UnknownSet => {
                let title = message!("add a shared set with the id {0}", id);
                ("shared_functions", title, ", functions: []".to_owned())
            }
            Code::UnknownKind => ("kinds", message!("add the kind {0}", id), String::new()),
            Code::UnknownSource => {
                ("sources", message!("add the source {0}", id), format!(", title: {literal}"))
            }
            Code::UndeclaredField => {
                ("fields", message!("add the field {0}", id), ", type: text".to_owned())
            }
            _ => return None,
        };
        let record = format!("(id: {literal}{further})");
        let root = tree.root()?.inner();
        let mut edits = RecordEdits::new(tree);
        match root.field(list) {
            Some(records) => edits.add(records.value().inner(), record),
            None => edits.add(root, format!("{list}: [{record}]")),
        }
        Some((title, edits.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marked;
    use crate::model::Chart;
    use crate::source::SourceText;

    #[test]
    fn adds_the_missing_definition() {
        for (unit, title, added) in [
            (
                "parent: \"cou|ncil\", kind: \"office\"",
                "add a unit with the id council",
                "(id: \"council\", kind: \"unit\", name: \"council\")",
            ),
            ("kind: \"cr|ew\"", "add the kind crew", "kinds: [(id: \"crew\")]"),
            (
                "kind: \"office\", head: (title: \"H\", reports_to: \"cou|ncil\")",
                "add an outside body with the id council",
                "bodies: [(id: \"council\", name: \"council\")]",
            ),
            (
                "kind: \"office\", shared_functions: \"wa|tch\"",
                "add a shared set with the id watch",
                "shared_functions: [(id: \"watch\", functions: [])]",
            ),
            (
                "kind: \"office\", cite: \"la|w:4\"",
                "add the source law",
                "sources: [(id: \"law\", title: \"law\")]",
            ),
            (
                "kind: \"office\", fields: {\"site\": \"Pi|er\"}",
                "add the field site",
                "fields: [(id: \"site\", type: text)]",
            ),
        ] {
            let (document, byte) =
                marked(&format!("(organogram: 1, units: [(id: \"a\", {unit}, name: \"A\")])"));
            let actions = document.actions(&(byte..byte));
            let action = actions.iter().find(|it| it.title.to_string() == title);
            let action = action.unwrap_or_else(|| panic!("no {title}: {actions:?}"));
            let after = action.edits.apply(document.source().text());
            assert!(after.contains(added), "{after}");
            let (_, problems) = Chart::load(&SourceText::new("a.ron", after));
            assert!(
                problems.iter().all(|it| !it.message.to_string().contains("no ")),
                "{problems:?}"
            );
        }
    }
}
