//! Edits of a structure file's text: everything outside the edit stays byte for byte the same.

use std::collections::BTreeSet;

use organogram::diagnostic::has_errors;
use organogram::edit::{Edits, NewUnit, add_behind, free_id, kind_below, move_under, remove};
use organogram::model::{Chart, Places, SAMPLE, Text};
use organogram::source::SourceText;
use organogram::syntax::{Token, Tree};
use proptest::prelude::*;

use crate::cases::cases;

const COAST: &str = "(organogram: 1, units: [ // all of them\n    (id: \"a\", kind: \"unit\", name: \"A\"), // first\n    \
                     /* the second */\n    (\n        id: \"b\", // its id\n        parent: \"a\", kind: \"unit\", \
                     name: \"乙\"\n    )\n    ,\n    (id: \"c\", parent: Some(\"b\"), kind: \"unit\", name: \"C\")\n])\n";

fn new<'a>(id: &'a str, parent: Option<&'a str>, name: &'a Text) -> NewUnit<'a> {
    NewUnit { id, parent, kind: "section", name }
}

#[test]
fn inserts_a_unit_on_its_own_line() {
    let name = Text::by_language(&[("en", "The \"New\"")]);
    let places = Places::of(COAST);
    let behind_a =
        add_behind(COAST, &places, "a", &new("n", Some("a"), &name)).expect("a is there");
    let line = "    (id: \"n\", parent: \"a\", kind: \"section\", name: \"The \\\"New\\\"\"),\n";
    assert_eq!(behind_a.apply(COAST), COAST.replace("// first\n", &format!("// first\n{line}")));
    let behind_c = add_behind(COAST, &places, "c", &new("n", None, &name)).expect("c is there");
    let text = behind_c.apply(COAST);
    assert!(text.contains("name: \"C\"),\n    (id: \"n\", kind:"), "{text}");
    assert!(add_behind(COAST, &places, "nobody", &new("n", None, &name)).is_none());
}

#[test]
fn new_units_have_the_kind_of_their_level() {
    let source = SourceText::new(
        "a.ron",
        r#"(organogram: 1, kinds: [(id: "crew", label: "Crew")], units: [
            (id: "top", kind: "department", name: "Top"),
            (id: "north", parent: "top", kind: "division", name: "North"),
            (id: "port", parent: "north", kind: "crew", name: "Port"),
            (id: "south", parent: "top", kind: "division", name: "South"),
            (id: "board", kind: "board", name: "Board"),
        ])"#,
    );
    let (chart, problems) = Chart::load(&source);
    assert!(!has_errors(&problems), "{problems:?}");
    let below = |id| kind_below(&chart, chart.find(id).expect("it is a unit"));
    assert_eq!(below("top"), "division", "as its children");
    assert_eq!(below("south"), "crew", "as below the other division");
    assert_eq!(below("port"), "crew", "nothing is known of a level below");
    assert_eq!(below("board"), "board");
    let source = SourceText::new(
        "a.ron",
        r#"(organogram: 1, units: [(id: "top", kind: "department", name: "Top")])"#,
    );
    let (chart, _) = Chart::load(&source);
    assert_eq!(kind_below(&chart, chart.roots()[0]), "office", "the next level");
}

#[test]
fn keeps_windows_line_ends() {
    let text = COAST.replace('\n', "\r\n");
    let name = Text::by_language(&[("en", "N")]);
    let edits = add_behind(&text, &Places::of(&text), "a", &new("n", None, &name)).expect("a");
    let edited = edits.apply(&text);
    assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
    let removed = remove(&edited, &Places::of(&edited), &BTreeSet::from(["n"])).apply(&edited);
    assert_eq!(removed, text);
}

#[test]
fn removing_a_unit_keeps_comments() {
    let without = |id| remove(COAST, &Places::of(COAST), &BTreeSet::from([id])).apply(COAST);
    assert_eq!(
        without("a"),
        COAST.replace("(id: \"a\", kind: \"unit\", name: \"A\"), // first", " // first")
    );
    assert!(without("b").contains("/* the second */\n"));
    let c = without("c");
    assert!(c.ends_with("    )\n    ,\n])\n"), "{c}");
}

#[test]
fn moving_a_unit_changes_only_its_parent() {
    let places = Places::of(COAST);
    let moved = |id, parent| move_under(COAST, &places, &[id], parent).expect("it is there");
    assert_eq!(moved("c", Some("a")).apply(COAST), COAST.replace("Some(\"b\")", "Some(\"a\")"));
    assert_eq!(moved("c", None).apply(COAST), COAST.replace("parent: Some(\"b\"), ", ""));
    assert_eq!(
        moved("a", Some("c")).apply(COAST),
        COAST.replace("id: \"a\"", "id: \"a\", parent: \"c\"")
    );
    assert_eq!(moved("a", None), Edits::default());
    assert!(move_under(COAST, &places, &["nobody"], None).is_none());
}

#[test]
fn comment_before_a_value_is_kept() {
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\"), (id: \"b\", \
                parent: /* Some day: policy */ \"a\", kind: \"unit\", head: (title: \"B\"), name: \"B\")])";
    let edits = move_under(text, &Places::of(text), &["b"], None).expect("b is there");
    let without = text.replace("parent: /* Some day: policy */ \"a\", ", "");
    assert_eq!(edits.apply(text), without);
}

#[test]
fn comment_before_a_comma_leaves_no_lone_comma() {
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\") /* first */,\n\
                (id: \"b\", parent: \"a\" /* above */, kind: \"unit\", name: \"B\")])";
    let places = Places::of(text);
    let moved = move_under(text, &places, &["b"], None).expect("b is there").apply(text);
    assert_eq!(moved, text.replace("parent: \"a\" /* above */, ", " /* above */"));
    let removed = remove(text, &places, &BTreeSet::from(["a"])).apply(text);
    assert!(removed.contains("units: [ /* first */\n(id: \"b\""), "{removed}");
}

#[test]
fn free_ids_are_unused() {
    assert_eq!(free_id("unit", 1, |id| id == "unit-1" || id == "unit-2"), "unit-3");
}

/// An edit of a text, with unit numbers.
#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Remove(usize),
    Move(usize, Option<usize>),
}

fn any_step() -> impl Strategy<Value = Step> {
    let at = 0_usize..100;
    prop_oneof![
        at.clone().prop_map(Step::Add),
        at.clone().prop_map(Step::Remove),
        (at.clone(), prop::option::of(at)).prop_map(|(unit, parent)| Step::Move(unit, parent)),
    ]
}

/// Returns the comments of a text, in order.
fn comments(text: &str) -> Vec<String> {
    let tree = Tree::parse(text);
    let comments = tree.tokens().filter(|token| token.kind.is_comment());
    comments.map(|comment| comment.text.trim_end().to_owned()).collect()
}

/// Generates white space and comments that may occur between two tokens; each comment has a number.
fn any_trivia() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "",
        "",
        " ",
        "\n    ",
        "\r\n\t",
        " // Some @, (\"x\")\n",
        "/* Some @ day: ( */",
        " /* @, /* nested */ ] */ ",
        "\n  // before @\n",
    ])
}

/// Returns a text with `units` units, and trivia wherever the grammar allows it.
fn written(units: usize, trivia: &[&str]) -> String {
    let mut tokens: Vec<String> =
        ["(", "organogram", ":", "1", ",", "units", ":", "["].map(String::from).to_vec();
    for at in 0..units {
        let id = format!("\"u{at}\"");
        let parent = format!("\"u{}\"", at.saturating_sub(1) / 2);
        let parent: &[&str] = match at % 3 {
            _ if at == 0 => &[],
            0 => &["parent", ":", "Some", "(", &parent, ")", ","],
            _ => &["parent", ":", &parent, ","],
        };
        let id = ["id", ":", &id, ","];
        let kind = ["kind", ":", "\"unit\"", ",", "name", ":", "\"A, (b)\""];
        let unit = match at % 4 {
            0 => [&["("], &id[..], parent, &kind, &[")", ","]].concat(),
            1 => [&["("], parent, &kind, &[","], &id[..3], &[")", ","]].concat(),
            2 => {
                [&["("], &kind[..], &[","], &id, &parent[..parent.len() - 1], &[")", ","]].concat()
            }
            _ => [&["("], &id[..], &kind, &[","], parent, &[")", ","]].concat(),
        };
        tokens.extend(unit.into_iter().map(String::from));
    }
    if units.is_multiple_of(2) {
        tokens.pop();
    }
    tokens.extend(["]", ")"].map(String::from));
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        text += &trivia[at % trivia.len()].replace('@', &at.to_string());
        text += token;
    }
    text + "\n"
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn edits_keep_comments_and_can_be_undone(
        units in 1_usize..12,
        trivia in prop::collection::vec(any_trivia(), 1..40),
        steps in prop::collection::vec(any_step(), 1..8),
    ) {
        let mut text = written(units, &trivia);
        let name = Text::by_language(&[("zh", "新单位")]);
        for step in steps {
            let places = Places::of(&text);
            if places.units().is_empty() {
                break;
            }
            let id = |at: usize| places.units()[at % places.units().len()].id.clone();
            let (edits, count) = match step {
                Step::Add(at) => {
                    let fresh = free_id("unit", 1, |id| places.unit(id).is_some());
                    let (behind, parent) = (id(at), id(at));
                    let new = new(&fresh, Some(&parent), &name);
                    (add_behind(&text, &places, &behind, &new), places.units().len() + 1)
                }
                Step::Remove(at) => {
                    let gone = id(at);
                    let edits = remove(&text, &places, &BTreeSet::from([gone.as_str()]));
                    (Some(edits), places.units().len() - 1)
                }
                Step::Move(at, parent) => {
                    let (moved, parent) = (id(at), parent.map(id));
                    let edits = move_under(&text, &places, &[&moved], parent.as_deref());
                    (edits, places.units().len())
                }
            };
            let edits = edits.expect("the units are there");
            let edited = edits.apply(&text);
            prop_assert_eq!(edits.inverse(&text).apply(&edited), text.clone());
            let source = SourceText::new("x", edited.as_str());
            let (_, problems) = Chart::load(&source);
            let unread = problems.iter().find(|problem| problem.code.as_str() == "E001");
            prop_assert!(unread.is_none(), "{:?} in {}", unread, edited);
            prop_assert_eq!(Places::of(&edited).units().len(), count);
            // Comments inside a removed unit or field are removed with it.
            let gone = |comment: &Token<'_>| {
                edits.list().iter().any(|edit| edit.span.contains(&comment.span.start))
            };
            let tree = Tree::parse(&text);
            let kept = tree.tokens().filter(|token| token.kind.is_comment() && !gone(token));
            let kept: Vec<String> = kept.map(|token| token.text.trim_end().to_owned()).collect();
            prop_assert_eq!(comments(&edited), kept);
            text = edited;
        }
    }
}

#[test]
fn moves_every_unit_of_the_sample() {
    let (chart, _) = Chart::load(&SourceText::new("x", SAMPLE));
    let places = Places::of(SAMPLE);
    assert_eq!(places.units().len(), chart.units().len());
    for place in places.units() {
        assert!(SAMPLE[place.span.clone()].starts_with('('), "{}", place.id);
        assert_eq!(places.unit_at(place.span.start + 3), Some(place));
        let edits = move_under(SAMPLE, &places, &[&place.id], None).expect("it is there");
        let (moved, problems) = Chart::load(&SourceText::new("x", edits.apply(SAMPLE)));
        assert!(!has_errors(&problems), "{problems:?}");
        let unit = moved.find(&place.id).expect("it is still there");
        assert_eq!(moved.unit(unit).parent, None);
    }
}
