//! The official texts of a chart's sources, and what they say of a cited paragraph.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::file::{self, AllowedPaths, NamedTexts};
use crate::model::{Bulletin, Chart, Citation, Coverage, Source, Text, UnitIndex};
use crate::source::SourceText;

/// The text of a source.
pub(super) struct OfficialText {
    /// The id of the source.
    source: String,
    text: Arc<SplitText>,
}

/// A text, split into its paragraphs; several sources may share it.
struct SplitText {
    text: String,
    bulletin: Bulletin,
}

impl SplitText {
    fn new(source: &SourceText) -> Self {
        let text = source.text().to_owned();
        Self { bulletin: Bulletin::split(&text), text }
    }
}

/// The texts that are at hand.
#[derive(Default)]
pub(super) struct OfficialTexts {
    /// The chart whose file names the texts that were read.
    read_for: Option<Arc<Chart>>,
    /// Those that the file names, or why one cannot be used.
    named: Vec<Result<Arc<OfficialText>, (String, Diagnostic)>>,
    /// Those attached by hand, with their files; they come before the others.
    attached: Vec<(PathBuf, Arc<OfficialText>)>,
}

impl OfficialTexts {
    /// Reads the texts that a chart's file names, unless they were read for this chart.
    pub(super) fn follow(
        &mut self,
        chart: &Arc<Chart>,
        file: Option<&Path>,
        allowed: AllowedPaths,
        most_bytes: u64,
    ) {
        if self.read_for.as_ref().is_some_and(|read| Arc::ptr_eq(read, chart)) {
            return;
        }
        let mut texts = NamedTexts::new(file, allowed, most_bytes);
        let named = chart.sources().iter().filter_map(|source| {
            let (id, name) = (source.id.clone(), source.text.as_ref()?);
            Some(match texts.get(name, SplitText::new) {
                Ok(text) => Ok(Arc::new(OfficialText { source: id, text })),
                Err(problem) => Err((id, problem)),
            })
        });
        self.named = named.collect();
        self.read_for = Some(Arc::clone(chart));
    }

    /// Attaches a text to a source.
    ///
    /// # Errors
    /// Why the file cannot be used.
    pub(super) fn attach(
        &mut self,
        source: &str,
        path: &Path,
        most_bytes: u64,
    ) -> Result<(), Diagnostic> {
        let text = Arc::new(SplitText::new(&file::read_source(path, most_bytes)?));
        self.attached.retain(|(_, known)| known.source != source);
        let source = source.to_owned();
        self.attached.push((path.to_owned(), Arc::new(OfficialText { source, text })));
        Ok(())
    }

    /// The texts that were attached by hand: the sources' ids and the files.
    pub(super) fn attached(&self) -> Vec<(String, PathBuf)> {
        self.attached.iter().map(|(path, text)| (text.source.clone(), path.clone())).collect()
    }

    /// The text of a source.
    pub(super) fn of(&self, source: &str) -> Option<&Arc<OfficialText>> {
        let named = self.named.iter().filter_map(|read| read.as_ref().ok());
        let attached = self.attached.iter().map(|(_, text)| text);
        attached.chain(named).find(|text| text.source == source)
    }

    /// Why the text that the file names for a source cannot be used.
    pub(super) fn problem(&self, source: &str) -> Option<&Diagnostic> {
        let problems = self.named.iter().filter_map(|read| read.as_ref().err());
        problems.into_iter().find(|(id, _)| id == source).map(|(_, problem)| problem)
    }
}

/// What is said in a paragraph: here, and in the source itself.
pub(super) struct Wording {
    /// What was asked for.
    pub(super) citation: Citation,
    /// The restatements of it with their units; none for what is said of the whole.
    pub(super) restated: Vec<(Option<UnitIndex>, Text)>,
    /// The paragraphs of its section as the source words them: number and words.
    pub(super) paragraphs: Vec<(String, String)>,
    /// Which of them are cited.
    pub(super) cited: Range<usize>,
}

/// The wording of a paragraph and the coverage of the texts, with what both were made from.
#[derive(Default)]
pub(super) struct Readings {
    wording: Option<Made<Wording>>,
    coverage: Option<Made<Coverages>>,
}

/// What each text covers, by the id of its source.
pub(super) type Coverages = Vec<(String, Coverage)>;

/// A value with the chart and the texts that it was made from.
struct Made<T> {
    chart: Arc<Chart>,
    texts: Vec<Arc<OfficialText>>,
    value: Arc<T>,
}

impl<T> Made<T> {
    fn is_of(&self, chart: &Arc<Chart>, texts: &[Arc<OfficialText>]) -> bool {
        Arc::ptr_eq(&self.chart, chart)
            && self.texts.iter().map(Arc::as_ptr).eq(texts.iter().map(Arc::as_ptr))
    }
}

impl Readings {
    /// The wording of a paragraph, looked up only where something is another.
    pub(super) fn wording(
        &mut self,
        chart: &Arc<Chart>,
        texts: &OfficialTexts,
        citation: &Citation,
    ) -> Arc<Wording> {
        let source = chart.cited_source(citation);
        let text = source.and_then(|source| texts.of(&source.id)).cloned();
        let held: Vec<_> = text.into_iter().collect();
        let known = self
            .wording
            .take()
            .filter(|known| known.is_of(chart, &held) && known.value.citation == *citation);
        let made = self.wording.insert(known.unwrap_or_else(|| {
            let value = Wording::new(chart, held.first().map(Arc::as_ref), citation);
            Made { chart: Arc::clone(chart), texts: held, value: Arc::new(value) }
        }));
        Arc::clone(&made.value)
    }

    /// What the citations cover of each text that is at hand.
    pub(super) fn coverage(&mut self, chart: &Arc<Chart>, texts: &OfficialTexts) -> Arc<Coverages> {
        let sources = chart.sources().iter();
        let held: Vec<_> = sources.filter_map(|source| texts.of(&source.id)).cloned().collect();
        let known = self.coverage.take().filter(|known| known.is_of(chart, &held));
        let made = self.coverage.insert(known.unwrap_or_else(|| {
            let all = held.iter().map(|text| {
                (text.source.clone(), Coverage::new(chart, &text.source, &text.text.bulletin))
            });
            let value = Arc::new(all.collect());
            Made { chart: Arc::clone(chart), texts: held, value }
        }));
        Arc::clone(&made.value)
    }
}

impl Wording {
    fn new(chart: &Chart, text: Option<&OfficialText>, citation: &Citation) -> Self {
        let restated = chart.restatements(citation).into_iter();
        let restated = restated.map(|(unit, said)| (unit, said.text.clone())).collect();
        let (paragraphs, cited) =
            text.map_or_else(Default::default, |text| text.around(&citation.paragraph));
        Self { citation: citation.clone(), restated, paragraphs, cited }
    }

    /// Whether the text holds the very paragraph, and not only the one it is an item of.
    pub(super) fn is_exact(&self) -> bool {
        let first = self.paragraphs.get(self.cited.start);
        first.is_some_and(|(name, _)| *name == self.citation.paragraph)
    }
}

impl OfficialText {
    /// The section that a paragraph stands in, and where in it the paragraph is; nothing where the
    /// text does not hold it.
    fn around(&self, paragraph: &str) -> (Vec<(String, String)>, Range<usize>) {
        let SplitText { text, bulletin } = &*self.text;
        let Some(cited) = bulletin.find(paragraph) else { return Default::default() };
        let section = bulletin.section(cited.start);
        let all = &bulletin.paragraphs()[section.clone()];
        let words = |span: &Range<usize>| {
            let lines = text[span.clone()].lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        };
        let paragraphs = all.iter().map(|(name, span)| (name.clone(), words(span))).collect();
        (paragraphs, cited.start - section.start..cited.end - section.start)
    }
}

/// The source that a text would be attached to: that of a citation, else the first without a text.
pub(super) fn source_to_attach<'a>(
    chart: &'a Chart,
    texts: &OfficialTexts,
    cited: Option<&Citation>,
) -> Option<&'a Source> {
    let without = || chart.sources().iter().find(|source| texts.of(&source.id).is_none());
    cited
        .and_then(|citation| chart.cited_source(citation))
        .or_else(without)
        .or_else(|| chart.sources().first())
}
