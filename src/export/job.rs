//! An export that is settled: what of a chart is written, in which form and how large.
//!
//! The command line and the window make one of what they are asked for, so that both write the same.

use std::io::{self, Write};
use std::sync::Arc;

use emath::Rect;

use super::csv::{self, Cells};
use super::pdf::{self, MIN_LEGIBLE, PdfOptions, PdfReport, Sheets};
use super::png::{self, PngOptions};
use super::svg::{self, SvgOptions};
use super::{ExportError, Extent, Format, Label, Origin, json, markdown, turtle};
use crate::diagnostic::Message;
use crate::message;
use crate::model::Chart;
use crate::scene::{Scene, SceneRequest, build};

/// Many viewers and converters show nothing larger, in pixels a side.
const MAX_VIEWERS: u32 = 32_767;

/// Everything that is settled before the writing starts.
#[derive(Clone, Debug)]
pub struct Job {
    /// The chart.
    pub chart: Arc<Chart>,
    /// The file that it was read from; none where that is not to be said.
    pub origin: Option<Origin>,
    /// The form.
    pub format: Format,
    /// What a picture shows; data takes the branch, the levels and the language of it.
    pub request: SceneRequest,
    /// The part of the scene that a picture shows; none for all of it.
    pub area: Option<Rect>,
    /// The size of a picture.
    pub size: PictureSize,
    /// Whether there is nothing behind the chart (PNG, SVG).
    pub transparent: bool,
    /// Whether the letters are in the file (SVG).
    pub embed_font: bool,
    /// The paper, instead of a page of the chart's own size (PDF).
    pub sheets: Option<Sheets>,
    /// What becomes of words that a spreadsheet would compute (CSV).
    pub cells: Cells,
    /// What the IRIs start with; none for a base made from the title (Turtle).
    pub base: Option<String>,
}

/// How large a picture is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PictureSize {
    /// Pixels a point; 1 is 96 dots an inch.
    Scale(f32),
    /// The width in pixels.
    Width(u32),
}

impl PartialEq for Job {
    /// Charts are compared by identity: they are made anew when they change.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chart, &other.chart)
            && (&self.origin, self.format, &self.request, self.area)
                == (&other.origin, other.format, &other.request, other.area)
            && (self.size, self.transparent, self.embed_font, self.sheets, self.cells)
                == (other.size, other.transparent, other.embed_font, other.sheets, other.cells)
            && self.base == other.base
    }
}

/// How large an export is going to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Width and height: pixels of a PNG or an SVG, points of a page. None of data.
    pub size: Option<(f64, f64)>,
    /// How many sheets an atlas has.
    pub sheets: Option<usize>,
    /// About how many bytes.
    pub bytes: u64,
    /// What is good to know of that size.
    pub advice: Vec<Message>,
}

/// What hears of an export while it is written.
pub trait Watcher {
    /// What part of it is done, from 0 to 1, where that can be told.
    fn progress(&mut self, part: f32);

    /// What is good to know of its size.
    fn advise(&mut self, advice: Message);
}

impl Job {
    /// Writes the export, where a disk has so many bytes free, if that is known.
    ///
    /// # Errors
    /// As the format's own `write`; and when there is no room for a picture, before it is begun.
    pub fn write(
        &self,
        free_bytes: Option<u64>,
        watcher: &mut dyn Watcher,
        out: impl Write,
    ) -> Result<(), ExportError> {
        let title = self.title();
        let language = &self.request.language;
        let label = Label { title: &title, language, origin: self.origin.as_ref() };
        match self.format {
            Format::Png => self.png(free_bytes, label, watcher, out),
            Format::Svg => self.svg(label, out),
            Format::Pdf => self.pdf(label, watcher, out),
            Format::Json => json::write(&self.chart, self.extent(), out),
            Format::Csv => csv::write(&self.chart, self.extent(), self.cells, out),
            Format::Md => markdown::write(&self.chart, self.extent(), &self.request.language, out),
            Format::Ttl => {
                turtle::write(&self.chart, self.extent(), label, self.base.as_deref(), out)
            }
        }
    }

    /// How large it is going to be, without drawing it.
    ///
    /// # Errors
    /// When it cannot be written in this size.
    pub fn estimate(&self) -> Result<Estimate, ExportError> {
        if !self.format.is_picture() {
            let (bytes, advice) = (self.counted()?, Vec::new());
            return Ok(Estimate { size: None, sheets: None, bytes, advice });
        }
        let scene = self.scene();
        match self.format {
            Format::Png => {
                let options = self.png_options(&scene);
                let (width, height) = png::pixel_size(&scene, options)?;
                let bytes = png::estimated_bytes(&scene, options)?;
                let advice = png_advice(width, height).into_iter().collect();
                let size = Some((width.into(), height.into()));
                Ok(Estimate { size, sheets: None, bytes, advice })
            }
            Format::Pdf => {
                let options = self.pdf_options(&scene);
                let (size, report) = pdf::forecast(&scene, options)?;
                let bytes = pdf::estimated_bytes(&scene, options);
                let atlas = self.sheets.filter(|sheets| sheets.atlas);
                let count = |sheets| pdf::atlas_sheets(&self.chart, &self.request, sheets);
                let (sheets, advice) = (atlas.map(count), pdf_advice(report, options));
                Ok(Estimate { size: Some(size), sheets, bytes, advice })
            }
            _ => {
                let scale = f64::from(self.scale(&scene));
                // Whole pixels, as many as a PNG has.
                let side = |length: f32| png::pixels(f64::from(length) * scale);
                let sides = (side(scene.size().x), side(scene.size().y));
                let (bytes, advice) = (self.counted()?, Vec::new());
                Ok(Estimate { size: Some(sides), sheets: None, bytes, advice })
            }
        }
    }

    /// The bytes of what is written quickly: it is written, to nowhere.
    fn counted(&self) -> Result<u64, ExportError> {
        let mut count = Count(0);
        self.write(None, &mut Deaf, &mut count)?;
        Ok(count.0)
    }

    fn png(
        &self,
        free_bytes: Option<u64>,
        label: Label<'_>,
        watcher: &mut dyn Watcher,
        out: impl Write,
    ) -> Result<(), ExportError> {
        let scene = self.scene();
        let options = self.png_options(&scene);
        let (width, height) = png::pixel_size(&scene, options)?;
        if let Some(free) = free_bytes {
            png::check_room(&scene, options, free)?;
        }
        if let Some(advice) = png_advice(width, height) {
            watcher.advise(advice);
        }
        png::write(&scene, options, label, &mut |part| watcher.progress(part), out)
    }

    fn svg(&self, label: Label<'_>, out: impl Write) -> Result<(), ExportError> {
        let scene = self.scene();
        let options = SvgOptions {
            scale: self.scale(&scene),
            transparent: self.transparent,
            embed_font: self.embed_font,
        };
        svg::write(&self.chart, &scene, options, label, out)
    }

    fn pdf(
        &self,
        label: Label<'_>,
        watcher: &mut dyn Watcher,
        out: impl Write,
    ) -> Result<(), ExportError> {
        let options = match self.size {
            PictureSize::Width(_) => self.pdf_options(&self.scene()),
            PictureSize::Scale(scale) => PdfOptions { scale, sheets: self.sheets, area: self.area },
        };
        let report = pdf::write(&self.chart, &self.request, options, label, out)?;
        for advice in pdf_advice(report, options) {
            watcher.advise(advice);
        }
        Ok(())
    }

    fn png_options(&self, scene: &Scene) -> PngOptions {
        PngOptions { scale: self.scale(scene), transparent: self.transparent }
    }

    fn pdf_options(&self, scene: &Scene) -> PdfOptions {
        PdfOptions { scale: self.scale(scene), sheets: self.sheets, area: self.area }
    }

    /// What a picture draws.
    fn scene(&self) -> Scene {
        let scene = build(&self.chart, &self.request).scene;
        match self.area {
            Some(area) => scene.cropped(area),
            None => scene,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a pixel in sixteen million is not seen")]
    fn scale(&self, scene: &Scene) -> f32 {
        match self.size {
            PictureSize::Scale(scale) => scale,
            PictureSize::Width(width) => width as f32 / scene.size().x,
        }
    }

    fn extent(&self) -> Extent {
        Extent { root: self.request.root, depth: self.request.depth }
    }

    /// A branch is named with what it belongs to.
    fn title(&self) -> String {
        let first = self.chart.languages().first().map(String::as_str);
        let languages = || [self.request.language.as_str()].into_iter().chain(first);
        let (title, whole) = self.chart.titles(self.request.root);
        let title = std::iter::once(title).chain(whole).map(|title| title.get(languages()));
        title.collect::<Vec<_>>().join(" – ")
    }
}

fn png_advice(width: u32, height: u32) -> Option<Message> {
    (width.max(height) > MAX_VIEWERS).then(|| {
        message!(
            "the picture is {0} x {1} pixels, and many viewers show none above {2} a side; the stacked layout is more compact, and a PDF has no pixels",
            width,
            height,
            MAX_VIEWERS
        )
    })
}

fn pdf_advice(report: PdfReport, options: PdfOptions) -> Vec<Message> {
    let mut advice = Vec::new();
    if report.is_reduced {
        advice.push(message!(
            "the chart is smaller than asked for: a page is at most 14400 points a side"
        ));
    }
    if !report.is_archival {
        advice.push(message!(
            "the document is not PDF/A-2b: the licence of a font does not allow it"
        ));
    }
    if report.least_text < MIN_LEGIBLE {
        let points = format!("{:.1}", report.least_text);
        let is_atlas = options.sheets.is_some_and(|sheets| sheets.atlas);
        advice.push(if is_atlas {
            message!("the smallest text is {0} points high; larger paper helps", points)
        } else {
            message!("the smallest text is {0} points high; larger paper or an atlas helps", points)
        });
    }
    advice
}

/// Takes everything and keeps its length.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Hears nothing.
struct Deaf;

impl Watcher for Deaf {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: Message) {}
}
