//! Painter of a display list: a page of a document.

use std::borrow::Cow;
use std::ops::Range;

use emath::{Pos2, Rect, pos2};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect as Area, Transform};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};
use subsetter::{GlyphRemapper, subset};

use crate::scene::atlas::SheetSize;
use crate::scene::text::{self, FaceId, FontSet, PlacedGlyph, TextRun};
use crate::scene::theme::Color;
use crate::scene::{Scene, SceneItem};

/// Distance of the control points of a quarter circle from its ends, for a radius of 1.
const QUARTER: f32 = 0.552_285;

/// The fonts of a document.
pub(super) struct Fonts(Vec<Face>);

/// A font, and whether its glyphs are drawn as outlines, because it cannot be subset.
struct Face {
    id: FaceId,
    font: Font,
    has_no_parts: bool,
}

impl Fonts {
    pub(super) fn new(fonts: &FontSet) -> Self {
        let open = |font: text::Font<'_>| {
            let (bytes, index) = font.face().data();
            let data = match font.face().bytes() {
                Cow::Borrowed(embedded) => Data::from(embedded),
                Cow::Owned(fallback) => Data::from(fallback),
            };
            let has_no_parts =
                font.id().is_fallback() && subset(bytes, index, &GlyphRemapper::new()).is_err();
            Some(Face { id: font.id(), font: Font::new(data, index)?, has_no_parts })
        };
        Self(fonts.faces().filter_map(open).collect())
    }

    fn of(&self, id: FaceId) -> Option<&Face> {
        self.0.iter().find(|face| face.id == id)
    }
}

/// A link from an area to a place on a page, by its index.
pub(super) struct Link<'a> {
    /// In the scene.
    pub(super) area: Rect,
    pub(super) page: usize,
    /// In points of that page.
    pub(super) place: Pos2,
    /// Alternative text.
    pub(super) words: &'a str,
}

/// A page, and the place of the scene on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    /// Width and height in points.
    size: (f64, f64),
    /// Points per point of the scene.
    scale: f64,
    /// Place of the scene's origin.
    origin: (f64, f64),
}

impl Sheet {
    /// As large as the scene at a scale.
    pub(super) fn exact(bounds: Rect, scale: f64) -> Self {
        let side = |length: f32| (f64::from(length) * scale).max(3.0);
        Self {
            size: (side(bounds.width()), side(bounds.height())),
            scale,
            origin: (-f64::from(bounds.min.x) * scale, -f64::from(bounds.min.y) * scale),
        }
    }

    /// Paper with the scene centred, scaled down to fit.
    pub(super) fn fitted(paper: SheetSize, bounds: Rect) -> Self {
        let sheet = Self::cornered(paper, bounds);
        let aside =
            |side: f64, length: f32| (side - f64::from(length) * sheet.scale) / 2.0 - paper.margin;
        let (x, y) = (aside(paper.width, bounds.width()), aside(paper.height, bounds.height()));
        Self { origin: (sheet.origin.0 + x, sheet.origin.1 + y), ..sheet }
    }

    /// Paper with the scene in its upper left corner, scaled down to fit.
    pub(super) fn cornered(paper: SheetSize, bounds: Rect) -> Self {
        let scale = paper.fitting(bounds);
        let start = |min: f32| paper.margin - f64::from(min) * scale;
        let origin = (start(bounds.min.x), start(bounds.min.y));
        Self { size: (paper.width, paper.height), scale, origin }
    }

    /// Width and height in points.
    pub(super) const fn size(&self) -> (f64, f64) {
        self.size
    }

    /// A place of the scene in points of the page.
    pub(super) fn point(&self, place: Pos2) -> Pos2 {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let along = |place: f32, origin: f64| (f64::from(place) * self.scale + origin) as f32;
        pos2(along(place.x, self.origin.0), along(place.y, self.origin.1))
    }

    /// A length of the scene in points of the page.
    pub(super) fn points(&self, length: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let points = (f64::from(length) * self.scale) as f32;
        points
    }

    /// Adds the page with a scene and links on it.
    pub(super) fn draw<'a>(
        &self,
        document: &mut Document,
        fonts: &Fonts,
        scene: &Scene,
        links: impl IntoIterator<Item = Link<'a>>,
    ) {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let [width, height, scale, x, y] =
            [self.size.0, self.size.1, self.scale, self.origin.0, self.origin.1]
                .map(|number| number as f32);
        let settings = PageSettings::from_wh(width, height).unwrap_or_default();
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        if let Some(path) = rounded(Rect::from_min_max(Pos2::ZERO, pos2(width, height)), 0.0) {
            fill(&mut surface, &path, scene.ground);
        }
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
        for items in scene.items.chunk_by(|item, _| part_of_next(item).is_some()) {
            draw_together(&mut surface, fonts, items);
        }
        surface.pop();
        surface.finish();
        for link in links {
            let (min, max) = (self.point(link.area.min), self.point(link.area.max));
            let Some(area) = Area::from_ltrb(min.x, min.y, max.x, max.y) else { continue };
            let place = Point::from_xy(link.place.x, link.place.y);
            let target = Target::Destination(XyzDestination::new(link.page, place).into());
            let note = LinkAnnotation::new(area, target);
            page.add_annotation(Annotation::new_link(note, Some(link.words.to_owned())));
        }
        page.finish();
    }
}

/// The text of an item that the next item continues without a space.
fn part_of_next(item: &SceneItem) -> Option<&str> {
    match item {
        SceneItem::Text { run, .. } => run.continued(),
        SceneItem::Box { .. }
        | SceneItem::Strip { .. }
        | SceneItem::Line { .. }
        | SceneItem::Polygon { .. }
        | SceneItem::Slanted { .. } => None,
    }
}

/// Draws lines that a word runs through as one text, so that the word is found and copied whole.
fn draw_together(surface: &mut Surface<'_>, fonts: &Fonts, items: &[SceneItem]) {
    if let [item] = items {
        return draw_item(surface, fonts, item);
    }
    let words = items.iter().filter_map(|item| match item {
        SceneItem::Text { run, .. } => Some(run.continued().unwrap_or(run.text())),
        SceneItem::Box { .. }
        | SceneItem::Strip { .. }
        | SceneItem::Line { .. }
        | SceneItem::Polygon { .. }
        | SceneItem::Slanted { .. } => None,
    });
    let whole: String = words.collect();
    let span = SpanTag { actual_text: Some(&whole), ..SpanTag::empty() };
    // Isolated, since readers take the place of the text from the end of the span.
    surface.push_isolated();
    surface.start_tagged(ContentTag::Span(span));
    for item in items {
        draw_item(surface, fonts, item);
    }
    surface.end_tagged();
    surface.pop();
}

fn draw_item(surface: &mut Surface<'_>, fonts: &Fonts, item: &SceneItem) {
    match item {
        SceneItem::Box { rect, radius, fill: inside, border, .. } => {
            // The border is inside the edges, as in every painter. One path does for both, as the border
            // covers what the fill leaves free.
            let (width, color) = border.unwrap_or((0.0, *inside));
            let half = width / 2.0;
            if let Some(path) = rounded(rect.shrink(half), (radius - half).max(0.0)) {
                surface.set_fill(Some(ink(*inside)));
                surface.set_stroke((width > 0.0).then(|| stroke(width, color, None)));
                surface.draw_path(&path);
            }
        }
        SceneItem::Strip { rect, radius, fill: inside, .. } => {
            if let Some(path) = left_rounded(*rect, *radius) {
                fill(surface, &path, *inside);
            }
        }
        SceneItem::Line { points, width, color, dash, .. } => {
            if let Some(path) = polyline(points, false) {
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(*width, *color, *dash)));
                surface.draw_path(&path);
            }
        }
        SceneItem::Polygon { points, fill: inside, .. } => {
            if let Some(path) = polyline(points, true) {
                fill(surface, &path, *inside);
            }
        }
        SceneItem::Text { origin, color, run, .. } => {
            surface.set_stroke(None);
            surface.set_fill(Some(ink(*color)));
            draw_text(surface, fonts, *origin, run);
        }
        SceneItem::Slanted { origin, angle, color, run, .. } => {
            surface.set_stroke(None);
            surface.set_fill(Some(ink(*color)));
            let (sin, cos) = angle.sin_cos();
            let turn = Transform::from_row(cos, -sin, sin, cos, origin.x, origin.y);
            surface.push_transform(&turn);
            draw_text(surface, fonts, Pos2::ZERO, run);
            surface.pop();
        }
    }
}

/// Draws glyphs as text; `.notdef` glyphs as outlines, since archival documents may not contain them as
/// text.
fn draw_text(surface: &mut Surface<'_>, fonts: &Fonts, origin: Pos2, run: &TextRun) {
    let placed: Vec<PlacedGlyph> = run.glyphs().collect();
    let (words, size) = (run.text(), run.size());
    let ranges = clusters(&placed, words.len());
    let ends = placed.iter().skip(1).map(|glyph| glyph.x).chain([run.width()]);
    // In whole thousandths, the unit of the format: rounding errors would be written with all digits.
    let em = |length: f32| (length / size * 1000.0).round();
    let glyphs: Vec<KrillaGlyph> = placed
        .iter()
        .zip(ends)
        .zip(ranges)
        .map(|((glyph, end), text_range)| KrillaGlyph {
            glyph_id: GlyphId::new(glyph.glyph.to_u32()),
            text_range,
            x_advance: (em(end) - em(glyph.x)) / 1000.0,
            x_offset: 0.0,
            y_offset: glyph.y / size,
            y_advance: 0.0,
            location: None,
        })
        .collect();
    let kind = |glyph: &PlacedGlyph| (glyph.face, glyph.glyph.to_u32() == 0);
    let mut start = 0;
    for run in placed.chunk_by(|one, other| kind(one) == kind(other)) {
        let place = Point::from_xy(origin.x + run[0].x, origin.y);
        let (face, is_missing) = kind(&run[0]);
        let glyphs = &glyphs[start..start + run.len()];
        if let Some(Face { font, has_no_parts, .. }) = fonts.of(face) {
            let as_outlines = is_missing || *has_no_parts;
            surface.draw_glyphs(place, glyphs, font.clone(), words, size, as_outlines);
        }
        start += run.len();
    }
}

/// Byte range of the text of each glyph.
fn clusters(placed: &[PlacedGlyph], length: usize) -> impl Iterator<Item = Range<usize>> {
    let mut starts: Vec<usize> = placed.iter().map(|glyph| glyph.start as usize).collect();
    starts.sort_unstable();
    placed.iter().map(move |glyph| {
        let start = glyph.start as usize;
        let after = starts.partition_point(|&other| other <= start);
        start..starts.get(after).copied().unwrap_or(length)
    })
}

fn ink(Color([red, green, blue, opacity]): Color) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: portion(opacity),
        rule: FillRule::NonZero,
    }
}

fn portion(opacity: u8) -> NormalizedF32 {
    NormalizedF32::new(f32::from(opacity) / 255.0).unwrap_or(NormalizedF32::ONE)
}

fn fill(surface: &mut Surface<'_>, path: &Path, color: Color) {
    surface.set_stroke(None);
    surface.set_fill(Some(ink(color)));
    surface.draw_path(path);
}

fn stroke(width: f32, color: Color, dash: Option<(f32, f32)>) -> Stroke {
    let Fill { paint, opacity, .. } = ink(color);
    let dash = dash.map(|(dash, gap)| StrokeDash { array: vec![dash, gap], offset: 0.0 });
    Stroke { paint, width, opacity, dash, ..Stroke::default() }
}

fn polyline(points: &[Pos2], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (at, point) in points.iter().enumerate() {
        if at == 0 { path.move_to(point.x, point.y) } else { path.line_to(point.x, point.y) }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// A rectangle with round corners.
fn rounded(rect: Rect, radius: f32) -> Option<Path> {
    let (Pos2 { x: left, y: top }, Pos2 { x: right, y: bottom }) = (rect.min, rect.max);
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(Area::from_ltrb(left, top, right, bottom)?);
        return path.finish();
    }
    // Hundredths of a point take fewer digits.
    let control = (radius * (1.0 - QUARTER) * 100.0).round() / 100.0;
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - control, top, right, top + control, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - control, right - control, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + control, bottom, left, bottom - control, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + control, left + control, top, left + radius, top);
    path.close();
    path.finish()
}

/// A rectangle with round corners at its left side.
fn left_rounded(rect: Rect, radius: f32) -> Option<Path> {
    let (Pos2 { x: left, y: top }, Pos2 { x: right, y: bottom }) = (rect.min, rect.max);
    let radius = radius.min(rect.width()).min(rect.height() / 2.0).max(0.0);
    let control = (radius * (1.0 - QUARTER) * 100.0).round() / 100.0;
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right, top);
    path.line_to(right, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + control, bottom, left, bottom - control, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + control, left + control, top, left + radius, top);
    path.close();
    path.finish()
}
