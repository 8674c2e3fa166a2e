//! Finds the unit at a point of a chart: `cargo run --example hit_test X Y`, in points from the top left corner of the
//! bundled sample's chart.

use std::error::Error;
use std::io::{self, Write as _};

use emath::{Pos2, Rect, Vec2, pos2};
use organogram::model::{Chart, SAMPLE, UnitIndex};
use organogram::scene::{self, IndexedScene, SceneRequest};
use organogram::source::SourceText;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut coordinate = || -> Result<f32, Box<dyn Error>> {
        Ok(arguments.next().ok_or("two numbers are needed: X Y")?.parse()?)
    };
    let point = pos2(coordinate()?, coordinate()?);
    let (chart, _) = Chart::load(&SourceText::new("sample", SAMPLE));
    let stage = scene::build(&chart, &SceneRequest::default());
    let found = unit_at(&stage, point);
    let name = found.map_or("no unit stands there", |unit| chart.unit(unit).name.get(["en"]));
    writeln!(io::stdout(), "{name}")?;
    Ok(())
}

/// Returns the unit whose card contains a point, using the scene's index of cards.
fn unit_at(stage: &IndexedScene, point: Pos2) -> Option<UnitIndex> {
    let cards = stage.cards_in(Rect::from_center_size(point, Vec2::ZERO));
    cards.into_iter().find(|(card, _)| card.rect.contains(point)).map(|(card, _)| card.unit)
}

#[test]
fn finds_the_card_under_a_point() {
    let text = r#"(organogram: 1, units: [
        (id: "harbour", kind: "department", name: "Harbour Office"),
        (id: "pilots", parent: "harbour", kind: "section", name: "Pilots"),
    ])"#;
    let (chart, _) = Chart::load(&SourceText::new("harbour.ron", text));
    let stage = scene::build(&chart, &SceneRequest::default());
    let pilots = chart.find("pilots").expect("the chart has the unit");
    let center = stage.card(pilots).expect("it is shown").rect.center();
    assert_eq!(unit_at(&stage, center), Some(pilots));
    assert_eq!(unit_at(&stage, center + emath::vec2(0.0, 10_000.0)), None);
}
