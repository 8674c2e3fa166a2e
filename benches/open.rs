//! Time and memory from the text of 100,000 units to the display list of the first frame, compared with RON's typed
//! parsing of the same text: `cargo bench --bench open`.

#[expect(dead_code, reason = "the cards are for other benchmarks")]
mod common;

use std::collections::{BTreeMap, HashSet};

use divan::{AllocProfiler, Bencher, black_box};
use organogram::model::{Chart, UnitIndex};
use organogram::scene::{SceneRequest, build};
use ron::extensions::Extensions;
use serde::Deserialize;

/// Counts allocations: "max alloc" is the peak in addition to the text itself.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const UNITS: u32 = 100_000;
/// Number of cards to which the window initially folds a large chart.
const CARDS_AT_FIRST: usize = 120;

fn main() {
    common::run();
}

#[divan::bench]
fn ron_alone(bencher: Bencher<'_, '_>) {
    let source = common::structure(UNITS);
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    bencher.bench(|| options.from_str::<File>(black_box(source.text())).expect("it is sound"));
}

#[divan::bench]
fn text_to_chart(bencher: Bencher<'_, '_>) {
    let source = common::structure(UNITS);
    bencher.bench(|| Chart::load(black_box(&source)));
}

/// Draws the whole chart, as after "Expand all".
#[divan::bench]
fn chart_unfolded(bencher: Bencher<'_, '_>) {
    let (chart, _) = Chart::load(&common::structure(UNITS));
    bencher.bench(|| build(black_box(&chart), &SceneRequest::default()));
}

#[divan::bench]
fn text_to_first_frame(bencher: Bencher<'_, '_>) {
    let source = common::structure(UNITS);
    bencher.bench(|| {
        let (chart, problems) = Chart::load(black_box(&source));
        assert!(problems.is_empty());
        let mut request = SceneRequest::default();
        request.collapsed = folded(&chart);
        let stage = build(&chart, &request);
        (chart, stage)
    });
}

/// Returns the units whose children are initially hidden.
fn folded(chart: &Chart) -> HashSet<UnitIndex> {
    let up_to = |depth| chart.units().iter().filter(|unit| unit.depth <= depth).count();
    let depth = (0..64).take_while(|&depth| up_to(depth + 1) <= CARDS_AT_FIRST).count();
    chart.unit_indices().filter(|&unit| chart.unit(unit).depth as usize >= depth).collect()
}

/// The fields of the file that the text contains, as serde derives them.
#[derive(Deserialize)]
#[expect(dead_code, reason = "they are read and dropped")]
struct File {
    organogram: u32,
    languages: Vec<String>,
    title: Words,
    units: Vec<Unit>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "they are read and dropped")]
struct Unit {
    id: String,
    parent: Option<String>,
    kind: String,
    name: Words,
    head: Option<Head>,
    functions: Vec<Statement>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "they are read and dropped")]
struct Head {
    title: Words,
    #[serde(default)]
    reports_to: Vec<String>,
    cite: Vec<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "they are read and dropped")]
struct Statement {
    cite: Vec<String>,
    text: Words,
}

type Words = BTreeMap<String, String>;
