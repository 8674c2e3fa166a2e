//! Handbook: an organization as a book, with a title page, contents, a section for each unit, and indexes.
//!
//! Blocks of text flow over the pages (`flow`), in one language or in two side by side (`setter`). Each page is a scene
//! in points of the paper; the structure determines the reading order.

mod flow;
mod front;
mod index;
mod locator;
mod setter;
mod sheets;
mod units;

use std::collections::{BTreeMap, HashMap, HashSet};

use emath::{Pos2, Rect, pos2, vec2};

pub use self::sheets::{Fate, FunctionEntry, UnitEvent, UnitSheet, UnitSheets};

use self::flow::{Columns, ElementId, Flow, NumberStyle, Page, Target};
use self::setter::{Setter, TypeStyle};
use super::atlas::SheetSize;
use super::emphasis::Emphases;
use super::languages::Languages;
use super::structure::Node;
use super::superiors::line_kinds;
use super::text::Shaper;
use super::theme::Theme;
use super::visible::VisibleUnits;
use super::{Role, Scene, SceneItem, SceneRequest};
use crate::model::{Chart, Citation, Party, RelationKind, SetIndex, Text, UnitIndex, Word};

/// Margins, in points: inner, outer, from the top to the rule under the running head, and from the rule above the page
/// number to the bottom.
const INSIDE: f32 = 60.0;
const OUTSIDE: f32 = 52.0;
const TOP: f32 = 46.0;
const FOOT: f32 = 52.0;
/// Gap between the rules and the text.
const AFTER_HEAD: f32 = 10.0;
const BEFORE_FOOT: f32 = 6.0;
/// Running heads, and page numbers below the rule at the foot.
const RUNNING: TypeStyle = TypeStyle::regular(7.6, 10.0);
const PAGE_NUMBER: TypeStyle = TypeStyle::regular(9.4, 14.0).medium();
const HAIRLINE: f32 = 0.4;
/// Maximum filled fraction of a page on which a chapter may start.
const MAX_FILLED: f32 = 0.88;
/// Minimum type size of a handbook, in points.
pub const SMALLEST_TEXT: f32 = 6.8;

/// An organization as a book.
#[derive(Clone, Debug)]
pub struct Handbook<'a> {
    /// Pages in points of the paper.
    pub pages: Vec<Scene>,
    /// Bookmarks, in the order of the pages.
    pub bookmarks: Vec<Bookmark>,
    /// Elements in reading order.
    pub(crate) structure: Vec<Node<'a>>,
}

/// Navigation target of a reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// Depth, 0 at the top.
    pub level: usize,
    /// Its name.
    pub name: String,
    /// Index of the page.
    pub page: usize,
    /// The position on the page.
    pub place: Pos2,
}

impl<'a> Handbook<'a> {
    /// Sets a chart as a book on paper. `beside` is the language of a second column.
    #[must_use]
    pub fn new(
        chart: &'a Chart,
        request: &'a SceneRequest,
        beside: Option<&'a str>,
        sheet: SheetSize,
    ) -> Self {
        let mut book = Book::new(chart, request, beside, sheet);
        book.title_page();
        book.contents();
        for at in 0..book.units.len() {
            let unit = book.units[at];
            book.unit(unit);
        }
        book.whole();
        book.indexes();
        book.finish()
    }
}

/// Lines that start at a unit, as indices of the chart's relations, and the units from which lines lead to it.
type Lines = (Vec<u32>, Vec<UnitIndex>);

/// Part of the book that running heads name.
struct Chapter {
    name: String,
    /// Index of the page that it starts on, and whether it is the first there.
    page: usize,
    is_at_top: bool,
}

/// Part of the book other than units, with its entry in the contents.
struct Division {
    name: String,
    target: Target,
}

/// A book under construction.
struct Book<'a> {
    setter: Setter<'a>,
    flow: Flow<'a>,
    request: &'a SceneRequest,
    sheet: SheetSize,
    /// The units, in the order of the tree.
    units: Vec<UnitIndex>,
    shown: HashSet<UnitIndex>,
    /// Relations by unit.
    relations: Vec<Lines>,
    /// The first unit with each shared set of functions.
    first_holders: HashMap<SetIndex, UnitIndex>,
    chapters: Vec<Chapter>,
    /// Posts with their positions.
    posts: Vec<(&'a Text, UnitIndex, Target)>,
    /// Paragraphs with the positions of their paraphrases.
    cited: BTreeMap<index::Paragraph, Vec<Target>>,
    places: usize,
    divisions: Vec<Division>,
    /// What the book says of each unit, where it is about what changed.
    sheets: Option<&'a UnitSheets>,
}

impl<'a> Book<'a> {
    fn new(
        chart: &'a Chart,
        request: &'a SceneRequest,
        beside: Option<&'a str>,
        sheet: SheetSize,
    ) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let size = vec2(sheet.width as f32, sheet.height as f32);
        let theme = Theme::of(request.mode).on_paper();
        let tags: Vec<&str> = std::iter::once(request.language.as_str()).chain(beside).collect();
        let shaper = Shaper::new(request.fonts.clone());
        let width = size.x - INSIDE - OUTSIDE;
        let setter = Setter::new(chart, shaper, theme, &tags, width);
        // The first page is a right-hand page: the fold is on its left.
        let bottom = size.y - FOOT - BEFORE_FOOT;
        let mut flow = Flow::new([INSIDE, OUTSIDE], TOP + AFTER_HEAD, bottom);
        flow.set_columns(Columns { count: 1, width, gap: 0.0 });
        let whole = SceneRequest { collapsed: HashSet::new(), ..request.clone() };
        let emphases = Emphases::new(chart, whole.filter.as_ref());
        let units = VisibleUnits::new(chart, &whole, &emphases).units;
        let shown = units.iter().copied().collect();
        let mut relations = vec![Lines::default(); chart.units().len()];
        let languages = Languages::new(chart, &request.language);
        let mut first_sentences = HashMap::new();
        for (at, (relation, kind)) in (0..).zip(chart.relations().iter().zip(line_kinds(chart))) {
            let is_reporting = relation.kind == RelationKind::ReportsTo;
            let [from, to] = [relation.from, relation.to].map(Party::unit);
            let mut name = |unit: UnitIndex, by: UnitIndex| {
                let lines: &mut Lines = &mut relations[unit.get()];
                if unit != by && lines.1.last() != Some(&by) && !lines.1.contains(&by) {
                    lines.1.push(by);
                }
            };
            if let (Some(from), Some(to), Some(_)) = (from, to, kind) {
                name(to, from);
            }
            let Some(from) = from else { continue };
            // A sentence that several units share is printed with the first of them.
            let words = languages.words(&relation.text);
            if !words.is_empty() {
                let first = *first_sentences.entry((relation.kind, words)).or_insert(from);
                if first == from {
                    relations[from.get()].0.push(at);
                } else {
                    name(from, first);
                }
            } else if !is_reporting {
                // The superiors of a post are printed with the post.
                relations[from.get()].0.push(at);
            }
        }
        let mut first_holders = HashMap::new();
        for &unit in &units {
            for &set in &chart.unit(unit).shared_functions {
                first_holders.entry(set).or_insert(unit);
            }
        }
        Self {
            setter,
            flow,
            request,
            sheet,
            units,
            shown,
            relations,
            first_holders,
            chapters: Vec::new(),
            posts: Vec::new(),
            cited: BTreeMap::new(),
            places: 0,
            divisions: Vec::new(),
            sheets: None,
        }
    }

    /// The key of what the book is called.
    const fn name_key(&self) -> &'static str {
        if self.sheets.is_some() { "sheet.name" } else { "handbook.name" }
    }

    fn is_shown(&self, unit: UnitIndex) -> bool {
        self.shown.contains(&unit)
    }

    /// Whether a unit starts a page: the roots, and their children that have sub-units.
    fn is_chapter(&self, unit: UnitIndex) -> bool {
        let it = self.setter.chart.unit(unit);
        let top = self.request.root.map_or(0, |root| self.setter.chart.unit(root).depth);
        match it.depth - top {
            0 => self.units.first() == Some(&unit) || !it.children.is_empty(),
            1 => !it.children.is_empty(),
            _ => false,
        }
    }

    /// Starts a chapter: on a new page, unless only little of the current page is filled.
    fn start_chapter(&mut self, unit: UnitIndex) {
        if self.chapters.len() < 2 || self.flow.filled() > MAX_FILLED {
            self.flow.start_page();
        }
        let name = self.setter.name(unit).to_owned();
        self.add_chapter(name);
    }

    fn add_chapter(&mut self, name: String) {
        let (page, is_at_top) = (self.flow.page(), self.flow.is_at_top());
        self.chapters.push(Chapter { name, page, is_at_top });
    }

    /// Starts a division on a new page.
    fn start_division(&mut self, name: String) -> Target {
        self.flow.set_columns(Columns { count: 1, width: self.setter.width, gap: 0.0 });
        self.flow.start_page();
        self.add_division(name)
    }

    /// Starts a division on the current page.
    fn add_division(&mut self, name: String) -> Target {
        self.add_chapter(name.clone());
        let target = Target::Part(self.divisions.len());
        self.divisions.push(Division { name, target });
        target
    }

    fn relations_of(&mut self, unit: UnitIndex) -> Lines {
        std::mem::take(&mut self.relations[unit.get()])
    }

    /// The first unit of the book with a shared set of functions, where the set is printed.
    fn first_holder(&self, set: SetIndex, unit: UnitIndex) -> UnitIndex {
        self.first_holders.get(&set).copied().unwrap_or(unit)
    }

    fn next_place(&mut self) -> Target {
        self.places += 1;
        Target::Place(self.places)
    }

    fn post_place(&mut self, title: &'a Text, unit: UnitIndex) -> Target {
        let place = self.next_place();
        self.posts.push((title, unit, place));
        place
    }

    fn cite(&mut self, cite: &[Citation], place: Target) {
        for citation in cite {
            let places = self.cited.entry(index::Paragraph::new(citation)).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
    }

    /// Adds provisions and notes about the whole organization.
    fn whole(&mut self) {
        let chart = self.setter.chart;
        if self.has_general() {
            self.general(chart.provisions().iter().chain(chart.notes()));
        }
    }

    fn has_general(&self) -> bool {
        let chart = self.setter.chart;
        self.request.root.is_none() && !(chart.provisions().is_empty() && chart.notes().is_empty())
    }

    fn finish(mut self) -> Handbook<'a> {
        let setter = &self.setter;
        self.flow.finish(
            |page, style| match style {
                NumberStyle::Bare => setter.run(&(page + 1).to_string(), setter.text),
                NumberStyle::Words => setter.run(&setter.page_words(page + 1), setter.text),
            },
            |page| setter.page_words(page + 1),
        );
        let bookmarks = self.bookmarks();
        let frames: Vec<Vec<SceneItem>> =
            (0..self.flow.pages.len()).map(|page| self.frame(page)).collect();
        let (theme, fonts) = (self.setter.theme, self.request.fonts.clone());
        #[expect(clippy::cast_possible_truncation, reason = "paper is small")]
        let size = vec2(self.sheet.width as f32, self.sheet.height as f32);
        let bounds = Rect::from_min_size(Pos2::ZERO, size);
        let (structure, pages) = self.flow.into_parts();
        let scene = |(Page { mut items, .. }, frame): (Page, Vec<SceneItem>)| {
            items.extend(frame);
            Scene { fonts: fonts.clone(), bounds, ground: theme.card, items, groups: Vec::new() }
        };
        let pages = pages.into_iter().zip(frames).map(scene).collect();
        Handbook { pages, bookmarks, structure }
    }

    fn bookmarks(&self) -> Vec<Bookmark> {
        let chart = self.setter.chart;
        let top = self.request.root.map_or(0, |root| chart.unit(root).depth);
        let mark = |level: usize, name: &str, target| {
            let (page, place) = self.flow.place(target)?;
            Some(Bookmark { level, name: name.to_owned(), page, place })
        };
        let units = self.units.iter().filter_map(|&unit| {
            let level = (chart.unit(unit).depth - top) as usize;
            let name = self.setter.name(unit);
            let name = if name.is_empty() { &chart.unit(unit).id } else { name };
            mark(level, name, Target::Unit(unit))
        });
        let mut divisions = self.divisions.iter().filter_map(|it| mark(0, &it.name, it.target));
        // The contents come before the units, everything else after them.
        let contents = divisions.next();
        contents.into_iter().chain(units).chain(divisions).collect()
    }

    /// Running head, rules and page number; nothing on the title page.
    fn frame(&self, page: usize) -> Vec<SceneItem> {
        if page == 0 {
            return Vec::new();
        }
        let setter = &self.setter;
        let (theme, left) = (&setter.theme, self.flow.left[page % 2]);
        let right = left + setter.width;
        let bottom = self.flow.bottom + BEFORE_FOOT;
        let rule = |y: f32| SceneItem::Line {
            role: Role::Reference,
            points: vec![pos2(left, y), pos2(right, y)],
            width: HAIRLINE,
            color: theme.line,
            dash: None,
        };
        let mut items = vec![rule(TOP), rule(bottom)];
        let mut text = |run: std::sync::Arc<super::text::TextRun>, x: f32, y: f32, color| {
            items.push(SceneItem::Text { role: Role::Reference, origin: pos2(x, y), color, run });
        };
        let line = |words: &str, width: f32| units::head_line(setter, words, RUNNING, width);
        // Of a page that a chapter ends on, the one that ends.
        let on_page = self.chapters.iter().find(|chapter| chapter.page == page);
        let before = self.chapters.iter().rfind(|chapter| chapter.page < page);
        let chapter = on_page.filter(|chapter| chapter.is_at_top).or(before).or(on_page);
        let book = line(&self.book_title(), setter.width * 0.6);
        let room = setter.width - book.width() - 24.0;
        let chapter = line(chapter.map_or("", |chapter| chapter.name.as_str()), room);
        let above = TOP - 5.0;
        text(book, left, above, theme.muted);
        let x = right - chapter.width();
        text(chapter, x, above, theme.muted);
        let number = setter.run(&(page + 1).to_string(), PAGE_NUMBER);
        let facts = line(&self.sources_line(), setter.width - 60.0);
        let below = bottom + PAGE_NUMBER.baseline();
        // The outer side of a right page, which has an odd number, is its right side.
        let (number_x, facts_x) = if page.is_multiple_of(2) {
            (right - number.width(), left)
        } else {
            (left, right - facts.width())
        };
        text(number, number_x, below, theme.text);
        text(facts, facts_x, below, theme.muted);
        items
    }

    fn book_title(&self) -> String {
        let tongue = self.setter.first();
        let (title, _) = self.setter.chart.titles(self.request.root);
        let name = tongue.messages.get(self.name_key());
        tongue.messages.fill("handbook.title", &[tongue.languages.words(title), name])
    }

    /// The effective date, and the source of the paragraph numbers.
    fn sources_line(&self) -> String {
        if let Some(sheets) = self.sheets {
            return sheets.period.clone();
        }
        let tongue = self.setter.first();
        let chart = self.setter.chart;
        let day = chart.effective();
        let day = day.map(|day| self.setter.word(tongue, Word::Effective).replace("{0}", day));
        let source = match chart.sources() {
            [source] => source.symbol.as_deref(),
            _ => None,
        };
        let numbers = source.map(|it| tongue.messages.fill("handbook.numbers", &[it]));
        day.into_iter().chain(numbers).collect::<Vec<_>>().join(" · ")
    }
}
