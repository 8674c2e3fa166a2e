//! Text on the chart while it is zoomed: the glyph atlas keeps within its bounds, and what is shown
//! in the end is what a window shows that is drawn for the first time.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels of an atlas"
)]

use std::sync::Arc;

use egui::epaint::textures::TexturesDelta;
use egui::epaint::{ImageData, Primitive};
use egui::{
    CentralPanel, Color32, ColorImage, Context, FontData, FontDefinitions, Frame, Pos2, RawInput,
    Rect, TextureId, Vec2, vec2,
};
use organogram::canvas::{Canvas, CanvasView, Description, Freshness, MEDIUM_FAMILY};
use organogram::model::Chart;
use organogram::scene::text::{MEDIUM, REGULAR, Weight, face};
use organogram::scene::theme::{Mode, Theme};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;

const SCREEN: Vec2 = vec2(1600.0, 900.0);
const PIXELS_PER_POINT: f32 = 2.0;
/// The most pixels of the atlas along a side, as the window asks for.
const MOST_SIDE: usize = 4096;

/// A chart whose names hold 3,000 different characters.
fn chart() -> Chart {
    let known = |&character: &char| face(Weight::Regular).covers(character);
    let hanzi: Vec<char> = ('\u{4e00}'..='\u{9fa5}').filter(known).take(3000).collect();
    assert_eq!(hanzi.len(), 3000);
    let mut text = String::from("(organogram: 1, languages: [\"zh\"], units: [");
    for (at, name) in hanzi.chunks(10).enumerate() {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\", ", (at - 1) / 6) };
        let name: String = name.iter().collect();
        text.push_str(&format!("(id: \"u{at}\", {parent}kind: \"team\", name: \"{name}\"),"));
    }
    text.push_str("])");
    Chart::load(&SourceText::new("hanzi.ron", text)).0
}

/// A screen: what is drawn on it, and the atlas as the graphics card has it.
struct Screen {
    context: Context,
    canvas: Canvas,
    view: CanvasView,
    atlas: ColorImage,
    seconds: f64,
}

impl Screen {
    fn new(chart: &Chart) -> Self {
        let context = Context::default();
        let mut fonts = FontDefinitions::empty();
        for (name, data, family) in [
            ("regular", REGULAR, egui::FontFamily::Proportional),
            ("medium", MEDIUM, egui::FontFamily::Name(MEDIUM_FAMILY.into())),
        ] {
            fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(data)));
            fonts.families.insert(family, vec![name.into()]);
        }
        context.set_fonts(fonts);
        let view = CanvasView {
            stage: Arc::new(build(chart, &SceneRequest::default())),
            freshness: Freshness::Latest,
            theme: Theme::of(Mode::Light),
            selected: None,
            lines: Vec::new(),
            path: Vec::new(),
            found: None,
            overview: "",
        };
        let atlas = ColorImage::filled([1, 1], Color32::TRANSPARENT);
        Self { context, canvas: Canvas::default(), view, atlas, seconds: 0.0 }
    }

    /// One frame; gives its meshes.
    fn frame(&mut self) -> Vec<egui::Mesh> {
        self.seconds += 1.0 / 60.0;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SCREEN)),
            max_texture_side: Some(MOST_SIDE),
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
        assert!(delta.set.len() <= 1, "there is no texture but the atlas");
        for change in delta.set.get(&TextureId::default()).into_iter().flatten() {
            let ImageData::Color(image) = &change.image;
            self.change(image, change.pos);
        }
        delta.clear();
    }

    fn change(&mut self, image: &ColorImage, place: Option<[usize; 2]>) {
        let Some([left, top]) = place else {
            self.atlas = image.clone();
            return;
        };
        for row in 0..image.size[1] {
            let from = &image.pixels[row * image.size[0]..][..image.size[0]];
            let to = (top + row) * self.atlas.size[0] + left;
            self.atlas.pixels[to..to + image.size[0]].copy_from_slice(from);
        }
    }

    /// The pixels of every glyph that is drawn after the chart came to rest, in drawing order.
    fn glyphs_at_rest(&mut self) -> Vec<Vec<Color32>> {
        for _ in 0..120 {
            self.frame();
        }
        let meshes = self.frame();
        let quads = meshes.iter().flat_map(|mesh| mesh.vertices.chunks_exact(4));
        let size = vec2(self.atlas.size[0] as f32, self.atlas.size[1] as f32);
        let glyphs = quads.filter_map(|quad| {
            let from = (quad[0].uv.to_vec2() * size).round();
            let to = (quad[3].uv.to_vec2() * size).round();
            let is_glyph = to.x - from.x > 3.0 && to.y - from.y > 3.0;
            is_glyph.then(|| self.pixels(from, to))
        });
        glyphs.collect()
    }

    fn pixels(&self, from: Vec2, to: Vec2) -> Vec<Color32> {
        let rows = from.y as usize..to.y as usize;
        let row =
            |y: usize| &self.atlas.pixels[y * self.atlas.size[0]..][from.x as usize..to.x as usize];
        rows.flat_map(row).copied().collect()
    }
}

#[test]
fn a_hundred_steps_of_zoom_end_in_the_glyphs_of_a_fresh_window() {
    const STEP: f64 = 1.04;
    let chart = chart();
    let mut zoomed = Screen::new(&chart);
    zoomed.frame();
    for step in 0..100 {
        zoomed.canvas.zoom_by(if step < 55 { STEP } else { 1.0 / STEP });
        // A hand that turns a wheel rests now and then.
        for _ in 0..if step % 10 == 9 { 30 } else { 2 } {
            zoomed.frame();
            let [width, height] = zoomed.atlas.size;
            assert!(width <= MOST_SIDE && height <= MOST_SIDE, "{width} x {height}");
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
