//! Outlines: indented or bulleted lines, or Markdown headings and lists, each a unit or a function.

use std::borrow::Cow;

use super::draft::{Draft, DraftPerson, DraftPost};
use super::report::Report;
use super::units::Tree;
use crate::message;

/// Characters that a backslash escapes.
const MARKS: &str = "\\-*•·–—+#()（）:：=_`0123456789第";
/// The first of the noncharacters (U+FDD0 to U+FDEF) that replace escaped characters.
const FIRST_MASK: u32 = 0xfdd0;
/// Number of functions without one.
const UNCITED: &str = "(-)";

/// A line of an outline.
struct Line<'a> {
    number: usize,
    /// Indentation; for a heading, its number of hashes, which precede all indented lines.
    depth: (usize, usize),
    words: &'a str,
}

/// The units of an outline: `Name (ACR) – Head: Holder`, with lines below that start with `(a)`, `1.` or `第一项` as
/// functions.
pub(super) fn units(text: &str, report: &mut Report) -> Draft {
    let mut tree = Tree::default();
    // The path to the last unit.
    let mut path: Vec<((usize, usize), usize)> = Vec::new();
    let mut headings = 0;
    for (at, line) in text.lines().enumerate() {
        let line = masked(line);
        let Some(line) = parsed(at + 1, &line, &mut headings) else { continue };
        report.rows += 1;
        if let (Some((cite, words)), Some(&(_, last))) = (function(line.words), path.last()) {
            tree.draft.units[last].functions.push((cite.to_owned(), unmasked(words)));
            continue;
        }
        while path.last().is_some_and(|(depth, _)| *depth >= line.depth) {
            path.pop();
        }
        let (name, acronym, head) = parts(line.words);
        if name.is_empty() {
            report.leave_out(line.number, "", "I001", message!("the line has no name"));
            continue;
        }
        let at = tree.add(path.last().map(|&(_, above)| above), &unmasked(name));
        tree.draft.units[at].row = Some(line.number);
        path.push((line.depth, at));
        tree.draft.units[at].acronym = unmasked(acronym);
        tree.draft.units[at].head = head;
    }
    tree.draft
}

/// Parses a line that is not blank; `headings` is the depth of the last heading.
fn parsed<'a>(number: usize, line: &'a str, headings: &mut usize) -> Option<Line<'a>> {
    let words = line.trim();
    if words.is_empty() || words.starts_with("```") || words.chars().all(|c| "-=*_".contains(c)) {
        return None;
    }
    let signs = words.len() - words.trim_start_matches('#').len();
    if signs > 0 && words[signs..].starts_with(' ') {
        *headings = signs;
        let words = words[signs..].trim();
        return Some(Line { number, depth: (signs, 0), words });
    }
    let blanks = line.chars().take_while(|c| c.is_whitespace());
    let indentation: usize =
        blanks.map(|c| if matches!(c, '\t' | '\u{3000}') { 4 } else { 1 }).sum();
    let words = words.trim_start_matches(['-', '*', '•', '·', '–', '+']).trim_start();
    Some(Line { number, depth: (*headings + 1, indentation), words })
}

/// The number and text of a function: `(a) …`, `1. …`, `1.2(a) …`, `第一项 …`, `（一）…`.
fn function(words: &str) -> Option<(&str, &str)> {
    let end = if let Some(rest) = words.strip_prefix('(') {
        rest.find(')').filter(|&end| end <= 4).map(|end| end + 2)
    } else if words.starts_with('（') {
        words.find('）').filter(|&end| end <= 12).map(|end| end + '）'.len_utf8())
    } else if words.starts_with('第') {
        words.find(['项', '条', '款']).filter(|&end| end <= 15).map(|end| end + '项'.len_utf8())
    } else {
        let digits = words.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(words.len());
        let number = &words[..digits];
        let has_number = number.starts_with(|c: char| c.is_ascii_digit());
        let end = if number.ends_with('.') { Some(digits) } else { letters_end(words, digits) };
        end.filter(|_| has_number)
    }?;
    let text = words[end..].trim();
    let cite = match words[..end].trim_end_matches('.') {
        UNCITED => "",
        cite => cite,
    };
    (!text.is_empty()).then_some((cite, text))
}

/// End of the bracketed letters that follow a number, as in `1.2(a)(i)`; `None` if there are none.
fn letters_end(words: &str, digits: usize) -> Option<usize> {
    let mut end = digits;
    while let Some(rest) = words[end..].strip_prefix('(') {
        end += rest.find(')').filter(|&length| (1..=4).contains(&length))? + 2;
    }
    (end > digits && words[end..].starts_with(' ')).then_some(end)
}

/// Text with escaped characters replaced by noncharacters, which are not interpreted.
fn masked(line: &str) -> Cow<'_, str> {
    if !line.contains('\\') {
        return Cow::Borrowed(line);
    }
    let mut masked = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().filter(|_| character == '\\');
        let mark =
            next.and_then(|next| (FIRST_MASK..).zip(MARKS.chars()).find(|(_, it)| it == next));
        match mark.and_then(|(code, _)| char::from_u32(code)) {
            Some(stand_in) => {
                masked.push(stand_in);
                characters.next();
            }
            None => masked.push(character),
        }
    }
    Cow::Owned(masked)
}

/// Restores the escaped characters.
fn unmasked(words: &str) -> String {
    let mark = |character: char| {
        let at = u32::from(character).checked_sub(FIRST_MASK)?;
        MARKS.chars().nth(at as usize)
    };
    words.chars().map(|character| mark(character).unwrap_or(character)).collect()
}

/// The name, acronym and head in `Name (ACR) – Head: Holder`.
fn parts(words: &str) -> (&str, &str, Option<DraftPost>) {
    let (name, head) = [" – ", " — ", " - "]
        .iter()
        .find_map(|dash| words.split_once(dash))
        .map_or((words, None), |(name, head)| (name, Some(head)));
    let (name, acronym) =
        match name.trim().strip_suffix([')', '）']).and_then(|name| name.rsplit_once(['(', '（']))
        {
            Some((name, acronym)) if acronym.chars().count() <= 12 => (name.trim(), acronym.trim()),
            _ => (name.trim(), ""),
        };
    let head = head.map(|head| {
        let (title, holder) = head.split_once([':', '：']).unwrap_or((head, ""));
        let holder = holder.trim();
        let holders = match super::rows::state(holder) {
            "" if !holder.is_empty() => {
                vec![DraftPerson { name: unmasked(holder), ..DraftPerson::default() }]
            }
            _ => Vec::new(),
        };
        let status = super::rows::state(holder);
        DraftPost { title: unmasked(title.trim()), holders, status, ..DraftPost::default() }
    });
    (name, acronym, head)
}
