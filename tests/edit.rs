//! Edits of a structure file's text: what is not meant stays byte for byte as it is.

use std::collections::BTreeSet;

use organogram::diagnostic::has_errors;
use organogram::edit::{Edits, NewUnit, add_behind, free_id, move_under, remove};
use organogram::model::{Chart, Places, SAMPLE, Text};
use organogram::source::SourceText;
use proptest::prelude::*;

const COAST: &str = "(organogram: 1, units: [ // all of them\n    (id: \"a\", kind: \"unit\", name: \"A\"), // first\n    \
                     /* the second */\n    (\n        id: \"b\", // its id\n        parent: \"a\", kind: \"unit\", \
                     name: \"乙\"\n    )\n    ,\n    (id: \"c\", parent: Some(\"b\"), kind: \"unit\", name: \"C\")\n])\n";

fn new<'a>(id: &'a str, parent: Option<&'a str>, name: &'a Text) -> NewUnit<'a> {
    NewUnit { id, parent, kind: "section", name }
}

#[test]
fn a_new_unit_takes_a_line_of_its_own_behind_comma_and_comment() {
    let name = Text::by_language(vec![("en".into(), "The \"New\"".into())]);
    let places = Places::of(COAST);
    let behind_a =
        add_behind(COAST, &places, "a", &new("n", Some("a"), &name)).expect("a is there");
    let line =
        "    (id: \"n\", parent: \"a\", kind: \"section\", name: {\"en\": \"The \\\"New\\\"\"}),\n";
    assert_eq!(behind_a.apply(COAST), COAST.replace("// first\n", &format!("// first\n{line}")));
    let behind_c = add_behind(COAST, &places, "c", &new("n", None, &name)).expect("c is there");
    let text = behind_c.apply(COAST);
    assert!(text.contains("name: \"C\"),\n    (id: \"n\", kind:"), "{text}");
    assert!(add_behind(COAST, &places, "nobody", &new("n", None, &name)).is_none());
}

#[test]
fn line_ends_of_windows_stay() {
    let text = COAST.replace('\n', "\r\n");
    let name = Text::by_language(vec![("en".into(), "N".into())]);
    let edits = add_behind(&text, &Places::of(&text), "a", &new("n", None, &name)).expect("a");
    let edited = edits.apply(&text);
    assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
    let removed = remove(&edited, &Places::of(&edited), &BTreeSet::from(["n"])).apply(&edited);
    assert_eq!(removed, text);
}

#[test]
fn a_removed_unit_takes_its_lines_and_leaves_comments() {
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
fn a_moved_unit_changes_its_parent_and_nothing_else() {
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
fn a_free_id_is_free() {
    assert_eq!(free_id(|id| id == "unit-1" || id == "unit-2"), "unit-3");
}

/// What is done to a text, with the numbers of units.
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

/// The comments of a text, in order.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once("// ")).map(|(_, comment)| comment).collect()
}

/// A commented text with that many units, in any of several formattings.
fn written(units: usize, formats: &[u8]) -> String {
    let mut text = "(organogram: 1, // the version\n units: [\n".to_owned();
    for at in 0..units {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\",", (at - 1) / 2) };
        text += &match formats[at % formats.len()] {
            0 => format!("  (id: \"u{at}\", {parent} kind: \"unit\", name: \"甲\"), // no. {at}\n"),
            1 => format!(
                "\t(\n\t\tid: \"u{at}\", // the id {at}\n\t\t{parent}\n\t\tkind: \"unit\", name: \"\"\n\t),\n"
            ),
            2 => format!("(id: \"u{at}\",{parent}kind:\"unit\",name:{{\"zh\":\"乙\"}}),"),
            _ => format!(
                "  // before {at}\n  ({parent} kind: \"unit\", name: \"A, (b)\", id: \"u{at}\"),\n"
            ),
        };
    }
    text + "\n])\n// the end\n"
}

proptest! {
    #[test]
    fn edits_keep_comments_parse_and_can_be_taken_back(
        units in 1_usize..12,
        formats in prop::collection::vec(0_u8..4, 1..5),
        steps in prop::collection::vec(any_step(), 1..8),
    ) {
        let mut text = written(units, &formats);
        let name = Text::by_language(vec![("zh".into(), "新单位".into())]);
        for step in steps {
            let places = Places::of(&text);
            if places.units().is_empty() {
                break;
            }
            let id = |at: usize| places.units()[at % places.units().len()].id.clone();
            let (edits, count) = match step {
                Step::Add(at) => {
                    let fresh = free_id(|id| places.unit(id).is_some());
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
            if !matches!(step, Step::Remove(_)) {
                prop_assert_eq!(comments(&edited), comments(&text));
            }
            text = edited;
        }
    }
}

#[test]
fn every_unit_of_the_sample_is_found_and_can_be_moved() {
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
