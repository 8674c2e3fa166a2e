//! Measures the layout of charts: the sample, charts of 100, 1,000 and 10,000 units, and the given files: `cargo run
//! --release --example measure -- [FILE]...`.

#[path = "synthesize/organization.rs"]
#[expect(dead_code, reason = "the sizes of cards are for the benchmarks")]
mod organization;

use std::collections::BTreeSet;
use std::f32::consts::FRAC_PI_2;
use std::time::Instant;

use emath::{Pos2, Vec2, vec2};
use organogram::export::pdf::{PageSetup, Paper};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{
    IndexedScene, RelationFilter, Role, Scene, SceneItem, SceneRequest, build,
};
use organogram::source::SourceText;

/// Points on paper per scene point at actual size.
const ACTUAL_SIZE: f32 = 0.75;

/// Prints a row of a Markdown table for each chart.
#[expect(clippy::print_stdout, reason = "it is a program")]
fn main() -> std::io::Result<()> {
    println!(
        "| chart | size | cards cover | aspect | card widths | bends | line per card | A4 | A3 | ms |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let sample = || SourceText::new("sample", SAMPLE.to_owned());
    println!("{}", row("sample, English", &sample(), "en"));
    println!("{}", row("sample, Chinese", &sample(), "zh"));
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        println!("{}", row(&path.clone(), &SourceText::new(path, text), ""));
    }
    for units in [100, 1_000, 10_000] {
        let mut text = Vec::new();
        organization::write_structure(&organization::organization(units, 7), &mut text)?;
        let text = String::from_utf8_lossy(&text).into_owned();
        println!("{}", row(&format!("{units} units"), &SourceText::new("generated", text), "en"));
    }
    Ok(())
}

fn row(name: &str, source: &SourceText, language: &str) -> String {
    let (chart, _) = Chart::load(source);
    let mut request = SceneRequest::default();
    request.language = language.into();
    request.relations = RelationFilter::none();
    let start = Instant::now();
    let stage = build(&chart, &request);
    let time = start.elapsed().as_millis();
    let size = bounds(&stage);
    let area: f32 = stage.cards.iter().map(|card| card.rect.area()).sum();
    let widths: BTreeSet<i64> = stage.cards.iter().map(|card| tenths(card.rect.width())).collect();
    let (bends, length) = lines(&stage.scene);
    #[expect(clippy::cast_precision_loss, reason = "a number of cards")]
    let length = length / stage.cards.len() as f32;
    let paper = |paper| {
        let setup = PageSetup { paper, landscape: true };
        let printable = setup.printable();
        let mut sheet = request.clone();
        sheet.paper = Some(printable);
        sheet.relations = RelationFilter::default();
        sheet.heading = true;
        sheet.legend = true;
        text_sizes(&build(&chart, &sheet).scene, printable)
    };
    let ((small, names), (small_a3, names_a3)) = (paper(Paper::A4), paper(Paper::A3));
    let cover = 100.0 * area / (size.x * size.y);
    format!(
        "| {name} | {:.0} × {:.0} | {cover:.0} % | {:.2} | {} | {bends:.0} | {length:.0} | {small:.1} ({names:.1}) | {small_a3:.1} ({names_a3:.1}) | {time} |",
        size.x,
        size.y,
        size.x / size.y,
        widths.len(),
    )
}

fn bounds(stage: &IndexedScene) -> Vec2 {
    let cards = stage.cards.iter().map(|card| card.rect);
    cards.reduce(emath::Rect::union).map_or(Vec2::ZERO, |rect| rect.size())
}

/// Returns the number of bends of the tree's lines, and their length in points.
fn lines(scene: &Scene) -> (f32, f32) {
    let (mut turned, mut length) = (0.0, 0.0);
    for item in &scene.items {
        let SceneItem::Line { role: Role::Trunk | Role::Connector, points, .. } = item else {
            continue;
        };
        length += points.windows(2).map(|ends| (ends[1] - ends[0]).length()).sum::<f32>();
        turned += points.windows(3).map(turn).sum::<f32>();
    }
    (turned / FRAC_PI_2, length)
}

/// Returns the angle between two strokes.
fn turn(corners: &[Pos2]) -> f32 {
    let [arriving, leaving] =
        [corners[1] - corners[0], corners[2] - corners[1]].map(Vec2::normalized);
    arriving.dot(leaving).clamp(-1.0, 1.0).acos()
}

/// Returns the smallest size of any text, and of unit names, in points on paper when the scene is scaled to fit.
fn text_sizes(scene: &Scene, printable: Vec2) -> (f32, f32) {
    let fit = vec2(printable.x / scene.size().x, printable.y / scene.size().y);
    let scale = fit.min_elem().min(ACTUAL_SIZE);
    let smallest = |is_wanted: &dyn Fn(&SceneItem) -> bool| {
        let sizes =
            scene.items.iter().filter(|item| is_wanted(item)).filter_map(|item| match item {
                SceneItem::Text { run, .. } => Some(run.size()),
                _ => None,
            });
        scale * sizes.fold(f32::INFINITY, f32::min)
    };
    let units: BTreeSet<usize> = scene
        .groups
        .iter()
        .filter(|group| matches!(group.subject, organogram::scene::Subject::Unit(_)))
        .flat_map(|group| group.items.clone())
        .collect();
    let names = units.into_iter().filter_map(|at| match &scene.items[at] {
        SceneItem::Text { role: Role::Name, run, .. } => Some(run.size()),
        _ => None,
    });
    let names = scale * names.fold(f32::INFINITY, f32::min);
    (smallest(&|_| true), names)
}

#[expect(clippy::cast_possible_truncation, reason = "cards are small")]
fn tenths(width: f32) -> i64 {
    (width * 10.0).round() as i64
}
