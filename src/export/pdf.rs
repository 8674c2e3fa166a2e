//! A chart as a PDF document: shapes, text that can be selected and searched, bookmarks that follow
//! the tree, and the font's letters in it.
//!
//! Without a paper the page is as large as the chart; on a paper the chart is made to fit; an atlas
//! has a page for each branch that fits one. Points of a scene are 96 to the inch, those of a
//! document 72.

mod atlas;
mod bookmarks;
mod index;
mod painter;
mod paper;
mod plan;

use std::io::Write;

use emath::Rect;
use krilla::configure::validate::Archival;
use krilla::configure::{Configuration, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::metadata::{DateTime, Metadata};
use krilla::{Document, SerializeSettings};

use self::bookmarks::{Places, bookmarks};
use self::painter::{Fonts, Sheet};
pub use self::paper::{Paper, Sheets};
use super::{ExportError, Label, checked_scale, language_tag, metadata_text};
use crate::model::Chart;
use crate::scene::theme::size;
use crate::scene::{Scene, SceneItem, SceneRequest, build};

/// Points of a document for one of a scene.
const POINT: f64 = 72.0 / 96.0;
/// The largest side of a page that viewers must show, in points.
const MAX_SIDE: f64 = 14_400.0;
/// Text smaller than this is hard to read on paper, in points.
pub const MIN_LEGIBLE: f32 = 5.0;

/// How a document is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PdfOptions {
    /// The chart's size on a page of its own; 1 prints as large as a picture of 96 dots an inch.
    pub scale: f32,
    /// The paper, instead of a page of the chart's own size.
    pub sheets: Option<Sheets>,
    /// The part of the scene that is shown; none for all of it, which an atlas always shows.
    pub area: Option<Rect>,
}

/// What became of the chart in the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PdfReport {
    /// How many pages there are.
    pub pages: usize,
    /// The smallest text, in points; of an atlas without its overview.
    pub least_text: f32,
    /// Whether a page of the chart's own size would be over the format's limit, so that the chart
    /// is smaller than asked for.
    pub is_reduced: bool,
    /// Whether it is PDF/A-2b: made for the archive.
    pub is_archival: bool,
}

/// Width and height in points of the pages of a scene's document, and what becomes of the chart on
/// them; the branches of an atlas and their text are only known when they are drawn.
///
/// # Errors
/// When the scale is no positive number.
pub fn forecast(
    scene: &Scene,
    options: PdfOptions,
) -> Result<((f64, f64), PdfReport), ExportError> {
    checked_scale(options.scale)?;
    let (sheet, mut report) = sheet(scene, options);
    if options.sheets.is_some_and(|sheets| sheets.atlas) {
        report.least_text = f32::INFINITY;
    }
    Ok((sheet.size(), report))
}

/// How many sheets an atlas has.
#[must_use]
pub fn atlas_sheets(chart: &Chart, request: &SceneRequest, sheets: Sheets) -> usize {
    atlas::sheet_count(chart, request, sheets)
}

/// About how many bytes the document of a scene takes: within a half of the truth for charts.
#[must_use]
pub fn estimated_bytes(scene: &Scene, options: PdfOptions) -> u64 {
    const FONTS: usize = 20_000;
    // An overview, the branches, and an index.
    let times = if options.sheets.is_some_and(|sheets| sheets.atlas) { 3 } else { 1 };
    let ink = |item: &SceneItem| match item {
        SceneItem::Box { .. } => 40,
        SceneItem::Line { .. } | SceneItem::Polygon { .. } => 25,
        SceneItem::Text { run, .. } => 40 + 4 * run.text().chars().count(),
    };
    (FONTS + times * scene.items.iter().map(ink).sum::<usize>()) as u64
}

/// Writes the document of a chart as a request shows it.
///
/// # Errors
/// When the scale is no positive number, or the document cannot be made, before anything is
/// written; and when `out` refuses.
pub fn write(
    chart: &Chart,
    request: &SceneRequest,
    options: PdfOptions,
    label: Label<'_>,
    mut out: impl Write,
) -> Result<PdfReport, ExportError> {
    checked_scale(options.scale)?;
    let draw = |configuration| match options.sheets {
        Some(sheets) if sheets.atlas => atlas::draw(chart, request, sheets, label, configuration),
        _ => {
            let scene = build(chart, request).scene;
            let scene = match options.area {
                Some(area) => scene.cropped(area),
                None => scene,
            };
            one_page(chart, &scene, options, label, configuration)
        }
    };
    // PDF/A where it can be. It takes no font whose licence forbids embedding: an ordinary document is
    // better than none.
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
    let drawn = match archival.map(draw) {
        Ok(Err(KrillaError::Validation(_))) | Err(_) => draw(Configuration::default())
            .map(|(bytes, report)| (bytes, PdfReport { is_archival: false, ..report })),
        Ok(drawn) => drawn,
    };
    let (bytes, report) = drawn.map_err(|error| ExportError::Document(error.to_string()))?;
    out.write_all(&bytes)?;
    Ok(report)
}

type Drawn = Result<(Vec<u8>, PdfReport), KrillaError>;

fn one_page(
    chart: &Chart,
    scene: &Scene,
    options: PdfOptions,
    label: Label<'_>,
    configuration: Configuration,
) -> Drawn {
    let (sheet, report) = sheet(scene, options);
    let mut document = document(chart, label, configuration);
    let fonts = Fonts::new(&scene.fonts);
    sheet.draw(&mut document, &fonts, scene, &[]);
    let mut places = Places::default();
    for group in &scene.groups {
        places.note(group.subject, 0, sheet.point(group.bounds.min));
    }
    document.set_outline(bookmarks(chart, &places, label.language));
    Ok((document.finish()?, report))
}

/// The one page of a scene.
fn sheet(scene: &Scene, options: PdfOptions) -> (Sheet, PdfReport) {
    let (sheet, is_reduced) = match options.sheets {
        Some(sheets) => (Sheet::fitted(sheets.size(), scene.bounds), false),
        None => own_page(scene, options.scale),
    };
    let least_text = sheet.points(size::SMALL);
    (sheet, PdfReport { pages: 1, least_text, is_reduced, is_archival: true })
}

/// A page as large as the chart, or as large as a page may be.
fn own_page(scene: &Scene, scale: f32) -> (Sheet, bool) {
    let (width, height) = (f64::from(scene.size().x), f64::from(scene.size().y));
    let asked = f64::from(scale) * POINT;
    let most = MAX_SIDE / width.max(height).max(1.0);
    (Sheet::exact(scene.bounds, asked.min(most)), asked > most)
}

fn document(chart: &Chart, label: Label<'_>, configuration: Configuration) -> Document {
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut metadata = Metadata::new()
        .title(metadata_text(label.title))
        .creator(super::PROGRAM.to_owned())
        .producer(super::PROGRAM.to_owned())
        .creation_date(creation_date(chart.effective()));
    if let Some(tag) = language_tag(label.language) {
        metadata = metadata.language(tag.to_owned());
    }
    if let Some(origin) = label.origin {
        let from =
            format!("Source: {}; SHA-256: {}", metadata_text(&origin.file_name), origin.sha256);
        metadata = metadata.description(from).document_id(origin.sha256.clone());
    }
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata);
    document
}

/// The date that documents for the archive must have, to the day. It is that from which the structure
/// holds, or the first day of its year or month, and not that of the export, so that the same input
/// gives the same bytes.
fn creation_date(effective: Option<&str>) -> DateTime {
    let mut parts = effective.unwrap_or_default().splitn(3, '-');
    let year = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    DateTime::new(year).month(part()).day(part()).hour(0).minute(0).second(0).utc_offset_hour(0)
}
