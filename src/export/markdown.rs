//! Outline of a chart as readable Markdown: every unit is a numbered heading, followed by its head and its functions
//! with citations.
//!
//! It contains only texts of the file. `→` precedes superiors, and the id of a set follows a function that several
//! units share.

use std::io::{self, BufWriter, Write};

use super::{ExportError, Subtree};
use crate::model::{Chart, Citation, Person, Post, Statement, Status, Text, UnitIndex};

/// Maximum level of Markdown headings; the numbers distinguish levels below it.
const DEEPEST_HEADING: usize = 6;
/// Maximum level with numbers such as 1.2.3. Deeper units are numbered by level and last part, as in 17:3, because
/// their numbers would be as long as the tree is deep.
const MAX_NUMBERED_LEVEL: usize = 16;

/// Writes the outline of a part of a chart in a language.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(
    chart: &Chart,
    subtree: Subtree,
    language: &str,
    out: impl Write,
) -> Result<(), ExportError> {
    let first = chart.languages().first().map(String::as_str);
    let languages: Vec<&str> = std::iter::once(language).chain(first).collect();
    let shared_functions = chart.shared_sets().iter().map(|set| {
        let functions = set.functions.iter();
        functions.map(|function| function_line(function, Some(&set.id), &languages)).collect()
    });
    let shared_functions = shared_functions.collect();
    let mut writer =
        MarkdownWriter { chart, languages, shared_functions, out: BufWriter::new(out) };
    writer.top(subtree.root)?;
    // Number of units so far at each level from the top down to the current one.
    let mut numbers: Vec<usize> = Vec::new();
    let top = subtree.root.map_or(0, |root| chart.unit(root).depth);
    for unit in subtree.outline(chart) {
        let level = (chart.unit(unit).depth - top) as usize;
        numbers.resize(level + 1, 0);
        numbers[level] += 1;
        writer.unit(unit, &numbers)?;
    }
    writer.out.flush()?;
    Ok(())
}

struct MarkdownWriter<'a, W> {
    chart: &'a Chart,
    languages: Vec<&'a str>,
    /// The line of each function of each shared set, since many units may hold a set.
    shared_functions: Vec<Vec<String>>,
    out: W,
}

impl<W: Write> MarkdownWriter<'_, W> {
    fn top(&mut self, branch: Option<UnitIndex>) -> io::Result<()> {
        let (title, whole) = self.chart.titles(branch);
        writeln!(self.out, "# {}", self.words(title))?;
        let whole = whole.map(|whole| whole.get(self.languages.iter().copied()));
        let symbols = self.chart.sources().iter().filter_map(|source| source.symbol.as_deref());
        let facts = symbols.chain(self.chart.effective());
        let line: Vec<&str> = whole.into_iter().chain(facts).collect();
        if line.is_empty() {
            Ok(())
        } else {
            writeln!(self.out, "\n{}", escaped(&line.join(" · ")))
        }
    }

    fn unit(&mut self, index: UnitIndex, numbers: &[usize]) -> io::Result<()> {
        let unit = self.chart.unit(index);
        let number = number(numbers);
        let hashes = "#".repeat((numbers.len() + 1).min(DEEPEST_HEADING));
        let count = unit.count.times().map_or_else(String::new, |times| format!(" {times}"));
        let name = self.words(&unit.name);
        let acronym = unit.acronym.as_deref().map(|it| format!(" ({})", escaped(it)));
        let acronym = acronym.unwrap_or_default();
        let status = status(unit.status);
        writeln!(self.out, "\n{hashes} {number} {name}{acronym}{count}{status}")?;
        if let Some(head) = &unit.head {
            let head = self.head(head);
            writeln!(self.out, "\n{head}")?;
        }
        for (at, post) in unit.posts.iter().enumerate() {
            let gap = if at == 0 { "\n" } else { "" };
            let post = self.head(post);
            writeln!(self.out, "{gap}- {post}")?;
        }
        for (at, held) in self.chart.functions(index).into_iter().enumerate() {
            let gap = if at == 0 { "\n" } else { "" };
            let function = match held.set {
                Some(set) => &self.shared_functions[set.get()][held.place],
                None => &function_line(held.statement, None, &self.languages),
            };
            writeln!(self.out, "{gap}- {function}")?;
        }
        Ok(())
    }

    /// Title, holders, rank and superiors of a head or post.
    fn head(&self, head: &Post) -> String {
        let title = self.words(&head.title);
        let title = if title.is_empty() { title } else { format!("**{title}**") };
        let rank = head.rank.as_ref().map(|rank| format!(" · {}", self.words(rank)));
        let superiors = head.reports_to.iter();
        let superiors: Vec<String> =
            superiors.map(|&party| self.words(self.chart.party_title(party))).collect();
        let superiors = match &superiors[..] {
            [] => String::new(),
            superiors => format!(" → {}", superiors.join(" · ")),
        };
        let holders: Vec<String> = head.holders.iter().map(|person| self.person(person)).collect();
        let holders = match &holders[..] {
            [] => String::new(),
            holders if title.is_empty() => holders.join(", "),
            holders => format!(": {}", holders.join(", ")),
        };
        let status = status(head.status);
        format!("{title}{holders}{}{status}{superiors}", rank.unwrap_or_default())
    }

    /// A name, followed by acting and share.
    fn person(&self, person: &Person) -> String {
        let share = person.share.map(|share| share.to_string());
        let facts = share.into_iter().chain(person.acting.then(|| "acting".to_owned()));
        let facts: Vec<String> = facts.collect();
        let name = self.words(&person.name);
        if facts.is_empty() { name } else { format!("{name} ({})", facts.join("; ")) }
    }

    fn words(&self, text: &Text) -> String {
        escaped(text.get(self.languages.iter().copied()))
    }
}

/// A function, followed by its citations and the id of its shared set.
fn function_line(function: &Statement, set: Option<&str>, languages: &[&str]) -> String {
    let words = escaped(function.text.get(languages.iter().copied()));
    let cited = match &function.cite[..] {
        [] => String::new(),
        citations => format!(" ({})", cited(citations)),
    };
    let set = set.map(|set| format!(" `{set}`"));
    format!("{words}{cited}{}", set.unwrap_or_default())
}

/// The status of a unit or post.
fn status(status: Option<Status>) -> String {
    status.map(|status| format!(" ({})", status.word())).unwrap_or_default()
}

fn cited(citations: &[Citation]) -> String {
    let citations: Vec<String> =
        citations.iter().map(|citation| inline(&citation.to_string())).collect();
    citations.join(", ")
}

/// The number of a unit in the outline, from its position at each level.
fn number(places: &[usize]) -> String {
    match places {
        [.., last] if places.len() > MAX_NUMBERED_LEVEL => format!("{}:{last}", places.len()),
        places => places.iter().map(ToString::to_string).collect::<Vec<_>>().join("."),
    }
}

/// Escapes text that may be at the start of a line, where some characters start headings and lists.
fn escaped(words: &str) -> String {
    let mut escaped = inline(words);
    let number = escaped.bytes().take_while(u8::is_ascii_digit).count();
    let telling = if number == 0 { &['#', '+', '-', '='][..] } else { &['.', ')'] };
    if escaped[number..].starts_with(telling) {
        escaped.insert(number, '\\');
    }
    escaped
}

/// Text on one line, with a backslash before characters that Markdown, or a common extension of it, would interpret.
pub(crate) fn inline(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for word in words.split(is_break).filter(|word| !word.is_empty()) {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        for character in word.chars() {
            if "\\`*_[]<>&|~^${}".contains(character) {
                escaped.push('\\');
            }
            escaped.push(character);
        }
    }
    let mut escaped = escaped.trim().to_owned();
    // Hashes at the end of a heading would close it.
    if escaped.ends_with('#') {
        escaped.insert(escaped.len() - 1, '\\');
    }
    escaped
}

/// Whether a character ends a line or is space that Markdown does not keep.
fn is_break(character: char) -> bool {
    character == ' ' || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_does_not_grow_with_depth() {
        assert_eq!(number(&[1, 2, 3]), "1.2.3");
        assert_eq!(number(&[1; 16]), "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1");
        assert_eq!(number(&[&[1; 16][..], &[3]].concat()), "17:3");
    }

    #[test]
    fn escapes_markdown() {
        assert_eq!(escaped("a *b* [c](d) <e>"), r"a \*b\* \[c\](d) \<e\>");
        assert_eq!(escaped("1. one"), r"1\. one");
        assert_eq!(escaped("- x\n- y"), r"\- x - y");
        assert_eq!(escaped("司 4.3"), "司 4.3");
        assert_eq!(escaped("Sharp #"), r"Sharp \#");
        assert_eq!(escaped("#"), r"\#");
    }
}
