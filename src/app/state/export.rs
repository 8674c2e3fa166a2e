//! The export dialog: its choices, the job they describe, and the running export.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::jobs::background::{Reporter, Task, Worker};
use crate::app::jobs::exporter::{Measured, Outcome, is_quickly_measured, measure};
use crate::app::jobs::memo::Memo;
use crate::app::jobs::texts::OfficialTexts;
use crate::app::state::document::Document;
use crate::app::state::editions::MarkedChart;
use crate::app::state::view::View;
use crate::canvas::Canvas;
use crate::export::{Content, Format, Job, Output, PageSetup, Paper, PdfPages, PictureSize};
use crate::model::{Chart, UnitIndex};
use crate::scene::SceneRequest;
use crate::scene::theme::ThemeMode;

/// The exported part of the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// The whole chart.
    #[default]
    Whole,
    /// A unit's branch.
    Branch,
    /// The part visible in the window.
    View,
}

/// How a document is divided into sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// One with the chart.
    #[default]
    One,
    /// One for each branch that fits.
    Atlas,
    /// The pages of a handbook.
    Handbook,
}

/// The choices of the dialog.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box to tick")]
pub(crate) struct Draft {
    pub(crate) format: Format,
    pub(crate) part: Part,
    /// The id of the branch's top unit.
    pub(crate) branch: Option<String>,
    /// Whether branches collapsed in the window are collapsed in the export.
    pub(crate) keeps_folds: bool,
    /// The scale: 1 is 96 dpi, or for the visible part the size in the window.
    pub(crate) scale: f32,
    /// Whether the scale was typed instead of being chosen from the presets.
    pub(crate) has_own_scale: bool,
    /// The paper size; `None` for a page of the chart's size.
    pub(crate) paper: Option<Paper>,
    pub(crate) landscape: bool,
    pub(crate) sheets: Sheets,
    pub(crate) mode: ThemeMode,
    /// The language of the content, by its tag.
    pub(crate) language: String,
    /// The language of a handbook's second column, by its tag.
    pub(crate) beside: Option<String>,
    pub(crate) transparent: bool,
    pub(crate) embed_font: bool,
    pub(crate) legend: bool,
    /// Quotation of the cited paragraphs of the official texts in a page.
    pub(crate) quotes: bool,
    /// The target path, as typed.
    pub(crate) target: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            format: Format::Png,
            part: Part::Whole,
            branch: None,
            keeps_folds: false,
            scale: 1.0,
            has_own_scale: false,
            paper: None,
            landscape: true,
            sheets: Sheets::One,
            mode: ThemeMode::Light,
            language: String::new(),
            beside: None,
            transparent: false,
            embed_font: true,
            legend: true,
            quotes: false,
            target: String::new(),
        }
    }
}

impl Draft {
    /// The exported part: data formats have no view, and a branch may have been removed.
    pub(crate) fn part(&self, chart: &Chart) -> Part {
        match self.part {
            Part::View if !self.format.is_picture() => Part::Whole,
            Part::Branch if self.top(chart).is_none() => Part::Whole,
            part => part,
        }
    }

    /// The branch's top unit.
    pub(crate) fn top(&self, chart: &Chart) -> Option<UnitIndex> {
        chart.find(self.branch.as_deref()?)
    }

    /// The sheets of the document; the visible part has one.
    pub(crate) fn sheets(&self, chart: &Chart) -> Sheets {
        let has_several = self.format == Format::Pdf && self.part(chart) != Part::View;
        if has_several { self.sheets } else { Sheets::One }
    }

    /// The file to write, with the format's extension.
    pub(crate) fn path(&self) -> PathBuf {
        let typed = PathBuf::from(self.target.trim());
        let extension = self.format.extension();
        if typed.extension().is_some_and(|known| known.eq_ignore_ascii_case(extension)) {
            return typed;
        }
        let mut name = typed.into_os_string();
        name.push(".");
        name.push(extension);
        name.into()
    }

    /// The choices with another format and its extension.
    pub(crate) fn in_format(&self, format: Format) -> Self {
        let target = PathBuf::from(&self.target);
        let is_ours = target
            .extension()
            .is_some_and(|known| known.eq_ignore_ascii_case(self.format.extension()));
        let target = if is_ours { target.with_extension(format.extension()) } else { target };
        Self { format, target: target.display().to_string(), ..self.clone() }
    }

    /// The choices with other sheets: a handbook is in portrait orientation.
    pub(crate) fn on(&self, sheets: Sheets) -> Self {
        Self { sheets, landscape: sheets != Sheets::Handbook, ..self.clone() }
    }

    /// The choices with another part; a proposed file name follows the part.
    pub(crate) fn of_part(&self, part: Part, document: &Document) -> Self {
        let mut other = Self { part, ..self.clone() };
        let target = Path::new(&self.target);
        if target.file_name().is_some_and(|name| *name == *self.proposed_name(document)) {
            let target = target.with_file_name(other.proposed_name(document));
            other.target = target.display().to_string();
        }
        other
    }

    /// The proposed file name: that of the structure file, with the id of a branch's unit.
    pub(crate) fn proposed_name(&self, document: &Document) -> String {
        let own = Path::new(document.source.name());
        let stem = document.path.as_deref().unwrap_or(own).file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy();
        let stem = stem.strip_suffix(".organogram").unwrap_or(&stem);
        let is_branch = self.part(&document.chart) == Part::Branch;
        let id = self.branch.as_deref().filter(|id| is_branch && *id != stem);
        let id = id.map(|id| format!("-{id}")).unwrap_or_default();
        format!("{stem}{id}.{}", self.format.extension())
    }

    /// True if the official texts are needed.
    pub(crate) fn quotes(&self) -> bool {
        self.quotes && self.format == Format::Html
    }

    /// The format with its options.
    fn output(&self, chart: &Chart, size: PictureSize, texts: &OfficialTexts) -> Output {
        let Self { transparent, embed_font, landscape, .. } = *self;
        let setup = |paper| PageSetup { paper, landscape };
        match self.format {
            Format::Png => Output::Png { size, transparent },
            Format::Svg => Output::Svg { size, transparent, embed_font },
            Format::Pdf => {
                let setup_of_many = setup(self.paper.unwrap_or(Paper::A4));
                match self.sheets(chart) {
                    Sheets::Atlas => Output::Pdf(PdfPages::Atlas(setup_of_many)),
                    Sheets::Handbook => {
                        let known = |tag: &&String| chart.languages().contains(tag);
                        let beside = self.beside.as_ref().filter(known);
                        let beside = beside.filter(|tag| **tag != self.language).cloned();
                        Output::Handbook { setup: setup_of_many, beside }
                    }
                    Sheets::One => {
                        let sheet = self.paper.map(|paper| PdfPages::Sheet(setup(paper)));
                        Output::Pdf(sheet.unwrap_or(PdfPages::Scene(size)))
                    }
                }
            }
            Format::Html if self.quotes => Output::Html { texts: texts.quotable(chart) },
            _ => Output::of(self.format),
        }
    }

    /// Whether the format and its pages support the marks of a comparison.
    fn has_marks(&self, chart: &Chart) -> bool {
        (self.format.is_picture() || self.format == Format::Html)
            && self.sheets(chart) == Sheets::One
    }

    /// The export job for a document, its drawn chart and its view, with the marks of a comparison if one is shown.
    pub(crate) fn job(
        &self,
        document: &Document,
        drawn: &Arc<Chart>,
        view: &View,
        canvas: &Canvas,
        marked: Option<&MarkedChart>,
        texts: &OfficialTexts,
    ) -> Job {
        let marked = marked.filter(|_| self.has_marks(&document.chart));
        let chart = if self.format.is_drawn() { drawn } else { &document.chart };
        let chart = marked.map_or(chart, |marked| &marked.chart);
        let mut shown = view.request(chart, &document.fonts, &self.language, self.mode);
        if let Some(marked) = marked {
            shown.mark(&marked.marks);
        }
        let part = self.part(chart);
        let request = match part {
            // The visible part is laid out like in the window, without heading or legend.
            Part::View => shown,
            Part::Whole | Part::Branch => SceneRequest {
                root: self.top(chart).filter(|_| part == Part::Branch),
                collapsed: if self.keeps_folds { shown.collapsed } else { HashSet::new() },
                arranged: None,
                heading: true,
                legend: self.legend,
                aspect: SceneRequest::default().aspect,
                ..shown
            },
        };
        let (area, zoom) = match part {
            Part::View => (canvas.visible_area(), canvas.zoom()),
            Part::Whole | Part::Branch => (None, 1.0),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a scale is of few digits")]
        let size = PictureSize::Scale((f64::from(self.scale) * zoom) as f32);
        Job {
            chart: Arc::clone(chart),
            origin: None,
            request,
            area,
            content: Content::Units,
            output: self.output(chart, size, texts),
        }
    }
}

/// The state of the dialog.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Step {
    /// Choosing.
    #[default]
    Choosing,
    /// Asking whether to replace an existing file.
    Asking(PathBuf),
    /// The export failed, and why.
    Failed(String),
}

/// The export dialog. The choices are kept for the next time.
pub(crate) struct ExportDialog {
    pub(crate) draft: Draft,
    pub(crate) step: Step,
    /// The file whose replacement the system's dialog has confirmed.
    pub(crate) may_replace: Option<PathBuf>,
    /// The folder of the last export.
    folder: Option<PathBuf>,
    worker: Worker,
    measuring: Memo<Job, Measured>,
    measured: Option<Arc<Measured>>,
    running: Option<Task<Outcome>>,
}

impl ExportDialog {
    pub(crate) fn new(worker: Worker) -> Self {
        Self {
            draft: Draft::default(),
            step: Step::default(),
            may_replace: None,
            folder: None,
            worker,
            measuring: Memo::default(),
            measured: None,
            running: None,
        }
    }

    /// Opens the dialog for a part of a document in a language; `branch` is a unit's id.
    pub(crate) fn open(
        &mut self,
        document: &Document,
        (branch, part): (Option<String>, Part),
        language: &str,
    ) {
        (self.draft.branch, self.draft.part) = (branch, part);
        let known = document.chart.languages();
        let is_known = known.iter().any(|known| known == language);
        let language = if is_known { Some(language) } else { known.first().map(String::as_str) };
        language.unwrap_or_default().clone_into(&mut self.draft.language);
        let name = self.draft.proposed_name(document);
        let beside = || document.path.as_deref()?.parent().map(Path::to_path_buf);
        // Downloads have a name only.
        let has_folders = !cfg!(target_arch = "wasm32");
        let folder = self.folder.clone().or_else(beside).filter(|_| has_folders);
        let path = folder.unwrap_or_default().join(name);
        self.draft.target = std::path::absolute(&path).unwrap_or(path).display().to_string();
        self.step = Step::Choosing;
        self.may_replace = None;
    }

    /// Measures the export that the dialog describes.
    pub(crate) fn measure(&mut self, job: &Job) {
        if is_quickly_measured(job) {
            self.measuring.make_now(job, measure);
        }
        let measured = self.measuring.follow(&self.worker, job, |job, _| measure(job));
        let measured = measured.filter(|(measured, _)| measured == job);
        self.measured = measured.map(|(_, measured)| Arc::clone(measured));
    }

    /// The size of the export, or why it cannot be written; none while it is being measured.
    pub(crate) fn measured(&self) -> Option<&Measured> {
        self.measured.as_deref()
    }

    /// Starts an export, replacing a running one.
    pub(crate) fn start(&mut self, work: impl FnOnce(&Reporter) -> Outcome + Send + 'static) {
        self.running = Some(self.worker.spawn(work));
    }

    /// Cancels the running export; its unfinished file is removed.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The completed fraction of the running export, if it is known.
    pub(crate) fn progress(&self) -> Option<f32> {
        self.running.as_ref()?.progress()
    }

    /// Outcome of the export, once.
    pub(crate) fn finished(&mut self) -> Option<Outcome> {
        Some(Task::take(&mut self.running)?.unwrap_or_else(Outcome::from))
    }

    /// Records the folder of an exported file.
    pub(crate) fn saved(&mut self, path: &Path) {
        self.folder = path.parent().map(Path::to_path_buf);
    }
}
