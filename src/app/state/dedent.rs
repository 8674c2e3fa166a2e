//! A unit's text without its common indentation, for which a narrow panel has no room. Continuation lines of string
//! literals are content and stay unchanged.

use std::collections::HashSet;
use std::ops::Range;

use crate::syntax::{TokenKind, Tree};

/// A dedented text with LF line endings, and the mapping back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dedented<'a> {
    /// The dedented text.
    pub(crate) text: String,
    /// The removed indentation; empty if a line has less.
    indentation: &'a str,
    /// The dedented lines, by the characters at which they start in the unit's own text.
    starts: Vec<usize>,
}

impl<'a> Dedented<'a> {
    /// Dedents the unit's text at a byte range of a file.
    pub(crate) fn of(file: &'a str, span: Range<usize>) -> Self {
        let unit = file.get(span.clone()).unwrap_or_default().replace("\r\n", "\n");
        let indentation = before(file, span.start);
        let is_blank = indentation.chars().all(|c| matches!(c, ' ' | '\t'));
        let as_it_is = |text| Self { text, indentation: "", starts: Vec::new() };
        if !is_blank || indentation.is_empty() {
            return as_it_is(unit.clone());
        }
        let (mut text, mut starts) = (String::with_capacity(unit.len()), Vec::new());
        let mut characters = 0;
        for (line, is_moved) in lines(&unit) {
            if !is_moved {
                text.push_str(line);
            } else if let Some(rest) = line.strip_prefix(indentation).filter(|it| *it != "\n") {
                starts.push(characters);
                text.push_str(rest);
            } else {
                return as_it_is(unit.clone());
            }
            characters += line.chars().count();
        }
        let dedented = Self { text, indentation, starts };
        if dedented.written(&dedented.text) == unit { dedented } else { as_it_is(unit) }
    }

    /// The text to write for a dedented one.
    pub(crate) fn written(&self, shown: &str) -> String {
        let indented = lines(shown)
            .map(|(line, is_moved)| if is_moved { [self.indentation, line] } else { ["", line] });
        indented.flatten().collect()
    }

    /// Whether any indentation was removed.
    pub(crate) const fn is_moved(&self) -> bool {
        !self.indentation.is_empty()
    }

    /// The character in the unit's own text for one of the dedented text.
    pub(crate) fn own_index(&self, shown: usize) -> usize {
        let width = self.indentation.len();
        let starts = self.starts.iter().enumerate();
        shown + width * starts.take_while(|(at, start)| *start - at * width <= shown).count()
    }

    /// The character in the dedented text for one of the unit's own text.
    pub(crate) fn shown_index(&self, own: usize) -> usize {
        let starts = self.starts.iter().take_while(|start| **start < own);
        own - starts.map(|start| self.indentation.len().min(own - start)).sum::<usize>()
    }
}

/// The part of a line before a byte.
pub(crate) fn before(file: &str, byte: usize) -> &str {
    let above = file.get(..byte).unwrap_or_default();
    &above[above.rfind('\n').map_or(0, |at| at + 1)..]
}

/// The lines of a text with their line endings, and whether each is dedented: not the first, empty ones, or
/// continuations of string literals.
fn lines(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut within = HashSet::new();
    let mut at = 0;
    for token in Tree::parse(text).tokens() {
        if token.kind == TokenKind::Text {
            within.extend(token.text.match_indices('\n').map(|(end, _)| at + end + 1));
        }
        at += token.text.len();
    }
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let is_moved = start > 0 && line != "\n" && !within.contains(&start);
        start += line.len();
        (line, is_moved)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of_unit<'a>(file: &'a str, unit: &str) -> Dedented<'a> {
        let start = file.find(unit).expect("the unit is in the file");
        Dedented::of(file, start..start + unit.len())
    }

    #[test]
    fn removes_the_indentation_of_the_first_line() {
        let unit = "(\n        id: \"a\",\n\n        // x\n        name: \"A\",\n    )";
        let file = format!("[\n    {unit},\n]");
        let dedented = of_unit(&file, unit);
        assert_eq!(dedented.text, "(\n    id: \"a\",\n\n    // x\n    name: \"A\",\n)");
        assert_eq!(dedented.written(&dedented.text), unit);
        let typed = dedented.text.replace("\n)", "\n    acronym: \"AA\",\n)");
        let expected = unit.replace("\n    )", "\n        acronym: \"AA\",\n    )");
        assert_eq!(dedented.written(&typed), expected);
    }

    #[test]
    fn keeps_blanks_inside_strings() {
        let unit = "(id: \"a\", name: \"A\n  b\nc\",\n    d: r#\"\n\n\"#\n    )";
        let file = format!("    {unit}");
        let dedented = of_unit(&file, unit);
        assert_eq!(dedented.text, "(id: \"a\", name: \"A\n  b\nc\",\nd: r#\"\n\n\"#\n)");
        assert_eq!(dedented.written(&dedented.text), unit);
    }

    #[test]
    fn keeps_texts_with_a_line_further_left() {
        for unit in ["(\n  id: 1,\n    )", "(\n    \n    )", "(\n\tid: 1,\n    )"] {
            let file = format!("    {unit}");
            let dedented = of_unit(&file, unit);
            assert!(!dedented.is_moved() && dedented.text == unit, "{dedented:?}");
        }
        let beside = of_unit("[ (a,\n    b)]", "(a,\n    b)");
        assert!(!beside.is_moved(), "not at the start of its line: {beside:?}");
    }

    #[test]
    fn maps_positions_both_ways() {
        let unit = "(\n    海,\n\n    b\n    )";
        let file = format!("    {unit}");
        let dedented = of_unit(&file, unit);
        assert_eq!(dedented.text, "(\n海,\n\nb\n)");
        let places = [(0, 0), (1, 1), (2, 6), (3, 7), (4, 8), (5, 9), (6, 14), (7, 15), (8, 20)];
        for (shown, own) in places {
            assert_eq!(dedented.own_index(shown), own, "{shown} is shown");
            assert_eq!(dedented.shown_index(own), shown, "{own} in the own text");
        }
        assert_eq!(dedented.shown_index(4), 2, "among the blanks that are not shown");
    }

    proptest! {
        /// Typed text is shown unchanged in the next frame.
        #[test]
        fn shows_typed_text_unchanged(words in "\\([ab海 :,()\"r#'/*\\\\\n]{0,40}") {
            let file = "[\n    (),\n]";
            let unit = of_unit(file, "()");
            let written = unit.written(&words);
            let next = format!("[\n    {written},\n]");
            let again = Dedented::of(&next, 6..6 + written.len());
            prop_assert_eq!(&again.text, &words);
            prop_assert_eq!(again.written(&words), written);
            for own in 0..again.text.chars().count() {
                prop_assert_eq!(again.shown_index(again.own_index(own)), own);
            }
        }
    }
}
