//! Exports beside the window, on threads of their own: how large one is going to be, and the
//! writing of it, which can be called off.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;

use egui::{ColorImage, Context};

use crate::diagnostic::Message;
use crate::export::{Estimate, ExportError, Format, Job, Origin, Watcher};
use crate::file::{self, WriteError};
use crate::message;
use crate::source::SourceText;

/// Charts of so many units are measured at once: that takes less than a few frames.
const MAX_AT_ONCE: usize = 500;
/// The largest picture for the clipboard, in pixels: it is held in memory several times.
const MAX_COPIED: f64 = 50e6;

/// What an export is going to be, or why it cannot be.
type Measured = Result<Estimate, Message>;

/// Measures one export at a time.
#[derive(Default)]
pub(crate) struct Estimator {
    known: Option<(Job, Measured)>,
    running: Option<Receiver<(Job, Measured)>>,
}

impl Estimator {
    /// How large an export is going to be; none while it is measured.
    pub(crate) fn estimate(&mut self, context: &Context, job: &Job) -> Option<&Measured> {
        match self.running.as_ref().map(Receiver::try_recv) {
            Some(Ok(known)) => (self.known, self.running) = (Some(known), None),
            Some(Err(TryRecvError::Disconnected)) => self.running = None,
            Some(Err(TryRecvError::Empty)) | None => {}
        }
        let is_known = self.known.as_ref().is_some_and(|(known, _)| known == job);
        if !is_known && self.running.is_none() {
            let job = job.clone();
            // The sheets of an atlas are all laid out to be counted.
            let is_atlas = job.sheets.is_some_and(|sheets| sheets.atlas);
            if job.chart.units().len() <= MAX_AT_ONCE && !is_atlas {
                self.known = Some(measure(job));
            } else {
                let (sender, receiver) = channel();
                let context = context.clone();
                thread::spawn(move || {
                    // Nobody waits for it any more when that fails.
                    let _ = sender.send(measure(job));
                    context.request_repaint();
                });
                self.running = Some(receiver);
            }
        }
        self.known.as_ref().filter(|(known, _)| known == job).map(|(_, measured)| measured)
    }
}

fn measure(job: Job) -> (Job, Measured) {
    let measured = job.estimate().map_err(|error| error.message());
    (job, measured)
}

/// What became of an export.
pub(crate) enum Outcome {
    /// The file is there; what is good to know of it.
    Saved(PathBuf, Vec<Message>),
    /// The picture is ready for the clipboard.
    Copied(ColorImage),
    /// There is no file.
    Refused(WriteError<ExportError>),
    /// There is no picture, and why.
    Failed(Message),
}

/// What the thread leaves word of; it stops when this is gone.
#[derive(Default)]
struct Told {
    part: Option<f32>,
    advice: Vec<Message>,
}

/// An export that is written.
struct Running {
    outcome: Receiver<Outcome>,
    told: Arc<Mutex<Told>>,
}

/// How far an export is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// What part is written, from 0 to 1; none where that cannot be told.
    pub(crate) part: Option<f32>,
}

/// Writes one export at a time.
#[derive(Default)]
pub(crate) struct Exporter {
    running: Option<Running>,
}

impl Exporter {
    /// Starts to write the file of a text; `replaces` lets it take the place of one that is there.
    pub(crate) fn save(
        &mut self,
        context: &Context,
        job: Job,
        source: Option<SourceText>,
        path: PathBuf,
        replaces: bool,
    ) {
        self.start(context, move |listener| {
            let origin = source.map(|source| Origin::new(source.name(), source.text()));
            save(&Job { origin, ..job }, path, replaces, listener)
        });
    }

    /// Starts to draw a picture for the clipboard.
    pub(crate) fn copy(&mut self, context: &Context, job: Job) {
        let job = Job { format: Format::Png, ..job };
        self.start(context, move |mut listener| match image(&job, &mut listener) {
            Ok(image) => Outcome::Copied(image),
            Err(why) => Outcome::Failed(why),
        });
    }

    fn start(
        &mut self,
        context: &Context,
        work: impl FnOnce(Listener) -> Outcome + Send + 'static,
    ) {
        let (sender, outcome) = channel();
        let told = Arc::default();
        let listener = Listener { told: Arc::downgrade(&told), context: context.clone() };
        let context = context.clone();
        thread::spawn(move || {
            // Nobody waits for it any more when that fails.
            let _ = sender.send(work(listener));
            context.request_repaint();
        });
        self.running = Some(Running { outcome, told });
    }

    /// How far it is; none when nothing is written.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let told = &self.running.as_ref()?.told;
        Some(Progress { part: told.lock().unwrap_or_else(PoisonError::into_inner).part })
    }

    /// How it ended, once it has.
    pub(crate) fn finished(&mut self) -> Option<Outcome> {
        match self.running.as_ref()?.outcome.try_recv() {
            Err(TryRecvError::Empty) => None,
            result => {
                self.running = None;
                result.ok()
            }
        }
    }

    /// Calls it off: what there is of the file goes away.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }
}

/// Writes a file, unless it is called off before the end.
fn save(job: &Job, path: PathBuf, replaces: bool, mut listener: Listener) -> Outcome {
    let free = file::free_bytes(&path);
    let written = file::write_atomically(&path, replaces, |out| {
        let out = Stoppable { out, told: Weak::clone(&listener.told) };
        job.write(free, &mut listener, out)
    });
    match written {
        Ok(()) => Outcome::Saved(path, listener.advice()),
        Err(error) => Outcome::Refused(error),
    }
}

/// A picture's pixels.
fn image(job: &Job, listener: &mut Listener) -> Result<ColorImage, Message> {
    let estimate = job.estimate().map_err(|error| error.message())?;
    let (width, height) = estimate.size.unwrap_or_default();
    if width * height > MAX_COPIED {
        let [width, height] = [width, height].map(|side| format!("{side:.0}"));
        return Err(message!(
            "a picture of {0} x {1} pixels is too large for the clipboard: save it as a file",
            width,
            height
        ));
    }
    let mut file = Vec::new();
    let out = Stoppable { out: &mut file, told: Weak::clone(&listener.told) };
    job.write(None, listener, out).map_err(|error| error.message())?;
    let unreadable =
        |error: &dyn std::fmt::Display| message!("writing failed: {0}", error.to_string());
    let picture = eframe::icon_data::from_png_bytes(&file).map_err(|error| unreadable(&error))?;
    let size = [picture.width as usize, picture.height as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, &picture.rgba))
}

/// Leaves word for the window.
struct Listener {
    told: Weak<Mutex<Told>>,
    context: Context,
}

impl Listener {
    fn tell(&self, change: impl FnOnce(&mut Told)) {
        if let Some(told) = self.told.upgrade() {
            change(&mut told.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn advice(&self) -> Vec<Message> {
        let mut advice = Vec::new();
        self.tell(|told| advice = std::mem::take(&mut told.advice));
        advice
    }
}

impl Watcher for Listener {
    fn progress(&mut self, part: f32) {
        self.tell(|told| told.part = Some(part));
        self.context.request_repaint();
    }

    fn advise(&mut self, advice: Message) {
        self.tell(|told| told.advice.push(advice));
    }
}

/// A writer that refuses once nobody waits for what is written.
struct Stoppable<W> {
    out: W,
    told: Weak<Mutex<Told>>,
}

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.told.strong_count() == 0 {
            return Err(io::Error::other("called off"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Cells, PictureSize};
    use crate::model::{Chart, SAMPLE};
    use crate::scene::SceneRequest;

    #[test]
    fn what_is_called_off_leaves_no_file_in_any_format() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let chart = Arc::new(Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0);
        for &format in Format::ALL {
            let job = Job {
                chart: Arc::clone(&chart),
                origin: None,
                format,
                request: SceneRequest::default(),
                area: None,
                size: PictureSize::Scale(1.0),
                transparent: false,
                embed_font: false,
                sheets: None,
                cells: Cells::Guarded,
            };
            let called_off = Listener { told: Weak::new(), context: Context::default() };
            let path = folder.path().join("a").with_extension(format.extension());
            let outcome = save(&job, path, false, called_off);
            assert!(matches!(outcome, Outcome::Refused(WriteError::Content(_))), "{format:?}");
            let mut left = std::fs::read_dir(folder.path()).expect("the folder is there");
            assert!(left.next().is_none(), "{format:?} leaves something behind");
        }
    }
}
