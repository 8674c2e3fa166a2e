//! Text on the chart while zooming: the glyph pages stay within their bounds, and the final picture equals that of a
//! newly opened window.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels of an atlas"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::textures::TexturesDelta;
use egui::epaint::{ImageData, Primitive};
use egui::{
    CentralPanel, Color32, ColorImage, Context, Frame, Pos2, RawInput, Rect, TextureId, Vec2, vec2,
};
use organogram::canvas::{Canvas, CanvasView, Description};
use organogram::model::Chart;
use organogram::scene::theme::{Theme, ThemeMode};
use organogram::scene::{SceneRequest, build};

use crate::hanzi;

const SCREEN: Vec2 = vec2(1600.0, 900.0);
const PIXELS_PER_POINT: f32 = 2.0;
/// Maximum number of pixels of all glyph pages together.
const MAX_PIXELS: usize = 4096 * 4096;

/// A screen: the shapes drawn on it, and the textures as on the graphics card.
struct Screen {
    context: Context,
    canvas: Canvas,
    view: CanvasView,
    textures: BTreeMap<TextureId, ColorImage>,
    seconds: f64,
}

impl Screen {
    fn new(chart: &Chart) -> Self {
        let context = Context::default();
        let view = CanvasView::of(
            Arc::new(build(chart, &SceneRequest::default())),
            Theme::of(ThemeMode::Light),
        );
        let (canvas, textures) = (Canvas::default(), BTreeMap::new());
        Self { context, canvas, view, textures, seconds: 0.0 }
    }

    /// Runs one frame, and returns its meshes.
    fn frame(&mut self) -> Vec<egui::Mesh> {
        self.seconds += 1.0 / 60.0;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
            time: Some(self.seconds),
            ..RawInput::default()
        };
        let viewport = input.viewports.entry(egui::ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(PIXELS_PER_POINT);
        let (canvas, view) = (&mut self.canvas, &self.view);
        let mut output = self.context.run_ui(input, |ui| {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                canvas.show(ui, view, &|_| Description::default());
            });
        });
        self.upload(&mut output.textures_delta);
        let primitives = self.context.tessellate(output.shapes, output.pixels_per_point);
        let meshes = primitives.into_iter().filter_map(|clipped| match clipped.primitive {
            Primitive::Mesh(mesh) => Some(mesh),
            Primitive::Callback(_) => None,
        });
        meshes.collect()
    }

    fn upload(&mut self, delta: &mut TexturesDelta) {
        let changes: BTreeMap<_, _> = delta.set.drain().collect();
        for (id, changes) in changes {
            for change in changes {
                let ImageData::Color(image) = change.image;
                if let Some(place) = change.pos {
                    put(self.textures.get_mut(&id).expect("it was set"), &image, place);
                } else {
                    self.textures.insert(id, (*image).clone());
                }
            }
        }
        self.textures.retain(|id, _| !delta.free.contains(id));
        delta.clear();
    }

    /// Returns the number of pixels of all glyph pages.
    fn pixels(&self) -> usize {
        self.textures.values().map(|page| page.pixels.len()).sum()
    }

    /// Returns the pixels of every glyph drawn after the chart has come to rest, in drawing order.
    fn glyphs_at_rest(&mut self) -> Vec<Vec<Color32>> {
        for _ in 0..120 {
            self.frame();
        }
        let mut glyphs = Vec::new();
        for mesh in self.frame() {
            let page = &self.textures[&mesh.texture_id];
            let size = vec2(page.size[0] as f32, page.size[1] as f32);
            for quad in mesh.vertices.chunks_exact(4) {
                let from = (quad[0].uv.to_vec2() * size).round();
                let to = (quad[3].uv.to_vec2() * size).round();
                // Glyphs at the edges of the screen may be missing.
                let screen = Rect::from_min_size(Pos2::ZERO, SCREEN);
                let is_whole = screen.contains(quad[0].pos) && screen.contains(quad[3].pos);
                if mesh.texture_id != TextureId::default() && is_whole {
                    let place = (quad[0].pos.y.to_bits(), quad[0].pos.x.to_bits());
                    glyphs.push((place, part(page, from, to)));
                }
            }
        }
        glyphs.sort_by_key(|(place, _)| *place);
        glyphs.into_iter().map(|(_, pixels)| pixels).collect()
    }
}

/// Copies an image into another one.
fn put(page: &mut ColorImage, image: &ColorImage, [left, top]: [usize; 2]) {
    for row in 0..image.size[1] {
        let from = &image.pixels[row * image.size[0]..][..image.size[0]];
        let to = (top + row) * page.size[0] + left;
        page.pixels[to..to + image.size[0]].copy_from_slice(from);
    }
}

/// Returns the pixels of a part of an image.
fn part(page: &ColorImage, from: Vec2, to: Vec2) -> Vec<Color32> {
    let rows = from.y as usize..to.y as usize;
    let row = |y: usize| &page.pixels[y * page.size[0]..][from.x as usize..to.x as usize];
    rows.flat_map(row).copied().collect()
}

#[test]
fn zooming_does_not_degrade_glyphs() {
    const STEP: f64 = 1.04;
    let chart = hanzi::chart();
    let mut zoomed = Screen::new(&chart);
    zoomed.frame();
    for step in 0..100 {
        let before = zoomed.canvas.zoom();
        zoomed.canvas.zoom_by(if step < 55 { STEP } else { 1.0 / STEP });
        zoomed.frame();
        let change = zoomed.canvas.zoom() / before - 1.0;
        assert!(change.abs() > 1e-3, "a key that is held down zooms in each frame");
        // A user who holds a key down occasionally pauses.
        for _ in 0..if step % 10 == 9 { 30 } else { 0 } {
            zoomed.frame();
            let pixels = zoomed.pixels();
            assert!(pixels <= MAX_PIXELS, "{pixels}");
        }
    }
    let mut fresh = Screen::new(&chart);
    fresh.frame();
    fresh.canvas.zoom_by(STEP.powi(10));
    let (kept, drawn) = (zoomed.glyphs_at_rest(), fresh.glyphs_at_rest());
    let (zoom, fresh_zoom) = (zoomed.canvas.zoom(), fresh.canvas.zoom());
    assert!((zoom / fresh_zoom - 1.0).abs() < 1e-6, "{zoom} {fresh_zoom}");
    assert!(kept.len() > 200, "{} glyphs are in sight", kept.len());
    assert_eq!(kept.len(), drawn.len());
    let wrong = kept.iter().zip(&drawn).filter(|(kept, drawn)| kept != drawn).count();
    assert_eq!(wrong, 0, "so many of {} glyphs are wrong", kept.len());
}
