//! Completions of whole records, with the fields that must be there, and of a whole file where there is none yet.

use super::Document;
use super::completion::{Completion, CompletionKind};
use super::schema::{Record, Slot};
use crate::edit::free_id;
use crate::syntax::string_literal;

/// A structure file of one unit.
const NEW_FILE: &str = "(
    organogram: 1,
    title: \"\",
    units: [
        (id: \"unit-1\", kind: \"department\", name: \"\"),
    ],
)
";

impl Document {
    /// A whole file, where the text has nothing but what is being typed.
    pub(super) fn new_file(&self) -> Option<Completion> {
        let mut tokens = self.tokens().filter(|token| !token.kind.is_trivia());
        let is_blank = tokens.by_ref().take(2).count() < 2;
        let new = Completion::new("organogram", "a new structure file", CompletionKind::Record);
        is_blank.then(|| new.writing(NEW_FILE.to_owned()))
    }

    /// A record, as an item of a list or as the value of a field.
    pub(super) fn new_record(&self, record: Record, is_list: bool) -> Option<Completion> {
        let mut names: Vec<&str> =
            record.fields().iter().filter(|it| it.is_required).map(|it| it.name).collect();
        if record == Record::Head {
            names.push("title");
        }
        let fields =
            names.iter().map(|name| Some(format!("{name}: {}", self.placeholder(record, name)?)));
        let ron = format!("({})", fields.collect::<Option<Vec<_>>>()?.join(", "));
        let ron = if is_list { format!("[{ron}]") } else { ron };
        Some(Completion::new(record.word(), &ron, CompletionKind::Record).writing(ron.clone()))
    }

    /// A value to begin with.
    fn placeholder(&self, record: Record, field: &str) -> Option<String> {
        Some(match record.slot(field) {
            Slot::Definition(space) => {
                let is_taken = |id: &str| self.names().definition(space, id).is_some();
                string_literal(&free_id(start(record), 1, is_taken))
            }
            Slot::OneOf(words) => (*words.first()?).to_owned(),
            Slot::Record(_) => "[]".to_owned(),
            _ => "\"\"".to_owned(),
        })
    }
}

/// The first part of the id of a new record.
const fn start(record: Record) -> &'static str {
    match record {
        Record::Unit => "unit",
        Record::Post => "post",
        Record::Body => "body",
        Record::SharedSet => "set",
        Record::Source => "source",
        Record::Kind => "kind",
        Record::Declaration => "field",
        _ => "value",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marked;

    /// The text after the completion that is called so is taken.
    fn taken(marked_text: &str, label: &str) -> String {
        let (document, byte) = marked(marked_text);
        let completions = document.complete(byte);
        let item = completions.items.iter().find(|item| item.label == label);
        let words = &item.unwrap_or_else(|| panic!("no {label}: {completions:?}")).text;
        let mut text = document.source().text().to_owned();
        text.replace_range(completions.span, words);
        text
    }

    #[test]
    fn creates_a_file_from_an_empty_text() {
        for empty in ["|", "org|", "// mine\n|"] {
            let text = taken(empty, "organogram");
            assert!(
                text.trim_start_matches("// mine\n").starts_with("(\n    organogram: 1,"),
                "{text}"
            );
        }
    }

    #[test]
    fn new_records_have_required_fields() {
        let unit = |fields: &str| {
            format!(
                "(organogram: 1, units: [(id: \"unit-1\", kind: \"office\", name: \"A\"{fields})])"
            )
        };
        for (before, label, after) in [
            (unit(", head: |"), "a head", ", head: (title: \"\")"),
            (unit(", functions: |"), "a statement", ", functions: [(text: \"\")]"),
            (unit(", functions: [|]"), "a statement", ", functions: [(text: \"\")]"),
            (unit(", posts: [|]"), "a post", ", posts: [(id: \"post-1\", title: \"\")]"),
        ] {
            assert_eq!(taken(&before, label), unit(after));
        }
        let units = "(organogram: 1, units: [(id: \"unit-1\", kind: \"office\", name: \"A\"), |])";
        let new = "(id: \"unit-2\", kind: \"\", name: \"\")";
        assert_eq!(taken(units, "a unit"), units.replace('|', new));
        let relations = "(organogram: 1, units: [], relations: |)";
        let new = "[(from: \"\", to: \"\", kind: reports_to)]";
        assert_eq!(taken(relations, "a line"), relations.replace('|', new));
    }
}
