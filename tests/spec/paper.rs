//! Charts laid out for a sheet of paper.

use emath::{Rect, vec2};
use organogram::export::pdf::{PageSetup, Paper};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::theme::Color;
use organogram::scene::{IndexedScene, Role, SceneItem, SceneRequest, build};
use organogram::source::SourceText;

/// Points on paper per scene point at actual size.
const ACTUAL_SIZE: f32 = 0.75;

fn sheet(paper: Paper, language: &str) -> (IndexedScene, f32) {
    let chart = Chart::load(&SourceText::new("sample.ron", SAMPLE.to_owned())).0;
    let printable = PageSetup { paper, landscape: true }.printable();
    let mut request = SceneRequest::default();
    request.language = language.into();
    request.paper = Some(printable);
    request.heading = true;
    request.legend = true;
    let stage = build(&chart, &request);
    let size = stage.scene.size();
    let scale = vec2(printable.x / size.x, printable.y / size.y).min_elem().min(ACTUAL_SIZE);
    (stage, scale)
}

/// Returns the smallest size of any text, and of the names on cards, in points on paper.
fn least_text(stage: &IndexedScene, scale: f32) -> [f32; 2] {
    let sizes = |is_wanted: fn(&SceneItem) -> bool| {
        let sizes = stage.scene.items.iter().filter(|item| is_wanted(item));
        let sizes = sizes.filter_map(|item| match item {
            SceneItem::Text { run, .. } => Some(run.size() * scale),
            _ => None,
        });
        sizes.fold(f32::INFINITY, f32::min)
    };
    // Names of bodies are smaller than those of units.
    [sizes(|_| true), sizes(|item| item.role() == Role::Name && item_size(item) >= 15.0)]
}

fn item_size(item: &SceneItem) -> f32 {
    match item {
        SceneItem::Text { run, .. } => run.size(),
        _ => 0.0,
    }
}

#[test]
fn the_sample_is_legible_on_a4_and_a3() {
    for (paper, language, small, names) in [
        (Paper::A4, "en", 7.0, 8.4),
        (Paper::A4, "zh", 8.5, 10.2),
        (Paper::A3, "en", 9.2, 11.0),
        (Paper::A3, "zh", 9.2, 11.0),
    ] {
        let (stage, scale) = sheet(paper, language);
        let [least, least_name] = least_text(&stage, scale);
        assert!(least >= small, "{paper:?}, {language}: {least}");
        assert!(least_name >= names, "{paper:?}, {language}: {least_name}");
    }
}

#[test]
fn two_languages_have_one_arrangement_where_little_is_lost() {
    {
        let [en, zh] = ["en", "zh"].map(|language| sheet(Paper::A3, language).0);
        let columns = |stage: &IndexedScene| {
            let mut lefts: Vec<f32> = stage.cards.iter().map(|card| card.rect.min.x).collect();
            let order = lefts.clone();
            lefts.sort_by(f32::total_cmp);
            let place = |left: &f32| lefts.partition_point(|other| other < left);
            order.iter().map(place).collect::<Vec<usize>>()
        };
        // The root is as wide as its name.
        assert_eq!(columns(&en)[1..], columns(&zh)[1..]);
    }
}

#[test]
fn paper_is_white_and_the_heading_is_beside_the_root() {
    let (stage, _) = sheet(Paper::A4, "en");
    assert_eq!(stage.scene.ground, Color([255, 255, 255, 255]));
    let heading = stage.scene.items.iter().filter(|item| item.role() == Role::Heading);
    let heading = heading.map(SceneItem::bounds).reduce(Rect::union).expect("a heading");
    assert!(heading.max.x < stage.cards[0].rect.min.x && heading.min.y < stage.cards[0].rect.min.y);
}

#[test]
fn a_slide_is_sixteen_to_nine() {
    let printable = PageSetup { paper: Paper::Slide, landscape: false }.printable();
    assert!((printable.x / printable.y - 16.0 / 9.0).abs() < 0.08, "{printable}");
}
