//! A chart's citations beside the texts that they point into.

use std::collections::HashSet;

use super::{Bulletin, Chart, Citation, Source, Statement, UnitIndex};
use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// What a chart cites of a source's text, and what it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Citations that the text does not hold, each once, in the order of the model.
    pub absent: Vec<Citation>,
    /// Paragraphs that nothing cites, in the order of the text. A bare section number may be cited;
    /// it need not be.
    pub uncited: Vec<String>,
}

impl Coverage {
    /// Holds a chart's citations of a source, named by its id, against the source's text.
    #[must_use]
    pub fn new(chart: &Chart, source: &str, bulletin: &Bulletin) -> Self {
        let mut cited = all_citations(chart);
        cited.retain(|it| chart.cited_source(it).is_some_and(|cited| cited.id == source));
        let held: HashSet<&str> =
            bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
        let named: HashSet<&str> = cited.iter().map(|it| it.paragraph.as_str()).collect();
        let mut seen: HashSet<&str> = HashSet::new();
        let absent = cited.iter().filter(|citation| {
            let paragraph = citation.paragraph.as_str();
            !held.contains(paragraph) && seen.insert(paragraph)
        });
        let absent = absent.map(|citation| (*citation).clone()).collect();
        let paragraphs = bulletin.paragraphs().iter().map(|(name, _)| name);
        let uncited =
            paragraphs.filter(|name| name.contains('.') && !named.contains(name.as_str()));
        Self { absent, uncited: uncited.cloned().collect() }
    }
}

/// The same as warnings. `source` is the id of the source that the text belongs to.
#[must_use]
pub fn check_citations(chart: &Chart, source: &str, bulletin: &Bulletin) -> Vec<Diagnostic> {
    let coverage = Coverage::new(chart, source, bulletin);
    let absent = coverage.absent.iter().map(|citation| {
        Diagnostic::new(
            Code::CitationNotInSource,
            None,
            message!("the text of {0} holds no paragraph {1}", source, &citation.paragraph),
        )
    });
    let uncited = coverage.uncited.iter().map(|name| {
        Diagnostic::new(
            Code::ParagraphNotCited,
            None,
            message!("nothing cites paragraph {0} of {1}", name, source),
        )
    });
    absent.chain(uncited).collect()
}

impl Chart {
    /// The source that a citation points into: the one it names, else the first.
    #[must_use]
    pub fn cited_source(&self, citation: &Citation) -> Option<&Source> {
        match &citation.source {
            Some(named) => self.sources().iter().find(|source| source.id == *named),
            None => self.sources().first(),
        }
    }

    /// Everything that restates a paragraph or an item of it, with the unit that it is said of;
    /// what several units share comes once for each.
    #[must_use]
    pub fn restatements(&self, citation: &Citation) -> Vec<(Option<UnitIndex>, &Statement)> {
        let source = self.cited_source(citation);
        let cites = |statement: &&Statement| {
            statement.cite.iter().any(|cite| {
                let rest = cite.paragraph.strip_prefix(&citation.paragraph);
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
