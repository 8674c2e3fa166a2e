//! A source document's text, split into the numbered paragraphs and lettered items that citations
//! point to.

use std::collections::HashSet;
use std::ops::Range;

use super::{Chart, Citation};
use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// The places of a document's text that can be cited: `4`, `4.3`, `4.3(b)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulletin {
    paragraphs: Vec<(String, Range<usize>)>,
}

impl Bulletin {
    /// Splits a text. A section starts at a line such as "Section 4" or "第 4 节", a paragraph at
    /// a line that starts with a number such as "4.3", an item at one that starts with "(b)".
    #[must_use]
    pub fn split(text: &str) -> Self {
        let mut paragraphs: Vec<(String, Range<usize>)> = Vec::new();
        let mut paragraph = String::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let words = line.trim();
            let citation = if let Some(number) = section_number(words) {
                paragraph = number;
                Some(paragraph.clone())
            } else if let Some(number) = paragraph_number(words) {
                paragraph = number;
                Some(paragraph.clone())
            } else {
                item_letter(words).map(|letter| format!("{paragraph}({letter})"))
            };
            match (citation, paragraphs.last_mut()) {
                (Some(citation), _) => paragraphs.push((citation, start..at)),
                (None, Some((_, span))) => span.end = at,
                (None, None) => {}
            }
        }
        Self { paragraphs }
    }

    /// Every place that can be cited with its bytes in the text, in the order of the text.
    #[must_use]
    pub fn paragraphs(&self) -> &[(String, Range<usize>)] {
        &self.paragraphs
    }
}

fn section_number(line: &str) -> Option<String> {
    let rest = line.strip_prefix('第').or_else(|| line.strip_prefix("Section"))?.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let after = rest[digits.len()..].trim_start();
    let heading = line.starts_with("Section") || after.starts_with('节');
    (heading && !digits.is_empty()).then_some(digits)
}

fn paragraph_number(line: &str) -> Option<String> {
    let number: String = line.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let numbered = parts.len() >= 2 && parts.iter().all(|part| !part.is_empty());
    let ends = line[number.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == '.');
    (numbered && ends).then(|| number.to_owned())
}

fn item_letter(line: &str) -> Option<char> {
    let mut rest = line.strip_prefix(['(', '（'])?.chars();
    let letter = rest.next().filter(char::is_ascii_lowercase)?;
    matches!(rest.next(), Some(')' | '）')).then_some(letter)
}

/// What a chart cites of a source beside what the source's text holds.
///
/// `source` is the id of the source that the text belongs to. A bare section number may be cited;
/// it need not be.
#[must_use]
pub fn check_citations(chart: &Chart, source: &str, bulletin: &Bulletin) -> Vec<Diagnostic> {
    let only = chart.sources().len() <= 1;
    let mut cited: Vec<&Citation> = all_citations(chart);
    cited.retain(|citation| match &citation.source {
        Some(named) => named == source,
        None => only || chart.sources().first().is_some_and(|first| first.id == source),
    });
    let held: HashSet<&str> = bulletin.paragraphs.iter().map(|(name, _)| name.as_str()).collect();
    let named: HashSet<&str> = cited.iter().map(|citation| citation.paragraph.as_str()).collect();
    let mut absent: Vec<&Citation> = Vec::new();
    for citation in cited {
        if !held.contains(citation.paragraph.as_str())
            && !absent.iter().any(|known| known.paragraph == citation.paragraph)
        {
            absent.push(citation);
        }
    }
    let absent = absent.into_iter().map(|citation| {
        Diagnostic::new(
            Code::CitationNotInSource,
            None,
            message!("the text of {0} holds no paragraph {1}", source, &citation.paragraph),
        )
    });
    let uncited = bulletin
        .paragraphs
        .iter()
        .filter(|(name, _)| name.contains('.') && !named.contains(name.as_str()))
        .map(|(name, _)| {
            Diagnostic::new(
                Code::ParagraphNotCited,
                None,
                message!("nothing cites paragraph {0} of {1}", name, source),
            )
        });
    absent.chain(uncited).collect()
}

/// Every citation of a chart, in the order of the model.
fn all_citations(chart: &Chart) -> Vec<&Citation> {
    let mut all: Vec<&Citation> = Vec::new();
    for unit in chart.units() {
        all.extend(&unit.cite);
        for post in unit.head.iter().chain(&unit.posts) {
            all.extend(&post.cite);
            all.extend(post.duties.iter().flat_map(|duty| &duty.cite));
        }
        let statements = unit.functions.iter().chain(&unit.provisions);
        all.extend(statements.flat_map(|statement| &statement.cite));
    }
    for set in chart.shared_sets() {
        all.extend(&set.cite);
        all.extend(set.functions.iter().flat_map(|function| &function.cite));
    }
    all.extend(chart.relations().iter().flat_map(|relation| &relation.cite));
    all.extend(chart.provisions().iter().flat_map(|provision| &provision.cite));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_found_in_both_languages() {
        let text = "第 4 节 办公室\n\n4.1 由两部分组成。\n\n4.2 职能如下:\n\n(a) 支持;\n\n(b) 协调\n并综合。\n\n\
                    Section 5\n5.1 The Office:\n(a) Plans\n2010 was a year.\n";
        let bulletin = Bulletin::split(text);
        let names: Vec<&str> =
            bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["4", "4.1", "4.2", "4.2(a)", "4.2(b)", "5", "5.1", "5.1(a)"]);
        let item = &bulletin.paragraphs()[4].1;
        assert_eq!(text[item.clone()].trim(), "(b) 协调\n并综合。");
    }
}
