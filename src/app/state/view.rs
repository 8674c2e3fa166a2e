//! What the user sees of the chart, and what is said to him.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::command::Command;
use crate::app::jobs::memo::{Memo, Same};
use crate::app::state::page::{Answers, Page};
use crate::app::state::settings::Remembered;
use crate::diagnostic::Severity;
use crate::i18n::Messages;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{
    BodyIndex, Chart, HeldFunction, Party, Relation, RelationKind, Statement, UnitIndex,
};
use crate::scene::text::FontSet;
use crate::scene::theme::Mode;
use crate::scene::{RelationFilter, SceneRequest};

/// What the details show while no unit is selected, by ids, so that it outlives a reload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Focus {
    /// A body outside.
    Body(String),
    /// Lines besides the tree.
    Lines(Vec<LineId>),
}

/// A line besides the tree: the ids of its ends, and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LineId {
    from: String,
    to: String,
    kind: RelationKind,
}

impl LineId {
    /// The line at a place among a chart's relations.
    pub(crate) fn of(chart: &Chart, line: u32) -> Option<Self> {
        let line = chart.relations().get(line as usize)?;
        let id = |party| chart.party_id(party).to_owned();
        Some(Self { from: id(line.from), to: id(line.to), kind: line.kind })
    }
}

/// A sentence of a unit that a search led to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marked {
    /// The unit's id.
    pub(crate) unit: String,
    pub(crate) statement: Statement,
    /// How often a sentence was asked for before: each time it comes into sight.
    pub(crate) asked: u64,
}

/// What the user sees of the chart.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) style: LayoutStyle,
    pub(crate) direction: Direction,
    pub(crate) relations: RelationFilter,
    /// Ids of units whose children are hidden; ids, so that they outlive a reload.
    pub(crate) collapsed: Arc<HashSet<String>>,
    /// The id of the unit whose branch alone is shown.
    pub(crate) root: Option<String>,
    /// The severities of problems that are not listed.
    pub(crate) hidden_problems: Vec<Severity>,
    /// What the details show of the selected unit.
    pub(crate) page: Page,
    /// The id of the selected unit.
    pub(crate) selected: Option<String>,
    /// What is shown in the place of a selected unit.
    pub(crate) focus: Option<Focus>,
    /// The sentence that a search led to.
    pub(crate) marked: Option<Marked>,
    /// What is searched for; empty for nothing.
    pub(crate) query: String,
    /// The result that was shown last, by its place in the list.
    pub(crate) result: Option<usize>,
    /// The result to show when the search is done.
    pub(crate) awaited_result: Option<usize>,
}

/// The rows of the outline, for a chart and its collapsed branches.
pub(crate) type OutlineRows = Memo<(Same<Chart>, Same<HashSet<String>>), Vec<UnitIndex>>;

impl View {
    /// The request for a scene of a chart.
    pub(crate) fn request(
        &self,
        chart: &Chart,
        fonts: &FontSet,
        language: &str,
        mode: Mode,
    ) -> SceneRequest {
        SceneRequest {
            fonts: fonts.clone(),
            language: language.to_owned(),
            mode,
            style: self.style,
            direction: self.direction,
            // Between two side panels the chart has about as much height as width.
            aspect: 1.0,
            relations: self.relations.clone(),
            root: self.root(chart),
            depth: None,
            collapsed: self.collapsed.iter().filter_map(|id| chart.find(id)).collect(),
            heading: false,
            legend: false,
        }
    }

    /// The first look at another chart: as at its file the last time, with the lower levels of a
    /// large chart hidden if there was none.
    pub(crate) fn first_look(&self, chart: &Chart, before: &Remembered) -> Self {
        let mut view = Self {
            style: before.layout,
            direction: before.direction,
            relations: before.lines.filter(),
            root: None,
            selected: before.selected.clone().filter(|id| chart.find(id).is_some()),
            focus: None,
            marked: None,
            query: String::new(),
            result: None,
            awaited_result: None,
            ..self.clone()
        };
        match before.branches.collapsed(chart) {
            Some(collapsed) => view.collapsed = Arc::new(collapsed),
            None => view.fold(chart),
        }
        view
    }

    /// Hides the lower levels of a large chart, so that the first look shows what can be read.
    fn fold(&mut self, chart: &Chart) {
        const MAX_AT_FIRST: usize = 120;
        self.collapsed = Arc::default();
        if chart.units().len() <= MAX_AT_FIRST {
            return;
        }
        let up_to = |depth| chart.units().iter().filter(|unit| unit.depth <= depth).count();
        let mut depth = 0;
        while up_to(depth + 1) <= MAX_AT_FIRST {
            depth += 1;
        }
        let lowest = chart.units().iter().filter(|unit| unit.depth >= depth);
        self.collapsed = Arc::new(lowest.map(|unit| unit.id.clone()).collect());
    }

    /// Shows what is below a unit, by its id; whether it was hidden.
    pub(crate) fn unfold(&mut self, id: &str) -> bool {
        self.collapsed.contains(id) && Arc::make_mut(&mut self.collapsed).remove(id)
    }

    /// The rows of the outline: the units whose ancestors are all expanded, in order.
    pub(crate) fn outline(&self, chart: &Chart) -> Vec<UnitIndex> {
        let mut rows = Vec::new();
        let mut open: Vec<UnitIndex> = chart.roots().iter().rev().copied().collect();
        while let Some(unit) = open.pop() {
            rows.push(unit);
            let it = chart.unit(unit);
            if !self.collapsed.contains(&it.id) {
                open.extend(it.children.iter().rev());
            }
        }
        rows
    }

    /// The selected unit, if the chart has it.
    pub(crate) fn selected(&self, chart: &Chart) -> Option<UnitIndex> {
        chart.find(self.selected.as_deref()?)
    }

    /// The body that is shown in the place of a unit, if the chart has it.
    pub(crate) fn body(&self, chart: &Chart) -> Option<BodyIndex> {
        match &self.focus {
            Some(Focus::Body(id)) if self.selected.is_none() => chart.find_body(id),
            _ => None,
        }
    }

    /// The lines that are shown in the place of a unit, or those of the body that is, by their places
    /// among the chart's relations.
    pub(crate) fn lines(&self, chart: &Chart) -> Vec<u32> {
        let Some(focus) = self.focus.as_ref().filter(|_| self.selected.is_none()) else {
            return Vec::new();
        };
        let relations = (0..).zip(chart.relations());
        let is_shown = |line: &Relation| match focus {
            Focus::Body(id) => [line.from, line.to]
                .iter()
                .any(|&end| matches!(end, Party::Body(body) if chart.body(body).id == *id)),
            Focus::Lines(lines) => lines.iter().any(|known| {
                known.kind == line.kind
                    && known.from == chart.party_id(line.from)
                    && known.to == chart.party_id(line.to)
            }),
        };
        relations.filter(|(_, line)| is_shown(line)).map(|(at, _)| at).collect()
    }

    /// The function of the selected unit that the answers are about, if the chart has it.
    pub(crate) fn asked<'c>(&self, chart: &'c Chart) -> Option<HeldFunction<'c>> {
        let Some(Answers::Function(unit, asked)) = self.page.answers() else { return None };
        let unit = self.selected(chart).filter(|&selected| chart.unit(selected).id == *unit)?;
        chart.functions(unit).into_iter().find(|held| held.statement == asked)
    }

    /// The unit whose branch alone is shown, if the chart has it.
    pub(crate) fn root(&self, chart: &Chart) -> Option<UnitIndex> {
        chart.find(self.root.as_deref()?)
    }
}

/// A line at the lower edge about what just happened.
pub(crate) struct Notice {
    /// What is said, in the language that is read when it is shown.
    pub(crate) words: Box<dyn Fn(&Messages) -> String>,
    pub(crate) is_error: bool,
    /// What can be done about it: the message on the button, and its command.
    pub(crate) offer: Option<(&'static str, Command)>,
    pub(crate) until: Until,
}

/// When a notice goes without being closed. A later notice takes the place of any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// It stays.
    Replaced,
    /// With the first change that is not saved.
    Unsaved,
    /// With the next thing that the user does.
    NextAction,
}

impl Notice {
    pub(crate) fn new(words: impl Fn(&Messages) -> String + 'static) -> Self {
        let words = Box::new(words);
        Self { words, is_error: false, offer: None, until: Until::Replaced }
    }

    /// Shows it as an error.
    pub(crate) fn error(self) -> Self {
        Self { is_error: true, ..self }
    }

    pub(crate) fn until(self, until: Until) -> Self {
        Self { until, ..self }
    }

    /// Offers a command: the message on its button, and the command.
    pub(crate) fn offering(self, label: &'static str, command: Command) -> Self {
        Self { offer: Some((label, command)), ..self }
    }
}
