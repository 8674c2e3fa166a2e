//! Prints the units of a structure file as an indented outline: `cargo run --example outline [FILE]`. Without a file,
//! it prints the bundled sample.

use std::error::Error;
use std::io::{self, Write};

use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;

fn main() -> Result<(), Box<dyn Error>> {
    let source = match std::env::args().nth(1) {
        Some(path) => SourceText::new(path.clone(), std::fs::read_to_string(path)?),
        None => SourceText::new("sample", SAMPLE),
    };
    print_outline(&source, &mut io::stdout().lock())?;
    Ok(())
}

/// Prints one line per unit: two spaces per level, the name (in English if available), and the number of functions.
/// Problems of the file come first, one per line.
fn print_outline(source: &SourceText, out: &mut impl Write) -> io::Result<()> {
    let (chart, diagnostics) = Chart::load(source);
    for diagnostic in &diagnostics {
        writeln!(out, "{diagnostic}")?;
    }
    for index in chart.outline() {
        let unit = chart.unit(index);
        let indent = 2 * unit.depth as usize;
        let name = unit.name.get(["en"]);
        writeln!(out, "{:indent$}{name} ({})", "", chart.function_count(index))?;
    }
    Ok(())
}

#[test]
fn prints_units_below_their_parents() {
    let text = r#"(organogram: 1, units: [
        (id: "harbour", kind: "department", name: "Harbour Office", functions: [(text: "Runs the harbour.", cite: [])]),
        (id: "pilots", parent: "harbour", kind: "section", name: "Pilots"),
    ])"#;
    let mut printed = Vec::new();
    print_outline(&SourceText::new("harbour.ron", text), &mut printed).expect("memory takes it");
    assert_eq!(String::from_utf8_lossy(&printed), "Harbour Office (1)\n  Pilots (0)\n");
}
