//! Numbering schemes of sources, and the notation of citations in each: `4.3(b)`,
//! `§ 9 Abs. 2 Nr. 3`, `s 4(2)(b)`, `Art. 5(2)`, `第四条第（二）项`.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

/// Numbering scheme of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// `4.3(b)`.
    #[default]
    Paragraphs,
    /// `§ 9 Abs. 2 Nr. 3`, `s 4(2)(b)`.
    Sections,
    /// `Art. 5(2)`, `第四条第（二）项`.
    Articles,
    /// Any other notation; citations are not interpreted.
    Free,
}

impl Numbering {
    /// All numberings, in the order of the format's description.
    pub const ALL: &'static [Self] =
        &[Self::Paragraphs, Self::Sections, Self::Articles, Self::Free];

    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paragraphs => "paragraphs",
            Self::Sections => "sections",
            Self::Articles => "articles",
            Self::Free => "free",
        }
    }

    /// Sign or word in front of a bare number; `None` if the reader's language has words for it.
    #[must_use]
    pub const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Paragraphs => None,
            Self::Sections => Some("§ "),
            Self::Articles => Some("Art. "),
            Self::Free => Some(""),
        }
    }

    /// An example of a citation.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Paragraphs => "4.3(b)",
            Self::Sections => "§ 9 Abs. 2",
            Self::Articles => "Art. 5(2)",
            Self::Free => "",
        }
    }

    /// The numbering of a citation; a bare number may have any.
    #[must_use]
    pub fn of(cited: &str) -> Self {
        match first_word(cited) {
            "" if place(cited).is_some() => Self::Paragraphs,
            word if SECTION_WORDS.contains(&word) => Self::Sections,
            word if ARTICLE_WORDS.contains(&word) || word == "第" => Self::Articles,
            _ => Self::Free,
        }
    }

    /// Whether a citation has the notation of this numbering.
    #[must_use]
    pub fn fits(self, cited: &str) -> bool {
        let found = Self::of(cited);
        self == Self::Free
            || ((found == self || found == Self::Paragraphs) && place(cited).is_some())
    }
}

const SECTION_WORDS: &[&str] = &["§", "§§", "s", "ss", "sec", "section", "sections"];
const ARTICLE_WORDS: &[&str] =
    &["art", "arts", "article", "articles", "artikel", "artículo", "artigo", "articolo"];
/// Words in front of the number of a sentence; texts do not number their sentences.
const SENTENCE_WORDS: &[&str] = &["satz", "s", "halbsatz", "hs", "sentence"];

/// Whether a citation has a sign or word in front of its number.
pub(super) fn has_sign(cited: &str) -> bool {
    !first_word(cited).is_empty()
}

/// The word or sign in front of the first number, in lower case without a full stop; `第` for a Chinese one.
fn first_word(cited: &str) -> &str {
    let cited = cited.trim_start();
    if cited.starts_with('第') {
        return "第";
    }
    let end = cited.find(|c: char| !(c.is_alphabetic() || c == '§')).unwrap_or(cited.len());
    let known = SECTION_WORDS.iter().chain(ARTICLE_WORDS);
    let word = &cited[..end];
    known.copied().find(|known| *known == word.to_lowercase()).unwrap_or(word)
}

/// Normalized citation, in the form of the names of paragraphs: `9(2)(3)` for `§ 9 Abs. 2 Nr. 3`.
///
/// `None` if it contains no number.
pub(super) fn place(cited: &str) -> Option<Cow<'_, str>> {
    if is_place(cited) {
        return Some(cited.into());
    }
    let cited = first_of_several(cited.trim());
    let place = if cited.starts_with('第') { chinese_place(cited) } else { latin_place(cited) };
    place.map(Cow::Owned)
}

/// Whether a citation is already normalized.
fn is_place(cited: &str) -> bool {
    let (number, items) = cited.split_once('(').unwrap_or((cited, ")"));
    let is_number = |part: &str| {
        let digits = part.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(part);
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    let is_label = |label: &str| label.bytes().all(|byte| byte.is_ascii_alphanumeric());
    number.split('.').all(is_number)
        && (cited == number
            || items.strip_suffix(')').is_some_and(|items| items.split(")(").all(is_label)))
}

/// The first citation in a list or range such as `§ 3, 4` or `Art. 5–7`.
fn first_of_several(cited: &str) -> &str {
    cited.split([',', ';', '、', '–', '—', '；', '，']).next().unwrap_or(cited).trim_end()
}

/// Start of an unnumbered paragraph (款) in a normalized citation; omitted for the first one of an article.
const CLAUSE: &str = "(款";

/// The part of a normalized citation for an unnumbered paragraph, such as `(款2)`.
pub(super) fn clause(number: usize) -> String {
    format!("{CLAUSE}{number})")
}

/// A normalized citation without its unnumbered paragraph; `None` if it has none.
pub(super) fn without_clause(place: &str) -> Option<String> {
    let (before, rest) = place.split_once(CLAUSE)?;
    let (_, behind) = rest.split_once(')')?;
    Some(format!("{before}{behind}"))
}

/// `4(2)` for `第四条第（二）项`, `4(款2)(1)` for `第四条第二款第（一）项`.
fn chinese_place(cited: &str) -> Option<String> {
    let mut place = String::new();
    let mut rest = cited;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(['第', ' ']);
        let bracketed = rest.strip_prefix(['（', '(']);
        let (number, behind) = leading_number(bracketed.unwrap_or(rest))?;
        let behind = behind.trim_start_matches(['）', ')', ' ']);
        let unit = behind.chars().next().filter(|unit| "编章节条款项目段".contains(*unit));
        rest = behind.strip_prefix(|c| Some(c) == unit).unwrap_or(behind);
        match unit {
            Some('编' | '章') if place.is_empty() && !rest.is_empty() => {}
            Some('款') if number == "1" || place.is_empty() => {}
            Some('款') => place += &format!("{CLAUSE}{number})"),
            _ if place.is_empty() => place = number,
            _ => place += &format!("({number})"),
        }
    }
    (!place.is_empty()).then_some(place)
}

/// `9(2)(3)` for `§ 9 Abs. 2 Nr. 3`, `4(2)(b)` for `s 4(2)(b)`.
fn latin_place(cited: &str) -> Option<String> {
    let mut place = String::new();
    let mut is_sentence = false;
    let mut rest = cited.chars().peekable();
    while let Some(&c) = rest.peek() {
        if c.is_ascii_digit() {
            let mut number = take_while(&mut rest, |c| c.is_ascii_digit() || c == '.');
            number.truncate(number.trim_end_matches('.').len());
            number += &take_while(&mut rest, |c| c.is_ascii_lowercase());
            match (place.is_empty(), std::mem::take(&mut is_sentence)) {
                (true, _) => place = number,
                (false, true) => {}
                (false, false) => place += &format!("({number})"),
            }
        } else if c.is_alphabetic() || c == '§' {
            let word = take_while(&mut rest, |c| c.is_alphabetic() || c == '§');
            let known = word.to_lowercase();
            if place.is_empty() {
                let is_known = SECTION_WORDS.contains(&&*known) || ARTICLE_WORDS.contains(&&*known);
                is_known.then_some(())?;
            } else if word.chars().count() == 1 && !SENTENCE_WORDS.contains(&&*known) {
                place += &format!("({known})");
            } else {
                is_sentence = SENTENCE_WORDS.contains(&&*known);
            }
        } else if c == '(' && !place.is_empty() {
            rest.next();
            let label = take_while(&mut rest, char::is_alphanumeric);
            place += &format!("({label})");
        } else {
            rest.next();
        }
    }
    (!place.is_empty()).then_some(place)
}

fn take_while(chars: &mut Peekable<Chars<'_>>, is_wanted: impl Fn(char) -> bool) -> String {
    std::iter::from_fn(|| chars.next_if(|&c| is_wanted(c))).collect()
}

/// The Arabic or Chinese number at the start of a text, in Arabic digits, and the rest of the text.
pub(super) fn leading_number(text: &str) -> Option<(String, &str)> {
    let is_figure = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let end = text.find(|c| !is_figure(c)).unwrap_or(text.len());
    if end > 0 {
        let figures = text[..end].chars().filter_map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
            c => Some(c),
        });
        return Some((figures.collect(), &text[end..]));
    }
    let end = text.find(|c| !CHINESE_DIGITS.contains(c)).unwrap_or(text.len());
    Some((chinese_number(&text[..end])?.to_string(), &text[end..]))
}

/// The digits from one to nine, then ten, a hundred and zero.
const CHINESE_DIGITS: &str = "一二三四五六七八九十百零";

/// A Chinese number from 1 to 999, such as 一百二十三.
fn chinese_number(text: &str) -> Option<usize> {
    let digit = |text: &str| match text {
        "" => None,
        digit => CHINESE_DIGITS[..27].find(digit).filter(|_| digit.len() == 3).map(|at| at / 3 + 1),
    };
    let below_hundred = |text: &str| match text.split_once('十') {
        None => digit(text),
        Some(("", "")) => Some(10),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            Some(tens * 10 + if ones.is_empty() { 0 } else { digit(ones)? })
        }
    };
    match text.split_once('百') {
        None => below_hundred(text),
        Some((hundreds, rest)) => {
            let rest = rest.trim_start_matches('零');
            Some(digit(hundreds)? * 100 + if rest.is_empty() { 0 } else { below_hundred(rest)? })
        }
    }
}

/// Sort key of a citation: numbers, including Chinese ones, by value, the rest as text.
pub(super) fn sort_key(cited: &str) -> Vec<(u64, &str)> {
    let mut parts = Vec::new();
    let mut rest = cited;
    while !rest.is_empty() {
        let is_numbered = parts.last().is_none_or(|&(_, words): &(u64, &str)| {
            words.ends_with(['第', '（', '(', ' ']) || words.is_empty()
        });
        let number = leading_number(rest)
            .filter(|(_, behind)| is_numbered || rest[..rest.len() - behind.len()].is_ascii());
        if let Some((number, behind)) = number {
            parts.push((number.parse().unwrap_or(u64::MAX), ""));
            rest = behind;
            continue;
        }
        let mut ends = rest.char_indices().skip(1);
        let end = ends
            .find(|&(at, c)| c.is_ascii_digit() || rest[..at].ends_with(['第', '（', '(', ' ']));
        let (words, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        parts.push((0, words));
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_all_citation_forms() {
        for (cited, expected) in [
            ("4.3(b)", "4.3(b)"),
            ("8.1(a)(ii)", "8.1(a)(ii)"),
            ("§ 9 Abs. 2", "9(2)"),
            ("§ 9 Abs. 2 Nr. 3 lit. b", "9(2)(3)(b)"),
            ("§9a Abs. 1 Satz 2", "9a(1)"),
            ("§ 3", "3"),
            ("§§ 3, 4", "3"),
            ("s 4(2)(b)", "4(2)(b)"),
            ("Section 12", "12"),
            ("Art. 5(2)", "5(2)"),
            ("Art. 5 Abs. 2", "5(2)"),
            ("Artikel 12 Absatz 3", "12(3)"),
            ("Articles 5–7", "5"),
            ("第四条", "4"),
            ("第四条第（二）项", "4(2)"),
            ("第二十三条第一款第（一）项", "23(1)"),
            ("第二十三条第二款第（一）项", "23(款2)(1)"),
            ("23(款2)(1)", "23(款2)(1)"),
            ("第一百零五条", "105"),
            ("第４条（2）", "4(2)"),
            ("第三章第十条", "10"),
        ] {
            assert_eq!(place(cited).as_deref(), Some(expected), "{cited}");
        }
        for cited in ["Annex IV", "preamble", "Anlage 2", "", "前言", "第条"] {
            assert_eq!(place(cited), None, "{cited}");
        }
    }

    #[test]
    fn detects_the_numbering_of_a_citation() {
        for (cited, expected) in [
            ("4.3(b)", Numbering::Paragraphs),
            ("§ 9 Abs. 2", Numbering::Sections),
            ("s 4(2)", Numbering::Sections),
            ("Art. 5(2)", Numbering::Articles),
            ("第四条", Numbering::Articles),
            ("Anlage 2", Numbering::Free),
        ] {
            assert_eq!(Numbering::of(cited), expected, "{cited}");
            assert!(expected.fits(cited), "{cited}");
        }
        assert!(!Numbering::Paragraphs.fits("§ 9"));
        assert!(!Numbering::Sections.fits("Art. 5"));
        assert!(Numbering::Articles.fits("5(2)"), "a bare number follows any");
        assert!(Numbering::Free.fits("Anlage 2"));
    }

    #[test]
    fn sorts_citations_by_number() {
        let sorted = |cited: &[&'static str]| {
            let mut cited = cited.to_vec();
            cited.sort_by_key(|cited| sort_key(cited));
            cited
        };
        let sections = ["§ 3", "§ 9 Abs. 2", "§ 9 Abs. 10", "§ 10"];
        assert_eq!(sorted(&["§ 10", "§ 9 Abs. 10", "§ 3", "§ 9 Abs. 2"]), sections);
        let articles = ["第四条第（二）项", "第九条", "第十条", "第十一条", "第二十条"];
        let mixed = ["第二十条", "第十条", "第四条第（二）项", "第十一条", "第九条"];
        assert_eq!(sorted(&mixed), articles);
        let paragraphs = ["4.3", "8.9(a)", "8.9(b)", "8.10", "10.1"];
        assert_eq!(sorted(&["8.10", "8.9(b)", "8.9(a)", "4.3", "10.1"]), paragraphs);
    }
}
