//! Shared parts of the benchmarks: the `--quick` option, and organizations as structure files and as cards.

#[path = "../../examples/synthesize/organization.rs"]
pub(crate) mod organization;

use std::time::Duration;

use organogram::layout::LayoutNode;
use organogram::source::SourceText;

/// Runs the benchmarks; with `--quick`, each of them for at most a second.
pub(crate) fn run() {
    if std::env::args().any(|argument| argument == "--quick") {
        divan::Divan::default().sample_count(10).max_time(Duration::from_secs(1)).run_benches();
    } else {
        divan::main();
    }
}

/// Returns an organization as a structure file.
pub(crate) fn structure(units: u32) -> SourceText {
    let mut text = Vec::new();
    organization::write_structure(&organization::organization(units, 7), &mut text)
        .expect("memory can be written to");
    SourceText::new("synthetic.ron", String::from_utf8(text).expect("it is UTF-8"))
}

/// Returns the cards of an organization in preorder, in many sizes.
pub(crate) fn cards(units: u32) -> Vec<LayoutNode> {
    let units = organization::organization(units, 7);
    let mut children = vec![Vec::new(); units.len()];
    for (at, unit) in units.iter().enumerate() {
        if let Some(parent) = unit.parent {
            children[parent as usize].push(at);
        }
    }
    let mut nodes = Vec::with_capacity(units.len());
    let mut open = vec![(0, None)];
    while let Some((at, parent)) = open.pop() {
        let own = u32::try_from(nodes.len()).ok();
        nodes.push(LayoutNode { parent, size: units[at].card_size().into() });
        open.extend(children[at].iter().rev().map(|&child| (child, own)));
    }
    nodes
}
