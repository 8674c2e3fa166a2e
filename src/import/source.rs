//! Sources of an import, by format.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::columns::Mapping;
use super::draft::Draft;
use super::json::Json;
use super::org::{self, Turtle};
use super::report::Report;
use super::sheet::{SheetOptions, Sheets, is_spreadsheet};
use super::table::{Row, Table, TableError, decode};
use super::{
    ImportOptions, Imported, again, berlin, completed, finished, json, organogram, outline,
    report_unread, table_draft,
};
use crate::edit::format::format;
use crate::message;
use crate::syntax::Tree;

/// Format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows and columns.
    Table,
    /// The British tables of senior and junior posts.
    UkOrganogram,
    /// This program's own JSON, or lists in the format of chart libraries.
    Json,
    /// Turtle in terms of the W3C's Organization Ontology.
    Org,
    /// A document of Berlin's Organigramm-Tool.
    Berlin,
    /// Indented or bulleted lines.
    Outline,
}

/// Options of reading a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions<'a> {
    /// Its format; by default it is detected by name and content.
    pub form: Option<Form>,
    /// The encoding of a text source.
    pub encoding: Option<&'a str>,
    /// The sheet of a spreadsheet.
    pub sheet: Option<&'a str>,
    /// Whether to include hidden rows and sheets of a spreadsheet.
    pub hidden: bool,
}

/// A source that has been read but not imported yet.
#[derive(Clone, Debug)]
pub struct Opened {
    form: Form,
    content: Content,
    /// Name of the encoding of a text source.
    encoding: &'static str,
    is_guessed: bool,
    /// The sheets of a spreadsheet.
    sheets: Option<Sheets>,
}

#[derive(Clone, Debug)]
enum Content {
    Tables(Vec<Table>),
    Own(Map<String, Value>),
    Berlin(Map<String, Value>),
    Outline(String),
    Turtle(Box<Turtle>),
}

/// Preview of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The columns of a table; empty for other sources.
    pub columns: Vec<String>,
    /// The first rows of a table.
    pub rows: Vec<Row>,
    /// The mapping used for a table.
    pub mapping: Option<Mapping>,
    /// The structure file and the report.
    pub imported: Imported,
}

impl Opened {
    /// Reads a source; `name` is its file name, whose extension determines the format if the content does not.
    ///
    /// # Errors
    ///
    /// If it is damaged, not of the requested format, or larger than a table may be.
    pub fn read(name: &str, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Self, TableError> {
        if is_spreadsheet(bytes) {
            let sheet = SheetOptions { name: options.sheet, hidden: options.hidden };
            let (table, sheets) = Table::of_sheet(bytes, &sheet)?;
            let opened = Self::of_table(table, options.form, ("", false))?;
            return Ok(Self { sheets: Some(sheets), ..opened });
        }
        let (text, decoded) = decode(bytes, options.encoding)?;
        if is_binary(&text) {
            return Err(TableError::NotOfForm(message!("a text")));
        }
        if options.form.is_none() && is_markup(&text) {
            return Err(TableError::OtherSheet(message!("an HTML or XML file")));
        }
        if options.form.is_none() && is_structure(&text) {
            return Err(TableError::IsStructure);
        }
        let encoding = (decoded.encoding, decoded.is_guessed);
        match options.form.unwrap_or_else(|| form_of(name, &text)) {
            Form::Org => {
                let turtle = org::read(text.trim_start_matches('\u{feff}'))?;
                Ok(Self::new(Form::Org, Content::Turtle(Box::new(turtle)), encoding))
            }
            Form::Outline => Ok(Self::new(Form::Outline, Content::Outline(text), encoding)),
            Form::Table | Form::UkOrganogram => {
                Self::of_table(Table::parse(&text)?, options.form, encoding)
            }
            asked @ (Form::Json | Form::Berlin) => {
                let (form, content) = match json::read(&text)? {
                    Json::Own(file) => (Form::Json, Content::Own(file)),
                    Json::Berlin(file) => (Form::Berlin, Content::Berlin(file)),
                    Json::List(table) => (Form::Json, Content::Tables(vec![table])),
                };
                if options.form == Some(Form::Berlin) && form != asked {
                    return Err(TableError::NotOfForm(message!("a document of the Berlin tool")));
                }
                Ok(Self::new(form, content, encoding))
            }
        }
    }

    const fn new(form: Form, content: Content, encoding: (&'static str, bool)) -> Self {
        Self { form, content, encoding: encoding.0, is_guessed: encoding.1, sheets: None }
    }

    fn of_table(
        table: Table,
        asked: Option<Form>,
        encoding: (&'static str, bool),
    ) -> Result<Self, TableError> {
        let is_organogram = organogram::is_organogram(&table);
        let form = match asked {
            Some(Form::UkOrganogram) if !is_organogram => {
                return Err(TableError::NotOfForm(message!(
                    "a British table of senior or junior posts"
                )));
            }
            Some(Form::UkOrganogram) => Form::UkOrganogram,
            None if is_organogram => Form::UkOrganogram,
            _ => Form::Table,
        };
        Ok(Self::new(form, Content::Tables(vec![table]), encoding))
    }

    /// Combines this source with another one: two British tables, or two tables with the same columns.
    ///
    /// # Errors
    ///
    /// If they do not match.
    pub fn and(mut self, other: Self) -> Result<Self, TableError> {
        match (&mut self.content, other.content) {
            (Content::Tables(tables), Content::Tables(more)) if self.form == other.form => {
                match (self.form, &mut tables[..], &more[..]) {
                    (Form::UkOrganogram, ..) => tables.extend(more),
                    (_, [one], [another]) if one.columns == another.columns => {
                        one.rows.extend(more.into_iter().flat_map(|table| table.rows));
                    }
                    _ => {
                        return Err(TableError::NotOfForm(message!(
                            "a table with the same columns"
                        )));
                    }
                }
                Ok(self)
            }
            _ => Err(TableError::NotOfForm(message!("a table of the same kind as the first"))),
        }
    }

    /// Format of the source.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The encoding, if it had to be guessed.
    #[must_use]
    pub fn guessed_encoding(&self) -> Option<&'static str> {
        self.is_guessed.then_some(self.encoding)
    }

    /// The sheets of a spreadsheet.
    #[must_use]
    pub const fn sheets(&self) -> Option<&Sheets> {
        self.sheets.as_ref()
    }

    /// The table to which a mapping applies; `None` if the format defines the meaning of its columns.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        match &self.content {
            Content::Tables(tables) if self.form != Form::UkOrganogram => tables.first(),
            _ => None,
        }
    }

    /// The organization's name, if the source contains it.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        match &self.content {
            Content::Own(file) => file
                .get("title")
                .and_then(Value::as_object)
                .map(|title| title.values().find_map(Value::as_str).unwrap_or_default().to_owned()),
            Content::Berlin(file) => Some(berlin::title(file)).filter(|title| !title.is_empty()),
            Content::Turtle(turtle) => turtle.title(),
            Content::Tables(_) | Content::Outline(_) => None,
        }
    }

    /// Imports the source. `mapping` is for tables; by default it is proposed from the header.
    #[must_use]
    pub fn import(&self, mapping: Option<&Mapping>, options: &ImportOptions) -> Imported {
        let mut report = Report { encoding: self.encoding.to_owned(), ..Report::default() };
        if let Content::Own(file) = &self.content {
            let ImportOptions { title, no_persons, comment } = options;
            let comment: String = comment.lines().map(|line| format!("// {line}\n")).collect();
            let body = json::structure(file.clone(), title, *no_persons, &mut report);
            let text = comment + &body;
            return Imported { text: format(&text).unwrap_or(text), report };
        }
        let mut options = options.clone();
        if options.title.is_empty() {
            options.title = self.title().unwrap_or_default();
        }
        let draft = self.draft(mapping, &mut report);
        finished(draft, report, &options)
    }

    /// Updates the text of a structure file from the source: units are matched by id, otherwise by name; everything
    /// that the source does not contain stays, and nothing is deleted.
    ///
    /// # Errors
    ///
    /// If the text has syntax errors, or the source is an export of this program, which is a complete structure file.
    pub fn import_into(
        &self,
        text: &str,
        mapping: Option<&Mapping>,
        options: &ImportOptions,
    ) -> Result<Imported, TableError> {
        if matches!(self.content, Content::Own(_)) {
            return Err(TableError::NotOfForm(message!(
                "a source that can be imported into a file"
            )));
        }
        let mut report = Report { encoding: self.encoding.to_owned(), ..Report::default() };
        let mut draft = self.draft(mapping, &mut report);
        completed(&mut draft, &mut report, options);
        let merged = again::merged(text, draft, &options.comment, &mut report);
        let text = merged.ok_or(TableError::NoStructure)?;
        Ok(Imported { text, report })
    }

    /// The units of the source, which is not an export of this program.
    fn draft(&self, mapping: Option<&Mapping>, report: &mut Report) -> Draft {
        if let Content::Tables(tables) = &self.content {
            for table in tables {
                report_unread(table, report);
            }
        }
        match &self.content {
            Content::Tables(tables) if self.form == Form::UkOrganogram => {
                organogram::units(tables, report)
            }
            Content::Tables(tables) => {
                let table = &tables[0];
                report.rows = table.rows.len();
                let mapping =
                    mapping.map_or_else(|| Cow::Owned(Mapping::proposed(table)), Cow::Borrowed);
                table_draft(table, &mapping, report)
            }
            Content::Berlin(file) => berlin::units(file, report),
            Content::Outline(text) => outline::units(text, report),
            Content::Turtle(turtle) => turtle.units(report),
            Content::Own(_) => Draft::default(),
        }
    }

    /// The first rows and the result of an import.
    #[must_use]
    pub fn preview(
        &self,
        mapping: Option<&Mapping>,
        options: &ImportOptions,
        rows: usize,
    ) -> Preview {
        let table = self.table();
        let mapping =
            table.map(|table| mapping.cloned().unwrap_or_else(|| Mapping::proposed(table)));
        let imported = self.import(mapping.as_ref(), options);
        Preview {
            columns: table.map(|table| table.columns.clone()).unwrap_or_default(),
            rows: table
                .map(|table| table.rows.iter().take(rows).cloned().collect())
                .unwrap_or_default(),
            mapping,
            imported,
        }
    }
}

/// Whether data is binary: its start contains many characters that texts do not have.
fn is_binary(text: &str) -> bool {
    let start = || text.chars().take(4096);
    let is_strange = |c: &char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\0' | '\u{80}'..='\u{9f}')
    };
    let strange = start().filter(is_strange).count();
    strange >= 20 && strange * 20 >= start().count()
}

/// Whether a text is HTML, which some programs save as a spreadsheet, or XML.
fn is_markup(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(9).collect();
    let start = start.to_lowercase();
    ["<html", "<!doctype", "<?xml", "<table"].iter().any(|tag| start.starts_with(tag))
}

/// Whether a text is a structure file.
fn is_structure(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let can_be = ["(", "#!", "//", "/*"].iter().any(|first| start.starts_with(first));
    can_be && Tree::parse(text).root().is_some_and(|root| root.field("organogram").is_some())
}

/// Format of a text: by its extension, otherwise by its first characters and by separators in its first line.
fn form_of(name: &str, text: &str) -> Form {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        Some("csv" | "tsv" | "tab") => return Form::Table,
        Some("md" | "txt" | "outline") => return Form::Outline,
        Some("json") => return Form::Json,
        Some("ttl" | "turtle") => return Form::Org,
        _ => {}
    }
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.starts_with('{') || text.starts_with('[') {
        return Form::Json;
    }
    if org::is_turtle(text) {
        return Form::Org;
    }
    let first = text.lines().next().unwrap_or_default();
    let is_table = [',', ';', '\t', '|'].iter().any(|&c| first.matches(c).count() >= 1);
    if is_table { Form::Table } else { Form::Outline }
}
