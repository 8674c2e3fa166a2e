//! The print dialog: its choices, the preview of the sheets, and the document for the system's viewer.

use std::sync::Arc;

use egui::{ColorImage, Context, TextureFilter, TextureHandle, TextureOptions};

use crate::app::jobs::background::{Reporter, Task, Worker};
use crate::app::jobs::exporter::{Outcome, sheet_image};
use crate::app::jobs::memo::{Memo, Same};
use crate::app::state::export::Draft;
use crate::export::{Format, Job, Paper};
use crate::scene::Scene;

/// Size of the longer side of a sheet in the preview, in pixels.
const PREVIEW_SIDE: f32 = 1100.0;

/// A sheet of a document, by its index.
type SheetKey = (Same<Vec<Scene>>, usize);

/// The print dialog. The choices are kept for the next time.
pub(crate) struct PrintDialog {
    pub(crate) draft: Draft,
    /// Index of the sheet that is shown.
    pub(crate) sheet: usize,
    /// Error of the last attempt to create the document.
    pub(crate) failed: Option<String>,
    worker: Worker,
    laying_out: Memo<Job, Vec<Scene>>,
    sheets: Option<Arc<Vec<Scene>>>,
    drawing: Memo<SheetKey, Option<ColorImage>>,
    picture: Option<(SheetKey, TextureHandle)>,
    running: Option<Task<Outcome>>,
}

impl PrintDialog {
    pub(crate) fn new(worker: Worker) -> Self {
        let draft = Draft { format: Format::Pdf, paper: Some(Paper::A4), ..Draft::default() };
        Self {
            draft,
            sheet: 0,
            failed: None,
            worker,
            laying_out: Memo::default(),
            sheets: None,
            drawing: Memo::default(),
            picture: None,
            running: None,
        }
    }

    /// Sets other choices.
    pub(crate) fn choose(&mut self, draft: Draft) {
        (self.draft, self.sheet, self.failed) = (draft, 0, None);
    }

    /// Lays out and draws the contents of the dialog.
    pub(crate) fn prepare(&mut self, context: &Context, job: &Job) {
        let made = self.laying_out.follow(&self.worker, job, |job, _| job.sheets());
        self.sheets = made.filter(|(made, _)| made == job).map(|(_, sheets)| Arc::clone(sheets));
        let Some(sheets) = &self.sheets else { return };
        self.sheet = self.sheet.min(sheets.len().saturating_sub(1));
        let key = (Same::of(sheets), self.sheet);
        let drawn = self.drawing.follow(&self.worker, &key, |(sheets, at), _| {
            sheets.0.get(*at).and_then(|sheet| sheet_image(sheet, PREVIEW_SIDE))
        });
        let is_shown = self.picture.as_ref().is_some_and(|(shown, _)| *shown == key);
        if let Some((_, image)) = drawn.filter(|(drawn, _)| *drawn == key && !is_shown)
            && let Some(image) = image.as_ref()
        {
            let smooth = TextureOptions::LINEAR.with_mipmap_mode(Some(TextureFilter::Linear));
            self.picture = Some((key, context.load_texture("print", image.clone(), smooth)));
        }
    }

    /// Number of sheets; `None` while they are being laid out.
    pub(crate) fn sheet_count(&self) -> Option<usize> {
        self.sheets.as_ref().map(|sheets| sheets.len())
    }

    /// The picture of the sheet, or of the previous one while it is being drawn.
    pub(crate) fn picture(&self) -> Option<&TextureHandle> {
        self.picture.as_ref().map(|(_, picture)| picture)
    }

    /// Starts writing the document.
    pub(crate) fn start(&mut self, work: impl FnOnce(&Reporter) -> Outcome + Send + 'static) {
        self.failed = None;
        self.running = Some(self.worker.spawn(work));
    }

    /// Cancels writing the document.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Outcome of the document, once.
    pub(crate) fn finished(&mut self) -> Option<Outcome> {
        Some(Task::take(&mut self.running)?.unwrap_or_else(Outcome::from))
    }
}
