//! The official wording of cited paragraphs, and the coverage of the texts by citations.

use std::ops::Range;
use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Worker};
use crate::app::jobs::memo::{Memo, Same};
use crate::app::jobs::texts::{OfficialTexts, TextState};
use crate::export::SplitText;
use crate::model::{Chart, Citation, Coverage, Text, UnitIndex};

/// The maximum size of the text shown around a cited paragraph, in bytes.
const MAX_SECTION_BYTES: usize = 40_000;

/// A cited paragraph, as paraphrased in the chart and as worded in the source.
pub(crate) struct Wording {
    /// The citation.
    pub(crate) citation: Citation,
    /// The chart's paraphrases with the ids of their units; `None` for the whole organization.
    pub(crate) restated: Vec<(Option<String>, Text)>,
    /// The surrounding paragraphs: number and text.
    pub(crate) paragraphs: Vec<(String, String)>,
    /// The cited ones among them.
    pub(crate) cited: Range<usize>,
}

/// The coverage of each text, by the id of its source.
pub(crate) type Coverages = Vec<(String, Coverage)>;

/// Wordings and coverage, computed in the background.
#[derive(Default)]
pub(crate) struct Readings {
    wording: Memo<Cited, Wording>,
    of_unit: Memo<OfUnit, Vec<Wording>>,
    coverage: Memo<Covered, Coverages>,
}

/// A citation of a chart, and the text of its source.
type Cited = (Same<Chart>, Option<Same<SplitText>>, Citation);

/// A unit of a chart, and the texts with the ids of their sources.
type OfUnit = (Same<Chart>, UnitIndex, Vec<(String, Same<SplitText>)>);

/// A chart, and its texts with the ids of their sources.
type Covered = (Same<Chart>, Vec<(String, Same<SplitText>)>);

impl Readings {
    /// The wording of a paragraph; `None` until it is found for the first time.
    pub(crate) fn wording(
        &mut self,
        worker: &Worker,
        chart: &Arc<Chart>,
        texts: &OfficialTexts,
        citation: &Citation,
    ) -> Option<Arc<Wording>> {
        let text = match chart.cited_source(citation).map(|source| texts.of(source)) {
            Some(TextState::Ready(text)) => Some(Same::of(text)),
            _ => None,
        };
        let key = (Same::of(chart), text, citation.clone());
        let made = self.wording.follow(worker, &key, |(chart, text, citation), _| {
            Wording::new(&chart.0, text.as_ref().map(|text| &*text.0), citation)
        });
        let (_, wording) = made.filter(|((.., cited), _)| cited == citation)?;
        Some(Arc::clone(wording))
    }

    /// The paragraphs that a unit cites, in the order of their sources; `None` until they are found for the first time.
    pub(crate) fn of_unit(
        &mut self,
        worker: &Worker,
        chart: &Arc<Chart>,
        texts: &OfficialTexts,
        unit: UnitIndex,
    ) -> Option<Arc<Vec<Wording>>> {
        let key = (Same::of(chart), unit, texts.ready(chart));
        let made = self.of_unit.follow(worker, &key, |(chart, unit, texts), reporter| {
            let cited = chart.0.citations_of(*unit).into_iter();
            let cited = cited.take_while(|_| !reporter.is_cancelled());
            cited.map(|citation| Wording::alone(&chart.0, texts, citation)).collect()
        });
        let (_, wordings) = made.filter(|((.., shown, _), _)| *shown == unit)?;
        Some(Arc::clone(wordings))
    }

    /// The coverage of each readable text, as far as known.
    pub(crate) fn coverage(
        &mut self,
        worker: &Worker,
        chart: &Arc<Chart>,
        texts: &OfficialTexts,
    ) -> Arc<Coverages> {
        let key = (Same::of(chart), texts.ready(chart));
        let made = self.coverage.follow(worker, &key, |(chart, texts), reporter| {
            let texts = texts.iter().take_while(|_| !reporter.is_cancelled());
            let covers = |(id, text): &(String, Same<SplitText>)| {
                (id.clone(), Coverage::new(&chart.0, id, &text.0.bulletin))
            };
            texts.map(covers).collect()
        });
        made.map(|(_, coverages)| Arc::clone(coverages)).unwrap_or_default()
    }

    /// The last panic, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        let failure = self.wording.take_failure().or_else(|| self.of_unit.take_failure());
        failure.or_else(|| self.coverage.take_failure())
    }
}

impl Wording {
    fn new(chart: &Chart, text: Option<&SplitText>, citation: &Citation) -> Self {
        let restated = chart
            .restatements(citation)
            .into_iter()
            .map(|(unit, said)| (unit.map(|unit| chart.unit(unit).id.clone()), said.text.clone()));
        let (paragraphs, cited) =
            text.map_or_else(Default::default, |text| around(text, &citation.paragraph));
        Self { citation: citation.clone(), restated: restated.collect(), paragraphs, cited }
    }

    /// The paragraph without the chart's paraphrases.
    fn alone(chart: &Chart, texts: &[(String, Same<SplitText>)], citation: Citation) -> Self {
        let source = chart.cited_source(&citation);
        let text = texts.iter().find(|(id, _)| source.is_some_and(|source| source.id == *id));
        let found = text.map(|(_, text)| around(&text.0, &citation.paragraph));
        let (paragraphs, cited) = found.unwrap_or_default();
        Self { citation, restated: Vec::new(), paragraphs, cited }
    }

    /// Whether the text has exactly this paragraph, and not only its parent.
    pub(crate) fn is_exact(&self) -> bool {
        let first = self.paragraphs.get(self.cited.start);
        first.is_some_and(|(name, _)| *name == self.citation.place())
    }
}

/// The paragraphs of a paragraph's section within the size limit, and the cited ones among them; empty if the text does
/// not contain the paragraph.
fn around(text: &SplitText, paragraph: &str) -> (Vec<(String, String)>, Range<usize>) {
    let Some(cited) = text.bulletin.find(paragraph) else { return Default::default() };
    let section = text.bulletin.section(cited.start);
    let all = text.bulletin.paragraphs();
    let mut left = MAX_SECTION_BYTES;
    let mut fits = |at: &usize| {
        let length = all[*at].1.len();
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    };
    let end = (cited.start..section.end).take_while(&mut fits).last();
    let start = (section.start..cited.start).rev().take_while(&mut fits).last();
    let start = start.unwrap_or(cited.start);
    let end = end.map_or(cited.start, |end| end) + 1;
    let words = |span: &Range<usize>| {
        let words = &text.text[span.clone()];
        let words = &words[..words.floor_char_boundary(MAX_SECTION_BYTES)];
        let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    };
    let paragraphs = all[start..end].iter().map(|(name, span)| (name.clone(), words(span)));
    (paragraphs.collect(), cited.start - start..cited.end.min(end) - start)
}
