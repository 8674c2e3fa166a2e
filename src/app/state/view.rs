//! The view of the chart, and notices.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::command::Command;
use crate::app::jobs::memo::{Memo, Same};
use crate::app::state::filter::ViewFilter;
use crate::app::state::page::{Answers, Page};
use crate::app::state::settings::Remembered;
use crate::diagnostic::Severity;
use crate::i18n::Messages;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{
    BodyIndex, Chart, HeldFunction, Party, Relation, RelationKind, Statement, UnitIndex,
};
use crate::scene::text::FontSet;
use crate::scene::theme::ThemeMode;
use crate::scene::{CardContent, ColorBy, RelationFilter, SceneRequest};

/// Subject of the inspector without a selected unit, by ids, which outlive a reload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Focus {
    /// An outside body.
    Body(String),
    /// Relations.
    Lines(Vec<LineId>),
    /// A further post: the id of its unit, and its index among the unit's posts.
    Post(String, usize),
}

/// A relation by kind and the ids of its ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LineId {
    from: String,
    to: String,
    kind: RelationKind,
}

impl LineId {
    /// The id of the relation at an index.
    pub(crate) fn of(chart: &Chart, line: u32) -> Option<Self> {
        let line = chart.relations().get(line as usize)?;
        let id = |party| chart.party_id(party).to_owned();
        Some(Self { from: id(line.from), to: id(line.to), kind: line.kind })
    }
}

/// A statement of a unit to which a search led.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marked {
    /// The unit's id.
    pub(crate) unit: String,
    pub(crate) statement: Statement,
    /// A counter, so that the same statement can be scrolled to again.
    pub(crate) asked: u64,
}

/// The view of a chart.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) style: LayoutStyle,
    pub(crate) direction: Direction,
    pub(crate) relations: RelationFilter,
    /// Whether persons are hidden.
    pub(crate) without_persons: bool,
    /// Property that determines the colours of cards.
    pub(crate) color_by: ColorBy,
    /// Contents of the cards.
    pub(crate) card: CardContent,
    pub(crate) filter: ViewFilter,
    /// Whether posts are shown as cards.
    pub(crate) has_posts: bool,
    /// The ids of collapsed units; ids outlive a reload.
    pub(crate) collapsed: Arc<HashSet<String>>,
    /// The ids of units that were collapsed when the arrangement was chosen.
    pub(crate) arranged: Arc<HashSet<String>>,
    /// The id of the only branch shown.
    pub(crate) root: Option<String>,
    /// The hidden severities of problems.
    pub(crate) hidden_problems: Vec<Severity>,
    /// The page of the selected unit in the inspector.
    pub(crate) page: Page,
    /// The id of the selected unit.
    pub(crate) selected: Option<String>,
    /// Subject of the inspector without a selected unit.
    pub(crate) focus: Option<Focus>,
    /// The statement that a search led to.
    pub(crate) marked: Option<Marked>,
    /// The search query; empty for none.
    pub(crate) query: String,
    /// The index of the last result shown.
    pub(crate) result: Option<usize>,
    /// The index of the result to show once the search is done.
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
        mode: ThemeMode,
    ) -> SceneRequest {
        SceneRequest {
            fonts: fonts.clone(),
            language: language.to_owned(),
            mode,
            style: self.style,
            direction: self.direction,
            // About that of the chart's area between two side panels; panels that open and close move nothing.
            aspect: 1.0,
            paper: None,
            relations: self.relations.clone(),
            color_by: self.color_by.clone(),
            card: self.card.clone(),
            filter: self.filter.units(chart),
            root: self.root(chart),
            depth: None,
            collapsed: self.collapsed.iter().filter_map(|id| chart.find(id)).collect(),
            arranged: Some(self.arranged.iter().filter_map(|id| chart.find(id)).collect()),
            marks: None,
            heading: false,
            legend: false,
            descriptions: false,
        }
    }

    /// The initial view of another chart: the remembered one, otherwise with the lower levels of a large chart
    /// collapsed.
    pub(crate) fn first_look(&self, chart: &Chart, before: &Remembered) -> Self {
        let mut view = Self {
            style: before.layout,
            direction: before.direction,
            relations: before.lines.filter(),
            without_persons: before.without_persons,
            color_by: before.color_by.clone(),
            card: before.card.content(),
            has_posts: before.has_posts,
            filter: ViewFilter::of(before.filter.clone(), before.rest),
            root: None,
            selected: before.selected.clone().filter(|id| chart.find(id).is_some()),
            focus: None,
            marked: None,
            query: String::new(),
            result: None,
            awaited_result: None,
            ..self.clone()
        };
        view.fold(chart);
        if let Some(collapsed) = before.branches.collapsed(chart) {
            view.collapsed = Arc::new(collapsed);
        }
        view
    }

    /// Collapses the lower levels of a large chart, so that the cards are readable.
    fn fold(&mut self, chart: &Chart) {
        const MAX_AT_FIRST: usize = 120;
        self.collapsed = Arc::default();
        self.arranged = Arc::default();
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
        self.arranged = Arc::clone(&self.collapsed);
    }

    /// Expands a unit, by its id; returns whether it was collapsed.
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

    /// The body shown instead of a unit, if the chart has it.
    pub(crate) fn body(&self, chart: &Chart) -> Option<BodyIndex> {
        match &self.focus {
            Some(Focus::Body(id)) if self.selected.is_none() => chart.find_body(id),
            _ => None,
        }
    }

    /// The further post shown instead of a unit, if the chart has it.
    pub(crate) fn post(&self, chart: &Chart) -> Option<(UnitIndex, usize)> {
        match &self.focus {
            Some(Focus::Post(unit, at)) if self.selected.is_none() => {
                let unit = chart.find(unit)?;
                (*at < chart.unit(unit).posts.len()).then_some((unit, *at))
            }
            _ => None,
        }
    }

    /// The selected card of a chart in which posts may be units.
    pub(crate) fn selected_card(&self, chart: &Chart, drawn: &Chart) -> Option<UnitIndex> {
        let of_post = || self.post(chart).and_then(|(unit, at)| drawn.card_of_post(unit, at));
        self.selected(chart).or_else(of_post)
    }

    /// The relations shown instead of a unit, or those of the body or post shown, by their indices.
    pub(crate) fn lines(&self, chart: &Chart) -> Vec<u32> {
        let Some(focus) = self.focus.as_ref().filter(|_| self.selected.is_none()) else {
            return Vec::new();
        };
        let relations = (0..).zip(chart.relations());
        let is_shown = |line: &Relation| match focus {
            Focus::Body(id) => [line.from, line.to]
                .iter()
                .any(|&end| matches!(end, Party::Body(body) if chart.body(body).id == *id)),
            Focus::Post(..) => [line.from, line.to].iter().any(|&end| {
                let post = self.post(chart);
                matches!(end, Party::Post(unit, at) if post == Some((unit, at as usize)))
            }),
            Focus::Lines(lines) => lines.iter().any(|known| {
                known.kind == line.kind
                    && known.from == chart.party_id(line.from)
                    && known.to == chart.party_id(line.to)
            }),
        };
        relations.filter(|(_, line)| is_shown(line)).map(|(at, _)| at).collect()
    }

    /// The function of the selected unit whose chains of accountability are shown, if the chart has it.
    pub(crate) fn asked<'c>(&self, chart: &'c Chart) -> Option<HeldFunction<'c>> {
        let Some(Answers::Function(unit, asked)) = self.page.answers() else { return None };
        let unit = self.selected(chart).filter(|&selected| chart.unit(selected).id == *unit)?;
        chart.functions(unit).into_iter().find(|held| held.statement == asked)
    }

    /// The top of the only branch shown, if the chart has it.
    pub(crate) fn root(&self, chart: &Chart) -> Option<UnitIndex> {
        chart.find(self.root.as_deref()?)
    }
}

/// A notice in the status bar.
pub(crate) struct Notice {
    /// The text, in the language at the time of drawing.
    pub(crate) words: Box<dyn Fn(&Messages) -> String>,
    pub(crate) is_error: bool,
    /// An offered command: the key of its label, and the command.
    pub(crate) offer: Option<(&'static str, Command)>,
    pub(crate) until: Until,
}

/// Condition under which a notice disappears without being closed. A later notice replaces it in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// Never.
    Replaced,
    /// With the first unsaved change.
    Unsaved,
    /// With the next command of the user.
    NextAction,
}

impl Notice {
    pub(crate) fn new(words: impl Fn(&Messages) -> String + 'static) -> Self {
        let words = Box::new(words);
        Self { words, is_error: false, offer: None, until: Until::Replaced }
    }

    /// Marks the notice as an error.
    pub(crate) fn error(self) -> Self {
        Self { is_error: true, ..self }
    }

    pub(crate) fn until(self, until: Until) -> Self {
        Self { until, ..self }
    }

    /// Offers a command, with the key of its label.
    pub(crate) fn offering(self, label: &'static str, command: Command) -> Self {
        Self { offer: Some((label, command)), ..self }
    }
}
