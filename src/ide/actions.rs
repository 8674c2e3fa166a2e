//! Code actions: edits that resolve a problem or refactor a unit.

use std::ops::Range;

use super::Document;
use super::schema::{Record, Slot, Space};
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::edit::fixes::fix;
use crate::edit::record::{RecordEdits, map_of, pair};
use crate::edit::{Edits, free_id, move_under};
use crate::message;
use crate::model::{Places, UnitIndex};
use crate::syntax::{Tree, Value, ValueKind, string_literal};

/// Purpose of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Resolves a problem, given by its index in [`Meaning::problems`](super::Meaning::problems).
    Fix {
        /// Index of the problem.
        problem: usize,
        /// Whether the fix is unambiguous, so that it may be applied without asking.
        is_certain: bool,
    },
    /// Changes a valid text.
    Refactor,
}

/// Edits offered at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Title that describes the effect.
    pub title: Message,
    /// Purpose of the action.
    pub kind: ActionKind,
    /// The edits.
    pub edits: Edits,
}

impl Document {
    /// Actions for a range of bytes, quick fixes first.
    #[must_use]
    pub fn actions(&self, span: &Range<usize>) -> Vec<Action> {
        let tree = Tree::parse(self.source.text());
        let touches = |problem: &Diagnostic| {
            problem.span.as_ref().is_some_and(|it| it.start <= span.end && span.start <= it.end)
        };
        let problems = self.meaning.problems.iter().enumerate();
        let fixes = problems.filter(|(_, problem)| touches(problem));
        let mut actions: Vec<Action> = fixes
            .flat_map(|(at, problem)| {
                let added = self.addition(&tree, problem).map(|(title, edits)| {
                    let kind = ActionKind::Fix { problem: at, is_certain: false };
                    Action { title, kind, edits }
                });
                self.fix(&tree, at, problem).into_iter().chain(added)
            })
            .collect();
        actions.extend(self.moves(span.start));
        actions.extend(self.extraction(&tree, span.start));
        actions
    }

    fn fix(&self, tree: &Tree<'_>, at: usize, problem: &Diagnostic) -> Option<Action> {
        if problem.code == Code::MissingTranslation {
            let edits = self.translation(tree, problem.span.as_ref()?.start)?;
            let title = message!("add the missing languages");
            let kind = ActionKind::Fix { problem: at, is_certain: false };
            return Some(Action { title, kind, edits });
        }
        let fix = fix(tree, problem)?;
        let title = match fix.edits.list() {
            [edit] if !edit.text.is_empty() => message!("write {0}", edit.text.as_str()),
            _ => message!("keep one of them"),
        };
        let kind = ActionKind::Fix { problem: at, is_certain: fix.is_certain };
        Some(Action { title, kind, edits: fix.edits })
    }

    /// Adds empty entries for the languages that the text around a byte lacks.
    fn translation(&self, tree: &Tree<'_>, byte: usize) -> Option<Edits> {
        let text = text_at(tree.root()?, Record::File, byte)?;
        let languages = self.chart().languages();
        let mut edits = RecordEdits::new(tree);
        if text.kind() == ValueKind::Map {
            let present: Vec<_> = text.entries().filter_map(|entry| entry.key().text()).collect();
            for tag in languages.iter().filter(|tag| !present.iter().any(|it| it == tag.as_str())) {
                edits.add(text, pair(tag, "\"\""));
            }
        } else {
            let words = string_literal(&text.text()?);
            let entries = languages
                .iter()
                .enumerate()
                .map(|(at, tag)| pair(tag, if at == 0 { &words } else { "\"\"" }));
            edits.replace(text, &map_of(entries));
        }
        Some(edits.finish())
    }

    /// The unit around a byte.
    fn unit_at(&self, byte: usize) -> Option<UnitIndex> {
        self.chart().find(&self.names().around(byte, Record::Unit)?.id)
    }

    /// Moves of the unit whose id or parent is at a byte: out of its parent, under the preceding sibling, or to top
    /// level.
    fn moves(&self, byte: usize) -> Vec<Action> {
        let is_at_name = self
            .names()
            .at(byte)
            .is_some_and(|name| name.record == Record::Unit && name.space == Space::Party);
        let Some(unit) = self.unit_at(byte).filter(|_| is_at_name) else { return Vec::new() };
        let chart = self.chart();
        let parent = chart.unit(unit).parent;
        let siblings = parent.map_or(chart.roots(), |parent| &chart.unit(parent).children);
        let place = siblings.iter().position(|&sibling| sibling == unit);
        let before = place.and_then(|place| place.checked_sub(1)).map(|place| siblings[place]);
        let above = parent.and_then(|parent| chart.unit(parent).parent);
        let name = |unit: UnitIndex| self.said(&chart.unit(unit).name).to_owned();
        let targets = above
            .into_iter()
            .chain(before)
            .map(|to| (message!("move it under {0}", name(to)), Some(chart.unit(to).id.as_str())));
        let top = parent.map(|_| (message!("move it to the top level"), None));
        let text = self.source.text();
        let places = Places::of(text);
        let id = chart.unit(unit).id.as_str();
        let moves = targets.chain(top).filter_map(|(title, to)| {
            let edits = move_under(text, &places, &[id], to)?;
            Some(Action { title, kind: ActionKind::Refactor, edits })
        });
        moves.collect()
    }

    /// Extraction of the functions of a unit, whose field `functions` is at a byte, into a shared set.
    fn extraction(&self, tree: &Tree<'_>, byte: usize) -> Option<Action> {
        let (walk, token) = Walk::to(self.tokens(), byte);
        let is_functions = token.is_some_and(|token| token.text == "functions");
        let (record, start) = walk.records().next_back()?;
        if !is_functions || record != Record::Unit {
            return None;
        }
        let root = tree.root()?.inner();
        let units = root.field("units")?.value().inner().items();
        let unit = units.map(Value::inner).find(|unit| unit.span().start == start)?;
        let functions = unit.field("functions")?.value().source();
        let id = self.free_id(&format!("{}-functions", unit.field("id")?.value().inner().text()?));
        let literal = string_literal(&id);
        let set = format!("(id: {literal}, functions: {functions})");
        let mut edits = RecordEdits::new(tree);
        match root.field("shared_functions") {
            Some(sets) => edits.add(sets.value().inner(), set),
            None => edits.add(root, format!("shared_functions: [{set}]")),
        }
        edits.remove(unit, "functions");
        match unit.field("shared_functions").map(|field| field.value().inner()) {
            Some(held) if held.kind() == ValueKind::List => edits.add(held, literal),
            Some(held) => {
                edits.replace(held, &format!("[{}, {literal}]", held.source()));
            }
            None => edits.add(unit, format!("shared_functions: {literal}")),
        }
        let title = message!("share these functions with other units");
        Some(Action { title, kind: ActionKind::Refactor, edits: edits.finish() })
    }

    /// An unused id: the given one, or that with a number appended.
    fn free_id(&self, wanted: &str) -> String {
        let is_taken = |id: &str| self.names().definition(Space::Party, id).is_some();
        if is_taken(wanted) { free_id(wanted, 2, is_taken) } else { wanted.to_owned() }
    }
}

/// The innermost text around a byte that is the value of a field.
fn text_at<'t, 'a>(value: Value<'t, 'a>, record: Record, byte: usize) -> Option<Value<'t, 'a>> {
    let value = value.inner();
    let contains = |span: Range<usize>| span.start <= byte && byte < span.end;
    if matches!(value.kind(), ValueKind::List | ValueKind::Tuple) {
        let item = value.items().find(|item| contains(item.span()))?;
        return text_at(item, record, byte);
    }
    let field = value.fields().find(|field| contains(field.span()))?;
    match record.slot(field.name()) {
        Slot::Record(record) => text_at(field.value(), record, byte),
        Slot::Text => Some(field.value().inner()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marked;

    /// The titles of the actions at the mark of a text, and the text after applying the one with a given title.
    fn taken(marked_text: &str, title: &str) -> (Vec<String>, String) {
        let (document, byte) = marked(marked_text);
        let actions = document.actions(&(byte..byte));
        let titles = actions.iter().map(|action| action.title.to_string()).collect();
        let chosen = actions.iter().find(|action| action.title.to_string() == title);
        let edits = chosen.map(|action| action.edits.clone()).unwrap_or_default();
        (titles, edits.apply(document.source().text()))
    }

    const AGENCY: &str = r#"(id: "agency", kind: "office", name: "Agency")"#;

    #[test]
    fn replaces_a_wrong_id() {
        let text = format!(
            r#"(organogram: 1, units: [{AGENCY}, (id: "n", parent: "agen|zy", kind: "office", name: "N")])"#
        );
        let (titles, after) = taken(&text, "write \"agency\"");
        assert_eq!(titles[0], "write \"agency\"");
        assert_eq!(after, text.replace("agen|zy", "agency"));
    }

    #[test]
    fn adds_missing_languages() {
        let text = |name: &str| {
            format!(
                r#"(organogram: 1, languages: ["en", "zh"], units: [(id: "a", kind: "office", name: {name})])"#
            )
        };
        let title = "add the missing languages";
        let (_, after) = taken(&text("{|\"en\": \"A\"}"), title);
        assert_eq!(after, text("{\"en\": \"A\", \"zh\": \"\"}"));
    }

    #[test]
    fn moves_a_unit() {
        let text = format!(
            r#"(organogram: 1, units: [{AGENCY},
            (id: "b", parent: "agency", kind: "office", name: "Beta"),
            (id: "c|", parent: "agency", kind: "office", name: "C")])"#
        );
        let (titles, after) = taken(&text, "move it under Beta");
        assert_eq!(titles, ["move it under Beta", "move it to the top level"]);
        assert!(after.contains(r#"(id: "c", parent: "b", kind"#), "{after}");
        let (_, after) = taken(&text, "move it to the top level");
        assert!(after.contains(r#"(id: "c", kind"#), "{after}");
    }

    #[test]
    fn extracts_a_shared_set() {
        let text = r#"(organogram: 1, units: [
    (id: "a", kind: "office", name: "A", func|tions: [(text: "Keeps watch")]),
])"#;
        let (_, after) = taken(text, "share these functions with other units");
        let expected = r#"(organogram: 1, units: [
    (id: "a", kind: "office", name: "A", shared_functions: "a-functions"),
], shared_functions: [(id: "a-functions", functions: [(text: "Keeps watch")])])"#;
        assert_eq!(after, expected);
    }
}
