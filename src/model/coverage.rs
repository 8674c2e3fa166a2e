//! Comparison of a chart's citations with the texts of its sources.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::numbering::has_sign;
use super::{Bulletin, Chart, Citation, Numbering, Source, Statement, UnitIndex};
use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// Coverage of the text of a source by the citations of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Citations that do not occur in the text, without duplicates, in the order of the model.
    pub absent: Vec<Citation>,
    /// The first thousand uncited paragraphs, in the order of the text. Bare section numbers are excluded.
    pub uncited: Vec<String>,
    /// Number of further uncited paragraphs.
    pub more_uncited: usize,
}

impl Coverage {
    /// Compares a chart's citations of the source with id `source` with the text of the source.
    #[must_use]
    pub fn new(chart: &Chart, source: &str, bulletin: &Bulletin) -> Self {
        let first = chart.sources().first().map(|source| source.id.as_str());
        let mut cited = all_citations(chart);
        cited.retain(|citation| citation.source.as_deref().or(first) == Some(source));
        let held: HashSet<&str> =
            bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
        let named: HashSet<Cow<'_, str>> =
            cited.iter().map(|citation| bulletin.place(citation)).collect();
        let mut seen: HashSet<&str> = HashSet::new();
        let absent = cited.iter().filter(|citation| {
            is_looked_for(chart, citation)
                && !held.contains(&*bulletin.place(citation))
                && seen.insert(&citation.paragraph)
        });
        let absent = absent.map(|citation| (*citation).clone()).collect();
        let mut rest = uncited(bulletin, &named);
        let uncited = rest.by_ref().take(MAX_LISTED).map(str::to_owned).collect();
        Self { absent, uncited, more_uncited: rest.count() }
    }
}

/// Maximum number of uncited paragraphs that are listed; the rest are only counted.
const MAX_LISTED: usize = 1000;

/// Warnings about the citations of a chart, compared with the texts of its sources, each given with the id of the
/// source. A text that several sources share is checked once: a paragraph is cited if it is cited for any of them.
#[must_use]
pub fn check_citations(chart: &Chart, texts: &[(&str, Arc<Bulletin>)]) -> Vec<Diagnostic> {
    let mut cited: HashMap<&str, Vec<&Citation>> = HashMap::new();
    let first = chart.sources().first().map(|source| source.id.as_str());
    for citation in all_citations(chart) {
        if let Some(source) = citation.source.as_deref().or(first) {
            cited.entry(source).or_default().push(citation);
        }
    }
    let mut groups: Vec<(&Bulletin, Vec<&str>)> = Vec::new();
    let mut known: HashMap<*const Bulletin, usize> = HashMap::new();
    for (source, text) in texts {
        let at = *known.entry(Arc::as_ptr(text)).or_insert_with(|| {
            groups.push((text, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(source);
    }
    let of = |source: &str| cited.get(source).map_or(&[][..], Vec::as_slice);
    groups.iter().flat_map(|(text, sources)| check_text(chart, text, sources, &of)).collect()
}

/// Warnings about one text. `cited` returns the citations of a source.
fn check_text<'a>(
    chart: &Chart,
    bulletin: &Bulletin,
    sources: &[&'a str],
    cited: &impl Fn(&'a str) -> &'a [&'a Citation],
) -> Vec<Diagnostic> {
    let held: HashSet<&str> = bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
    let mut problems = Vec::new();
    let mut named = HashSet::new();
    for &source in sources {
        let mut absent = HashSet::new();
        for citation in cited(source) {
            let (paragraph, place) = (citation.paragraph.as_str(), bulletin.place(citation));
            let is_absent = is_looked_for(chart, citation) && !held.contains(&*place);
            named.insert(place);
            if is_absent && absent.insert(paragraph) {
                let message = message!("the text of {0} has no paragraph {1}", source, paragraph);
                problems.push(Diagnostic::new(Code::CitationNotInSource, None, message));
            }
        }
    }
    let Some(source) = sources.first() else { return problems };
    let mut uncited = uncited(bulletin, &named);
    let mut warn = |message| problems.push(Diagnostic::new(Code::ParagraphNotCited, None, message));
    for name in uncited.by_ref().take(MAX_LISTED) {
        warn(message!("paragraph {0} of {1} is not cited", name, source));
    }
    let more = uncited.count();
    if more > 0 {
        warn(message!("{0} more paragraphs of {1} are not cited", more, source));
    }
    problems
}

/// Paragraphs of a text that should be among `named` but are not.
fn uncited<'a>(
    bulletin: &'a Bulletin,
    named: &HashSet<Cow<'_, str>>,
) -> impl Iterator<Item = &'a str> {
    bulletin.citable().filter(|name| !named.contains(*name))
}

/// Whether a citation can be looked up in a text; false for sources with free numbering.
fn is_looked_for(chart: &Chart, citation: &Citation) -> bool {
    let numbering = chart.cited_source(citation).and_then(|source| source.numbering);
    numbering != Some(Numbering::Free)
}

impl Chart {
    /// The source of a citation: the one that it names, otherwise the first.
    #[must_use]
    pub fn cited_source(&self, citation: &Citation) -> Option<&Source> {
        match &citation.source {
            Some(named) => self.source_by_id.get(named.as_str()).map(|&at| &self.sources[at]),
            None => self.sources().first(),
        }
    }

    /// Prefix of a citation's number: empty if it has its own sign, otherwise the sign of its source's numbering;
    /// `None` if the reader's language has a word for it.
    #[must_use]
    pub fn sign(&self, citation: &Citation) -> Option<&'static str> {
        if has_sign(&citation.paragraph) {
            return Some("");
        }
        self.cited_source(citation).and_then(|source| source.numbering).unwrap_or_default().sign()
    }

    /// Citations as one line of text; `bare` adds words of the reader's language to bare numbers.
    #[must_use]
    pub fn cited(&self, cite: &[Citation], bare: &dyn Fn(&str) -> String) -> String {
        let signs = |one: &Citation, other: &Citation| {
            self.sign(one).is_none() && self.sign(other).is_none()
        };
        let shown = cite.chunk_by(signs).map(|alike| {
            if let Some(sign) = self.sign(&alike[0]) {
                return format!("{sign}{}", alike[0]);
            }
            let numbers: Vec<String> = alike.iter().map(ToString::to_string).collect();
            bare(&numbers.join(", "))
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// All citations of a unit, its posts and statements, in the order of the sources, without
    /// duplicates.
    #[must_use]
    pub fn citations_of(&self, unit: UnitIndex) -> Vec<Citation> {
        let it = self.unit(unit);
        let posts = || it.head.iter().chain(&it.posts);
        let functions = self.functions(unit).into_iter().map(|held| held.statement);
        let duties = posts().flat_map(|post| &post.duties);
        let sentences = functions.chain(duties).chain(&it.provisions).map(|said| &said.cite[..]);
        let cited = sentences.chain(posts().map(|post| &post.cite[..])).chain([&it.cite[..]]);
        let mut cited: Vec<Citation> = cited.flatten().cloned().collect();
        cited.sort_by(Citation::source_order);
        cited.dedup();
        cited.retain(|citation| self.cited_source(citation).is_some());
        cited
    }

    /// Statements that cite a paragraph or one of its items, with their units; shared functions occur once per unit.
    #[must_use]
    pub fn restatements(&self, citation: &Citation) -> Vec<(Option<UnitIndex>, &Statement)> {
        let source = self.cited_source(citation);
        let wanted = citation.place();
        let cites = |statement: &&Statement| {
            statement.cite.iter().any(|cite| {
                let place = cite.place();
                let rest = place.strip_prefix(&*wanted);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
                    && self.cited_source(cite) == source
            })
        };
        let mut found = Vec::new();
        for index in self.unit_indices() {
            let unit = self.unit(index);
            let functions = self.functions(index).into_iter().map(|held| held.statement);
            let duties = unit.head.iter().chain(&unit.posts).flat_map(|post| &post.duties);
            let all = functions.chain(duties).chain(&unit.provisions);
            found.extend(all.filter(cites).map(|statement| (Some(index), statement)));
        }
        found.extend(self.provisions().iter().filter(cites).map(|statement| (None, statement)));
        found
    }
}

/// Every citation of a chart, in the order of the model.
fn all_citations(chart: &Chart) -> Vec<&Citation> {
    let mut all: Vec<&Citation> = Vec::new();
    for unit in chart.units() {
        all.extend(&unit.cite);
        for post in unit.head.iter().chain(&unit.posts) {
            all.extend(&*post.cite);
            all.extend(post.duties.iter().flat_map(|duty| &duty.cite));
        }
        let statements = unit.functions.iter().chain(&unit.provisions);
        let statements = statements.chain(unit.basis.as_deref()).chain(&unit.notes);
        all.extend(statements.flat_map(|statement| &statement.cite));
    }
    for set in chart.shared_sets() {
        all.extend(&set.cite);
        all.extend(set.functions.iter().flat_map(|function| &function.cite));
    }
    all.extend(chart.relations().iter().flat_map(|relation| &*relation.cite));
    let statements = chart.provisions().iter().chain(chart.notes());
    all.extend(statements.flat_map(|statement| &statement.cite));
    all
}
