//! Chart as a workbook (XLSX) for spreadsheets: sheets of units, posts, functions, relations, bodies and sources, with
//! frozen headers, filters, and links from each id to its row.
//!
//! The first sheet has the columns of the [CSV](super::csv), so that `import` can read it back.

use std::collections::HashMap;
use std::io::Write;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};

use super::columns::{Columns, count, joined, languages};
use super::csv::STARTS;
use super::{ExportError, Metadata, PROGRAM, Subtree};
use crate::model::{
    Chart, Citation, FieldEntry, FieldType, FieldValue, Party, Post, Statement, Status, Text,
    UnitIndex,
};

/// Excel's maximum number of links on a sheet; on larger ones, ids are plain text.
const MAX_LINKS: usize = 65_530;
/// Excel's maximum length of a cell, in UTF-16 code units.
const MAX_CELL_LENGTH: usize = 32_767;
/// Widths of columns, in characters.
const MIN_WIDTH: f64 = 8.0;
const MAX_WIDTH: f64 = 60.0;
/// Excel's maximum indentation.
const MAX_INDENT: u8 = 15;

/// Writes the workbook of a part of a chart.
///
/// # Errors
/// If a sheet has more rows than Excel takes (1,048,576), or if writing to `out` fails.
pub fn write(
    chart: &Chart,
    subtree: Subtree,
    metadata: Metadata<'_>,
    mut out: impl Write,
) -> Result<(), ExportError> {
    let bytes = Book::new(chart, subtree).workbook(metadata).map_err(|error| match error {
        XlsxError::IoError(error) => ExportError::Write(error),
        error => ExportError::Document(Box::new(error)),
    })?;
    out.write_all(&bytes)?;
    Ok(out.flush()?)
}

/// A cell's content.
enum Cell {
    Text(String),
    Number(f64),
    /// Text with a link to the row of a unit or body.
    Link(String, Party),
    /// Text with a web or email link.
    Web(String),
    /// Text indented by a unit's depth.
    Indented(String, u32),
}

impl Cell {
    /// A number if the text is one.
    fn number(text: String) -> Self {
        text.parse().map_or(Self::Text(text), Self::Number)
    }

    fn text(&self) -> &str {
        match self {
            Self::Number(_) => "",
            Self::Text(text) | Self::Link(text, _) | Self::Web(text) | Self::Indented(text, _) => {
                text
            }
        }
    }
}

struct Book<'a> {
    chart: &'a Chart,
    units: Vec<UnitIndex>,
    languages: Vec<&'a str>,
    columns: Columns<'a>,
    /// Whether it is the whole chart.
    is_whole: bool,
    /// The row of each unit on its sheet, from 1.
    rows: HashMap<UnitIndex, u32>,
}

/// Row of an item, below the header.
fn row(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

impl<'a> Book<'a> {
    fn new(chart: &'a Chart, subtree: Subtree) -> Self {
        let units = subtree.units(chart);
        let columns = Columns::new(chart, &units);
        let rows = units.iter().enumerate().map(|(at, &unit)| (unit, row(at))).collect();
        let is_whole = subtree == Subtree::default();
        Self { chart, languages: languages(chart), columns, is_whole, rows, units }
    }

    fn workbook(&self, metadata: Metadata<'_>) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let mut about = DocProperties::new()
            .set_title(metadata.title)
            .set_author(PROGRAM)
            // The same chart produces the same bytes.
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        if let Some(origin) = metadata.origin {
            let words = format!("source {}; sha256 {}", origin.file_name, origin.sha256);
            about = about.set_comment(words);
        }
        book.set_properties(&about);
        let sheets = [
            ("units", self.unit_rows(), 1),
            ("posts", self.post_rows(), 1),
            ("functions", self.function_rows(), 1),
            ("relations", self.relation_rows(), 0),
            ("bodies", self.body_rows(), 1),
            ("sources", self.source_rows(), 1),
        ];
        for (name, (heads, rows), frozen_columns) in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(name)?;
            self.fill(sheet, &heads, &rows)?;
            sheet.set_freeze_panes(1, frozen_columns)?;
            let last = row(rows.len().saturating_sub(1));
            let last_column = u16::try_from(heads.len() - 1).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, last, last_column)?;
            sheet.set_landscape().set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
        }
        book.save_to_buffer()
    }

    fn fill(
        &self,
        sheet: &mut Worksheet,
        heads: &[String],
        rows: &[Vec<Cell>],
    ) -> Result<(), XlsxError> {
        let head = Format::new().set_bold();
        let plain = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        // Excel would interpret such text as a formula once somebody edits the cell.
        let quoted = plain.clone().set_quote_prefix();
        let links = rows.iter().flatten().filter(|cell| matches!(cell, Cell::Link(..))).count();
        let has_links = links <= MAX_LINKS;
        for (column, name) in (0..).zip(heads) {
            sheet.write_string_with_format(0, column, name, &head)?;
            let cells = rows.iter().filter_map(|row| row.get(usize::from(column)));
            sheet.set_column_width(column, width(name, cells))?;
        }
        for (at, cells) in rows.iter().enumerate() {
            let at = row(at);
            for (column, cell) in (0..).zip(cells) {
                let text = cut(cell.text());
                let format = if text.starts_with(STARTS) { &quoted } else { &plain };
                match cell {
                    Cell::Number(number) => {
                        sheet.write_number_with_format(at, column, *number, &plain)?;
                    }
                    Cell::Link(_, to)
                        if has_links && !text.is_empty() && self.row(*to).is_some() =>
                    {
                        let url = Url::new(self.row(*to).unwrap_or_default()).set_text(text);
                        sheet.write_url(at, column, url)?;
                    }
                    Cell::Web(_) if has_links && is_web(text) => {
                        sheet.write_url(at, column, text)?;
                    }
                    Cell::Indented(_, depth) => {
                        let indent = u8::try_from(*depth).unwrap_or(MAX_INDENT).min(MAX_INDENT);
                        let format = format.clone().set_indent(indent);
                        sheet.write_string_with_format(at, column, text, &format)?;
                    }
                    _ if text.is_empty() => {}
                    _ => {
                        sheet.write_string_with_format(at, column, text, format)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The location of a party's row.
    fn row(&self, party: Party) -> Option<String> {
        let (sheet, row) = match party {
            Party::Unit(unit) | Party::Post(unit, _) => ("units", *self.rows.get(&unit)?),
            Party::Body(body) => ("bodies", row(body.get())),
        };
        Some(format!("internal:'{sheet}'!A{}", row + 1))
    }

    fn unit_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let heads = self.columns.names();
        let cells = |&unit: &UnitIndex| {
            let it = self.chart.unit(unit);
            let cells = heads.iter().zip(self.columns.row(unit));
            let cells = cells.map(|(head, text)| match head.as_str() {
                "parent" => match it.parent {
                    Some(parent) => Cell::Link(text, Party::Unit(parent)),
                    None => Cell::Text(text),
                },
                "link" => Cell::Web(text),
                "depth" | "functions" | "headcount" | "head_fte" | "count" | "head_count" => {
                    Cell::number(text)
                }
                head if head.starts_with("total_") || self.is_number_field(head) => {
                    Cell::number(text)
                }
                head if head == "name" || head.starts_with("name_") => {
                    Cell::Indented(text, it.depth)
                }
                _ => Cell::Text(text),
            });
            cells.collect()
        };
        let rows = self.units.iter().map(cells).collect();
        (heads, rows)
    }

    /// Whether a column of units is a declared numeric field.
    fn is_number_field(&self, head: &str) -> bool {
        let id = head.strip_prefix("head_").unwrap_or(head).strip_prefix("field.");
        let mut fields = self.chart.fields().iter();
        fields.any(|field| field.field_type == FieldType::Number && id == Some(field.id.as_str()))
    }

    fn post_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut heads = names(&["unit", "id", "is_head"]);
        heads.extend(self.by_language("title"));
        heads.extend(names(&["rank", "holders", "status", "count", "fte", "reports_to", "cite"]));
        let fields = self.chart.fields();
        heads.extend(fields.iter().map(|field| format!("field.{}", field.id)));
        let mut rows = Vec::new();
        for &unit in &self.units {
            let it = self.chart.unit(unit);
            let heads = it.head.iter().map(|head| (head, true));
            for (post, is_head) in heads.chain(it.posts.iter().map(|post| (post, false))) {
                rows.push(self.post_row(unit, post, is_head));
            }
        }
        (heads, rows)
    }

    fn post_row(&self, unit: UnitIndex, post: &Post, is_head: bool) -> Vec<Cell> {
        let is_head = if is_head { "yes" } else { "" };
        let id = post.id.clone().unwrap_or_default();
        let mut cells = vec![self.link(Party::Unit(unit)), Cell::Text(id), text(is_head)];
        cells.extend(self.words(&post.title));
        let rank = post.rank.as_ref().map(|rank| rank.get(self.languages.iter().copied()));
        let superiors = post.reports_to.iter().map(|&party| self.chart.party_id(party));
        let superiors = Cell::Text(joined(superiors));
        cells.extend([
            text(rank.unwrap_or_default()),
            Cell::Text(self.columns.holders(post)),
            text(post.status.map_or("", Status::word)),
            Cell::number(count(post.count)),
            post.fte.map_or_else(|| text(""), |fte| Cell::Number(fte.get())),
            match post.reports_to[..] {
                [only] => Cell::Link(superiors.text().to_owned(), only),
                _ => superiors,
            },
            cited(&post.cite),
        ]);
        cells.extend((0..self.chart.fields().len()).map(|at| {
            FieldEntry::find(&post.fields, at).map_or_else(
                || text(""),
                |entry| match entry.value {
                    FieldValue::Number(number) => Cell::Number(number.get()),
                    FieldValue::Text(_) | FieldValue::Choice(_) => {
                        Cell::Text(self.columns.value(entry))
                    }
                },
            )
        }));
        cells
    }

    /// Rows of functions, duties, provisions and notes.
    fn function_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut heads = names(&["unit", "what", "cite"]);
        heads.extend(self.by_language("text"));
        heads.push("shared".to_owned());
        let mut rows = Vec::new();
        for &unit in &self.units {
            let it = self.chart.unit(unit);
            let mut add = |what: &str, statement: &Statement, set: &str| {
                let mut cells =
                    vec![self.link(Party::Unit(unit)), text(what), cited(&statement.cite)];
                cells.extend(self.words(&statement.text));
                cells.push(text(set));
                rows.push(cells);
            };
            for held in self.chart.functions(unit) {
                let set = held.set.map_or("", |set| &self.chart.shared_sets()[set.get()].id);
                add("function", held.statement, set);
            }
            for post in it.head.iter().chain(&it.posts) {
                post.duties.iter().for_each(|duty| add("duty", duty, ""));
            }
            it.provisions.iter().for_each(|provision| add("provision", provision, ""));
            it.basis.iter().for_each(|basis| add("basis", basis, ""));
            it.notes.iter().for_each(|note| add("note", note, ""));
        }
        (heads, rows)
    }

    /// Rows of lines with an end in the exported part.
    fn relation_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut heads = names(&["from", "from_name", "kind", "to", "to_name", "cite"]);
        heads.extend(self.by_language("text"));
        let is_in = |party: Party| party.unit().is_some_and(|unit| self.rows.contains_key(&unit));
        let relations = self.chart.relations().iter();
        let shown = relations
            .filter(|relation| self.is_whole || is_in(relation.from) || is_in(relation.to));
        let rows = shown.map(|relation| {
            let name =
                |party| text(self.chart.party_name(party).get(self.languages.iter().copied()));
            let mut cells = vec![
                self.link(relation.from),
                name(relation.from),
                text(relation.kind.word()),
                self.link(relation.to),
                name(relation.to),
                cited(&relation.cite),
            ];
            cells.extend(self.words(&relation.text));
            cells
        });
        let rows = rows.collect();
        (heads, rows)
    }

    fn body_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut heads = names(&["id"]);
        heads.extend(self.by_language("name"));
        let rows = self.chart.bodies().iter().map(|body| {
            let mut cells = vec![text(&body.id)];
            cells.extend(self.words(&body.name));
            cells
        });
        (heads, rows.collect())
    }

    fn source_rows(&self) -> (Vec<String>, Vec<Vec<Cell>>) {
        let mut heads = names(&["id", "symbol", "date"]);
        heads.extend(self.by_language("title"));
        let rows = self.chart.sources().iter().map(|source| {
            let symbol = source.symbol.as_deref().unwrap_or_default();
            let date = source.date.as_deref().unwrap_or_default();
            let mut cells = vec![text(&source.id), text(symbol), text(date)];
            cells.extend(self.words(&source.title));
            cells
        });
        (heads, rows.collect())
    }

    fn link(&self, party: Party) -> Cell {
        Cell::Link(self.chart.party_id(party).to_owned(), party)
    }

    /// The headers of a text's columns, one per language.
    fn by_language(&self, what: &str) -> impl Iterator<Item = String> {
        self.languages.iter().map(move |language| match *language {
            "" => what.to_owned(),
            language => format!("{what}_{language}"),
        })
    }

    fn words(&self, words: &Text) -> impl Iterator<Item = Cell> {
        let of = |language: &&str| text(words.exactly(language).unwrap_or_default());
        self.languages.iter().map(of)
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn cited(cite: &[Citation]) -> Cell {
    Cell::Text(joined(cite.iter()))
}

fn is_web(link: &str) -> bool {
    // Excel accepts links of at most 2,080 characters.
    let is_known = |scheme: &&str| {
        link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    link.len() <= 2_000 && ["http://", "https://", "mailto:"].iter().any(is_known)
}

/// The text, truncated to the maximum length of a cell.
fn cut(text: &str) -> &str {
    if text.len() <= MAX_CELL_LENGTH {
        return text;
    }
    let mut length = 0;
    let end = text.char_indices().find(|(_, c)| {
        length += c.len_utf16();
        length > MAX_CELL_LENGTH
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// The width of a column for its longest text, within bounds.
fn width<'a>(head: &str, cells: impl Iterator<Item = &'a Cell>) -> f64 {
    use unicode_width::UnicodeWidthStr as _;
    let indent = |cell: &Cell| match cell {
        Cell::Indented(_, depth) => 2 * *depth as usize,
        _ => 0,
    };
    // The filter arrow needs space beside the header.
    let widest = cells.map(|cell| cell.text().width() + indent(cell));
    let widest = widest.chain([head.len() + 3]).max().unwrap_or(0);
    f64::from(u32::try_from(widest).unwrap_or(u32::MAX)).clamp(MIN_WIDTH, MAX_WIDTH) + 1.0
}
