//! The window puts every card and every line of text where the scene has it, as the exports do.

use std::sync::Arc;

use egui::epaint::RectShape;
use egui::{
    CentralPanel, Context, Frame, Pos2, RawInput, Rect, Shape, TextureId, Vec2, pos2, vec2,
};
use organogram::canvas::{Canvas, CanvasView, Description};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::text::{FontSet, PlacedGlyph};
use organogram::scene::theme::{Theme, ThemeMode};
use organogram::scene::{SceneItem, SceneRequest, build};
use organogram::source::SourceText;
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};

/// Larger than the chart, in points.
const SCREEN: Vec2 = vec2(2400.0, 2400.0);

#[test]
fn window_positions_match_the_scene() {
    let (chart, _) = Chart::load(&SourceText::new("dpko.ron", SAMPLE));
    for language in ["zh", "en"] {
        let mut request = SceneRequest::default();
        request.language = language.into();
        let stage = Arc::new(build(&chart, &request));
        let view = CanvasView::of(Arc::clone(&stage), Theme::of(ThemeMode::Light));
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
        let letters = letters(&shapes);
        let mut drawn = 0;
        for item in &stage.scene.items {
            let SceneItem::Text { origin, run, .. } = item else { continue };
            let fonts = &stage.scene.fonts;
            for placed in run.glyphs() {
                let Some(ink) = ink(fonts, &placed, run.size()) else { continue };
                let expected = projector.screen_rect(ink.translate(origin.to_vec2()));
                // Characters have whole-pixel widths, so a line may end slightly earlier.
                let slack = 1.5 + 0.06 * placed.x * zoom;
                let is_there = letters.iter().any(|found| apart(*found, expected) < slack);
                assert!(is_there, "a letter of {} is not at {expected:?}", run.text());
                drawn += 1;
            }
        }
        assert!(drawn > 600, "only {drawn} letters");
    }
}

/// Returns the bounds of a glyph relative to the start of its line, in points of the scene.
fn ink(fonts: &FontSet, placed: &PlacedGlyph, size: f32) -> Option<Rect> {
    let metrics =
        fonts.face(placed.face).font().glyph_metrics(Size::new(size), LocationRef::default());
    let bounds = metrics.bounds(placed.glyph.into())?;
    let corner = |x: f32, y: f32| pos2(placed.x + x, -placed.y - y);
    let rect =
        Rect::from_two_pos(corner(bounds.x_min, bounds.y_min), corner(bounds.x_max, bounds.y_max));
    rect.is_positive().then_some(rect)
}

/// Returns the positions of characters on the screen.
fn letters(shapes: &[Shape]) -> Vec<Rect> {
    let meshes = shapes.iter().filter_map(|shape| match shape {
        Shape::Mesh(mesh) if mesh.texture_id != TextureId::default() => Some(mesh),
        _ => None,
    });
    let quads = meshes.flat_map(|mesh| mesh.vertices.chunks_exact(4));
    quads.map(|quad| Rect::from_min_max(quad[0].pos, quad[3].pos)).collect()
}

/// Runs one frame of a fully visible chart, and returns its shapes.
fn shapes(canvas: &mut Canvas, view: &CanvasView) -> Vec<Shape> {
    let context = Context::default();
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

/// Returns the largest distance between corresponding edges.
fn apart(one: Rect, other: Rect) -> f32 {
    let corners = [one.min - other.min, one.max - other.max];
    corners.iter().fold(0.0, |most, by| most.max(by.x.abs()).max(by.y.abs()))
}
