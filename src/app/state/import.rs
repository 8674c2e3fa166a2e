//! The import dialog.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, TextureFilter, TextureHandle, TextureOptions};

use crate::app::jobs::background::{Panicked, Worker};
use crate::app::jobs::importer::{
    Made, MakeRequest, Place, Read, ReadRequest, free_name, make, read,
};
use crate::app::jobs::memo::{Memo, Same};
use crate::diagnostic::Message;
use crate::i18n::Messages;
use crate::import::{Form, Mapping, Report};
use crate::message;
use crate::scene::theme::ThemeMode;

/// The maximum number of row numbers in a summary.
const MAX_ROWS_SAID: usize = 12;

/// The steps of the dialog, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Choice of a file or pasted text.
    #[default]
    Source,
    /// Options of reading it.
    Reading,
    /// Meaning of its columns.
    Columns,
    /// The chart, and the report on the rows.
    Chart,
}

impl Step {
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::Source, "import.step.source"),
        (Self::Reading, "import.step.reading"),
        (Self::Columns, "import.step.columns"),
        (Self::Chart, "import.step.chart"),
    ];
}

/// Choices in the dialog.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(crate) struct Choices {
    pub(crate) step: Step,
    /// Whether the source is pasted rather than a file.
    pub(crate) is_pasted: bool,
    pub(crate) path: String,
    pub(crate) pasted: Arc<String>,
    /// The format; `None` to detect it by extension or content.
    pub(crate) form: Option<Form>,
    pub(crate) encoding: String,
    pub(crate) sheet: String,
    /// Whether to include hidden rows and sheets.
    pub(crate) hidden: bool,
    /// A further table of the same format; empty for none.
    pub(crate) further: String,
    /// The mapping; `None` to use the one proposed by the header.
    pub(crate) mapping: Option<Mapping>,
    /// The organization's name; `None` to use that of the source.
    pub(crate) title: Option<String>,
    pub(crate) no_persons: bool,
    /// Whether to update an existing structure file.
    pub(crate) updates: bool,
    /// The structure file to write; `None` for one next to the source.
    pub(crate) target: Option<String>,
    /// The structure file to update; `None` for the open one.
    pub(crate) updated: Option<String>,
    /// The number of the row of a clicked problem.
    pub(crate) row: Option<usize>,
}

impl Choices {
    /// The choices for an outline to paste.
    pub(crate) fn outline() -> Self {
        Self { is_pasted: true, form: Some(Form::Outline), ..Self::default() }
    }

    /// The choices for a file.
    pub(crate) fn file(path: &Path) -> Self {
        let path = path.display().to_string();
        Self { path, step: Step::Reading, ..Self::default() }
    }

    /// The choices for another source, which has other sheets and probably other columns.
    pub(crate) fn of_another(&self) -> Self {
        let (further, sheet) = (String::new(), String::new());
        Self { mapping: None, title: None, target: None, row: None, further, sheet, ..self.clone() }
    }

    /// Whether a source is given.
    pub(crate) fn has_source(&self) -> bool {
        let words = if self.is_pasted { self.pasted.as_str() } else { self.path.as_str() };
        !words.trim().is_empty()
    }

    fn read_request(&self, max_bytes: u64) -> ReadRequest {
        let place = if self.is_pasted {
            Place::Pasted(Arc::clone(&self.pasted))
        } else {
            Place::File(self.path.trim().into())
        };
        let (form, encoding, sheet) = (self.form, self.encoding.clone(), self.sheet.clone());
        let further = Some(self.further.trim()).filter(|path| !path.is_empty() && !self.is_pasted);
        let (further, hidden) = (further.map(PathBuf::from), self.hidden);
        ReadRequest { place, form, encoding, sheet, hidden, further, max_bytes }
    }
}

/// Origin of a column mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MappingOrigin<'a> {
    /// The header.
    Header,
    /// A file next to the table.
    File(&'a str),
    /// An earlier import of a table with the same header.
    Remembered,
    /// The user.
    Chosen,
}

/// Context of the dialog, other than its choices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// Folder for proposed files if there is no source file.
    pub(crate) folder: PathBuf,
    /// The structure file that is open.
    pub(crate) open: Option<PathBuf>,
    /// Remembered mappings of tables.
    pub(crate) mappings: Vec<Mapping>,
}

/// The dialog, its parsed source, and the resulting chart.
pub(crate) struct ImportDialog {
    pub(crate) choices: Choices,
    surroundings: Surroundings,
    worker: Worker,
    reading: Memo<ReadRequest, Read>,
    making: Memo<MakeRequest, Option<Made>>,
    read: Option<Arc<Read>>,
    made: Option<Arc<Option<Made>>>,
    picture: Option<TextureHandle>,
    /// Error in processing the current choices.
    failed: Option<Message>,
    /// The last written structure file with its report, until it is shown.
    report: Option<(PathBuf, Report)>,
}

impl ImportDialog {
    pub(crate) fn new(worker: Worker) -> Self {
        Self {
            choices: Choices::default(),
            surroundings: Surroundings::default(),
            worker,
            reading: Memo::default(),
            making: Memo::default(),
            read: None,
            made: None,
            picture: None,
            failed: None,
            report: None,
        }
    }

    /// Resets the dialog.
    pub(crate) fn open(&mut self, choices: Choices, surroundings: Surroundings) {
        self.reading.clear();
        self.making.clear();
        (self.read, self.made, self.picture) = (None, None, None);
        (self.choices, self.surroundings, self.failed) = (choices, surroundings, None);
    }

    /// Changes the choices.
    pub(crate) fn choose(&mut self, choices: Choices) {
        self.choices = choices;
        self.failed = None;
    }

    /// Internal error in processing the current choices.
    pub(crate) const fn failed(&self) -> Option<&Message> {
        self.failed.as_ref()
    }

    /// Reads the source and creates the chart, if the choices have changed.
    pub(crate) fn follow(
        &mut self,
        context: &Context,
        language: &str,
        mode: ThemeMode,
        max_bytes: u64,
    ) {
        self.work(context, language, mode, max_bytes);
        let panicked = self.reading.take_failure().or_else(|| self.making.take_failure());
        if let Some(Panicked(panic)) = panicked {
            self.failed = Some(message!("reading the table failed: {0}", panic));
        }
    }

    fn work(&mut self, context: &Context, language: &str, mode: ThemeMode, max_bytes: u64) {
        if self.choices.step == Step::Source || !self.choices.has_source() {
            return;
        }
        let request = self.choices.read_request(max_bytes);
        let known = self.reading.follow(&self.worker, &request, |request, _| read(request));
        self.read = known.filter(|(known, _)| *known == request).map(|(_, read)| Arc::clone(read));
        if self.choices.step != Step::Chart {
            return;
        }
        let Some(read) = &self.read else { return };
        let request = MakeRequest {
            read: Same::of(read),
            mapping: self.mapping().map(|(mapping, _)| mapping.clone()),
            title: self.title(),
            no_persons: self.choices.no_persons,
            into: self.choices.updates.then(|| self.target().trim().into()),
            max_bytes,
            language: language.to_owned(),
            mode,
        };
        let known = self.making.follow(&self.worker, &request, make);
        let chart = known.filter(|(known, _)| *known == request).map(|(_, made)| Arc::clone(made));
        let is_new = |made: &Arc<Option<Made>>| {
            self.made.as_ref().is_none_or(|known| !Arc::ptr_eq(known, made))
        };
        if let Some(made) = chart.as_ref().filter(|made| is_new(made)) {
            let image = made.as_ref().as_ref().and_then(|made| made.picture.clone());
            let smooth = TextureOptions::LINEAR.with_mipmap_mode(Some(TextureFilter::Linear));
            let load = |image| context.load_texture("import", image, smooth);
            self.picture = image.map(load);
        }
        self.made = chart;
    }

    /// The source, or an error message; `None` while it is being read.
    pub(crate) fn read(&self) -> Option<&Read> {
        self.read.as_deref()
    }

    /// The chart; `None` while it is being created.
    pub(crate) fn made(&self) -> Option<&Made> {
        self.made.as_deref()?.as_ref()
    }

    /// The text of the structure file.
    pub(crate) fn made_text(&self) -> Option<String> {
        self.made().map(|made| made.text.clone())
    }

    /// Creates the chart again, because a file that it depends on has changed.
    pub(crate) fn rebuild(&mut self) {
        self.making.clear();
        self.made = None;
    }

    /// The picture of the chart.
    pub(crate) const fn picture(&self) -> Option<&TextureHandle> {
        self.picture.as_ref()
    }

    /// The meaning of the columns, and its origin.
    pub(crate) fn mapping(&self) -> Option<(&Mapping, MappingOrigin<'_>)> {
        let source = self.read()?.as_ref().ok()?;
        let proposed = source.proposed.as_ref()?;
        if let Some(chosen) = &self.choices.mapping {
            let is_proposed = chosen == proposed;
            let origin = if is_proposed { MappingOrigin::Header } else { MappingOrigin::Chosen };
            return Some((chosen, origin));
        }
        if let Some((name, mapping)) = &source.saved {
            return Some((mapping, MappingOrigin::File(name)));
        }
        let table = source.opened.table()?;
        let known = self.surroundings.mappings.iter().find(|mapping| mapping.is_for(table));
        Some(known.map_or((proposed, MappingOrigin::Header), |it| (it, MappingOrigin::Remembered)))
    }

    /// The organization's name.
    pub(crate) fn title(&self) -> String {
        let own = || match self.read() {
            Some(Ok(source)) => source.title.clone(),
            _ => String::new(),
        };
        self.choices.title.clone().unwrap_or_else(own)
    }

    /// The structure file to write.
    pub(crate) fn target(&self) -> String {
        let beside = || {
            let source = PathBuf::from(self.choices.path.trim());
            let is_file = !self.choices.is_pasted && source.file_stem().is_some();
            let path = if is_file { source } else { self.surroundings.folder.join("chart.ron") };
            free_name(&path.with_extension("ron")).display().to_string()
        };
        if self.choices.updates {
            let source = PathBuf::from(self.choices.path.trim()).with_extension("ron");
            let beside = Some(source).filter(|path| !self.choices.is_pasted && path.is_file());
            let known = self.surroundings.open.clone().or(beside);
            let known = known.map(|path| path.display().to_string());
            return self.choices.updated.clone().or(known).unwrap_or_default();
        }
        self.choices.target.clone().unwrap_or_else(beside)
    }

    /// Keeps the report on the rows until the structure file is shown.
    pub(crate) fn keep_report(&mut self, path: PathBuf) {
        self.report = self.made().map(|made| (path, made.report.clone()));
    }

    /// The report on the rows of the displayed file, once.
    pub(crate) fn take_report(&mut self, shown: Option<&Path>) -> Option<Report> {
        let is_shown = self.report.as_ref().is_some_and(|(path, _)| Some(path.as_path()) == shown);
        self.report.take_if(|_| is_shown).map(|(_, report)| report)
    }
}

/// Numbers of rows, units, posts and persons, and the omitted rows.
pub(crate) fn tally(messages: &Messages, report: &Report) -> String {
    let number = |number: usize| number.to_string();
    let numbers = [report.rows, report.units, report.posts, report.persons, report.mended.len()];
    let numbers = numbers.map(number);
    let mut tally = messages.fill("import.done", &numbers.each_ref().map(String::as_str));
    if let Some(changes) = report.changes.as_deref() {
        let numbers = [changes.added.len(), changes.replaced.len(), changes.gone.len()].map(number);
        let words = messages.fill("import.changed", &numbers.each_ref().map(String::as_str));
        tally = format!("{tally} {words}");
    }
    let mut rows: Vec<String> =
        report.left_out.iter().filter_map(|remark| remark.row).map(number).collect();
    if rows.is_empty() {
        return tally;
    }
    if rows.len() > MAX_ROWS_SAID {
        rows.truncate(MAX_ROWS_SAID);
        rows.push("…".to_owned());
    }
    format!("{tally} {}", messages.fill("import.left_out", &[&rows.join(", ")]))
}
