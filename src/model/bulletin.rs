//! Text of a source document, split into the numbered paragraphs and items that citations refer to.

mod items;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::Citation;
use super::numbering::{clause, leading_number, place, without_clause};
use items::{Items, Label};

/// Maximum length of a section or paragraph number; each item repeats it.
const MAX_NUMBER_BYTES: usize = 64;

/// Citable paragraphs of a document: `4`, `4.3`, `4.3(b)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulletin {
    paragraphs: Vec<(String, Range<usize>)>,
    /// Paragraphs that need no citation because they are headings.
    headings: HashSet<usize>,
}

impl Bulletin {
    /// Splits a text. A section starts at a line such as "Section 4", "第 4 节", "§ 9", "Art. 5" or "第四条", or "4 Duties"
    /// in a text without such lines. A paragraph starts at a line that begins with a number such as "4.3", an item at
    /// one that begins with "(b)", and a nested item at one that begins with "(ii)". Sections and articles also have
    /// items such as "(2)", "（二）", "3." and "a)".
    #[must_use]
    pub fn split(text: &str) -> Self {
        let has_articles = text.lines().any(|line| {
            chinese_heading(line.trim()).is_some_and(|heading| heading.kind == HeadingKind::Article)
        });
        let has_bare_headings = has_bare_headings(text);
        let mut splitter = Splitter { has_articles, has_bare_headings, ..Splitter::default() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            splitter.line(line.trim(), start..at);
        }
        splitter.finish()
    }

    /// Citable paragraphs with their byte ranges, in the order of the text.
    #[must_use]
    pub fn paragraphs(&self) -> &[(String, Range<usize>)] {
        &self.paragraphs
    }

    /// Range of [`Self::paragraphs`] of a cited paragraph and its items. For an item that the text does not label, the
    /// range of its paragraph.
    #[must_use]
    pub fn find(&self, cited: &str) -> Option<Range<usize>> {
        let names = || self.paragraphs.iter().map(|(name, _)| name.as_str());
        let cited = self.named(place(cited)?);
        let mut wanted: &str = &cited;
        loop {
            if let Some(start) = names().position(|name| name == wanted) {
                let belongs = |name: &str| {
                    name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('('))
                };
                let items = names().skip(start + 1).take_while(|name| belongs(name)).count();
                return Some(start..start + 1 + items);
            }
            wanted = &wanted[..wanted.rfind('(')?];
        }
    }

    /// The name of the paragraph that a citation refers to, whether the text contains it or not: an unnumbered
    /// paragraph (款) is part of the name only if the text has the same items in several.
    #[must_use]
    pub fn place<'a>(&self, citation: &'a Citation) -> Cow<'a, str> {
        self.named(citation.place())
    }

    fn named<'a>(&self, place: Cow<'a, str>) -> Cow<'a, str> {
        let Some(plain) = without_clause(&place) else { return place };
        let is_known = self.paragraphs.iter().any(|(name, _)| *name == place);
        if is_known { place } else { plain.into() }
    }

    /// The paragraphs that should be cited; excludes bare section numbers and articles with items.
    pub fn citable(&self) -> impl Iterator<Item = &str> {
        let all = self.paragraphs.iter().enumerate();
        all.filter(|(at, _)| !self.headings.contains(at)).map(|(_, (name, _))| name.as_str())
    }

    /// The paragraphs of the section that a paragraph belongs to.
    #[must_use]
    pub fn section(&self, paragraph: usize) -> Range<usize> {
        let section = |(name, _): &(String, Range<usize>)| {
            name.split(['.', '(']).next().unwrap_or_default().to_owned()
        };
        let Some(own) = self.paragraphs.get(paragraph).map(section) else { return 0..0 };
        let before = self.paragraphs[..paragraph].iter().rev();
        let start = paragraph - before.take_while(|it| section(it) == own).count();
        let behind = self.paragraphs[paragraph..].iter();
        start..paragraph + behind.take_while(|it| section(it) == own).count()
    }
}

#[derive(Default)]
struct Splitter {
    /// Whether Chinese articles (条) are numbered consecutively, so that chapters (章) are mere headings.
    has_articles: bool,
    /// Whether section headings consist of a bare number and a title.
    has_bare_headings: bool,
    /// The number of the last section with such a heading.
    bare_number: u32,
    paragraphs: Vec<(String, Range<usize>)>,
    headings: HashSet<usize>,
    /// The current section or paragraph.
    paragraph: String,
    items: Items,
    /// The current unnumbered paragraph (款) of the article, from 1.
    clause: usize,
    /// Its part in the names of items, if an earlier one has the same items.
    clause_mark: String,
    /// Whether the last line ends a sentence.
    has_ended: bool,
}

impl Splitter {
    fn line(&mut self, words: &str, span: Range<usize>) {
        let heading = heading(words).or_else(|| self.bare_heading(words));
        if let Some(Heading { kind: HeadingKind::Chapter, .. }) = heading
            && self.has_articles
        {
            return;
        }
        let is_article = heading.as_ref().is_some_and(|it| it.kind == HeadingKind::Article);
        let number = heading.map(|heading| heading.number).or_else(|| paragraph_number(words));
        let number = number.filter(|number| number.len() <= MAX_NUMBER_BYTES);
        let name = if let Some(number) = number {
            self.items = if is_article { Items::of_article() } else { Items::default() };
            if !is_article && !number.contains('.') {
                self.headings.insert(self.paragraphs.len());
            }
            self.paragraph.clone_from(&number);
            (self.clause, self.clause_mark) = (1, String::new());
            Some(number)
        } else {
            let label = Label::read(words).filter(|_| !self.paragraph.is_empty());
            let items = label.and_then(|label| self.items.next(label));
            if items.is_none() && self.has_ended && !words.is_empty() {
                self.clause += 1;
                self.clause_mark.clear();
            }
            items.map(|items| self.item(&items))
        };
        if !words.is_empty() {
            self.has_ended = words.ends_with(['。', '；', '：', '.', ';', ':']);
        }
        match (name, self.paragraphs.last_mut()) {
            (Some(name), last) => {
                // An article need not be cited if its parts can be.
                let is_part = |above: &str| {
                    name.strip_prefix(above).is_some_and(|rest| rest.starts_with(['(', '.']))
                };
                if last.is_some_and(|(above, _)| !above.contains(['.', '(']) && is_part(above)) {
                    self.headings.insert(self.paragraphs.len() - 1);
                }
                self.paragraphs.push((name, span));
            }
            (None, Some((_, last))) => last.end = span.end,
            (None, None) => {}
        }
    }

    /// The name of an item. In an unnumbered paragraph whose items occur earlier in the article, it includes the
    /// paragraph.
    fn item(&mut self, items: &str) -> String {
        let plain = format!("{}{items}", self.paragraph);
        let is_article = self.has_articles && self.clause > 1 && self.clause_mark.is_empty();
        let mut before = self.paragraphs.iter().rev();
        if is_article
            && before
                .by_ref()
                .take_while(|(name, _)| name.starts_with(&self.paragraph))
                .any(|(name, _)| *name == plain)
        {
            self.clause_mark = clause(self.clause);
        }
        format!("{}{}{items}", self.paragraph, self.clause_mark)
    }

    /// The heading of the next section, if a line consists of a bare number and a title.
    fn bare_heading(&mut self, words: &str) -> Option<Heading> {
        let (number, value) = bare_number(words).filter(|_| self.has_bare_headings)?;
        let is_next = self.bare_number == 0
            || value == self.bare_number + 1
            || (value == self.bare_number && number.ends_with(|c: char| c.is_alphabetic()));
        if !is_next {
            return None;
        }
        self.bare_number = value;
        Some(Heading { number: number.to_lowercase(), kind: HeadingKind::Article })
    }

    fn finish(self) -> Bulletin {
        Bulletin { paragraphs: self.paragraphs, headings: self.headings }
    }
}

/// Heading of a section, an article or a chapter.
struct Heading {
    number: String,
    kind: HeadingKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadingKind {
    /// Contains paragraphs such as 4.3.
    Section,
    /// Contains items such as (2).
    Article,
    /// Contains articles.
    Chapter,
}

fn heading(line: &str) -> Option<Heading> {
    const WORDS: &[(&str, HeadingKind)] = &[
        ("Section", HeadingKind::Section),
        ("SECTION", HeadingKind::Section),
        ("Article", HeadingKind::Article),
        ("ARTICLE", HeadingKind::Article),
        ("Artikel", HeadingKind::Article),
        ("Art.", HeadingKind::Article),
        ("§", HeadingKind::Article),
    ];
    let word = WORDS.iter().find_map(|(word, kind)| Some((line.strip_prefix(word)?, *kind)));
    let Some((rest, kind)) = word else { return chinese_heading(line) };
    let rest = rest.trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let letter = rest[digits..].chars().next().filter(char::is_ascii_lowercase);
    let behind = &rest[digits + letter.map_or(0, char::len_utf8)..];
    // "Section 4 applies" is the start of a sentence.
    let goes_on = behind.trim_start().starts_with(char::is_lowercase)
        || behind.starts_with(char::is_alphanumeric);
    let number = rest[..rest.len() - behind.len()].to_owned();
    (digits > 0 && !goes_on).then_some(Heading { number, kind })
}

/// Whether the headings of a text have the form of British laws: "4 Duties", "5 Powers", each with items such as "(1)".
fn has_bare_headings(text: &str) -> bool {
    let mut before = None;
    let (mut is_numbered_on, mut has_items) = (false, false);
    for line in text.lines().map(str::trim) {
        if heading(line).is_some() || paragraph_number(line).is_some() {
            return false;
        }
        if let Some((_, value)) = bare_number(line) {
            is_numbered_on |= before.is_some_and(|before: u32| value == before + 1);
            before = Some(value);
        } else {
            has_items |= before.is_some() && line.starts_with('(') && Label::read(line).is_some();
        }
    }
    is_numbered_on && has_items
}

/// The number of a line such as "4 Duties" or "4A Powers", as written and as a value.
fn bare_number(line: &str) -> Option<(&str, u32)> {
    const MAX_DIGITS: usize = 3;
    const MAX_TITLE_CHARACTERS: usize = 100;
    let digits = line.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits <= MAX_DIGITS)?;
    let letters = line[digits..].find(|c: char| !c.is_ascii_uppercase()).filter(|it| *it <= 1)?;
    let (number, title) = line.split_at(digits + letters);
    let words = title.trim_start();
    let is_title = words.len() < title.len()
        && words.starts_with(char::is_uppercase)
        && !words.ends_with(['.', ';', ',', ':', '—'])
        && words.chars().nth(MAX_TITLE_CHARACTERS).is_none();
    let value = line[..digits].parse().ok().filter(|value| *value > 0)?;
    is_title.then_some((number, value))
}

/// A heading such as 第 4 节, 第四条 or 第二章.
fn chinese_heading(line: &str) -> Option<Heading> {
    let (number, behind) = leading_number(line.strip_prefix('第')?.trim_start())?;
    let kind = match behind.trim_start().chars().next()? {
        '条' => HeadingKind::Article,
        '节' => HeadingKind::Section,
        '章' => HeadingKind::Chapter,
        _ => return None,
    };
    Some(Heading { number, kind })
}

fn paragraph_number(line: &str) -> Option<String> {
    let number: String = line.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let numbered = parts.len() >= 2 && parts.iter().all(|part| !part.is_empty());
    let ends = line[number.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == '.');
    (numbered && ends).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_paragraphs_and_items_in_both_languages() {
        let text = "第 4 节 办公室\n\n4.1 由两部分组成。\n\n4.2 职能如下:\n\n(a) 支持;\n\n(b) 协调\n并综合。\n\n\
                    Section 5\n5.1 The Office:\n(a) Plans\n2010 was a year.\n";
        let bulletin = Bulletin::split(text);
        let names: Vec<&str> =
            bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["4", "4.1", "4.2", "4.2(a)", "4.2(b)", "5", "5.1", "5.1(a)"]);
        let item = &bulletin.paragraphs()[4].1;
        assert_eq!(text[item.clone()].trim(), "(b) 协调\n并综合。");
    }

    /// The names of the paragraphs of a text.
    fn names(text: &str) -> Vec<String> {
        Bulletin::split(text).paragraphs.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn ignores_huge_numbers() {
        let text = format!("{}1\n(a) A\n{}1\n(a) B\n", "1.".repeat(31), "1.".repeat(100_000));
        let shortest = format!("{}1", "1.".repeat(31));
        assert_eq!(
            names(&text),
            [shortest.clone(), format!("{shortest}(a)"), format!("{shortest}(a)")]
        );
    }

    #[test]
    fn finds_sections_numbered_in_figures_or_words() {
        let text = "第四节 总则\n第十条 设秘书处。\n第二十三条 设两司。\nArticle 7\nSECTION 8\n第三方不在此列。";
        assert_eq!(names(text), ["4", "10", "23", "7", "8"]);
    }

    #[test]
    fn finds_paragraphs_and_items_of_sections() {
        let text = "§ 3 Vorstand\nDer Vorstand leitet.\n§ 9a Aufgaben\n(1) Er plant.\n(2) Er prüft\n1. die Mittel,\n\
                    2. die Stellen:\na) besetzte,\nb) freie.\n(3) Nach\n§ 3 gilt dies.\nArt. 5\n(1) Eins.";
        let expected = [
            "3",
            "9a",
            "9a(1)",
            "9a(2)",
            "9a(2)(1)",
            "9a(2)(2)",
            "9a(2)(2)(a)",
            "9a(2)(2)(b)",
            "9a(3)",
            "5",
            "5(1)",
        ];
        assert_eq!(names(text), expected);
        let bulletin = Bulletin::split(text);
        assert_eq!(bulletin.find("§ 9a Abs. 2 Nr. 2 lit. b"), Some(7..8));
        assert_eq!(bulletin.find("§ 9a"), Some(1..9));
        assert_eq!(bulletin.find("§ 3 Abs. 1"), Some(0..1));
        assert_eq!(bulletin.find("Anlage 1"), None);
        let citable: Vec<&str> = bulletin.citable().collect();
        assert_eq!(
            citable,
            [
                "3",
                "9a(1)",
                "9a(2)",
                "9a(2)(1)",
                "9a(2)(2)",
                "9a(2)(2)(a)",
                "9a(2)(2)(b)",
                "9a(3)",
                "5(1)"
            ]
        );
    }

    #[test]
    fn treats_chinese_chapters_as_headings() {
        let text = "第一章 总则\n第一条 为了规范。\n第二章 机构\n第二条 厅设下列机构：\n（一）办公室；\n（二）人事处。\n第三条 附则。";
        assert_eq!(names(text), ["1", "2", "2(1)", "2(2)", "3"]);
        let bulletin = Bulletin::split(text);
        assert_eq!(bulletin.find("第二条第（二）项"), Some(3..4));
        assert_eq!(bulletin.find("第二条"), Some(1..4));
        assert_eq!(bulletin.citable().collect::<Vec<_>>(), ["1", "2(1)", "2(2)", "3"]);
    }

    #[test]
    fn distinguishes_items_of_later_paragraphs() {
        let text = "第四条 局负责下列事项：\n（一）船舶；\n（二）引航\n并护送。\n办公室负责下列事项：\n（一）文书；\n\
                    （二）档案。\n第五条 附则：\n（一）解释。\n";
        let expected = ["4", "4(1)", "4(2)", "4(款2)(1)", "4(款2)(2)", "5", "5(1)"];
        assert_eq!(names(text), expected);
        let bulletin = Bulletin::split(text);
        assert_eq!(bulletin.find("第四条第（一）项"), Some(1..2));
        assert_eq!(bulletin.find("第四条第一款第（一）项"), Some(1..2));
        assert_eq!(bulletin.find("第四条第二款第（二）项"), Some(4..5));
        assert_eq!(bulletin.find("第四条第二款"), Some(0..5), "its article");
        assert_eq!(
            bulletin.find("第五条第二款第（一）项"),
            Some(6..7),
            "no paragraph is told apart"
        );
        assert_eq!(bulletin.find("第四条"), Some(0..5));
    }

    #[test]
    fn finds_sections_of_british_acts() {
        let text = "3 The board\nThere is a board.\n4 Duties\n(1) The board—\n(a) plans routes,\n(b) keeps\n\
                    12 Boats ready.\n(2) It reports.\n4A Powers\n5 Money\n(1) Fees.\n";
        let expected = ["3", "4", "4(1)", "4(1)(a)", "4(1)(b)", "4(2)", "4a", "5", "5(1)"];
        assert_eq!(names(text), expected);
        let bulletin = Bulletin::split(text);
        assert_eq!(bulletin.find("s 4(1)(b)"), Some(4..5));
        assert_eq!(bulletin.citable().collect::<Vec<_>>()[1..3], ["4(1)", "4(1)(a)"]);
        assert_eq!(names("4.1 The Office:\n12 Officers\n13 Clerks\n(a) A"), ["4.1", "4.1(a)"]);
        assert_eq!(names("2010 Annual report\n2011 Annual report\n(1) A"), [""; 0]);
    }

    #[test]
    fn reads_bracketed_numbers_as_items_in_articles_only() {
        assert_eq!(names("4.1 The Office:\n(1) one\n1. two\n（一）三\n(a) A"), ["4.1", "4.1(a)"]);
    }

    #[test]
    fn nests_roman_items_below_letters() {
        let text = "4.1 The Office:\n(a) Plans:\n(i) routes;\n(ii) stays;\n(b) Reports.\n";
        assert_eq!(names(text), ["4.1", "4.1(a)", "4.1(a)(i)", "4.1(a)(ii)", "4.1(b)"]);
        assert_eq!(names("4.1 X\n(h) H\n(i) I\n(j) J")[2], "4.1(i)", "the letter after h");
        assert_eq!(names("4.1 X\n(i) one\n(ii) two"), ["4.1", "4.1(i)", "4.1(ii)"]);
    }

    #[test]
    fn citations_resolve_to_whole_paragraphs() {
        let bulletin = Bulletin::split("4.1 X\n(a) A\n(b) B\n4.2 Y\n5.1 Z\n");
        assert_eq!(bulletin.find("4.1(b)"), Some(2..3));
        assert_eq!(bulletin.find("4.1"), Some(0..3));
        assert_eq!(
            bulletin.find("4.2(c)"),
            Some(3..4),
            "the paragraph of an item that is not there"
        );
        assert_eq!(bulletin.find("6.1"), None);
        assert_eq!(bulletin.section(1), 0..4);
        assert_eq!(bulletin.section(4), 4..5);
    }
}
