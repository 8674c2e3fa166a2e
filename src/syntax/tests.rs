//! Invariants of the syntax trees of arbitrary texts.

use std::ops::{ControlFlow, Range};

use proptest::prelude::*;

use super::{Entry, Field, Index, Token, TokenKind, Tree, Value, ValueKind, Visit};

/// Texts made of fragments with a meaning in RON.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\"a\"",
        "'a'",
        "\\",
        "r#\"",
        "\"#",
        "//",
        "/*",
        "*/",
        "\n",
        " ",
        "name",
        "head",
        "units",
        "Some",
        "1",
        "-",
        "=",
        ";",
        "，",
        "：",
        "（",
        "“",
        "中",
        "\u{a0}",
        "\u{feff}",
        "\u{3000}",
        "\r\n    ",
        "#![enable(implicit_some)]",
        "(id: \"a\"),",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

/// Checks that the parts of a value are inside it, in order, without overlaps.
fn check_nesting(value: Value<'_, '_>) {
    let mut parts: Vec<Range<usize>> = value.items().map(Value::span).collect();
    parts.extend(value.fields().map(Field::span));
    parts.extend(value.entries().map(Entry::span));
    let span = value.span();
    let ends = parts.iter().map(|part| part.end).chain([span.end]);
    for (from, to) in std::iter::once(span.start)
        .chain(ends.clone())
        .zip(parts.iter().map(|part| part.start).chain([span.end]))
    {
        assert!(from <= to, "{parts:?} in {span:?}");
    }
    value.items().for_each(check_nesting);
    for field in value.fields() {
        assert!(field.name_span().end <= field.value().span().start);
        check_nesting(field.value());
    }
    for entry in value.entries() {
        assert!(entry.key().span().end <= entry.value().span().start);
        check_nesting(entry.value());
    }
}

fn check(text: &str) {
    let tree = Tree::parse(text);
    if tree.problems().is_empty() {
        let lexed: Vec<Token<'_>> = tree.lex(0..text.len()).collect();
        assert_eq!(lexed, tree.tokens().collect::<Vec<_>>());
        assert_eq!(lexed.iter().map(|token| token.span.len()).sum::<usize>(), text.len());
        assert!(lexed.iter().all(|token| token.kind != TokenKind::Unknown), "{lexed:?}");
    }
    let pieces: String = tree.tokens().map(|token| token.text).collect();
    assert_eq!(pieces, text, "every byte belongs to one token");
    for problem in tree.problems() {
        let span = problem.span.clone().expect("a mistake has a place");
        assert!(text.get(span).is_some());
    }
    if let Some(root) = tree.root() {
        check_nesting(root);
    }
}

proptest! {
    #[test]
    fn tree_contains_every_byte(text in any_text()) {
        check(&text);
    }

    #[test]
    fn tree_contains_every_byte_of_random_text(text in ".{0,80}") {
        check(&text);
    }

    #[test]
    fn iterates_items_one_by_one(text in any_text()) {
        let text = format!("(units: [{text}], title: \"T\")");
        let tree = Tree::parse(&text);
        let mut collected = Collected(Vec::new());
        let sound = Tree::parse_items(&text, &mut collected);
        prop_assert_eq!(sound.is_some(), tree.problems().is_empty());
        if sound.is_some() {
            prop_assert_eq!(&collected.0, &items(&tree));
        }
        let mut collected = Collected(Vec::new());
        if Tree::recover_items(&text, &mut collected).problems().is_empty() {
            prop_assert_eq!(&collected.0, &items(&tree));
        }
    }
}

/// The items of the list in the field `units`.
fn items<'a>(tree: &Tree<'a>) -> Vec<(&'a str, String, ValueKind)> {
    let units = tree.root().and_then(|root| root.field("units")).expect("it is there");
    units.value().items().map(|item| ("units", item.source().to_owned(), item.kind())).collect()
}

/// The items of the root's lists, with the names of their fields.
struct Collected<'a>(Vec<(&'a str, String, ValueKind)>);

impl<'a> Visit<'a> for Collected<'a> {
    fn item(&mut self, list: &'a str, value: Value<'_, 'a>) -> ControlFlow<()> {
        self.0.push((list, value.source().to_owned(), value.kind()));
        ControlFlow::Continue(())
    }

    fn reached(&mut self, _byte: usize) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

#[test]
fn finds_fields_and_items() {
    let tree = Tree::parse("(a: [1, [2, 3]], b: (c: 4), a: 5)");
    let root = tree.root().expect("there is a value");
    let mut index = Index::default();
    let list = index.field(root, "a").expect("the first of two").value();
    assert_eq!(index.item(list, 0).map(Value::source), Some("1"));
    let inner = index.item(list, 1).expect("it is there");
    assert_eq!(index.item(inner, 1).map(Value::source), Some("3"));
    assert!(index.item(list, 2).is_none() && index.field(root, "c").is_none());
    let inner = index.field(root, "b").expect("it is there").value();
    assert_eq!(index.field(inner, "c").map(|field| field.value().source()), Some("4"));
}

#[test]
fn classifies_values() {
    let tree = Tree::parse("Chart(a: [1, 'c'], b: {\"x\": Some(\"y\")}, r#c: (d, -1.5)) // end");
    let root = tree.root().expect("there is a value");
    assert_eq!((root.kind(), root.name()), (ValueKind::Struct, Some("Chart")));
    let list = root.field("a").expect("it is there").value();
    let kinds: Vec<ValueKind> = list.items().map(Value::kind).collect();
    assert_eq!(kinds, [ValueKind::Word, ValueKind::Character]);
    let entry = root.field("b").and_then(|map| map.value().entries().next()).expect("one entry");
    assert_eq!(entry.key().text().as_deref(), Some("x"));
    assert_eq!(entry.value().kind(), ValueKind::Tuple);
    assert_eq!(entry.value().inner().text().as_deref(), Some("y"));
    let tuple = root.field("c").expect("it is there").value();
    assert_eq!(tuple.items().map(Value::source).collect::<Vec<_>>(), ["d", "-1.5"]);
}

#[test]
fn finds_commas_after_comments() {
    let text = "[1 /* one, */ , 2]";
    let tree = Tree::parse(text);
    let ends: Vec<usize> =
        tree.root().expect("there is a list").items().map(|item| item.span().end).collect();
    assert_eq!(tree.comma_behind(ends[0]), Some(14..15));
    assert_eq!(tree.comma_behind(ends[1]), None);
}
