//! The window puts every card and every line of text where the scene has it, as the exports do.

use std::sync::Arc;

use egui::epaint::{RectShape, TextShape};
use egui::{
    CentralPanel, Context, FontData, FontDefinitions, FontFamily, Frame, Pos2, RawInput, Rect,
    Shape, Vec2, vec2,
};
use organogram::canvas::{Canvas, CanvasView, Description, Freshness, MEDIUM_FAMILY};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::text::{MEDIUM, REGULAR};
use organogram::scene::theme::{Mode, Theme};
use organogram::scene::{SceneItem, SceneRequest, build};
use organogram::source::SourceText;

/// Larger than the chart, in points.
const SCREEN: Vec2 = vec2(2400.0, 2400.0);

#[test]
fn the_window_has_cards_and_text_where_the_scene_has_them() {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    for language in ["zh", "en"] {
        let request = SceneRequest { language: language.into(), ..SceneRequest::default() };
        let stage = Arc::new(build(&chart, &request));
        let view = CanvasView {
            stage: Arc::clone(&stage),
            freshness: Freshness::Latest,
            theme: Theme::of(Mode::Light),
            selected: None,
            lines: Vec::new(),
            path: Vec::new(),
            found: None,
            overview: "",
        };
        let mut canvas = Canvas::default();
        let shapes = shapes(&mut canvas, &view);
        let space = Rect::from_min_size(Pos2::ZERO, SCREEN);
        let projector = canvas.projector(space).expect("the chart was shown");
        let zoom = projector.zoom();
        assert!(zoom >= 1.0, "{zoom}: texts would be left out");

        let boxes: Vec<Rect> = shapes.iter().filter_map(rect).map(|shape| shape.rect).collect();
        for card in &stage.cards {
            let expected = projector.screen_rect(card.rect);
            let is_there = boxes.iter().any(|found| apart(*found, expected) < 0.01);
            assert!(is_there, "no card at {expected:?}");
        }
        let texts: Vec<&TextShape> = shapes.iter().filter_map(text).collect();
        let mut lines = 0;
        for item in &stage.scene.items {
            let SceneItem::Text { origin, width, words, .. } = item else { continue };
            let start = projector.screen(*origin);
            let end = start + vec2(width * zoom, 0.0);
            let is_there = texts.iter().any(|shape| {
                let (found_start, found_end) = baseline(shape);
                shape.galley.text() == words
                    // Letters stand on whole pixels.
                    && (found_start - start).length() < 1.0
                    // Letters are of whole pixels, so a line may end a little before.
                    && (found_end - end).length() < 0.06 * width * zoom
            });
            assert!(is_there, "{words} is not at {start:?} to {end:?}");
            lines += 1;
        }
        assert!(lines > 100, "only {lines} lines of text");
    }
}

/// One frame of a chart that is seen whole, in its shapes.
fn shapes(canvas: &mut Canvas, view: &CanvasView) -> Vec<Shape> {
    let context = Context::default();
    let mut fonts = FontDefinitions::empty();
    for (name, data, family) in [
        ("regular", REGULAR, FontFamily::Proportional),
        ("medium", MEDIUM, FontFamily::Name(MEDIUM_FAMILY.into())),
    ] {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(data)));
        fonts.families.insert(family, vec![name.into()]);
    }
    context.set_fonts(fonts);
    let mut input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
        max_texture_side: Some(4096),
        ..RawInput::default()
    };
    let viewport = input.viewports.entry(egui::ViewportId::ROOT).or_default();
    viewport.native_pixels_per_point = Some(2.0);
    let mut output = context.run_ui(input, |ui| {
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            canvas.show(ui, view, &|_| Description::default());
        });
    });
    // Nothing is painted.
    output.textures_delta.clear();
    let mut flat = Vec::new();
    let mut open: Vec<Shape> = output.shapes.into_iter().map(|clipped| clipped.shape).collect();
    while let Some(shape) = open.pop() {
        match shape {
            Shape::Vec(inner) => open.extend(inner),
            shape => flat.push(shape),
        }
    }
    flat
}

fn rect(shape: &Shape) -> Option<&RectShape> {
    if let Shape::Rect(rect) = shape { Some(rect) } else { None }
}

fn text(shape: &Shape) -> Option<&TextShape> {
    if let Shape::Text(text) = shape { Some(text) } else { None }
}

/// Where a line of text starts and ends on its baseline.
fn baseline(shape: &TextShape) -> (Pos2, Pos2) {
    let row = &shape.galley.rows[0];
    let place =
        |glyph: &egui::epaint::text::Glyph| shape.pos + row.pos.to_vec2() + glyph.pos.to_vec2();
    let (Some(first), Some(last)) = (row.glyphs.first(), row.glyphs.last()) else {
        return (shape.pos, shape.pos);
    };
    (place(first), place(last) + vec2(last.advance_width, 0.0))
}

/// The farthest that two edges are apart.
fn apart(one: Rect, other: Rect) -> f32 {
    let corners = [one.min - other.min, one.max - other.max];
    corners.iter().fold(0.0, |most, by| most.max(by.x.abs()).max(by.y.abs()))
}
