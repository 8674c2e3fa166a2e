//! A renderer of the window's frames on the CPU.

use std::collections::HashMap;

use dream_soft_render as soft;
use egui::epaint::{ImageData, ImageDelta, Primitive, Vertex};
use egui::{Color32, Context, FullOutput, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::RgbaImage;

/// Rasterizes frames with `dream-soft-render`, one pixel per point.
#[derive(Default)]
pub(crate) struct SoftwareRenderer {
    renderer: soft::SoftwareRenderer,
    textures: HashMap<TextureId, soft::TextureId>,
}

impl SoftwareRenderer {
    fn update(&mut self, id: TextureId, delta: &ImageDelta) -> Result<(), soft::Error> {
        let ImageData::Color(image) = &delta.image;
        let pixels: Vec<u8> = image.pixels.iter().flat_map(Color32::to_array).collect();
        let [width, height] = image.size;
        if let Some([x, y]) = delta.pos {
            return self.renderer.update_texture(self.textures[&id], x, y, width, height, &pixels);
        }
        let texture = self.renderer.create_texture(width, height, &pixels)?;
        match self.textures.insert(id, texture) {
            Some(old) => self.renderer.free_texture(old),
            None => Ok(()),
        }
    }

    fn draw(&mut self, context: &Context, output: &FullOutput) -> Result<RgbaImage, soft::Error> {
        let size = context.content_rect().size();
        let (width, height) = (pixels(size.x), pixels(size.y));
        let mut frame = self.renderer.begin_frame(width as usize, height as usize)?;
        frame.clear(soft::Color::BLACK);
        for clipped in context.tessellate(output.shapes.clone(), 1.0) {
            let Primitive::Mesh(mesh) = clipped.primitive else { continue };
            let vertices: Vec<soft::Vertex> = mesh.vertices.iter().map(vertex).collect();
            let texture = self.textures.get(&mesh.texture_id).copied();
            let clip = clipped.clip_rect;
            let clip = soft::ClipRect::new(
                pixels(clip.min.x),
                pixels(clip.min.y),
                pixels(clip.max.x),
                pixels(clip.max.y),
            );
            frame
                .mesh(soft::Mesh { vertices: &vertices, indices: &mesh.indices, texture }, clip)?;
        }
        let pixels = frame.surface().pixels.clone();
        Ok(RgbaImage::from_raw(width, height, pixels).expect("four bytes for each pixel"))
    }
}

impl TestRenderer for SoftwareRenderer {
    #[expect(clippy::iter_over_hash_type, reason = "textures are independent of each other")]
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, images) in delta.set.drain() {
            for image in &images {
                self.update(id, image).expect("textures of the window are small");
            }
        }
        for id in delta.free.drain() {
            if let Some(texture) = self.textures.remove(&id) {
                self.renderer.free_texture(texture).expect("it was made above");
            }
        }
    }

    fn render(&mut self, context: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        self.draw(context, output).map_err(|error| error.to_string())
    }
}

fn vertex(vertex: &Vertex) -> soft::Vertex {
    let [red, green, blue, alpha] = vertex.color.to_array();
    let color = soft::Color::from_rgba_premultiplied(red, green, blue, alpha);
    soft::Vertex::new(vertex.pos.into(), vertex.uv.into(), color)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at least 0, and small"
)]
fn pixels(points: f32) -> u32 {
    points.round().clamp(0.0, 65_535.0) as u32
}
