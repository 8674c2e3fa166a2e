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
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};
use skrifa::MetadataProvider as _;
use subsetter::{GlyphRemapper, subset};

use crate::scene::atlas::SheetSize;
use crate::scene::structure::{Content, Leaf};
use crate::scene::text::{self, FaceId, FontSet, PlacedGlyph, TextRun};
use crate::scene::theme::Color;
use crate::scene::{Scene, SceneItem};

/// Distance of the control points of a quarter circle from its ends, for radius 1.
const QUARTER: f32 = 0.552_285;

/// The fonts of a document.
pub(super) struct Fonts(Vec<Face>);

/// A font, and whether its glyphs are drawn as outlines because it cannot be subset.
struct Face {
    id: FaceId,
    font: Font,
    has_no_parts: bool,
    space: Option<GlyphId>,
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
            let space = font.face().font().charmap().map(' ');
            let space = space.map(|glyph| GlyphId::new(glyph.to_u32()));
            Some(Face { id: font.id(), font: Font::new(data, index)?, has_no_parts, space })
        };
        Self(fonts.faces().filter_map(open).collect())
    }

    fn of(&self, id: FaceId) -> Option<&Face> {
        self.0.iter().find(|face| face.id == id)
    }

    /// The space glyph of the embedded font.
    fn space(&self) -> Option<(Font, GlyphId)> {
        let face = self.0.first()?;
        Some((face.font.clone(), face.space?))
    }
}

/// A page, and the position of the scene on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    /// Width and height in points.
    size: (f64, f64),
    /// Points per point of the scene.
    scale: f64,
    /// Position of the scene's origin.
    origin: (f64, f64),
}

impl Sheet {
    /// Creates a page of the size of the scene at a scale.
    pub(super) fn exact(bounds: Rect, scale: f64) -> Self {
        let side = |length: f32| (f64::from(length) * scale).max(3.0);
        Self {
            size: (side(bounds.width()), side(bounds.height())),
            scale,
            origin: (-f64::from(bounds.min.x) * scale, -f64::from(bounds.min.y) * scale),
        }
    }

    /// Creates a paper sheet with the scene centred and scaled down to fit.
    pub(super) fn fitted(paper: SheetSize, bounds: Rect) -> Self {
        let sheet = Self::cornered(paper, bounds);
        let aside =
            |side: f64, length: f32| (side - f64::from(length) * sheet.scale) / 2.0 - paper.margin;
        let (x, y) = (aside(paper.width, bounds.width()), aside(paper.height, bounds.height()));
        Self { origin: (sheet.origin.0 + x, sheet.origin.1 + y), ..sheet }
    }

    /// Creates a paper sheet with the scene in its upper left corner, scaled down to fit.
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

    /// The area of the page in the scene.
    pub(super) fn area(&self) -> Rect {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let place = |page: f64, origin: f64| ((page - origin) / self.scale) as f32;
        let corner = |(x, y): (f64, f64)| pos2(place(x, self.origin.0), place(y, self.origin.1));
        Rect::from_min_max(corner((0.0, 0.0)), corner(self.size))
    }

    /// Converts a position in the scene to points of the page.
    pub(super) fn point(&self, place: Pos2) -> Pos2 {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let along = |place: f32, origin: f64| (f64::from(place) * self.scale + origin) as f32;
        pos2(along(place.x, self.origin.0), along(place.y, self.origin.1))
    }

    /// Converts a length in the scene to points of the page.
    pub(super) fn points(&self, length: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let points = (f64::from(length) * self.scale) as f32;
        points
    }

    /// Adds the page with a scene. Returns the identifiers of each leaf of the page, in order.
    pub(super) fn draw(
        &self,
        document: &mut Document,
        fonts: &Fonts,
        scene: &Scene,
        leaves: &[&Leaf<'_>],
        sheets: &[Self],
    ) -> Vec<Vec<Identifier>> {
        #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
        let [width, height, scale, x, y] =
            [self.size.0, self.size.1, self.scale, self.origin.0, self.origin.1]
                .map(|number| number as f32);
        let settings = PageSettings::from_wh(width, height).unwrap_or_default();
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        if let Some(path) = rounded(Rect::from_min_max(Pos2::ZERO, pos2(width, height)), 0.0) {
            as_artifact(&mut surface, |surface| fill(surface, &path, scene.ground));
        }
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
        let mut drawn = vec![Vec::new(); leaves.len()];
        let mut order: Vec<usize> = (0..leaves.len()).collect();
        order.sort_by_key(|&at| leaves[at].items().start);
        let mut start = 0;
        for at in order {
            let items = leaves[at].items();
            draw_artifacts(&mut surface, fonts, &scene.items[start..items.start.max(start)]);
            start = start.max(items.end);
            drawn[at] = draw_leaf(&mut surface, fonts, &scene.items[items], &leaves[at].content);
        }
        draw_artifacts(&mut surface, fonts, &scene.items[start..]);
        surface.pop();
        surface.finish();
        for (leaf, identifiers) in leaves.iter().zip(&mut drawn) {
            let Content::Link { area, target: (to, place), words } = &leaf.content else {
                continue;
            };
            let (min, max) = (self.point(area.min), self.point(area.max));
            let Some(area) = Area::from_ltrb(min.x, min.y, max.x, max.y) else { continue };
            let place = place.map_or(Pos2::ZERO, |place| sheets[*to].point(place));
            let target = XyzDestination::new(*to, Point::from_xy(place.x, place.y));
            let note = LinkAnnotation::new(area, Target::Destination(target.into()));
            let note = Annotation::new_link(note, Some(words.to_string()));
            identifiers.push(page.add_tagged_annotation(note));
        }
        page.finish();
        drawn
    }
}

/// The text of an item that the next item continues without a space.
fn part_of_next(item: &SceneItem) -> Option<&str> {
    item.run().and_then(TextRun::continued)
}

/// Draws a leaf. Returns its identifiers; for a link, that of its annotation.
fn draw_leaf(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    items: &[SceneItem],
    content: &Content<'_>,
) -> Vec<Identifier> {
    match content {
        Content::Link { .. } => Vec::new(),
        Content::Drawing { .. } => {
            let drawing = surface.start_tagged(ContentTag::Other);
            for item in items {
                draw_item(surface, fonts, item, Space::None);
            }
            surface.end_tagged();
            vec![drawing]
        }
        Content::Text { language, said, .. } => {
            let span = SpanTag {
                lang: Some(*language).filter(|tag| !tag.is_empty()),
                alt_text: said.as_deref(),
                ..SpanTag::empty()
            };
            let mut identifiers = Vec::new();
            let mut rest = items;
            while let Some(first) = rest.first() {
                let is_text = first.run().is_some();
                let is_joined = part_of_next(first).is_some();
                let is_alike = |item: &&SceneItem| {
                    item.run().is_some() == is_text
                        && (!is_text || part_of_next(item).is_some() == is_joined)
                };
                let alike = rest.iter().take_while(is_alike).count();
                // A line that completes the preceding lines belongs to them.
                let count = if is_joined { (alike + 1).min(rest.len()) } else { alike };
                let (part, after) = rest.split_at(count);
                rest = after;
                if !is_text {
                    draw_artifacts(surface, fonts, part);
                } else if is_joined {
                    identifiers.push(draw_together(surface, fonts, part, span));
                } else {
                    for part in part.chunk_by(|a, b| !a.is_upright() && !b.is_upright()) {
                        // Readers treat stacked characters as separate lines.
                        let upright = part.iter().find(|item| item.is_upright());
                        let actual_text = upright.and_then(SceneItem::run).map(TextRun::text);
                        let span =
                            SpanTag { actual_text: actual_text.or(span.actual_text), ..span };
                        identifiers.push(surface.start_tagged(ContentTag::Span(span)));
                        for item in part {
                            draw_item(surface, fonts, item, Space::Behind);
                        }
                        surface.end_tagged();
                    }
                }
            }
            identifiers
        }
    }
}

/// Draws lines that share a word as one text, so that the word is found and copied as a whole.
fn draw_together(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    items: &[SceneItem],
    span: SpanTag<'_>,
) -> Identifier {
    let identifier = surface.start_tagged(ContentTag::Span(span));
    let is_short = items.len() <= MAX_JOINED_LINES;
    match Joined::of(fonts, items).filter(|_| is_short) {
        Some(joined) => {
            let mut unseen = surface.stream_builder();
            let mut unseen_surface = unseen.surface();
            // The glyphs are first drawn outside the page, so that each is mapped to its own character.
            for item in items {
                draw_item(&mut unseen_surface, fonts, item, Space::None);
            }
            unseen_surface.finish();
            unseen.finish();
            joined.draw(surface);
        }
        None => {
            for item in items {
                let is_part = part_of_next(item).is_some();
                draw_item(surface, fonts, item, if is_part { Space::None } else { Space::Behind });
            }
        }
    }
    surface.end_tagged();
    identifier
}

/// Maximum number of lines that form one text: readers select them together.
const MAX_JOINED_LINES: usize = 4;

/// Glyphs of several lines that represent one text.
struct Joined {
    font: Font,
    color: Color,
    size: f32,
    start: Point,
    text: String,
    glyphs: Vec<KrillaGlyph>,
}

impl Joined {
    /// The glyphs of lines in one font; `None` if there are several fonts.
    fn of(fonts: &Fonts, items: &[SceneItem]) -> Option<Self> {
        let mut text = String::new();
        let mut placed: Vec<(PlacedGlyph, Pos2)> = Vec::new();
        let (mut first, mut end) = (None, 0.0);
        for item in items {
            let SceneItem::Text { origin, run, color, .. } = item else { return None };
            first.get_or_insert((*color, run.size()));
            text.push_str(run.continued().unwrap_or(run.text()));
            end = origin.x + run.width();
            placed.extend(
                run.glyphs()
                    .map(|glyph| (glyph, Pos2::new(origin.x + glyph.x, origin.y - glyph.y))),
            );
        }
        if items.last().is_some_and(|last| part_of_next(last).is_none()) {
            text.push(' ');
        }
        let (color, size) = first?;
        let &(one, start) = placed.first()?;
        let is_alike =
            |(glyph, _): &(PlacedGlyph, Pos2)| glyph.face == one.face && glyph.glyph.to_u32() != 0;
        let face = fonts.of(one.face).filter(|face| !face.has_no_parts)?;
        if !placed.iter().all(is_alike) {
            return None;
        }
        let ends = placed.iter().skip(1).map(|(_, place)| place.x).chain([end]);
        let em = |length: f32| (length / size * 1000.0).round() / 1000.0;
        let glyphs = placed.iter().zip(ends).map(|((glyph, place), end)| KrillaGlyph {
            glyph_id: GlyphId::new(glyph.glyph.to_u32()),
            text_range: 0..text.len(),
            x_advance: em(end - place.x),
            x_offset: 0.0,
            y_offset: (start.y - place.y) / size,
            y_advance: 0.0,
            location: None,
        });
        let glyphs = glyphs.collect();
        let start = Point::from_xy(start.x, start.y);
        Some(Self { font: face.font.clone(), color, size, start, text, glyphs })
    }

    fn draw(&self, surface: &mut Surface<'_>) {
        surface.set_stroke(None);
        surface.set_fill(Some(ink(self.color)));
        let font = self.font.clone();
        surface.draw_glyphs(self.start, &self.glyphs, font, &self.text, self.size, false);
    }
}

/// Draws decorative items.
fn draw_artifacts(surface: &mut Surface<'_>, fonts: &Fonts, items: &[SceneItem]) {
    if !items.is_empty() {
        as_artifact(surface, |surface| {
            for item in items {
                draw_item(surface, fonts, item, Space::None);
            }
        });
    }
}

fn as_artifact(surface: &mut Surface<'_>, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    draw(surface);
    surface.end_tagged();
}

/// Space after a line of text, which separates its last word from the following text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    None,
    Behind,
}

fn draw_item(surface: &mut Surface<'_>, fonts: &Fonts, item: &SceneItem, space: Space) {
    match item {
        SceneItem::Box { rect, radius, fill: inside, border, .. } => {
            // The border is inside the edges, as in every painter. One path is enough for both, because the border
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
            draw_text(surface, fonts, *origin, run, space);
        }
        SceneItem::Slanted { origin, angle, color, run, .. } => {
            surface.set_stroke(None);
            surface.set_fill(Some(ink(*color)));
            let (sin, cos) = angle.sin_cos();
            let turn = Transform::from_row(cos, -sin, sin, cos, origin.x, origin.y);
            surface.push_transform(&turn);
            draw_text(surface, fonts, Pos2::ZERO, run, space);
            surface.pop();
        }
    }
}

/// Draws glyphs as text; `.notdef` glyphs as outlines, because archival documents must not contain them as text.
fn draw_text(surface: &mut Surface<'_>, fonts: &Fonts, origin: Pos2, run: &TextRun, space: Space) {
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
    if space == Space::Behind
        && let Some((font, glyph)) = fonts.space()
    {
        let place = Point::from_xy(origin.x + run.width(), origin.y);
        let glyph = KrillaGlyph {
            glyph_id: glyph,
            text_range: 0..1,
            x_advance: 0.25,
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        };
        surface.draw_glyphs(place, &[glyph], font, " ", size, false);
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

/// A rectangle with rounded corners.
fn rounded(rect: Rect, radius: f32) -> Option<Path> {
    let (Pos2 { x: left, y: top }, Pos2 { x: right, y: bottom }) = (rect.min, rect.max);
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(Area::from_ltrb(left, top, right, bottom)?);
        return path.finish();
    }
    // Hundredths of a point require fewer digits.
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

/// A rectangle with rounded corners on its left side.
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
