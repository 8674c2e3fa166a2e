//! Cards glide from where they stood, by what they are and not by their numbers in the file.

mod common;

use std::fs;
use std::time::Duration;

use egui::{Pos2, Shape};
use egui_kittest::Harness;
use organogram::app::App;

use common::bench::COAST;
use common::{card, settled};

/// Where a unit's name is painted on the chart in this frame.
fn painted(harness: &Harness<'_, App>, name: &str) -> Pos2 {
    fn find(shape: &Shape, name: &str) -> Option<Pos2> {
        match shape {
            Shape::Vec(shapes) => shapes.iter().find_map(|shape| find(shape, name)),
            Shape::Text(text) if text.galley.text() == name => Some(text.pos),
            _ => None,
        }
    }
    let shapes = harness.output().shapes.iter();
    // What is further to the left is the outline.
    let found = shapes.filter_map(|clipped| find(&clipped.shape, name)).find(|at| at.x > 260.0);
    found.unwrap_or_else(|| panic!("{name} is not painted"))
}

#[test]
fn a_card_comes_from_where_it_stood_although_units_before_it_came_or_went() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("coast.ron");
    fs::write(&path, COAST).expect("a temporary file can be written");
    let opened = path.clone();
    let mut harness = settled(move |creation| App::new(creation, Some(opened), "en_US"));
    // Tests are still unless they say so.
    harness.ctx.all_styles_mut(|style| style.animation_time = 0.12);
    let names = ["North Division", "Port Section", "South Division"];
    let before = names.map(|name| painted(&harness, name));
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
    // Debug builds refuse shapes that make no sense when these become triangles.
    assert!(!harness.ctx.tessellate(harness.output().shapes.clone(), 1.0).is_empty());
    let first = names.map(|name| painted(&harness, name));
    for ((name, before), first) in names.iter().zip(before).zip(first) {
        assert!(before.distance(first) < 2.0, "{name} was at {before} and jumps to {first}");
    }
    harness.run();
    for (name, first) in names.iter().zip(first) {
        let last = painted(&harness, name);
        assert!(last.distance(first) > 20.0, "{name} makes room for the new card");
    }
}
