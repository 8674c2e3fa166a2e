//! Export work: measuring, writing files, and drawing pictures for the clipboard.

use std::io::{self, Cursor, Write};
use std::path::PathBuf;

use egui::ColorImage;

use crate::app::jobs::background::{Panicked, Reporter};
use crate::diagnostic::Message;
use crate::export::png::{PngOptions, write as write_png};
use crate::export::{Estimate, Job, Output, PdfPages, ProgressSink};
use crate::file::{self, WriteError};
use crate::message;
use crate::scene::Scene;

/// Maximum size of a chart that is measured synchronously, in units: this takes less than a few frames.
const MAX_AT_ONCE: usize = 500;
/// Maximum size of a picture for the clipboard, in pixels: it is in memory several times.
const MAX_COPIED: f64 = 50e6;

/// The size of an export, or why it cannot be written.
pub(crate) type Measured = Result<Estimate, Message>;

/// Measures an export.
pub(crate) fn measure(job: &Job) -> Measured {
    job.estimate().map_err(|error| error.message())
}

/// Whether measuring an export takes less than a few frames. All sheets of an atlas or a handbook are laid out in order
/// to count them.
pub(crate) fn is_quickly_measured(job: &Job) -> bool {
    let has_sheets =
        matches!(job.output, Output::Pdf(PdfPages::Atlas(_)) | Output::Handbook { .. });
    job.chart.units().len() <= MAX_AT_ONCE && !has_sheets
}

/// Outcome of an export.
pub(crate) enum Outcome {
    /// The file was written; with advice on it.
    Saved(PathBuf, Vec<Message>),
    /// The picture is ready for the clipboard.
    Copied(ColorImage),
    /// There is a file or a link in the place, which is not replaced unasked.
    InTheWay(PathBuf),
    /// There is no file or picture, and why.
    Failed(Message),
}

impl From<Panicked> for Outcome {
    fn from(Panicked(panic): Panicked) -> Self {
        Self::Failed(message!("writing failed: {0}", panic))
    }
}

/// Writes a file, unless it is cancelled; `replaces` allows replacing an existing file.
pub(crate) fn save(job: &Job, path: PathBuf, replaces: bool, reporter: &Reporter) -> Outcome {
    let free = file::free_bytes(&path);
    let mut listener = Listener { reporter, advice: Vec::new() };
    let written = file::write_atomically(&path, replaces, |out| {
        job.write(free, &mut listener, Cancellable { out, reporter })
    });
    match written {
        Ok(()) => Outcome::Saved(path, listener.advice),
        Err(WriteError::Exists(path) | WriteError::DanglingLink(path, _)) => {
            Outcome::InTheWay(path)
        }
        Err(WriteError::Content(error)) => Outcome::Failed(error.message()),
        Err(error) => Outcome::Failed(error.message()),
    }
}

/// Draws a picture, described as an export to PNG, for the clipboard.
pub(crate) fn copy(job: &Job, reporter: &Reporter) -> Outcome {
    match image(job, reporter) {
        Ok(image) => Outcome::Copied(image),
        Err(why) => Outcome::Failed(why),
    }
}

/// A picture's pixels.
pub(crate) fn image(job: &Job, reporter: &Reporter) -> Result<ColorImage, Message> {
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
    let mut listener = Listener { reporter, advice: Vec::new() };
    let out = Cancellable { out: &mut file, reporter };
    job.write(None, &mut listener, out).map_err(|error| error.message())?;
    pixels(&file).map_err(|error| message!("writing failed: {0}", error.to_string()))
}

/// The pixels of a PNG file written by this program: eight bits per channel, with or without alpha.
fn pixels(file: &[u8]) -> Result<ColorImage, png::DecodingError> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
    let frame = reader.next_frame(&mut pixels)?;
    let size = [frame.width as usize, frame.height as usize];
    Ok(match frame.color_type {
        png::ColorType::Rgba => ColorImage::from_rgba_unmultiplied(size, &pixels),
        _ => ColorImage::from_rgb(size, &pixels),
    })
}

/// A sheet as a picture whose longer side has `side` pixels.
pub(crate) fn sheet_image(sheet: &Scene, side: f32) -> Option<ColorImage> {
    let scale = side / sheet.size().max_elem().max(1.0);
    let options = PngOptions { scale, ..PngOptions::default() };
    let mut file = Vec::new();
    write_png(sheet, &options, &mut file).ok()?;
    pixels(&file).ok()
}

/// Writes a document for a viewer to a new folder that only this user can read.
pub(crate) fn save_for_viewer(job: &Job, name: &str, reporter: &Reporter) -> Outcome {
    match file::private_folder() {
        Ok(folder) => save(job, folder.join(name), true, reporter),
        Err(error) => Outcome::Failed(message!("writing failed: {0}", error.to_string())),
    }
}

/// Forwards progress to the window, and collects advice.
struct Listener<'a> {
    reporter: &'a Reporter,
    advice: Vec<Message>,
}

impl ProgressSink for Listener<'_> {
    fn progress(&mut self, part: f32) {
        // The writer stops a cancelled export.
        let _ = self.reporter.report(part);
    }

    fn advise(&mut self, advice: Message) {
        self.advice.push(advice);
    }
}

/// A writer that fails once the task is cancelled.
struct Cancellable<'a, W> {
    out: W,
    reporter: &'a Reporter,
}

impl<W: Write> Write for Cancellable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.reporter.is_cancelled() {
            return Err(io::Error::other("cancelled"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::export::{Content, Format, PictureSize};
    use crate::i18n::Messages;
    use crate::model::{Chart, SAMPLE};
    use crate::scene::SceneRequest;
    use crate::source::SourceText;

    fn job(chart: &Arc<Chart>, output: Output) -> Job {
        Job {
            chart: Arc::clone(chart),
            origin: None,
            request: SceneRequest::default(),
            area: None,
            content: Content::Units,
            output,
        }
    }

    fn sample() -> Arc<Chart> {
        Arc::new(Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0)
    }

    #[test]
    fn translates_export_errors() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = Output::Png { size: PictureSize::Scale(0.0), transparent: false };
        let job = job(&sample(), output);
        let outcome = save(&job, folder.path().join("a.png"), false, &Reporter::cancelled());
        let Outcome::Failed(why) = outcome else { panic!("it is not drawn") };
        assert_eq!(Messages::of("en").say(&why), "the scale must be greater than 0, not 0");
        assert_eq!(Messages::of("zh").say(&why), "比例须为大于 0 的数，不能是 0");
    }

    #[test]
    fn cancelled_exports_leave_no_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let chart = sample();
        for &format in Format::ALL {
            let job = job(&chart, Output::of(format));
            let path = folder.path().join("a").with_extension(format.extension());
            let outcome = save(&job, path, false, &Reporter::cancelled());
            assert!(matches!(outcome, Outcome::Failed(_)), "{format:?}");
            let mut left = std::fs::read_dir(folder.path()).expect("the folder is there");
            assert!(left.next().is_none(), "{format:?} leaves something behind");
        }
    }
}
