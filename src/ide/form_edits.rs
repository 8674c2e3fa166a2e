//! Edits of the values of a form, which change as little text as possible.

use super::form::{Step, Subject, is_bare_name, place};
use crate::edit::record::{RecordEdits, map_of, pair};
use crate::edit::{Edit, Edits};
use crate::model::Places;
use crate::syntax::{Entry, Tree, Value, ValueKind, string_literal};

/// Change of a value of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Sets a value in RON.
    Set(String),
    /// Removes the value.
    Remove,
    /// Sets a text in a language, by tag; the tag is empty for all languages.
    Say {
        /// The language.
        language: String,
        /// The words.
        words: String,
        /// The languages of the file, for a new text.
        languages: Vec<String>,
    },
    /// A text loses its words in a language. The last ones take the text with them.
    Unsay {
        /// The language.
        language: String,
        /// The languages of the file, for a text that is one for all of them.
        languages: Vec<String>,
    },
    /// Appends a value in RON.
    Add(String),
    /// Swaps an item of a list with the next or the previous one.
    Move {
        /// Whether with the next one.
        is_down: bool,
    },
}

/// Edits that change the value at a path inside a record of a text; `None` if the path does not exist.
#[must_use]
pub fn change(
    text: &str,
    places: &Places,
    subject: &Subject,
    path: &[Step],
    change: &Change,
) -> Option<Edits> {
    let (_, span) = place(text, places, subject)?;
    let tree = Tree::parse(&text[span.clone()]);
    let mut edits = RecordEdits::new(&tree);
    let root = tree.root()?.inner();
    let (last, above) = path.split_last()?;
    let Some(holder) = walk(root, above) else {
        first_entry(&mut edits, root, path, change)?;
        return Some(edits.finish().shifted(span.start));
    };
    let done = match change {
        Change::Move { is_down } => {
            return Some(swapped(&tree, holder, last, *is_down)?.shifted(span.start));
        }
        Change::Remove => remove(&mut edits, root, above, holder, last),
        Change::Set(ron) => set(&mut edits, holder, last, ron),
        Change::Add(ron) => add(&mut edits, holder, last, ron),
        Change::Say { language, words, languages } => {
            say(&mut edits, holder, last, language, words, languages)
        }
        Change::Unsay { language, languages } => {
            let text = text_of(holder, last)?;
            let others = others(text, language, languages);
            if others.is_empty() {
                remove(&mut edits, root, above, holder, last)
            } else if text.kind() == ValueKind::Map {
                entry(text, language).map(|entry| edits.remove_span(entry.span()))
            } else {
                let entries = others.iter().map(|tag| pair(tag, text.source()));
                edits.replace(text, &map_of(entries));
                Some(())
            }
        }
    };
    done?;
    Some(edits.finish().shifted(span.start))
}

/// Makes the map whose first entry a path leads to.
fn first_entry<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    root: Value<'t, 'a>,
    path: &[Step],
    change: &Change,
) -> Option<()> {
    let [above @ .., Step::Field(name), Step::Key(key)] = path else { return None };
    let ron = match change {
        Change::Set(ron) => ron.clone(),
        Change::Say { language, words, languages } => new_text(language, words, languages),
        _ => return None,
    };
    edits.set(walk(root, above)?, name, &map_of([pair(key, &ron)]));
    Some(())
}

/// The value at a path.
fn walk<'t, 'a>(root: Value<'t, 'a>, path: &[Step]) -> Option<Value<'t, 'a>> {
    path.iter().try_fold(root, |value, step| next(value, step))
}

fn next<'t, 'a>(value: Value<'t, 'a>, step: &Step) -> Option<Value<'t, 'a>> {
    let next = match step {
        Step::Field(name) => value.field(name)?.value(),
        Step::Item(at) if is_list(value) => value.items().nth(*at)?,
        Step::Item(0) => value,
        Step::Item(_) => return None,
        Step::Key(key) => entry(value, key)?.value(),
    };
    Some(next.inner())
}

fn entry<'t, 'a>(map: Value<'t, 'a>, key: &str) -> Option<Entry<'t, 'a>> {
    map.entries().find(|entry| entry.key().inner().text().as_deref() == Some(key))
}

fn is_list(value: Value<'_, '_>) -> bool {
    matches!(value.kind(), ValueKind::List | ValueKind::Tuple)
}

fn set<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    holder: Value<'t, 'a>,
    last: &Step,
    ron: &str,
) -> Option<()> {
    match last {
        Step::Field(name) if is_bare_name(holder) => {
            let person = format!("(name: {}, {name}: {ron})", holder.source());
            edits.replace(holder, if *name == "name" { ron } else { &person });
        }
        Step::Field(name) => drop(edits.set(holder, name, ron)),
        Step::Item(_) => drop(edits.replace(next(holder, last)?, ron)),
        Step::Key(key) => match entry(holder, key) {
            Some(entry) => drop(edits.replace(entry.value(), ron)),
            None => edits.add(holder, pair(key, ron)),
        },
    }
    Some(())
}

fn add<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    holder: Value<'t, 'a>,
    last: &Step,
    ron: &str,
) -> Option<()> {
    match (next(holder, last), last) {
        (Some(items), _) if is_list(items) => edits.add(items, ron.to_owned()),
        // A single value becomes the first item of a list.
        (Some(one), _) => drop(edits.replace(one, &format!("[{}, {ron}]", one.source()))),
        (None, Step::Field(name)) => drop(edits.set(holder, name, &format!("[{ron}]"))),
        (None, Step::Item(_) | Step::Key(_)) => return None,
    }
    Some(())
}

fn say<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    holder: Value<'t, 'a>,
    last: &Step,
    language: &str,
    words: &str,
    languages: &[String],
) -> Option<()> {
    let literal = string_literal(words);
    let Some(text) = text_of(holder, last) else {
        return set(edits, holder, last, &new_text(language, words, languages));
    };
    if text.kind() == ValueKind::Map {
        return set(edits, text, &Step::Key(language.to_owned()), &literal);
    }
    if language.is_empty() || languages.len() < 2 {
        edits.replace(text, &literal);
        return Some(());
    }
    // A text that was the same in all languages keeps its value in the other languages.
    let words_in = |tag| if tag == language { &literal } else { text.source() };
    edits.replace(text, &map_of(languages.iter().map(|tag| pair(tag, words_in(tag)))));
    Some(())
}

/// The text at a step.
fn text_of<'t, 'a>(holder: Value<'t, 'a>, last: &Step) -> Option<Value<'t, 'a>> {
    let is_name = is_bare_name(holder) && matches!(last, Step::Field("name"));
    if is_name { Some(holder) } else { next(holder, last) }
}

/// The other languages of a text.
fn others(text: Value<'_, '_>, language: &str, languages: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = match text.kind() {
        ValueKind::Map => {
            let entries = text.entries();
            entries.filter_map(|it| Some(it.key().inner().text()?.into_owned())).collect()
        }
        _ if language.is_empty() => Vec::new(),
        _ => languages.to_vec(),
    };
    tags.retain(|tag| tag != language);
    tags
}

/// A text that is new.
fn new_text(language: &str, words: &str, languages: &[String]) -> String {
    let literal = string_literal(words);
    if language.is_empty() || languages.len() < 2 {
        literal
    } else {
        map_of([pair(language, &literal)])
    }
}

fn remove<'t, 'a>(
    edits: &mut RecordEdits<'t, 'a>,
    root: Value<'t, 'a>,
    above: &[Step],
    holder: Value<'t, 'a>,
    last: &Step,
) -> Option<()> {
    let is_only = match last {
        Step::Field(name) => {
            edits.remove(holder, name)?;
            return Some(());
        }
        Step::Item(_) if is_list(holder) => holder.items().count() == 1,
        Step::Item(_) => true,
        Step::Key(_) => holder.entries().count() == 1,
    };
    if let (true, Some((Step::Field(name), above))) = (is_only, above.split_last()) {
        // The field would be empty.
        edits.remove(walk(root, above)?, name)?;
        return Some(());
    }
    let span = match last {
        Step::Key(key) => entry(holder, key)?.span(),
        _ => next(holder, last)?.span(),
    };
    edits.remove_span(span);
    Some(())
}

/// Swaps an item of a list with the next or the previous one.
fn swapped(tree: &Tree<'_>, list: Value<'_, '_>, item: &Step, is_down: bool) -> Option<Edits> {
    let Step::Item(at) = *item else { return None };
    let other = if is_down { at + 1 } else { at.checked_sub(1)? };
    let [first, second] = [at.min(other), at.max(other)];
    let spans = [list.items().nth(first)?.span(), list.items().nth(second)?.span()];
    let text = |span: &std::ops::Range<usize>| tree.text()[span.clone()].to_owned();
    let texts = [text(&spans[1]), text(&spans[0])];
    let edits = spans.into_iter().zip(texts).map(|(span, text)| Edit { span, text });
    Some(Edits::new(edits.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"(organogram: 1, units: [
    (id: "a", kind: "office", name: "A", head: (title: "H", holder: "Ada"), functions: [
        (cite: "1", text: "Plans"), // first
        (text: {"en": "Keeps"}),
    ], fields: {"site": "Pier"}),
])"#;

    fn changed(path: &[Step], to: &Change) -> String {
        let subject = Subject::Unit("a".into());
        let edits = change(TEXT, &Places::of(TEXT), &subject, path, to);
        edits.expect("there is such a place").apply(TEXT)
    }

    fn said(language: &str, words: &str) -> Change {
        let languages = ["en".to_owned(), "zh".to_owned()].into();
        Change::Say { language: language.into(), words: words.into(), languages }
    }

    fn unsaid(language: &str) -> Change {
        let languages = ["en".to_owned(), "zh".to_owned()].into();
        Change::Unsay { language: language.into(), languages }
    }

    #[test]
    fn edits_only_the_changed_value() {
        use Step::{Field, Item, Key};
        let holder = [Field("head"), Field("holder")];
        let of_holder = |at, name| [&holder[..], &[Item(at), Field(name)]].concat();
        let function = |at| vec![Field("functions"), Item(at)];
        let set = |ron: &str| Change::Set(ron.to_owned());
        for (path, change, from, to) in [
            (
                vec![Field("acronym")],
                set("\"AA\""),
                "{\"site\": \"Pier\"})",
                "{\"site\": \"Pier\"}, acronym: \"AA\")",
            ),
            (
                vec![Field("name")],
                said("zh", "甲"),
                "name: \"A\"",
                "name: {\"en\": \"A\", \"zh\": \"甲\"}",
            ),
            (vec![Field("name")], said("", "B"), "name: \"A\"", "name: \"B\""),
            (of_holder(0, "name"), said("", "Bea"), "\"Ada\"", "\"Bea\""),
            (of_holder(0, "share"), set("0.5"), "\"Ada\"", "(name: \"Ada\", share: 0.5)"),
            (holder.to_vec(), Change::Add("\"Bo\"".into()), "\"Ada\"", "[\"Ada\", \"Bo\"]"),
            ([&holder[..], &[Item(0)]].concat(), Change::Remove, ", holder: \"Ada\"", ","),
            (
                [function(1), vec![Field("text")]].concat(),
                said("zh", "保"),
                "\"Keeps\"",
                "\"Keeps\", \"zh\": \"保\"",
            ),
            (
                function(0),
                Change::Remove,
                "        (cite: \"1\", text: \"Plans\"), // first\n",
                "         // first\n",
            ),
            (
                vec![Field("fields"), Key("size".into())],
                set("2"),
                "\"Pier\"",
                "\"Pier\", \"size\": 2",
            ),
            (
                vec![Field("head"), Field("fields"), Key("grade".into())],
                set("\"P\""),
                "holder: \"Ada\"",
                "holder: \"Ada\", fields: {\"grade\": \"P\"}",
            ),
            (
                [&[Field("head")], &[Field("title")][..]].concat(),
                unsaid("zh"),
                "\"H\"",
                "{\"en\": \"H\"}",
            ),
            ([&[Field("head")], &[Field("title")][..]].concat(), unsaid(""), "title: \"H\", ", ""),
            (
                [function(1), vec![Field("text")]].concat(),
                unsaid("en"),
                "text: {\"en\": \"Keeps\"}",
                "",
            ),
            (
                vec![Field("fields"), Key("site".into())],
                Change::Remove,
                ", fields: {\"site\": \"Pier\"}",
                ",",
            ),
        ] {
            assert_eq!(changed(&path, &change), TEXT.replace(from, to), "{path:?} {change:?}");
        }
        let swapped = changed(&function(1), &Change::Move { is_down: false });
        let keeps = swapped.find("Keeps").expect("it stays");
        assert!(keeps < swapped.find("Plans").expect("it stays"), "{swapped}");
        assert!(swapped.contains("(text: {\"en\": \"Keeps\"}), // first"), "{swapped}");
    }
}
