//! Properties of the canonical form.

use proptest::prelude::*;

use super::format;
use crate::model::testing::{file, mutated, value_by_ron};
use crate::syntax::Tree;

/// The comments of a text, sorted, because fields move together with their comments.
fn comments(text: &str) -> Vec<&str> {
    let tree = Tree::parse(text);
    let comments = tree.tokens().filter(|token| token.kind.is_comment());
    let text = |at: std::ops::Range<usize>| text[at].trim_end();
    let mut comments: Vec<&str> = comments.map(|comment| text(comment.span)).collect();
    comments.sort_unstable();
    comments
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let Some(once) = format(text) else {
        prop_assert!(!Tree::parse(text).problems().is_empty());
        return Ok(());
    };
    prop_assert_eq!(comments(&once), comments(text), "{} became {}", text, once);
    prop_assert_eq!(value_by_ron(&once), value_by_ron(text), "{} became {}", text, once);
    let twice = format(&once);
    prop_assert_eq!(twice.as_deref(), Some(once.as_str()), "of {}", text);
    Ok(())
}

proptest! {
    #[test]
    fn formatting_is_idempotent_and_lossless(text in file()) {
        check(&text)?;
    }

    #[test]
    fn formatting_mutated_texts_is_lossless(
        text in file().prop_flat_map(mutated),
    ) {
        check(&text)?;
    }
}

/// Formats a text and checks that formatting it again changes nothing.
fn formatted(text: &str) -> String {
    let once = format(text).expect("it is sound");
    assert_eq!(format(&once).as_deref(), Some(once.as_str()));
    once
}

#[test]
fn keeps_short_values_on_one_line() {
    let text = "(organogram:1,relations:[(kind:supports,to:[\"b\"],from:\"a\",text:{\"zh\":\"支持\",\"en\":\"a sentence of more than a hundred and twenty columns with all that is around it\"})],units:[])";
    assert_eq!(
        formatted(text),
        "\
(organogram: 1, units: [], relations: [
    (from: \"a\", to: [\"b\"], kind: supports, text: {
        \"zh\": \"支持\",
        \"en\": \"a sentence of more than a hundred and twenty columns with all that is around it\",
    }),
])
"
    );
}

#[test]
fn writes_one_field_group_per_line() {
    let text = "(organogram: 1, units: [(name: {\"en\": \"Office of the Chief of Staff\", \"zh\": \"办公室主任办公室\"},\
                head: (reports_to: \"b\", title: \"Chief\"), id: \"a\", functions: [(text: \"Leads\", cite: \"1\")], \
                acronym: \"OCOS\", kind: \"office\", strange: 1)])";
    assert_eq!(
        formatted(text),
        "\
(organogram: 1, units: [
    (
        id: \"a\", kind: \"office\", acronym: \"OCOS\",
        name: {\"en\": \"Office of the Chief of Staff\", \"zh\": \"办公室主任办公室\"},
        head: (title: \"Chief\", reports_to: \"b\"),
        functions: [(cite: \"1\", text: \"Leads\")],
        strange: 1,
    ),
])
"
    );
}

#[test]
fn keeps_comments_and_single_blank_lines() {
    let text = "\n\n// The file\n(organogram: /* the\nversion */ 1, units: [ // all\n\n\n  // first\n  (id: \"a\", /* A */ kind: \"x\" /* k */ , name: \"A\",), // a\n\n\n  /* second */ (id: \"b\", parent: /* Some day */ \"a\", kind: \"x\", name: // its name\n \"B\")\n  , // b\n  // no more\n\n]) // end\n";
    assert_eq!(
        formatted(text),
        "\
// The file
(
    /* the
version */
    organogram: 1,
    units: [ // all
        // first
        (id: \"a\", /* A */ kind: \"x\" /* k */, name: \"A\"), // a

        /* second */ (
            id: \"b\", parent: /* Some day */ \"a\", kind: \"x\",
            // its name
            name: \"B\",
        ),
        // b
        // no more
    ],
) // end
"
    );
}

#[test]
fn keeps_line_ends_strings_and_attributes() {
    let text = "\u{feff}#![enable(implicit_some)] // words\r\n(title:r#\"a \"b\" \n\"#,organogram:0x1,units:[],effective:Some(\"\\u{4e2d}\\n\\'\"))";
    assert_eq!(
        formatted(text),
        "\u{feff}#![enable(implicit_some)] // words\r\n(\r\n    organogram: 0x1,\r\n    title: r#\"a \"b\" \n\"#,\r\n    \
         effective: Some(\"中\\n'\"),\r\n    units: [],\r\n)\r\n"
    );
}

#[test]
fn rejects_an_empty_tuple_as_a_unit() {
    assert_eq!(
        formatted("( a : ( ) , b : () , c : (1,) , d : (1) )"),
        "(a: ( ), b: (), c: (1,), d: (1))\n"
    );
}
