//! Pieces of a picture compared with the same picture in one piece, and the limits of its size.

use std::sync::Arc;

use emath::{Pos2, Rect, pos2, vec2};
use proptest::prelude::*;
use tiny_skia::Pixmap;

use super::bands::TILE_WIDTH;
use super::*;
use crate::export::raster::Tile;
use crate::scene::Role;
use crate::scene::glyphs::Glyphs;
use crate::scene::text::{FontSet, TextRun, Weight};
use crate::scene::theme::Color;

/// The colours of a scene's picture, and its size.
fn drawn(scene: &Scene, scale: f32) -> (Vec<u8>, (u32, u32)) {
    let mut file = Vec::new();
    let options = PngOptions { scale, ..PngOptions::default() };
    write(scene, &options, &mut file).expect("memory takes everything");
    let mut reader = png::Decoder::new(io::Cursor::new(file)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("a whole PNG");
    (pixels, (frame.width, frame.height))
}

/// Redraws the surroundings of the borders of pieces and tiles, each in one piece, and returns the largest difference
/// of a colour from the picture, and the number of pixels that are not background.
fn seams(scene: &Scene, scale: f32) -> (u8, usize) {
    let (pixels, (width, height)) = drawn(scene, scale);
    let rows = Grid::new(width, height, 3).rows;
    let borders = (1..=height / rows).map(|band| band * rows);
    let borders = borders.map(|border| (0, border.saturating_sub(9), width, 18));
    let columns = (1..=width / TILE_WIDTH).map(|tile| (tile * TILE_WIDTH - 9, 0, 18, height));
    let ground = scene.ground.0;
    let (mut worst, mut ink) = (0, 0);
    for (left, top, across, down) in borders.chain(columns) {
        let (across, down) = (across.min(width - left), down.min(height - top));
        let mut whole = Tile {
            pixmap: Pixmap::new(across, down).expect("it has pixels"),
            left,
            top,
            projection: Projection { origin: scene.bounds.min, scale: f64::from(scale) },
        };
        whole.clear(Some(scene.ground));
        let mut glyphs = Glyphs::new(FontSet::default());
        for item in &scene.items {
            whole.draw(item, &mut glyphs);
        }
        for (at, pixel) in (0_u32..).zip(whole.pixmap.data().chunks_exact(4)) {
            let (x, y) = (left + at % across, top + at / across);
            let found = (y as usize * width as usize + x as usize) * 3;
            let found = &pixels[found..found + 3];
            ink += usize::from(found != &ground[..3]);
            worst = (0..3).map(|at| found[at].abs_diff(pixel[at])).fold(worst, u8::max);
        }
    }
    (worst, ink)
}

/// Elements of charts: cards and pills of any size, strokes, dashes, arrowheads, names.
fn any_item() -> impl Strategy<Value = SceneItem> {
    let color = prop::sample::select(vec![[30, 60, 90, 255], [200, 40, 40, 255], [255; 4]]);
    let place = || (0.0..640.0_f32, 0.0..380.0_f32).prop_map(|(x, y)| pos2(x, y));
    let boxes =
        (place(), 4.0..300.0_f32, 4.0..90.0_f32, 0.0..40.0_f32, 0.5..3.0_f32, color.clone());
    let boxes = boxes.prop_map(|(min, width, height, radius, border, color)| SceneItem::Box {
        role: Role::Body,
        rect: Rect::from_min_size(min, vec2(width, height)),
        radius,
        fill: Color([255, 250, 240, 255]),
        border: Some((border, Color(color))),
    });
    let corners = prop::collection::vec((any::<bool>(), -300.0..300.0_f32), 1..6);
    let dash = prop::option::of((1.0..12.0_f32, 1.0..5.0_f32));
    let lines = (place(), corners, 0.5..3.0_f32, dash, color.clone());
    let lines = lines.prop_map(|(start, corners, width, dash, color)| {
        let mut points = vec![start];
        for (is_level, length) in corners {
            let last = points[points.len() - 1];
            points.push(last + if is_level { vec2(length, 0.0) } else { vec2(0.0, length) });
        }
        SceneItem::Line { role: Role::Relation, points, width, color: Color(color), dash }
    });
    let heads = (place(), -9.0..9.0_f32, -9.0..9.0_f32, any::<bool>());
    let heads = heads.prop_map(|(end, x, y, is_filled)| {
        let (along, across) = (vec2(x, y), vec2(-y, x) / 2.0);
        let points = vec![end - along + across, end, end - along - across];
        let (role, color) = (Role::LineHead, Color([90, 30, 120, 255]));
        if is_filled {
            SceneItem::Polygon { role, points, fill: color }
        } else {
            SceneItem::Line { role, points, width: 1.5, color, dash: None }
        }
    });
    let texts = (place(), 8.0..24.0_f32, color).prop_map(|(origin, size, color)| {
        text("维持和平 Ångström (gj)", origin, size, Color(color))
    });
    prop_oneof![3 => boxes, 4 => lines, 2 => heads, 2 => texts]
}

/// A line of text.
fn text(words: &str, origin: Pos2, size: f32, color: Color) -> SceneItem {
    let run = TextRun::new(&FontSet::default(), words, Weight::Medium, size);
    SceneItem::Text { role: Role::Name, origin, color, run: Arc::new(run) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tiles_and_bands_have_no_seams(
        items in prop::collection::vec(any_item(), 20..60),
        scale in 0.4..4.0_f32,
        corner in (-300.0..300.0_f32, -300.0..300.0_f32),
    ) {
        // A third of them are as wide as two tiles.
        let width = if items.len() % 3 == 0 { 5000.0 / scale } else { 700.0 };
        let bounds = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, 420.0));
        let aside = vec2(corner.0, corner.1) / 100.0 - vec2(2.0, 2.0);
        let ground = Color([245, 246, 248, 255]);
        let scene = Scene { fonts: FontSet::default(), bounds: bounds.translate(aside), ground, items, groups: Vec::new() };
        prop_assert_eq!(seams(&scene, scale).0, 0);
    }
}

#[test]
fn a_chip_across_two_bands_has_no_seam() {
    let border = Some((1.0, Color([90, 98, 112, 255])));
    let chip = |x: f32, y: f32| SceneItem::Box {
        role: Role::Body,
        rect: Rect::from_min_size(pos2(x, y), vec2(110.0, 32.0)),
        radius: 16.0,
        fill: Color([255; 4]),
        border,
    };
    let items = (0..34_u8).map(|at| chip(f32::from(at) * 120.0, 223.0 + f32::from(at))).collect();
    let bounds = Rect::from_min_size(pos2(0.0, 0.0), vec2(4200.0, 300.0));
    let scene = Scene {
        fonts: FontSet::default(),
        bounds,
        ground: Color([245, 246, 248, 255]),
        items,
        groups: Vec::new(),
    };
    let (worst, ink) = seams(&scene, 1.0);
    assert!(ink > 10_000, "only {ink} pixels are drawn on");
    assert_eq!(worst, 0);
}

#[test]
fn output_does_not_depend_on_threads() {
    let items = (0..34_u8).map(|at| {
        let place = pos2(f32::from(at) * 20.0, 25.0 * f32::from(at));
        text("维持和平 Operations", place, 15.0, Color([30, 60, 90, 255]))
    });
    let scene = Scene {
        fonts: FontSet::default(),
        bounds: Rect::from_min_size(pos2(0.0, 0.0), vec2(900.0, 900.0)),
        ground: Color([245, 246, 248, 255]),
        items: items.collect(),
        groups: Vec::new(),
    };
    let options = PngOptions::default();
    let (width, height) = pixel_size(&scene, &options).expect("it is small");
    let grid = Grid::new(width, height, 3);
    assert!(grid.pieces() > 3, "only {} pieces", grid.pieces());
    let projection = Projection { origin: scene.bounds.min, scale: 1.0 };
    let picture = Picture { scene: &scene, options: &options, projection, grid };
    let [one, three] = [1, 3].map(|threads| {
        let mut file = Vec::new();
        let encoder = header(Encoder::new(&mut file, width, height), &options);
        let encoder = encoder.expect("it has no metadata");
        let mut writer = encoder.write_header().expect("memory takes everything");
        let mut parts = Vec::new();
        let written = picture.bands(threads, &mut |part| parts.push(part), &mut writer);
        written.expect("memory takes everything");
        assert_eq!((parts.len(), parts.last()), (grid.pieces(), Some(&1.0)));
        drop(writer);
        file
    });
    assert!(one.len() > 10_000, "only {} bytes", one.len());
    assert!(one == three, "the files differ");
}

#[test]
fn large_glyphs_are_equal_in_every_tile() {
    let color = Color([30, 60, 90, 255]);
    let items = [pos2(5.0, 28.0), pos2(300.0, 50.0)]
        .map(|origin| text("维持和平 Operations", origin, 15.0, color))
        .to_vec();
    let bounds = Rect::from_min_size(pos2(0.0, 0.0), vec2(380.0, 60.0));
    let scene = Scene {
        fonts: FontSet::default(),
        bounds,
        ground: Color([255; 4]),
        items,
        groups: Vec::new(),
    };
    let (worst, ink) = seams(&scene, 11.0);
    assert!(ink > 5000, "only {ink} pixels are drawn on");
    assert_eq!(worst, 0);
}

#[test]
fn oversized_pictures_suggest_a_scale() {
    let bounds = Rect::from_min_size(pos2(-10.5, 7.0), vec2(4200.0, 300.0));
    let ground = Color([255; 4]);
    let scene =
        Scene { fonts: FontSet::default(), bounds, ground, items: Vec::new(), groups: Vec::new() };
    let options = |scale| PngOptions { scale, ..PngOptions::default() };
    let error = pixel_size(&scene, &options(1e9)).expect_err("that is too much");
    let message = "the picture would be 4200000000000 x 300000000000 pixels, but a PNG has \
                   at most 2147483647 per side; the largest scale that fits is 511000";
    assert_eq!(error.to_string(), message);
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(matches!(pixel_size(&scene, &options(scale)), Err(ExportError::Scale(_))));
    }
}
