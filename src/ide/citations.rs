//! Citations checked against the texts of their sources, with the span of each problem.

use std::collections::HashSet;
use std::sync::Arc;

use super::AttachedText;
use super::names::Names;
use super::schema::{Slot, Space};
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::model::{Chart, Citation, Numbering, check_citations};
use crate::source::SourceText;
use crate::syntax::{TokenKind, Tree};

/// Citations that do not occur in the texts, and uncited paragraphs, the latter located at the ids of their sources.
#[must_use]
pub fn citation_problems(
    source: &SourceText,
    chart: &Chart,
    texts: &[AttachedText],
) -> Vec<Diagnostic> {
    if texts.is_empty() {
        return Vec::new();
    }
    let tree = Tree::parse(source.text());
    let mut problems = absent(&tree, chart, texts);
    let names = Names::of(tree.tokens());
    for attached in texts {
        let id = attached.source.as_str();
        let text = [(id, Arc::clone(&attached.paragraphs))];
        let span = names.definition(Space::Source, id).map(|name| name.span.clone());
        let found = check_citations(chart, &text).into_iter();
        let uncited = found.filter(|problem| problem.code == Code::ParagraphNotCited);
        problems.extend(uncited.map(|problem| Diagnostic { span: span.clone(), ..problem }));
    }
    problems
}

fn absent(tree: &Tree<'_>, chart: &Chart, texts: &[AttachedText]) -> Vec<Diagnostic> {
    let held: Vec<(&AttachedText, HashSet<&str>)> = texts
        .iter()
        .map(|text| {
            let paragraphs = text.paragraphs.paragraphs().iter();
            (text, paragraphs.map(|(name, _)| name.as_str()).collect())
        })
        .collect();
    let mut problems = Vec::new();
    let mut walk = Walk::default();
    for token in tree.tokens() {
        let (spot, _) = walk.pass(&token);
        if token.kind != TokenKind::Text || spot.slot() != Slot::Citation {
            continue;
        }
        let citation = Citation::parse(token.text.trim_matches('"'));
        let cited = chart.cited_source(&citation);
        let cited = cited.filter(|source| source.numbering != Some(Numbering::Free));
        let text = cited.and_then(|cited| held.iter().find(|(text, _)| text.source == cited.id));
        if let Some((text, held)) = text
            && !held.contains(&*text.paragraphs.place(&citation))
        {
            let paragraph = citation.paragraph.as_str();
            let message = message!("the text of {0} has no paragraph {1}", &text.source, paragraph);
            problems.push(Diagnostic::new(Code::CitationNotInSource, Some(token.span), message));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bulletin;

    #[test]
    fn marks_missing_citations() {
        let text = r#"(organogram: 1, sources: [(id: "law", title: "Law")], units: [
            (id: "a", kind: "office", name: "A", cite: ["1.1", "9.9"]),
        ])"#;
        let source = SourceText::new("a.ron", text);
        let (chart, _) = Chart::load(&source);
        let law = "1.1 The office exists.\n1.2 It keeps watch.\n";
        let paragraphs = Arc::new(Bulletin::split(law));
        let attached = [AttachedText { source: "law".into(), text: law.into(), paragraphs }];
        let problems = citation_problems(&source, &chart, &attached);
        let shown: Vec<(&str, &str)> = problems
            .iter()
            .map(|it| (it.code.as_str(), &text[it.span.clone().expect("a place")]))
            .collect();
        assert_eq!(shown, [("W103", "\"9.9\""), ("W104", "law")]);
    }
}
