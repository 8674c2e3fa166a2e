//! An export that is settled: what it draws, what is checked first, and where it is written.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::super::{Failure, is_standard_stream, tell, to_standard_output};
use super::Arguments;
use crate::export::{
    ExportError, Extent, Format, Label, Origin, csv, json, markdown, pdf, png, svg, turtle,
};
use crate::file::{WriteError, free_bytes, remove_unfinished, write_atomically};
use crate::model::Chart;
use crate::scene::{Scene, SceneRequest, build};

/// Many viewers and converters show nothing larger, in pixels a side.
const MOST_VIEWERS: u32 = 32_767;

/// How shells say that a program was stopped by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Everything that is settled before the writing starts.
pub(super) struct Job<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) chart: &'a Chart,
    pub(super) origin: Origin,
    pub(super) extent: Extent,
    pub(super) language: String,
    pub(super) format: Format,
}

impl Job<'_> {
    /// Writes the file, whole or not at all.
    pub(super) fn to_file(&self) -> Result<ExitCode, Failure> {
        let Arguments { file, out, force, .. } = self.arguments;
        if is_same(file, out) {
            return Err(Failure::usage(format!("{} is the structure file itself", out.display())));
        }
        // Where the signals cannot be heard, what is left behind is a hidden file.
        let _ = ctrlc::set_handler(|| {
            remove_unfinished();
            std::process::exit(INTERRUPTED);
        });
        match write_atomically(out, *force, |file| self.write(file)) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error @ WriteError::Exists(_)) => {
                Err(Failure::output(error.to_string()).with_hint("--force replaces it"))
            }
            Err(WriteError::Content(error)) => {
                Err(Failure::output(format!("{}: {error}", out.display())))
            }
            Err(error) => Err(Failure::output(error.to_string())),
        }
    }

    /// Writes to standard output.
    pub(super) fn to_standard_output(&self) -> Result<ExitCode, Failure> {
        let mut failed = None;
        to_standard_output(|out| match self.write(out) {
            Ok(()) => Ok(()),
            Err(ExportError::Write(error)) => Err(error),
            Err(error) => {
                failed = Some(Failure::output(error.to_string()));
                Ok(())
            }
        })?;
        failed.map_or(Ok(ExitCode::SUCCESS), Err)
    }

    fn write(&self, out: impl Write) -> Result<(), ExportError> {
        match self.format {
            Format::Png => self.png(out),
            Format::Svg => {
                let scene = self.scene();
                let options = svg::SvgOptions {
                    scale: self.scale(&scene),
                    transparent: self.arguments.picture.transparent,
                    embed_font: self.arguments.picture.embed_font,
                };
                svg::write(self.chart, &scene, options, self.label(), out)
            }
            Format::Pdf => self.pdf(out),
            Format::Json => json::write(self.chart, self.extent, out),
            Format::Csv => csv::write(self.chart, self.extent, out),
            Format::Md => markdown::write(self.chart, self.extent, &self.language, out),
            Format::Ttl => turtle::write(self.chart, self.extent, self.label(), out),
        }
    }

    fn png(&self, out: impl Write) -> Result<(), ExportError> {
        let scene = self.scene();
        let options = png::PngOptions {
            scale: self.scale(&scene),
            transparent: self.arguments.picture.transparent,
        };
        let (width, height) = png::pixel_size(&scene, options)?;
        self.check_room(&scene, options)?;
        if width.max(height) > MOST_VIEWERS {
            tell(&format!(
                "the picture is {width} x {height} pixels, and many viewers show none above \
                 {MOST_VIEWERS} a side; --layout stacked is more compact, and a pdf has no pixels"
            ));
        }
        png::write(&scene, options, self.label(), &mut |_| {}, out)
    }

    fn pdf(&self, out: impl Write) -> Result<(), ExportError> {
        let picture = &self.arguments.picture;
        let request = self.request();
        let scale = match picture.width {
            Some(_) => self.scale(&build(self.chart, &request).scene),
            None => picture.scale,
        };
        let options = pdf::PdfOptions { scale, sheets: picture.sheets() };
        let report = pdf::write(self.chart, &request, options, self.label(), out)?;
        if report.is_reduced {
            tell("the chart is smaller than asked for: a page is at most 14400 points a side");
        }
        if report.least_text < pdf::LEAST_LEGIBLE {
            let advice = match options.sheets {
                Some(sheets) if sheets.atlas => "larger paper helps",
                _ => "larger paper or --atlas helps",
            };
            tell(&format!("the smallest text is {:.1} points high; {advice}", report.least_text));
        }
        Ok(())
    }

    /// A picture for which the disk has no room is not begun.
    fn check_room(&self, scene: &Scene, options: png::PngOptions) -> Result<(), ExportError> {
        let out = &self.arguments.out;
        let free = if is_standard_stream(out) { None } else { free_bytes(out) };
        free.map_or(Ok(()), |free| png::check_room(scene, options, free))
    }

    fn label(&self) -> Label<'_> {
        let languages = [self.language.as_str()].into_iter();
        let first = self.chart.languages().first().map(String::as_str);
        Label {
            title: self.chart.title().get(languages.chain(first)),
            language: &self.language,
            origin: Some(&self.origin),
        }
    }

    fn scene(&self) -> Scene {
        build(self.chart, &self.request()).scene
    }

    fn request(&self) -> SceneRequest {
        let picture = &self.arguments.picture;
        SceneRequest {
            language: self.language.clone(),
            mode: picture.theme,
            style: picture.layout,
            direction: picture.direction,
            relations: picture.lines.clone(),
            root: self.extent.root,
            depth: self.extent.depth,
            heading: true,
            legend: !picture.no_legend,
            ..SceneRequest::default()
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a pixel in sixteen million is not seen")]
    fn scale(&self, scene: &Scene) -> f32 {
        let picture = &self.arguments.picture;
        picture.width.map_or(picture.scale, |width| width as f32 / scene.size().x)
    }
}

/// Whether two names lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
