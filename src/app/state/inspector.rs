//! The state of the inspector: tab, cited paragraph, history, official texts.

use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Worker};
use crate::app::jobs::memo::{Memo, Same};
use crate::app::jobs::texts::OfficialTexts;
use crate::app::jobs::wording::{Coverages, Readings, Wording};
use crate::app::state::history::History;
use crate::i18n::Messages;
use crate::model::{Chart, Citation, Statement, Totals, UnitIndex, has_totals, totals};

/// A tab of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Tab {
    /// The selected unit.
    #[default]
    Details,
    /// The official wording of a cited paragraph.
    Wording,
    /// The coverage of the sources by citations.
    Coverage,
}

impl Tab {
    /// All tabs, with the keys of their names.
    pub(crate) const ALL: &'static [(Self, &'static str)] = &[
        (Self::Details, "tab.details"),
        (Self::Wording, "tab.wording"),
        (Self::Coverage, "tab.coverage"),
    ];
}

/// The state of the inspector.
pub(crate) struct Inspector {
    pub(crate) tab: Tab,
    /// The paragraph in the wording tab; `None` for all that the unit cites.
    pub(crate) cited: Option<Citation>,
    pub(crate) history: History,
    pub(crate) texts: OfficialTexts,
    /// Whether texts are shown in all their languages side by side.
    pub(crate) has_all_languages: bool,
    readings: Readings,
    totals: Memo<Same<Chart>, Vec<Totals>>,
    /// Reads and searches texts.
    pub(crate) worker: Worker,
}

impl Inspector {
    pub(crate) fn new(worker: Worker) -> Self {
        Self {
            tab: Tab::default(),
            cited: None,
            history: History::default(),
            texts: OfficialTexts::default(),
            has_all_languages: false,
            readings: Readings::default(),
            totals: Memo::default(),
            worker,
        }
    }

    /// Resets the state for another document.
    pub(crate) fn reset(&mut self) {
        self.tab = Tab::default();
        self.cited = None;
        self.history = History::default();
        self.texts = OfficialTexts::default();
        self.readings = Readings::default();
    }

    /// Whether the tab needs the official texts.
    pub(crate) const fn shows_texts(&self) -> bool {
        matches!(self.tab, Tab::Wording | Tab::Coverage)
    }

    /// The wording of the cited paragraph; none until it is found.
    pub(crate) fn wording(&mut self, chart: &Arc<Chart>) -> Option<Arc<Wording>> {
        let citation = self.cited.as_ref().filter(|_| self.tab == Tab::Wording)?;
        self.readings.wording(&self.worker, chart, &self.texts, citation)
    }

    /// The paragraphs that the selected unit cites, if all are shown.
    pub(crate) fn wordings(
        &mut self,
        chart: &Arc<Chart>,
        selected: Option<UnitIndex>,
    ) -> Option<Arc<Vec<Wording>>> {
        let unit = selected.filter(|_| self.tab == Tab::Wording && self.cited.is_none())?;
        self.readings.of_unit(&self.worker, chart, &self.texts, unit)
    }

    /// The totals of each unit's branch, if the file has facts to add up.
    pub(crate) fn totals(&mut self, chart: &Arc<Chart>) -> Arc<Vec<Totals>> {
        let make =
            |chart: &Same<Chart>| if has_totals(&chart.0) { totals(&chart.0) } else { Vec::new() };
        self.totals.get(Same::of(chart), make)
    }

    /// The coverage, if it is shown.
    pub(crate) fn coverage(&mut self, chart: &Arc<Chart>) -> Arc<Coverages> {
        if self.tab == Tab::Coverage {
            self.readings.coverage(&self.worker, chart, &self.texts)
        } else {
            Arc::default()
        }
    }

    /// The last panic, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.texts.poll().or_else(|| self.readings.take_failure())
    }
}

/// A paragraph with its source document.
pub(crate) fn quoted(chart: &Chart, messages: &Messages, citation: &Citation) -> String {
    let source = chart.cited_source(citation);
    let symbol = source.map(|source| source.symbol.as_deref().unwrap_or(&source.id));
    let paragraph = &citation.paragraph;
    match (chart.sign(citation), symbol) {
        (None, Some(symbol)) => messages.fill("quote.paragraph", &[symbol, paragraph]),
        (None, None) => messages.fill("quote.bare_paragraph", &[paragraph]),
        (Some(sign), Some(symbol)) => {
            messages.fill("quote.joined", &[symbol, &format!("{sign}{paragraph}")])
        }
        (Some(sign), None) => format!("{sign}{paragraph}"),
    }
}

/// A statement with its origin, for quoting: "DPKO, Integrated Training Service, ST/SGB/2010/1,
/// para. 5.5(b): Set training standards".
pub(crate) fn quotation(
    chart: &Chart,
    languages: &[String],
    messages: &Messages,
    unit: Option<UnitIndex>,
    statement: &Statement,
) -> String {
    let languages = || languages.iter().map(String::as_str);
    let mut parts: Vec<String> = Vec::new();
    if let Some(unit) = unit {
        let top = chart.ancestors(unit).first().copied();
        parts.extend(top.map(|top| {
            let top = chart.unit(top);
            top.acronym.clone().unwrap_or_else(|| top.name.get(languages()).to_owned())
        }));
        parts.push(chart.unit(unit).name.get(languages()).to_owned());
    }
    parts.extend(statement.cite.iter().map(|cite| quoted(chart, messages, cite)));
    let words = statement.text.get(languages());
    let place = parts.into_iter().reduce(|a, b| messages.fill("quote.joined", &[&a, &b]));
    messages.fill("quote.whole", &[&place.unwrap_or_default(), words])
}
