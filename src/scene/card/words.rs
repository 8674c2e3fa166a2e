//! Texts of a card, and how they fit its width.

use std::sync::Arc;

use emath::Vec2;

use super::{
    BADGE_GAP, CardText, Ink, LineWidths, MAX_WIDTH, Measures, Segment, badge_width, card_height,
    rows, stack_room, tag_room,
};
use crate::i18n::Messages;
use crate::layout::{CardFit, Medium};
use crate::model::{Chart, Count, Person, Post, Status, UnitIndex, Word};
use crate::scene::content::{CardFacts, CardPart};
use crate::scene::languages::Languages;
use crate::scene::marks::{Marks, Standing};
use crate::scene::text::{Beside, Setting, Shaper, Spoken, TextRun, Weight, printable_line};
use crate::scene::theme::size;
use crate::scene::upright::UprightText;
use crate::scene::words::word;

/// Gap between the acronym, the number of units and the title.
const SEGMENT_GAP: f32 = 8.0;
/// Minimum width of text, in points.
const MIN_WIDTH: f32 = 128.0;
/// Widths of the lines of all cards but the top one.
const LINE_WIDTHS: LineWidths = LineWidths { name: 190.0, title: 190.0, max: MAX_WIDTH };
/// Maximum number of holders named on a card; the others are counted.
const MAX_HOLDERS: usize = 4;
/// Maximum number of lines of a name without a penalty.
const MAX_NAME_LINES: usize = 3;

const NAME: Setting = Setting {
    weight: Weight::Medium,
    size: size::NAME,
    min_width: MIN_WIDTH,
    preferred_width: LINE_WIDTHS.name,
    max_width: LINE_WIDTHS.max,
};

/// Texts of a card, each in the first available language.
pub(in crate::scene) struct CardWords<'a> {
    name: Spoken<'a>,
    title: Spoken<'a>,
    holders: String,
    /// Numbers and values of fields.
    facts: String,
    /// Acronym, kind (unless the name contains it), number of units and status.
    tags: Vec<(String, Ink)>,
    tag_language: &'a str,
    functions: Option<Arc<TextRun>>,
    room: Vec2,
    is_top: bool,
    is_post: bool,
    measures: Measures,
    former: &'a [String],
}

/// Whether a name contains the kind of its unit. A label such as 厅／办公室 lists alternatives.
fn says_kind(name: &str, label: &str) -> bool {
    let name = name.to_lowercase();
    let mut labels = label.split(['/', '／']).map(|label| label.trim().to_lowercase());
    labels.any(|label| !label.is_empty() && name.contains(&label))
}

impl<'a> CardWords<'a> {
    pub(in crate::scene) fn new(
        chart: &'a Chart,
        shaper: &Shaper,
        unit: UnitIndex,
        (languages, messages): (Languages<'a>, &Messages),
        (medium, is_top): (Medium, bool),
        facts: &CardFacts<'_>,
    ) -> Self {
        let it = chart.unit(unit);
        let has = |part| facts.content.has(&part);
        let measures = Measures::of(medium);
        let head_if = |part| it.head.as_ref().filter(|_| has(part));
        let title = head_if(CardPart::Head).map(|head| languages.spoken(&head.title));
        let holders = head_if(CardPart::Holder);
        let holders = holders.map(|head| holders_words(chart, head, languages, messages));
        let label = languages.spoken(&chart.kind(it.kind).label);
        let name = languages.spoken(&it.name);
        let mut tags = Vec::new();
        if let Some(acronym) = it.acronym.as_ref().filter(|_| has(CardPart::Acronym)) {
            tags.push((acronym.clone(), Ink::Kind));
        }
        let is_post = chart.post(unit).is_some();
        if has(CardPart::Kind) && !is_post && !says_kind(name.words, label.words) {
            tags.push((label.words.to_owned(), Ink::Kind));
        }
        tags.extend(it.count.times().map(|times| (times, Ink::Count)));
        let status = match it.status {
            Some(Status::Planned) => Some(Word::Planned),
            Some(Status::Abolished) => Some(Word::Abolished),
            Some(Status::Vacant) | None => None,
        };
        if let Some(status) = status {
            let choices: Vec<&str> = languages.choices().collect();
            tags.push((word(chart, messages, &choices, status).to_owned(), Ink::Count));
        }
        let count = chart.function_count(unit);
        let shows_count = count > 0 && medium == Medium::Screen && has(CardPart::Functions);
        Self {
            name,
            title: title.unwrap_or_default(),
            holders: holders.unwrap_or_default(),
            facts: facts.line(unit, languages, messages),
            tags,
            tag_language: label.language,
            functions: shows_count
                .then(|| shaper.run(&count.to_string(), Weight::Regular, measures.small.0)),
            room: stack_room(it.count),
            is_top,
            is_post,
            measures,
            former: &[],
        }
    }

    /// Adds former texts from the unit's mark; for a ghost, keeps only the name.
    pub(in crate::scene) fn marked(mut self, marks: Option<&'a Marks>, unit: UnitIndex) -> Self {
        self.room += tag_room(marks);
        if let Some(mark) = marks.and_then(|marks| marks.of(unit)) {
            self.former = &mark.former;
            if mark.standing == Standing::Ghost {
                self.tags.clear();
            }
        }
        self
    }

    /// Numbers and values of fields.
    pub(in crate::scene) fn into_facts(self) -> String {
        self.facts
    }

    fn former(&self) -> impl Iterator<Item = Spoken<'_>> {
        self.former.iter().map(|words| Spoken { words, language: self.name.language })
    }

    /// The text for a narrow card.
    pub(in crate::scene) fn upright(&self, shaper: &Shaper, count: Count) -> UprightText {
        UprightText::new(shaper, self.name, count, self.room)
    }

    const fn line_widths(&self) -> LineWidths {
        if self.is_top { self.measures.top_widths } else { LINE_WIDTHS }
    }

    fn name_setting(&self) -> Setting {
        if self.is_top {
            let LineWidths { name: preferred_width, max: max_width, .. } = self.line_widths();
            Setting { size: self.measures.top_name.0, preferred_width, max_width, ..NAME }
        } else if self.is_post {
            Setting { weight: Weight::Regular, size: size::BODY, ..NAME }
        } else {
            NAME
        }
    }

    fn small_setting(&self, ink: Ink) -> Setting {
        Setting { weight: ink.weight(), size: self.measures.small.0, ..NAME }
    }

    fn holders(&self) -> Spoken<'_> {
        Spoken { words: &self.holders, language: "" }
    }

    fn facts(&self) -> Spoken<'_> {
        Spoken { words: &self.facts, language: self.tag_language }
    }

    /// Width of the badge on the last line.
    fn badge_room(&self) -> f32 {
        let room = |functions: &Arc<TextRun>| {
            badge_width(functions) + 2.0 * BADGE_GAP - self.measures.right
        };
        self.functions.as_ref().map_or(0.0, room)
    }

    /// Breaks the texts into lines for a card of some width, or as wide as necessary.
    pub(in crate::scene) fn set(&self, shaper: &Shaper, width: Option<f32>) -> CardText {
        let padding = self.measures.left + self.measures.right;
        let text_width = width.map(|width| width - padding - self.room.x);
        let setting = self.name_setting();
        let setting = text_width.map_or(setting, |width| setting.within_width(width));
        let mut name = setting.lines(shaper, self.name);
        let LineWidths { title: preferred, max: max_width, .. } = self.line_widths();
        let small_width = text_width.unwrap_or_else(|| name.width.clamp(preferred, max_width));
        let small = self.small_lines(shaper, small_width);
        let badge_room = self.badge_room();
        let end = |line: &Vec<Segment>| {
            line.last().map_or(0.0, |segment| segment.x + segment.run.width())
        };
        let widest = text_width.unwrap_or(max_width);
        let name_end = |name: &[Arc<TextRun>]| name.last().map_or(0.0, |line| line.width());
        if small.is_empty() && text_width.is_some() && name_end(&name.lines) + badge_room > widest {
            let beside = Beside { lead: 0.0, tail: badge_room };
            let free = setting.lines_beside(shaper, self.name, beside);
            if free.lines.len() == name.lines.len() {
                name = free;
            }
        }
        let last_end = small.last().map_or_else(|| name_end(&name.lines), end);
        let has_badge_line = badge_room > 0.0 && last_end + badge_room > widest;
        let badge_line = badge_room + if has_badge_line { 0.0 } else { last_end };
        let needed = small.iter().map(end).fold(name.width.max(badge_line), f32::max);
        let width = text_width.unwrap_or_else(|| needed.clamp(MIN_WIDTH, max_width));
        CardText {
            name: name.lines,
            small,
            has_badge_line,
            functions: self.functions.clone(),
            width,
            room: self.room,
            is_top: self.is_top,
            measures: self.measures,
        }
    }

    /// The lines below the name: acronym and title side by side if that takes fewer lines than one below the other,
    /// followed by the holders.
    fn small_lines(&self, shaper: &Shaper, width: f32) -> Vec<Vec<Segment>> {
        let (mut lines, mut lead) = (Vec::new(), 0.0);
        let tail = |is_last: bool| if is_last { self.badge_room() } else { 0.0 };
        let is_last_holder = self.facts.is_empty();
        let is_last_title = self.holders.is_empty() && is_last_holder;
        let is_last_tag = self.title.words.is_empty() && is_last_title;
        if !self.tags.is_empty() {
            let mut segments = Vec::new();
            for (words, ink) in &self.tags {
                let run = shaper.run(&printable_line(words), ink.weight(), self.measures.small.0);
                let x = lead;
                lead += run.width() + SEGMENT_GAP;
                segments.push(Segment { x, ink: *ink, run });
            }
            if lead - SEGMENT_GAP + tail(is_last_tag) <= width {
                lines.push(segments);
            } else {
                lead = f32::INFINITY;
                let beside = Beside { lead: 0.0, tail: tail(is_last_tag) };
                let words = self.tag_words();
                let words = Spoken { words: &words, language: self.tag_language };
                lines.extend(self.paragraph(shaper, words, Ink::Kind, width, beside));
            }
        }
        let beside = Beside { lead: 0.0, tail: tail(is_last_title) };
        let below = self.paragraph(shaper, self.title, Ink::Title, width, beside);
        let fits = |next: &Vec<Vec<Segment>>| {
            let ends =
                |line: &Vec<Segment>| line.last().is_some_and(|it| lead + it.run.width() <= width);
            next.len() <= below.len() && next.first().is_some_and(ends)
        };
        let next = (!lines.is_empty() && !below.is_empty() && lead < width)
            .then(|| {
                self.paragraph(shaper, self.title, Ink::Title, width, Beside { lead, ..beside })
            })
            .filter(fits);
        match next {
            Some(mut next) => {
                if let Some(segment) = next[0].first_mut() {
                    segment.x = lead;
                }
                let first = next.remove(0);
                if let Some(line) = lines.last_mut() {
                    line.extend(first);
                }
                lines.extend(next);
            }
            None => lines.extend(below),
        }
        let beside = Beside { lead: 0.0, tail: tail(is_last_holder) };
        lines.extend(self.paragraph(shaper, self.holders(), Ink::Holder, width, beside));
        let beside = Beside { lead: 0.0, tail: tail(true) };
        lines.extend(self.paragraph(shaper, self.facts(), Ink::Fact, width, beside));
        for words in self.former() {
            lines.extend(self.paragraph(shaper, words, Ink::Former, width, beside));
        }
        lines
    }

    fn paragraph(
        &self,
        shaper: &Shaper,
        words: Spoken<'_>,
        ink: Ink,
        width: f32,
        beside: Beside,
    ) -> Vec<Vec<Segment>> {
        let setting = self.small_setting(ink).within_width(width);
        let lines = setting.lines_beside(shaper, words, beside).lines;
        lines.into_iter().map(|run| vec![Segment { x: 0.0, ink, run }]).collect()
    }

    fn tag_words(&self) -> String {
        let words: Vec<&str> = self.tags.iter().map(|(words, _)| words.as_str()).collect();
        words.join(" ")
    }

    /// Height of the card for each width.
    pub(in crate::scene) fn fit(&self, shaper: &Shaper) -> CardFit {
        let badge_room = self.badge_room();
        let tag_words = self.tag_words();
        let tag_words = Spoken { words: &tag_words, language: self.tag_language };
        let name = self.name_setting().measured(shaper, self.name);
        let tags = self.small_setting(Ink::Kind).measured(shaper, tag_words);
        let title = self.small_setting(Ink::Title).measured(shaper, self.title);
        let holders = self.small_setting(Ink::Holder).measured(shaper, self.holders());
        let facts = self.small_setting(Ink::Fact).measured(shaper, self.facts());
        let former = self.small_setting(Ink::Former);
        let former: Vec<_> = self.former().map(|words| former.measured(shaper, words)).collect();
        let gaps = rows(self.tags.len().saturating_sub(1), SEGMENT_GAP);
        let lead = tags.whole() + gaps + SEGMENT_GAP;
        let mut fit = CardFit::default();
        let padding = self.measures.left + self.measures.right + self.room.x;
        let words = name.unbroken().max(title.unbroken()).max(tags.unbroken());
        fit.unbroken = words + padding;
        let is_last_title = self.holders.is_empty() && self.facts.is_empty();
        for width in card_widths() {
            let text = width - padding;
            let beside =
                |is_last: bool| Beside { lead: 0.0, tail: if is_last { badge_room } else { 0.0 } };
            let tag =
                tags.line_count(text - gaps, beside(self.title.words.is_empty() && is_last_title));
            let last = beside(is_last_title);
            let below = title.line_count(text, last);
            let has_room = title.first().is_some_and(|word| word + lead <= text);
            let next = has_room.then(|| title.line_count(text, Beside { lead, ..last }));
            let saved = usize::from(tag == 1 && next.is_some_and(|next| next <= below));
            let next = if saved == 1 { next.unwrap_or(below) } else { below };
            let holders = holders.line_count(text, beside(self.facts.is_empty()));
            let facts = facts.line_count(text, beside(true));
            let former = former.iter().map(|words| words.line_count(text, beside(true)));
            let small = tag + next - saved + holders + facts + former.sum::<usize>();
            let lines = name.line_count(text, Beside::default());
            for (limit, needed) in (MAX_NAME_LINES..).zip(&mut fit.name_lines) {
                if lines > limit {
                    *needed = width + 1.0;
                }
            }
            let has_badge_line =
                small == 0 && badge_room > 0.0 && name.line_count(text, beside(true)) > lines;
            let height = self.height(lines, small + usize::from(has_badge_line)) + self.room.y;
            if fit.steps.last().is_none_or(|&(_, last)| height < last) {
                fit.steps.push((width, height));
            }
        }
        fit
    }

    fn height(&self, name: usize, small: usize) -> f32 {
        card_height(&self.measures, self.is_top, name, small)
    }
}

/// Widths of cards for which heights are measured, in points.
fn card_widths() -> impl Iterator<Item = f32> {
    let fine = (19..75_u8).map(|step| f32::from(step) * 4.0);
    let coarse = (15..40_u8).map(|step| f32::from(step) * 20.0);
    fine.chain(coarse)
}

/// The holders of a post on one line, or its vacancy.
fn holders_words(
    chart: &Chart,
    post: &Post,
    languages: Languages<'_>,
    messages: &Messages,
) -> String {
    let choices: Vec<&str> = languages.choices().collect();
    if post.status == Some(Status::Vacant) {
        return word(chart, messages, &choices, Word::Vacant).to_owned();
    }
    let has_several = post.holders.len() > 1;
    let name = |person: &Person| {
        let name = languages.words(&person.name);
        let acting =
            person.acting.then(|| word(chart, messages, &choices, Word::Acting).to_owned());
        let share = person.share.filter(|_| has_several);
        let share = share.map(|share| format!("{:.0} %", share.get() * 100.0));
        let asides: Vec<String> = acting.into_iter().chain(share).collect();
        if asides.is_empty() { name.to_owned() } else { format!("{name} ({})", asides.join(", ")) }
    };
    let in_office: Vec<&Person> =
        post.holders.iter().filter(|person| person.until.is_none()).collect();
    let shown = if in_office.len() > MAX_HOLDERS { MAX_HOLDERS - 1 } else { in_office.len() };
    let more = in_office.len() - shown;
    let names = in_office.into_iter().take(shown).map(name);
    let more = (more > 0).then(|| format!("+{more}"));
    names.chain(more).collect::<Vec<_>>().join("\u{a0}· ")
}
