//! Draws a structure file as SVG: `cargo run --example chart_to_svg FILE > chart.svg`. Without a file, it draws the
//! bundled sample.

use std::error::Error;
use std::io::{self, Write};

use organogram::export::svg::{self, SvgOptions};
use organogram::export::{ExportError, Metadata};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{self, SceneRequest};
use organogram::source::SourceText;

fn main() -> Result<(), Box<dyn Error>> {
    let source = match std::env::args().nth(1) {
        Some(path) => SourceText::new(path.clone(), std::fs::read_to_string(path)?),
        None => SourceText::new("sample", SAMPLE),
    };
    draw(&Chart::load(&source).0, io::stdout().lock())?;
    Ok(())
}

fn draw(chart: &Chart, out: impl Write) -> Result<(), ExportError> {
    let mut request = SceneRequest::default();
    request.language = "en".into();
    request.legend = true;
    let stage = scene::build(chart, &request);
    let metadata = Metadata { title: "Chart", language: "en", origin: None };
    let mut options = SvgOptions::default();
    options.metadata = metadata;
    svg::write(&stage.scene, &options, out)
}

#[test]
fn draws_every_name() {
    let text = r#"(organogram: 1, units: [
        (id: "harbour", kind: "department", name: "Harbour Office"),
        (id: "pilots", parent: "harbour", kind: "section", name: "Pilots"),
    ])"#;
    let (chart, _) = Chart::load(&SourceText::new("harbour.ron", text));
    let mut drawn = Vec::new();
    draw(&chart, &mut drawn).expect("memory takes it");
    let drawn = String::from_utf8(drawn).expect("SVG is text");
    assert!(drawn.starts_with("<?xml") || drawn.starts_with("<svg"), "{drawn}");
    assert!(drawn.contains("Harbour Office") && drawn.contains("Pilots"), "{drawn}");
}
