//! Before-and-after sheets as a book: what happened to each unit since another edition, and what it kept, got, gave
//! and lost.

use super::flow::{Block, ElementId, Target, WHOLE};
use super::setter::{Entry, Tail};
use super::{Book, Handbook};
use crate::model::{Chart, UnitIndex};
use crate::scene::SceneRequest;
use crate::scene::atlas::SheetSize;
use crate::scene::structure::{Element, Said};

/// What became of each unit since another edition, in the words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitSheets {
    /// Tag of the language.
    pub language: String,
    /// The editions that are compared.
    pub period: String,
    /// Counts of what happened, and how sure the matches are.
    pub summary: Vec<String>,
    /// Units in the order of the new outline, then the abolished ones.
    pub units: Vec<UnitSheet>,
}

/// What became of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitSheet {
    /// The name.
    pub name: String,
    /// The unit of the new edition; `None` of an abolished one.
    pub unit: Option<UnitIndex>,
    /// What happened to the unit and its posts.
    pub events: Vec<UnitEvent>,
    /// Functions and duties that it kept, got, gave and lost, by [`Fate`].
    pub functions: Vec<(Fate, Vec<FunctionEntry>)>,
}

/// Something that happened to a unit or its posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitEvent {
    /// What happened, in a word or two.
    pub kind: &'static str,
    /// The same as a sentence.
    pub sentence: String,
    /// Paragraphs in the old and in the new edition.
    pub cite: String,
}

/// What became of a unit's function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Kept.
    Kept,
    /// Kept in other words.
    Reworded,
    /// Taken over from another unit.
    Got,
    /// New.
    New,
    /// Passed on to another unit.
    Gave,
    /// Lost.
    Lost,
}

impl Fate {
    /// The key of its word.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Kept => "sheet.kept",
            Self::Reworded => "sheet.reworded",
            Self::Got => "sheet.got",
            Self::New => "sheet.new",
            Self::Gave => "sheet.gave",
            Self::Lost => "sheet.lost",
        }
    }
}

/// Function of a unit in one of the editions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionEntry {
    /// Its words.
    pub words: String,
    /// Its first citation; empty without one.
    pub cite: String,
    /// Its words and citation in the old edition, where they were others.
    pub former: Option<(String, String)>,
    /// Names of the units that it was taken over from or passed on to.
    pub others: String,
    /// The first of these in the new edition.
    pub other_unit: Option<UnitIndex>,
}

impl<'a> Handbook<'a> {
    /// Sets what became of each unit as a book on paper. `chart` is the new edition.
    #[must_use]
    pub fn of_sheets(
        chart: &'a Chart,
        request: &'a SceneRequest,
        sheets: &'a UnitSheets,
        paper: SheetSize,
    ) -> Self {
        let mut book = Book::new(chart, request, None, paper);
        book.sheets = Some(sheets);
        book.title_page();
        book.contents();
        for sheet in &sheets.units {
            if let Some(unit) = sheet.unit.filter(|&unit| book.is_shown(unit)) {
                book.unit_sheet(sheet, unit);
            }
        }
        book.abolished(sheets.units.iter().filter(|sheet| sheet.unit.is_none()));
        book.finish()
    }
}

impl<'a> Book<'a> {
    fn unit_sheet(&mut self, sheet: &'a UnitSheet, unit: UnitIndex) {
        if self.is_chapter(unit) {
            self.start_chapter(unit);
        }
        let element = self.flow.open(WHOLE, Element::Section);
        let level = self.heading_level(unit);
        let heading = self.unit_name(element, level, unit);
        let blocks = self.facts_of_sheet(sheet, element, level + 1);
        self.flow.put(std::iter::once(heading).chain(blocks).collect());
    }

    /// The abolished units as a part of their own.
    fn abolished(&mut self, mut sheets: impl Iterator<Item = &'a UnitSheet>) {
        let Some(first) = sheets.next() else { return };
        let said = self.setter.messages(|it| it.messages.get("sheet.abolished").to_owned());
        let name = self.setter.labelled("sheet.abolished").words.into_owned();
        let target = self.start_division(name);
        let section = self.flow.open(WHOLE, Element::Section);
        let mut blocks = vec![self.part_heading(section, &said, target)];
        for sheet in std::iter::once(first).chain(sheets) {
            let element = self.flow.open(section, Element::Section);
            let name =
                Said { words: sheet.name.as_str().into(), language: self.setter.first().tag };
            blocks.push(self.setter.heading(&mut self.flow, element, 3, &name));
            blocks.extend(self.facts_of_sheet(sheet, element, 4));
        }
        self.flow.put(blocks);
    }

    fn facts_of_sheet(
        &mut self,
        sheet: &'a UnitSheet,
        element: ElementId,
        level: u16,
    ) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        if !sheet.events.is_empty() {
            let list = self.flow.open(element, Element::LabelledList);
            for event in &sheet.events {
                let mut entry = self.sheet_entry(event.kind, &event.sentence);
                if !event.cite.is_empty() {
                    entry.tail = Tail::Citation(event.cite.clone());
                }
                blocks.push(self.setter.entry(&mut self.flow, list, &entry));
            }
        }
        for (fate, functions) in &sheet.functions {
            let count = functions.len().to_string();
            let said = self.setter.label(|it| {
                it.messages.fill("sheet.heading", &[it.messages.get(fate.key()), &count])
            });
            blocks.push(self.setter.heading(&mut self.flow, element, level, &said));
            let list = self.flow.open(element, Element::LabelledList);
            for function in functions {
                self.function(*fate, function, list, &mut blocks);
            }
        }
        blocks
    }

    fn function(
        &mut self,
        fate: Fate,
        function: &'a FunctionEntry,
        list: ElementId,
        blocks: &mut Vec<Block<'a>>,
    ) {
        let mut entry = self.sheet_entry(&function.cite, &function.words);
        let key = match fate {
            Fate::Got => Some("sheet.from"),
            Fate::Gave => Some("sheet.to"),
            Fate::Kept | Fate::Reworded | Fate::New | Fate::Lost => None,
        };
        if let Some(key) = key {
            let messages = self.setter.first().messages;
            let words = messages.fill(key, &[&function.words, &function.others]);
            entry.texts =
                vec![Some(Said { words: words.into(), language: self.setter.first().tag })];
        }
        if let Some(unit) = function.other_unit.filter(|&unit| self.is_shown(unit)) {
            entry.tail = Tail::Page(Target::Unit(unit));
            entry.link = Some(Target::Unit(unit));
        }
        blocks.push(self.setter.entry(&mut self.flow, list, &entry));
        if let Some((words, cite)) = &function.former {
            let mut entry = self.sheet_entry(cite, words);
            let before = self.setter.first().messages.fill("sheet.before", &[words]);
            entry.texts =
                vec![Some(Said { words: before.into(), language: self.setter.first().tag })];
            entry.style = self.setter.note;
            entry.color = self.setter.theme.muted;
            blocks.push(self.setter.entry(&mut self.flow, list, &entry));
        }
    }

    fn sheet_entry(&self, label: &'a str, words: &'a str) -> Entry<'a> {
        let language = self.setter.first().tag;
        Entry {
            label: Said { words: label.into(), language },
            label_color: self.setter.theme.muted,
            texts: vec![Some(Said { words: words.into(), language })],
            color: self.setter.theme.text,
            style: self.setter.text,
            tail: Tail::None,
            link: None,
        }
    }
}
