//! The nested list of units with their details.

mod details;

use std::collections::HashMap;
use std::io::{self, Write};

use pinyin::ToPinyin as _;

use super::super::official::OfficialText;
use super::arrangement::{Arrangement, Arrangements, Others};
use super::looks::Looks;
use super::markup::{Attribute, Escaped, Texts};
use crate::model::{self, Chart, Unit, UnitIndex};
use crate::scene::marks::{CardMark, Marks, Sign, Standing};
use crate::scene::{CardPart, IndexedScene};

/// The classes of a marked card.
const fn mark_class(mark: &CardMark) -> &'static str {
    match (mark.standing, mark.sign) {
        (Standing::Unchanged, _) | (_, None) => " same",
        (Standing::Ghost, Some(Sign::Gone)) => " marked gone ghost",
        (Standing::Ghost, _) => " marked moved ghost",
        (_, Some(Sign::New)) => " marked new",
        (_, Some(Sign::Gone)) => " marked gone",
        (_, Some(Sign::Moved)) => " marked moved",
        (_, Some(Sign::Renamed | Sign::Changed)) => " marked changed",
    }
}

/// Inputs of a page besides the chart.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    /// Texts whose cited paragraphs are quoted.
    pub(super) official: &'a [OfficialText],
    /// Changes since another edition.
    pub(super) marks: Option<&'a Marks>,
    /// The picture, with the parts of its cards.
    pub(super) stage: &'a IndexedScene,
    pub(super) looks: &'a Looks,
}

/// Writer of the list.
pub(super) struct ListWriter<'a, W> {
    chart: &'a Chart,
    texts: &'a Texts<'a>,
    view: View<'a>,
    arrangements: Arrangements,
    /// Number of units below each unit.
    counts: HashMap<UnitIndex, usize>,
    /// The depth from which on the page opens with folded branches.
    open_depth: u32,
    /// Lines by the unit at which they start.
    relations: Vec<Vec<u32>>,
    out: W,
}

/// Remaining part of the list, on a stack with the next one on top.
enum Step {
    Unit { index: UnitIndex, is_upright: bool, role: &'static str },
    Markup(&'static str),
}

/// Maximum number of units that are shown when the page opens: more take a browser too long to draw while zooming.
const MAX_OPEN: usize = 1_000;
/// The role of an item whose list is divided into columns.
const IN_COLUMN: &str = " role=listitem";

impl<'a, W: Write> ListWriter<'a, W> {
    /// Creates a writer of the units of an outline in preorder.
    pub(super) fn new(
        chart: &'a Chart,
        texts: &'a Texts<'a>,
        view: View<'a>,
        outline: &[UnitIndex],
        out: W,
    ) -> Self {
        let mut relations = vec![Vec::new(); chart.units().len()];
        for (at, relation) in (0..).zip(chart.relations()) {
            if let Some(unit) = relation.from.unit() {
                relations[unit.get()].push(at);
            }
        }
        let arrangements = Arrangements::of(chart, outline);
        let counts = counts_below(chart, outline);
        let open_depth = open_depth(chart, outline);
        Self { chart, texts, view, arrangements, counts, open_depth, relations, out }
    }

    /// Writes the list.
    pub(super) fn write(mut self) -> io::Result<()> {
        self.out.write_all(b"<ul class=\"row top\" role=list>")?;
        let top = self.arrangements.top.iter().rev();
        let step = |&index: &UnitIndex| Step::Unit { index, is_upright: false, role: "" };
        let mut steps: Vec<Step> = top.map(step).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Markup(markup) => self.out.write_all(markup.as_bytes())?,
                Step::Unit { index, is_upright, role } => {
                    let below = self.arrangements.below(self.chart, self.view.stage, index);
                    self.unit(index, below.as_ref(), is_upright, role)?;
                    steps.push(Step::Markup("</li>\n"));
                    if let Some(below) = below {
                        let is_upright = is_upright || self.is_upright_below(index);
                        push_lists(&mut steps, below, is_upright);
                    }
                }
            }
        }
        self.out.write_all(b"</ul>")
    }

    fn is_upright_below(&self, index: UnitIndex) -> bool {
        let is_asked = self.chart.unit(index).layout == Some(model::Arrangement::Upright);
        is_asked && !self.view.stage.grows_right()
    }

    /// Writes a unit without what is below it.
    fn unit(
        &mut self,
        index: UnitIndex,
        below: Option<&Arrangement>,
        is_upright: bool,
        role: &str,
    ) -> io::Result<()> {
        let unit = self.chart.unit(index);
        let kind = unit.kind.get();
        let mut class = format!("k{kind}");
        let is_top = self.arrangements.top.contains(&index);
        if !is_top && self.view.stage.card(index).is_some_and(|card| card.is_head) {
            class.push_str(" head");
        } else if is_upright {
            class.push_str(" up");
        } else if below.is_some_and(|below| matches!(below.others, Others::Row(_))) {
            class.push_str(" middle");
        }
        if below.is_some() && unit.depth >= self.open_depth {
            class.push_str(" folded");
        }
        if unit.count.is_many() {
            class.push_str(" many");
        }
        if let Some(status) = unit.status {
            class.push(' ');
            class.push_str(status.word());
        }
        class.push_str(&self.view.looks.classes(index));
        let marks = self.view.marks.filter(|marks| marks.of(index).is_some());
        if let Some(mark) = marks.and_then(|marks| marks.of(index)) {
            class.push_str(mark_class(mark));
        }
        let (id, href) = (&unit.id, format!("#{}", unit.id));
        write!(self.out, "<li id={} class={}{role}", Attribute(id), Attribute(&class))?;
        let pinyin = pinyin(unit);
        if !pinyin.is_empty() {
            write!(self.out, " data-p={}", Attribute(&pinyin))?;
        }
        let name = self.texts.markup(&unit.name);
        let functions = self.chart.function_count(index);
        let is_counted = functions > 0 && self.view.stage.content.has(&CardPart::Functions);
        let count = if is_counted { format!(" data-f={functions}") } else { String::new() };
        let href = Attribute(&href);
        // The number of functions is at the end of the last line.
        match self.second_line(index) {
            line if line.is_empty() => {
                write!(self.out, "><div class=c><a href={href}{count}>{name}</a>")?;
            }
            line => write!(
                self.out,
                "><div class=c><a href={href}>{name}</a><small{count}>{line}</small>"
            )?,
        }
        if let Some(marks) = marks {
            self.mark(marks, index)?;
        }
        if below.is_some() {
            let below = self.counts.get(&index).copied().unwrap_or_default();
            write!(self.out, "<button class=fold data-n={below}>{below}</button>")?;
        }
        self.out.write_all(b"</div><div class=d>")?;
        self.details(index)?;
        self.out.write_all(b"</div>")
    }

    /// What happened to a unit, and its former name and title.
    fn mark(&mut self, marks: &'a Marks, index: UnitIndex) -> io::Result<()> {
        let all = std::iter::once(marks).chain(marks.in_others.iter().map(|(_, marks)| marks));
        let formers = all.filter_map(|marks| marks.of(index)).map(|mark| mark.former.len()).max();
        let words = |pick: &dyn Fn(&'a CardMark) -> Option<&'a String>| {
            let of = |marks: &'a Marks| marks.of(index).and_then(pick).map_or("", String::as_str);
            self.texts.of_marks(marks, of)
        };
        for at in 0..formers.unwrap_or_default() {
            let former = words(&|mark| mark.former.get(at));
            write!(self.out, "<small><del>{former}</del></small>")?;
        }
        let tag = words(&|mark| mark.tags.first());
        let own = marks.of(index).filter(|mark| mark.tags.first().is_some_and(|it| !it.is_empty()));
        match own.and_then(|mark| mark.sign) {
            Some(sign) => write!(self.out, "<span class=tag>{} {tag}</span>", sign.character()),
            None => Ok(()),
        }
    }

    /// Acronym, number of units, title of the head, who holds that post, numbers and fields.
    fn second_line(&self, index: UnitIndex) -> String {
        let unit = self.chart.unit(index);
        let has = |part: CardPart| self.view.stage.content.has(&part);
        let mut parts: Vec<String> = Vec::new();
        let acronym = unit.acronym.as_ref().filter(|_| has(CardPart::Acronym));
        parts.extend(acronym.map(|acronym| format!("<b>{}</b>", Escaped(acronym))));
        parts.extend(unit.count.times());
        let head = unit.head.as_ref();
        let title = head.filter(|head| !head.title.is_empty() && has(CardPart::Head));
        parts.extend(title.map(|head| format!("<em>{}</em>", self.texts.markup(&head.title))));
        let holders = head.filter(|_| has(CardPart::Holder)).into_iter().flat_map(|it| &it.holders);
        parts.extend(holders.map(|person| self.texts.markup(&person.name)));
        let facts = self.view.stage.card(index).map(|card| card.facts.as_str());
        parts.extend(facts.filter(|facts| !facts.is_empty()).map(|it| Escaped(it).to_string()));
        parts.join(" · ")
    }
}

/// Pushes the lists below a unit.
fn push_lists(steps: &mut Vec<Step>, below: Arrangement, is_upright: bool) {
    let list = |steps: &mut Vec<Step>, start, units: Vec<UnitIndex>, role| {
        steps.push(Step::Markup("</ul>"));
        let items = units.into_iter().rev();
        steps.extend(items.map(|index| Step::Unit { index, is_upright, role }));
        steps.push(Step::Markup(start));
    };
    match below.others {
        Others::Row(units) if is_upright => {
            list(steps, "<ul class=\"row ups\" role=list>", units, "");
        }
        Others::Row(units) => list(steps, "<ul class=row role=list>", units, ""),
        Others::Columns { mut columns, has_bus: false } if columns.len() < 2 => {
            if let Some(units) = columns.pop() {
                list(steps, "<ul class=col role=list>", units, "");
            }
        }
        Others::Columns { columns, has_bus } => {
            steps.push(Step::Markup("</div>"));
            for units in columns.into_iter().rev() {
                list(steps, "<ul class=col role=none>", units, IN_COLUMN);
            }
            let class = if has_bus { "\"cols bus\"" } else { "cols" };
            steps.extend([" role=list>", class, "<div class="].map(Step::Markup));
        }
    }
    if below.staff.iter().any(|side| !side.is_empty()) {
        steps.push(Step::Markup("</div>"));
        for side in below.staff.into_iter().rev() {
            list(steps, "<ul role=none>", side, IN_COLUMN);
        }
        steps.push(Step::Markup("<div class=aides role=list>"));
    }
}

/// Number of units of an outline in preorder below each one.
fn counts_below(chart: &Chart, outline: &[UnitIndex]) -> HashMap<UnitIndex, usize> {
    let mut counts: HashMap<UnitIndex, usize> = HashMap::new();
    for &unit in outline.iter().rev() {
        let own = counts.get(&unit).copied().unwrap_or_default();
        if let Some(parent) = chart.unit(unit).parent {
            *counts.entry(parent).or_default() += own + 1;
        }
    }
    counts
}

/// The greatest depth down to which at most [`MAX_OPEN`] units are shown, and at least one below the top.
fn open_depth(chart: &Chart, outline: &[UnitIndex]) -> u32 {
    let mut depths: Vec<u32> = outline.iter().map(|&unit| chart.unit(unit).depth).collect();
    depths.sort_unstable();
    let top = depths.first().copied().unwrap_or_default();
    match depths.get(MAX_OPEN) {
        Some(&first_too_many) => first_too_many.saturating_sub(1).max(top + 1),
        None => u32::MAX,
    }
}

/// Pinyin of a unit's Chinese names, with each syllable capitalized, for searching in full and by initials; empty
/// without Chinese.
fn pinyin(unit: &Unit) -> String {
    let mut spellings = Vec::new();
    for (_, words) in unit.name.entries() {
        let syllables: Vec<&str> =
            words.chars().filter_map(|c| c.to_pinyin()).map(pinyin::Pinyin::plain).collect();
        if !syllables.is_empty() {
            let capital = |syllable: &&str| syllable[..1].to_uppercase() + &syllable[1..];
            spellings.push(syllables.iter().map(capital).collect::<String>());
        }
    }
    spellings.join(" ")
}
