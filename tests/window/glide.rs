//! Animation of cards from their previous positions, matched by identity rather than by index in the file.

use std::fs;
use std::time::Duration;

use egui::{Pos2, Shape, TextureId};
use egui_kittest::Harness;
use organogram::app::App;

use crate::common::bench::COAST;
use crate::common::{card, place, window};

/// Returns the characters painted on the chart in this frame: their positions, and those of their glyphs in the
/// texture.
pub(crate) fn letters(harness: &Harness<'_, App>) -> Vec<(Pos2, Pos2)> {
    fn find(shape: &Shape, found: &mut Vec<(Pos2, Pos2)>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| find(shape, found)),
            Shape::Mesh(mesh) if mesh.texture_id != TextureId::default() => {
                found.extend(mesh.vertices.chunks_exact(4).map(|quad| (quad[0].pos, quad[0].uv)));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    harness.output().shapes.iter().for_each(|clipped| find(&clipped.shape, &mut found));
    found
}

/// Returns the characters on a card that does not move.
pub(crate) fn letters_on(harness: &Harness<'_, App>, name: &str) -> Vec<(Pos2, Pos2)> {
    let card = place(harness, name);
    letters(harness).into_iter().filter(|(at, _)| card.contains(*at)).collect()
}

#[test]
fn cards_animate_from_their_old_positions() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    fs::write(&path, COAST).expect("a temporary file can be written");
    let opened = path.clone();
    let mut harness = window(Some(opened), "en_US");
    // Animations are disabled in tests by default.
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.12);
    let names = ["North Division", "Port Section", "South Division"];
    let before = names.map(|name| letters_on(&harness, name));
    let north = "    // The north";
    let east =
        "    (id: \"east\", parent: \"agency\", kind: \"division\", name: \"East Division\"),\n";
    fs::write(&path, COAST.replace(north, &format!("{east}{north}"))).expect("it can be written");
    for _ in 0..200 {
        harness.step();
        if card(&harness, "East Division").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    // Debug builds panic on invalid shapes when these are tessellated.
    assert!(!harness.ctx.tessellate(harness.output().shapes.clone(), 1.0).is_empty());
    let first = letters(&harness);
    for (name, letters) in names.iter().zip(&before) {
        assert!(letters.len() > 10, "{name} has letters");
        for (at, which) in letters {
            let stays = first.iter().any(|(now, same)| same == which && now.distance(*at) < 2.0);
            assert!(stays, "a letter of {name} was at {at} and jumps");
        }
    }
    harness.run();
    for (name, before) in names.iter().zip(before) {
        let moved = letters_on(&harness, name)[0].0.distance(before[0].0);
        assert!(moved > 20.0, "{name} makes room for the new card: {moved}");
    }
}
