//! Complete export as a value: the chart, the view, and the format with its options.
//!
//! The command line and the window both create one, so that they write the same bytes.

use std::io::{self, Write};
use std::sync::Arc;

use emath::Rect;

use super::csv::{self, Cells};
use super::drawing::Drawing;
use super::pdf::{self, Conformance, MIN_LEGIBLE, PageSetup, PageSize, PdfOptions, PdfReport};
use super::png::{self, PngOptions};
use super::svg::{self, SvgOptions};
use super::{
    ExportError, Format, Metadata, OfficialText, Origin, Subtree, dot, drawio, graphml, html, json,
    markdown, matrix, mermaid, outline, pptx, turtle, xlsx,
};
use crate::diagnostic::Message;
use crate::message;
use crate::model::Chart;
use crate::scene::atlas::Atlas;
use crate::scene::handbook::{Handbook, UnitSheets};
use crate::scene::matrix::{Matrix, MatrixSheet, sheet};
use crate::scene::side_by_side::{SideBySide, side_by_side};
use crate::scene::{Scene, SceneRequest, build};

/// Maximum side of pictures that many viewers and converters can display, in pixels.
const MAX_VIEWERS: u32 = 32_767;

/// An export with all of its inputs.
#[derive(Clone, Debug)]
pub struct Job {
    /// The chart.
    pub chart: Arc<Chart>,
    /// The file of the chart, if the export should name it.
    pub origin: Option<Origin>,
    /// The view for pictures; data formats use its branch, levels and language.
    pub request: SceneRequest,
    /// The visible part of the scene for pictures; everything if `None`, and in an atlas.
    pub area: Option<Rect>,
    /// Exported aspect of the chart.
    pub content: Content,
    /// The format with its options.
    pub output: Output,
}

/// Exported aspect of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Its units.
    #[default]
    Units,
    /// The matrix of its relations, as a picture or CSV.
    Matrix,
    /// Its units beside those of another edition, as a picture.
    SideBySide(Arc<SideBySide>),
    /// What became of its units since another edition: a book.
    Sheets(Arc<UnitSheets>),
}

/// A format with its options.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Output {
    /// Raster picture.
    Png {
        /// Its size.
        size: PictureSize,
        /// Whether to omit the background.
        transparent: bool,
    },
    /// Vector drawing.
    Svg {
        /// Its initial display size.
        size: PictureSize,
        /// Whether to omit the background.
        transparent: bool,
        /// Whether to embed the font.
        embed_font: bool,
    },
    /// Printable document.
    Pdf(PdfPages),
    /// Printable handbook.
    Handbook {
        /// The paper.
        setup: PageSetup,
        /// Tag of the language of a second column.
        beside: Option<String>,
    },
    /// An interactive page.
    Html {
        /// The texts from which cited paragraphs are quoted.
        texts: Vec<OfficialText>,
    },
    /// All of the data.
    Json,
    /// A table with a row for each unit.
    Csv(Cells),
    /// The outline with heads and functions.
    Md,
    /// The data in terms of the W3C's Organization Ontology.
    Ttl {
        /// The base of the IRIs; derived from the title if `None`.
        base: Option<String>,
    },
    /// A workbook of several sheets.
    Xlsx,
    /// Slides of shapes and connectors.
    Pptx,
    /// A drawing for draw.io.
    Drawio,
    /// A graph for yEd.
    Graphml,
    /// A flowchart for Mermaid.
    Mmd,
    /// A graph for Graphviz.
    Dot,
    /// The outline as text that `import` reads.
    Outline,
}

impl Output {
    /// A format with its default options.
    #[must_use]
    pub const fn of(format: Format) -> Self {
        let (size, transparent, embed_font) = (PictureSize::Scale(1.0), false, false);
        match format {
            Format::Png => Self::Png { size, transparent },
            Format::Svg => Self::Svg { size, transparent, embed_font },
            Format::Pdf => Self::Pdf(PdfPages::Scene(size)),
            Format::Html => Self::Html { texts: Vec::new() },
            Format::Json => Self::Json,
            Format::Csv => Self::Csv(Cells::Guarded),
            Format::Md => Self::Md,
            Format::Ttl => Self::Ttl { base: None },
            Format::Xlsx => Self::Xlsx,
            Format::Pptx => Self::Pptx,
            Format::Drawio => Self::Drawio,
            Format::Graphml => Self::Graphml,
            Format::Mmd => Self::Mmd,
            Format::Dot => Self::Dot,
            Format::Outline => Self::Outline,
        }
    }
}

/// Pages of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PdfPages {
    /// One page as large as the chart.
    Scene(PictureSize),
    /// One sheet of paper, to which the chart is fitted.
    Sheet(PageSetup),
    /// A sheet for each branch that fits one, with an overview and an index.
    Atlas(PageSetup),
}

impl PdfPages {
    /// The size of the page with the whole chart.
    fn page_size(self, scene: &Scene) -> PageSize {
        match self {
            Self::Scene(size) => PageSize::Scene(size.scale(scene)),
            Self::Sheet(setup) | Self::Atlas(setup) => PageSize::Paper(setup),
        }
    }
}

/// Size of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PictureSize {
    /// Pixels per point; scale 1 is 96 dots per inch.
    Scale(f32),
    /// The width in pixels.
    Width(u32),
}

impl PictureSize {
    #[expect(clippy::cast_precision_loss, reason = "a pixel in sixteen million is not seen")]
    fn scale(self, scene: &Scene) -> f32 {
        match self {
            Self::Scale(scale) => scale,
            Self::Width(width) => width as f32 / scene.size().x,
        }
    }
}

impl PartialEq for Job {
    /// Charts are compared by identity.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chart, &other.chart)
            && (&self.origin, &self.request, self.area, &self.content, &self.output)
                == (&other.origin, &other.request, other.area, &other.content, &other.output)
    }
}

/// Size of an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Width and height: pixels of a PNG or an SVG, points of a page. `None` for data.
    pub size: Option<(f64, f64)>,
    /// Number of sheets of an atlas.
    pub sheets: Option<usize>,
    /// Estimated size of the file in bytes.
    pub bytes: u64,
    /// Advice on the size.
    pub advice: Vec<Message>,
}

/// Receiver of an export's progress.
pub trait ProgressSink {
    /// Called with the completed fraction, from 0 to 1, if it is known.
    fn progress(&mut self, part: f32);

    /// Called with advice on the size.
    fn advise(&mut self, advice: Message);
}

impl Job {
    /// Writes the export. `free_bytes` is the free space on the disk, if it is known.
    ///
    /// # Errors
    ///
    /// Errors of the format's own `write`; also if there is no room for a picture, before anything is written.
    pub fn write(
        &self,
        free_bytes: Option<u64>,
        sink: &mut dyn ProgressSink,
        out: impl Write,
    ) -> Result<(), ExportError> {
        let title = self.title();
        let language = self.request.language.as_str();
        let metadata = Metadata { title: &title, language, origin: self.origin.as_ref() };
        let (chart, subtree) = (&*self.chart, self.subtree());
        match self.output {
            Output::Png { size, transparent } => {
                let scene = self.scene(false);
                let options = PngOptions { scale: size.scale(&scene), transparent, metadata };
                let (width, height) = png::pixel_size(&scene, &options)?;
                if let Some(free) = free_bytes {
                    png::check_room(&scene, &options, free)?;
                }
                if let Some(advice) = png_advice(width, height) {
                    sink.advise(advice);
                }
                png::write_with(&scene, &options, &mut |part| sink.progress(part), out)
            }
            Output::Svg { size, transparent, embed_font } => {
                let scene = self.scene(true);
                let scale = size.scale(&scene);
                let options = SvgOptions { scale, transparent, embed_font, metadata };
                svg::write(&scene, &options, out)
            }
            Output::Pdf(pages) => {
                let date = chart.effective();
                let report = match (pages, &self.content) {
                    (PdfPages::Atlas(setup), Content::Units) => {
                        let atlas = Atlas::new(chart, &self.request, setup.sheet());
                        pdf::write_atlas(&atlas, metadata, date, out)?
                    }
                    (_, Content::Matrix) => {
                        let (grid, sheet) = self.matrix(true);
                        let page = pages.page_size(&sheet.scene);
                        let options = PdfOptions { page, metadata, date };
                        pdf::write_matrix(&grid, &sheet, &options, out)?
                    }
                    _ => {
                        let scene = self.scene(true);
                        let options = PdfOptions { page: pages.page_size(&scene), metadata, date };
                        pdf::write(&scene, &options, out)?
                    }
                };
                for advice in pdf_advice(report, pages) {
                    sink.advise(advice);
                }
                Ok(())
            }
            Output::Handbook { setup, ref beside } => {
                let book = || self.book(setup, beside.as_deref());
                let report = pdf::write_handbook(book, metadata, chart.effective(), out)?;
                if let Some(advice) = conformance_advice(report.conformance) {
                    sink.advise(advice);
                }
                Ok(())
            }
            Output::Html { ref texts } => html::write(chart, &self.request, texts, metadata, out),
            Output::Json => json::write(chart, subtree, out),
            Output::Csv(cells) => match self.content {
                Content::Units | Content::SideBySide(_) | Content::Sheets(_) => {
                    csv::write(chart, subtree, cells, out)
                }
                Content::Matrix => matrix::write(chart, &self.request, cells, out),
            },
            Output::Md => markdown::write(chart, subtree, language, out),
            Output::Ttl { ref base } => {
                turtle::write(chart, subtree, metadata, base.as_deref(), out)
            }
            Output::Xlsx => xlsx::write(chart, subtree, metadata, out),
            Output::Pptx => pptx::write(chart, &self.request, metadata, out),
            Output::Drawio => drawio::write(&self.drawing(metadata), out),
            Output::Graphml => graphml::write(&self.drawing(metadata), out),
            Output::Mmd => {
                let drawing = self.drawing(metadata);
                if let Some(advice) = mermaid_advice(drawing.edges.len()) {
                    sink.advise(advice);
                }
                mermaid::write(&drawing, out)
            }
            Output::Dot => dot::write(&self.drawing(metadata), out),
            Output::Outline => outline::write(chart, subtree, language, out),
        }
    }

    /// The size of the export, without drawing it.
    ///
    /// # Errors
    /// If it cannot be written in this size.
    pub fn estimate(&self) -> Result<Estimate, ExportError> {
        match self.output {
            Output::Png { size, transparent } => {
                let scene = self.scene(false);
                let (scale, metadata) = (size.scale(&scene), Metadata::default());
                let options = PngOptions { scale, transparent, metadata };
                let (width, height) = png::pixel_size(&scene, &options)?;
                let bytes = png::estimated_bytes(&scene, &options)?;
                let advice = png_advice(width, height).into_iter().collect();
                let size = Some((width.into(), height.into()));
                Ok(Estimate { size, sheets: None, bytes, advice })
            }
            Output::Svg { size, .. } => {
                let scene = self.scene(false);
                let scale = f64::from(size.scale(&scene));
                // Whole pixels, as in a PNG.
                let side = |length: f32| png::pixels(f64::from(length) * scale);
                let sides = (side(scene.size().x), side(scene.size().y));
                let bytes = self.counted()?;
                Ok(Estimate { size: Some(sides), sheets: None, bytes, advice: Vec::new() })
            }
            Output::Pdf(pages) => self.pdf_estimate(pages),
            Output::Handbook { setup, ref beside } => {
                self.handbook_estimate(setup, beside.as_deref())
            }
            Output::Html { .. }
            | Output::Json
            | Output::Csv(_)
            | Output::Md
            | Output::Ttl { .. }
            | Output::Xlsx
            | Output::Pptx
            | Output::Drawio
            | Output::Graphml
            | Output::Mmd
            | Output::Dot
            | Output::Outline => {
                let bytes = self.counted()?;
                Ok(Estimate { size: None, sheets: None, bytes, advice: Vec::new() })
            }
        }
    }

    fn pdf_estimate(&self, pages: PdfPages) -> Result<Estimate, ExportError> {
        let scene = self.scene(false);
        // An atlas is an overview, the branches, and an index. Its text is known only after drawing it.
        let (sheets, times) = match pages {
            PdfPages::Scene(_) | PdfPages::Sheet(_) => (None, 1),
            PdfPages::Atlas(setup) => {
                let sheets = Atlas::page_count(&self.chart, &self.request, setup.sheet());
                (Some(sheets), 3)
            }
        };
        let (size, mut report) = pdf::forecast(&scene, pages.page_size(&scene))?;
        if sheets.is_some() {
            report.least_text = f32::INFINITY;
        }
        let bytes = pdf::estimated_bytes(&scene, times);
        let advice = pdf_advice(report, pages);
        Ok(Estimate { size: Some(size), sheets, bytes, advice })
    }

    /// The sheets of a document as scenes of the size of the paper; for other pictures, their scene.
    #[must_use]
    pub fn sheets(&self) -> Vec<Scene> {
        match &self.output {
            Output::Pdf(PdfPages::Atlas(setup)) if self.content == Content::Units => {
                pdf::sheets_of(Atlas::new(&self.chart, &self.request, setup.sheet()))
            }
            Output::Pdf(PdfPages::Sheet(setup) | PdfPages::Atlas(setup)) => {
                vec![pdf::on_paper(self.scene(false), *setup)]
            }
            Output::Handbook { setup, beside } => self.book(*setup, beside.as_deref()).pages,
            _ => vec![self.scene(false)],
        }
    }

    fn handbook_estimate(
        &self,
        setup: PageSetup,
        beside: Option<&str>,
    ) -> Result<Estimate, ExportError> {
        let sheet = setup.sheet();
        let book = || self.book(setup, beside);
        let mut count = Count(0);
        let date = self.chart.effective();
        let report = pdf::write_handbook(book, Metadata::default(), date, &mut count)?;
        Ok(Estimate {
            size: Some((sheet.width, sheet.height)),
            sheets: Some(report.pages),
            bytes: count.0,
            advice: Vec::new(),
        })
    }

    /// The organization as a book, or what became of its units.
    fn book<'a>(&'a self, setup: PageSetup, beside: Option<&'a str>) -> Handbook<'a> {
        match &self.content {
            Content::Sheets(sheets) => {
                Handbook::of_sheets(&self.chart, &self.request, sheets, setup.sheet())
            }
            _ => Handbook::new(&self.chart, &self.request, beside, setup.sheet()),
        }
    }

    /// The size in bytes of an export that is fast to write: it is written to a sink.
    fn counted(&self) -> Result<u64, ExportError> {
        let mut count = Count(0);
        self.write(None, &mut NoProgress, &mut count)?;
        Ok(count.0)
    }

    /// The scene of a picture.
    fn scene(&self, descriptions: bool) -> Scene {
        let paper = match self.output {
            Output::Pdf(PdfPages::Sheet(setup)) if self.area.is_none() => Some(setup.printable()),
            _ => self.request.paper,
        };
        let request = SceneRequest { paper, descriptions, ..self.request.clone() };
        let scene = match &self.content {
            Content::SideBySide(content) => side_by_side(content, &request),
            Content::Units | Content::Sheets(_) => build(&self.chart, &request).scene,
            Content::Matrix => self.matrix(descriptions).1.scene,
        };
        match self.area {
            Some(area) => scene.cropped(area),
            None => scene,
        }
    }

    /// The matrix with its picture.
    fn matrix(&self, descriptions: bool) -> (Matrix, MatrixSheet) {
        let request = SceneRequest { descriptions, ..self.request.clone() };
        let grid = Matrix::new(&self.chart, &request);
        let sheet = sheet(&self.chart, &grid, &request);
        (grid, sheet)
    }

    /// The nodes and edges of a drawing.
    fn drawing<'a>(&self, metadata: Metadata<'a>) -> Drawing<'a> {
        let request = SceneRequest { heading: false, legend: false, ..self.request.clone() };
        Drawing::new(&self.chart, &build(&self.chart, &request), request.mode, metadata)
    }

    fn subtree(&self) -> Subtree {
        Subtree { root: self.request.root, depth: self.request.depth }
    }

    /// The title; for a branch, followed by the organization.
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
            "the picture is {0} x {1} pixels, but many viewers support at most {2} per side; the stacked layout is more compact, and a PDF has no such limit",
            width,
            height,
            MAX_VIEWERS
        )
    })
}

fn mermaid_advice(edges: usize) -> Option<Message> {
    (edges > mermaid::MAX_EDGES).then(|| {
        message!(
            "the flowchart has {0} lines, but Mermaid draws at most {1} unless its setting maxEdges is raised",
            edges,
            mermaid::MAX_EDGES
        )
    })
}

fn conformance_advice(conformance: Conformance) -> Option<Message> {
    match conformance {
        Conformance::Accessible => None,
        Conformance::Archival => Some(message!(
            "the document is PDF/A-2b, but neither PDF/UA-1 nor PDF/A-2a: it has no language or title, or characters without a Unicode value"
        )),
        Conformance::None => {
            Some(message!("the document is not PDF/A-2b: the licence of a font does not allow it"))
        }
    }
}

fn pdf_advice(report: PdfReport, pages: PdfPages) -> Vec<Message> {
    let mut advice = Vec::new();
    if report.is_reduced {
        advice.push(message!(
            "the chart is smaller than requested: a page has at most 14400 points per side"
        ));
    }
    advice.extend(conformance_advice(report.conformance));
    if report.least_text < MIN_LEGIBLE {
        let points = format!("{:.1}", report.least_text);
        advice.push(if matches!(pages, PdfPages::Atlas(_)) {
            message!("the smallest text is {0} points high; use larger paper", points)
        } else {
            message!("the smallest text is {0} points high; use larger paper or an atlas", points)
        });
    }
    advice
}

/// Counts the bytes that are written.
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

/// Ignores progress.
struct NoProgress;

impl ProgressSink for NoProgress {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: Message) {}
}
