//! A source document's text, split into the numbered paragraphs and lettered items that citations
//! point to.

use std::ops::Range;

/// A longer number at the start of a line is none of a section or paragraph: each item repeats it.
const MAX_NUMBER_BYTES: usize = 64;

/// The places of a document's text that can be cited: `4`, `4.3`, `4.3(b)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulletin {
    paragraphs: Vec<(String, Range<usize>)>,
}

impl Bulletin {
    /// Splits a text. A section starts at a line such as "Section 4", "第 4 节" or "第四条", a
    /// paragraph at a line that starts with a number such as "4.3", an item at one that starts with
    /// "(b)", and an item of an item at one that starts with "(ii)".
    #[must_use]
    pub fn split(text: &str) -> Self {
        let mut paragraphs: Vec<(String, Range<usize>)> = Vec::new();
        let mut paragraph = String::new();
        let mut items = Items::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let words = line.trim();
            let number = section_number(words).or_else(|| paragraph_number(words));
            let citation =
                if let Some(number) = number.filter(|number| number.len() <= MAX_NUMBER_BYTES) {
                    paragraph = number;
                    items = Items::default();
                    Some(paragraph.clone())
                } else {
                    let label = item_label(words).filter(|_| !paragraph.is_empty());
                    label.map(|label| format!("{paragraph}{}", items.next(label)))
                };
            match (citation, paragraphs.last_mut()) {
                (Some(citation), _) => paragraphs.push((citation, start..at)),
                (None, Some((_, span))) => span.end = at,
                (None, None) => {}
            }
        }
        Self { paragraphs }
    }

    /// Every place that can be cited with its bytes in the text, in the order of the text.
    #[must_use]
    pub fn paragraphs(&self) -> &[(String, Range<usize>)] {
        &self.paragraphs
    }

    /// Where a cited paragraph stands among [`Self::paragraphs`], all its items with it. For an item
    /// that the text does not tell apart it is the paragraph that the item belongs to.
    #[must_use]
    pub fn find(&self, cited: &str) -> Option<Range<usize>> {
        let names = || self.paragraphs.iter().map(|(name, _)| name.as_str());
        let mut wanted = cited;
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

/// The items of a paragraph that were met so far.
#[derive(Default)]
struct Items {
    /// The last one; those below it have labels of their own.
    last: Option<String>,
    /// Whether the items are numbered (i), (ii), (iii) and not lettered.
    are_roman: bool,
}

impl Items {
    /// The labels of the next item, with that of the item it belongs to.
    fn next(&mut self, label: &str) -> String {
        let is_roman = label.chars().all(|c| "ivx".contains(c));
        if let Some(last) = &self.last
            && is_roman
            && !self.are_roman
            && !follows(last, label)
        {
            return format!("({last})({label})");
        }
        if self.last.is_none() {
            self.are_roman = is_roman && label == "i";
        }
        self.last = Some(label.to_owned());
        format!("({label})")
    }
}

/// Whether a letter comes right after another in the alphabet.
fn follows(letter: &str, next: &str) -> bool {
    match (letter.as_bytes(), next.as_bytes()) {
        ([letter], [next]) => letter + 1 == *next,
        _ => false,
    }
}

fn section_number(line: &str) -> Option<String> {
    let english = ["Section", "SECTION", "Article", "ARTICLE"];
    if let Some(rest) = english.iter().find_map(|word| line.strip_prefix(word)) {
        let digits = leading_digits(rest.trim_start());
        return (!digits.is_empty()).then(|| digits.to_owned());
    }
    let rest = line.strip_prefix('第')?.trim_start();
    let digits = leading_digits(rest);
    let (number, after) = if digits.is_empty() {
        let end = rest.find(|c| !CHINESE_DIGITS.contains(c)).unwrap_or(rest.len());
        (chinese_number(&rest[..end])?.to_string(), &rest[end..])
    } else {
        (digits.to_owned(), &rest[digits.len()..])
    };
    after.trim_start().starts_with(['节', '条', '章']).then_some(number)
}

fn leading_digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

/// The digits from one to nine in their order, then ten.
const CHINESE_DIGITS: &str = "一二三四五六七八九十";

/// A Chinese number from 1 to 99, such as 二十三.
fn chinese_number(text: &str) -> Option<usize> {
    let digit = |text: &str| match text {
        "" => None,
        digit => CHINESE_DIGITS[..27].find(digit).filter(|_| digit.len() == 3).map(|at| at / 3 + 1),
    };
    match text.split_once('十') {
        None => digit(text),
        Some((tens, "")) => Some(digit(tens).unwrap_or(1) * 10),
        Some((tens, ones)) => Some(digit(tens).unwrap_or(1) * 10 + digit(ones)?),
    }
}

fn paragraph_number(line: &str) -> Option<String> {
    let number: String = line.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let numbered = parts.len() >= 2 && parts.iter().all(|part| !part.is_empty());
    let ends = line[number.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == '.');
    (numbered && ends).then(|| number.to_owned())
}

/// What stands in brackets at the start of a line: a letter, or a small Roman number.
fn item_label(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['(', '（'])?;
    let label = &rest[..rest.find([')', '）'])?];
    let is_letter = label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_roman = (1..=5).contains(&label.len()) && label.chars().all(|c| "ivx".contains(c));
    (is_letter || is_roman).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items_are_found_in_both_languages() {
        let text = "第 4 节 办公室\n\n4.1 由两部分组成。\n\n4.2 职能如下:\n\n(a) 支持;\n\n(b) 协调\n并综合。\n\n\
                    Section 5\n5.1 The Office:\n(a) Plans\n2010 was a year.\n";
        let bulletin = Bulletin::split(text);
        let names: Vec<&str> =
            bulletin.paragraphs().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["4", "4.1", "4.2", "4.2(a)", "4.2(b)", "5", "5.1", "5.1(a)"]);
        let item = &bulletin.paragraphs()[4].1;
        assert_eq!(text[item.clone()].trim(), "(b) 协调\n并综合。");
    }

    /// The names of the places of a text.
    fn names(text: &str) -> Vec<String> {
        Bulletin::split(text).paragraphs.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_number_of_any_length_is_no_paragraph() {
        let text = format!("{}1\n(a) A\n{}1\n(a) B\n", "1.".repeat(31), "1.".repeat(100_000));
        let shortest = format!("{}1", "1.".repeat(31));
        assert_eq!(
            names(&text),
            [shortest.clone(), format!("{shortest}(a)"), format!("{shortest}(a)")]
        );
    }

    #[test]
    fn sections_are_numbered_in_figures_or_in_words() {
        let text = "第四节 总则\n第十条 设秘书处。\n第二十三条 设两司。\nArticle 7\nSECTION 8\n第三方不在此列。";
        assert_eq!(names(text), ["4", "10", "23", "7", "8"]);
    }

    #[test]
    fn small_roman_numbers_below_a_letter_are_its_items() {
        let text = "4.1 The Office:\n(a) Plans:\n(i) routes;\n(ii) stays;\n(b) Reports.\n";
        assert_eq!(names(text), ["4.1", "4.1(a)", "4.1(a)(i)", "4.1(a)(ii)", "4.1(b)"]);
        assert_eq!(names("4.1 X\n(h) H\n(i) I\n(j) J")[2], "4.1(i)", "the letter after h");
        assert_eq!(names("4.1 X\n(i) one\n(ii) two"), ["4.1", "4.1(i)", "4.1(ii)"]);
    }

    #[test]
    fn a_citation_leads_to_its_paragraph_with_all_items() {
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
