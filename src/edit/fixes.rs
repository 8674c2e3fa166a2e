//! Fixes of problems, as edits of the text that contains them.

use super::{Edit, Edits, with_comma};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::{TokenKind, Tree};

/// Edits that resolve one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemFix {
    /// The edits.
    pub edits: Edits,
    /// Whether the fix is unambiguous, so that it may be applied without asking.
    pub is_certain: bool,
}

/// The fix of a problem that was found in the text of a tree; `None` if it requires a decision.
///
/// ```
/// use organogram::edit::fixes::fix;
/// use organogram::model::Chart;
/// use organogram::source::SourceText;
/// use organogram::syntax::Tree;
///
/// let text = "(organogram: 1, units: [
///     (id: \"hr-01\", kind: \"office\", name: \"Personnel\"),
///     (id: \"pay\", parent: \"HR 1\", kind: \"office\", name: \"Pay\"),
/// ])";
/// let (_, problems) = Chart::load(&SourceText::new("a.ron", text));
/// let fix = fix(&Tree::parse(text), &problems[0]).unwrap();
/// assert!(fix.edits.apply(text).contains("parent: \"hr-01\""));
/// ```
#[must_use]
pub fn fix(tree: &Tree<'_>, problem: &Diagnostic) -> Option<ProblemFix> {
    if let Some(fix) = &problem.fix {
        let span = fix.span.clone().or_else(|| problem.span.clone())?;
        let edits = Edits::one(span, fix.text.clone());
        return Some(ProblemFix { edits, is_certain: fix.is_certain });
    }
    let span = problem.span.clone().filter(|_| problem.code == Code::Repeated)?;
    let text = tree.text();
    let mut spans = with_comma(text, &span, tree.comma_behind(span.end).as_ref());
    if spans.len() == 1 && spans[0].end == span.end {
        // If the last item is removed, so is the comma before it.
        let before = tree.tokens_in(0..span.start).rfind(|token| !token.kind.is_trivia());
        match before.filter(|token| token.kind == TokenKind::Comma).map(|comma| comma.span) {
            Some(comma) if text[comma.end..span.start].trim().is_empty() => {
                spans[0].start = comma.start;
            }
            Some(comma) => spans.insert(0, comma),
            None => {}
        }
    } else if let Some(last) = spans.last_mut() {
        let rest = &text[last.end..];
        last.end += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }
    let edits = spans.into_iter().map(|span| Edit { span, text: String::new() }).collect();
    Some(ProblemFix { edits: Edits::new(edits), is_certain: true })
}

/// Whether a problem has a fix.
#[must_use]
pub fn has_fix(problem: &Diagnostic) -> bool {
    problem.fix.is_some() || (problem.code == Code::Repeated && problem.span.is_some())
}

/// The certain fixes of a text's problems, and the problems that they resolve. If fixes overlap, only the first is
/// applied; the others may be found again afterwards.
#[must_use]
pub fn certain_fixes<'p>(text: &str, problems: &'p [Diagnostic]) -> (Edits, Vec<&'p Diagnostic>) {
    let tree = Tree::parse(text);
    let mut found: Vec<(Edits, &Diagnostic)> = problems
        .iter()
        .filter_map(|problem| Some((fix(&tree, problem)?, problem)))
        .filter(|(fix, _)| fix.is_certain)
        .map(|(fix, problem)| (fix.edits, problem))
        .collect();
    found.sort_by_key(|(edits, _)| edits.list().first().map(|edit| edit.span.start));
    let (mut all, mut settled, mut end) = (Vec::new(), Vec::new(), None);
    for (edits, problem) in found {
        let start = edits.list().first().map(|edit| edit.span.start);
        if end.is_none() || start > end {
            end = edits.list().last().map(|edit| edit.span.end);
            all.extend(edits.0);
            settled.push(problem);
        }
    }
    (Edits::new(all), settled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Chart;
    use crate::source::SourceText;

    fn fixed(text: &str) -> String {
        let (_, problems) = Chart::load(&SourceText::new("a.ron", text));
        certain_fixes(text, &problems).0.apply(text)
    }

    fn with_unit(fields: &str) -> String {
        format!(
            "(organogram: 1, units: [(id: \"a-01\", kind: \"office\", name: \"Alpha\"), (id: \"b\", {fields})])"
        )
    }

    #[test]
    fn applies_certain_fixes() {
        for (before, after) in [
            (
                "parent: \"A 1\", kind: \"office\", name: \"B\"",
                "parent: \"a-01\", kind: \"office\", name: \"B\"",
            ),
            (
                "parent: \"Alpha\", kind: \"office\", name: \"B\"",
                "parent: \"a-01\", kind: \"office\", name: \"B\"",
            ),
            (
                "parent: \"a-01\" kind: \"office\", name: \"B\"",
                "parent: \"a-01\", kind: \"office\", name: \"B\"",
            ),
            ("kind = \"office\"; name：\"B\"", "kind : \"office\", name:\"B\""),
            ("\"kind\": \"office\", name: \"B\"", "kind: \"office\", name: \"B\""),
            (
                "kind: \"office\", name: \"B\", cite: [\"1\", \"2\", \"1\"]",
                "kind: \"office\", name: \"B\", cite: [\"1\", \"2\"]",
            ),
            (
                "kind: \"office\", name: \"B\", cite: [\"1\", \"1\", \"2\"]",
                "kind: \"office\", name: \"B\", cite: [\"1\", \"2\"]",
            ),
        ] {
            assert_eq!(fixed(&with_unit(before)), with_unit(after));
        }
    }

    #[test]
    fn leaves_ambiguous_problems() {
        for fields in [
            "parent: \"a-02\", kind: \"office\", name: \"B\"",
            "kind: \"offise\", name: \"B\"",
            "kind: \"office\", name: \"B\", acronim: \"B\"",
        ] {
            let text = with_unit(fields);
            assert_eq!(fixed(&text), text);
            let (_, problems) = Chart::load(&SourceText::new("a.ron", &*text));
            let fix = fix(&Tree::parse(&text), &problems[0]).expect("a fix is proposed");
            assert!(!fix.is_certain);
            let (_, problems) = Chart::load(&SourceText::new("a.ron", fix.edits.apply(&text)));
            assert_eq!(problems, []);
        }
    }
}
