//! Time of a search in an organization of 100,000 units: `cargo bench --bench search`.
//!
//! The target is 50 ms per keystroke; the index is built once per file.

#[expect(dead_code, reason = "it makes up an organization of its own")]
mod common;

use std::fmt::Write as _;
use std::hint::black_box;

use divan::Bencher;
use organogram::model::Chart;
use organogram::search::Index;
use organogram::source::SourceText;

fn main() {
    common::run();
}

const UNITS: usize = 100_000;

const AREAS: &[(&str, &str)] = &[
    ("华东", "East China"),
    ("西南", "South-West"),
    ("东北", "North-East"),
    ("海外", "Overseas"),
    ("亚太", "Asia and Pacific"),
    ("欧洲", "European"),
    ("总部", "Headquarters"),
];
const TASKS: &[(&str, &str)] = &[
    ("研发", "Research"),
    ("财务", "Finance"),
    ("法务", "Legal"),
    ("人力资源", "Human Resources"),
    ("供应链", "Supply Chain"),
    ("质量管理", "Quality"),
    ("信息技术", "Information Technology"),
    ("战略规划", "Strategic Planning"),
    ("警务培训", "Police Training"),
    ("采购", "Procurement"),
    ("合规审计", "Compliance and Audit"),
];
const KINDS: &[(&str, &str)] = &[
    ("处", "Service"),
    ("组", "Team"),
    ("办公室", "Office"),
    ("中心", "Centre"),
    ("司", "Division"),
];

/// Returns a chart of 100,000 units in two languages, each with a head and two cited functions.
fn chart() -> Chart {
    let mut text = String::from("(organogram: 1, languages: [\"zh\", \"en\"], units: [\n");
    for at in 0..UNITS {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\", ", (at - 1) / 5) };
        let (area, task, kind) =
            (AREAS[at % AREAS.len()], TASKS[at / 7 % TASKS.len()], KINDS[at / 3 % KINDS.len()]);
        let other = TASKS[at / 11 % TASKS.len()];
        let _ = writeln!(
            text,
            "(id: \"u{at}\", {parent}kind: \"team\", \
             name: {{\"zh\": \"{}{}第{at}{}\", \"en\": \"{} {} {} {at}\"}}, \
             head: (title: {{\"zh\": \"{}主任\", \"en\": \"Chief of {}\"}}), functions: [\
             (cite: [\"{at}.1(a)\"], text: {{\"zh\": \"拟订{}政策并监督其执行，向上级提出年度报告\", \
             \"en\": \"Draw up the policy for {} and watch over its execution, with a report each year\"}}), \
             (cite: [\"{at}.1(b)\"], text: {{\"zh\": \"与{}各单位协调\", \"en\": \"Coordinate with those in charge of {}\"}})]),",
            area.0,
            task.0,
            kind.0,
            area.1,
            task.1,
            kind.1,
            task.0,
            task.1,
            task.0,
            task.1,
            other.0,
            other.1,
        );
    }
    text.push_str("])\n");
    Chart::load(&SourceText::new("made-up.ron", text)).0
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn index_100_000_units(bencher: Bencher) {
    let chart = chart();
    bencher.bench_local(|| Index::new(black_box(&chart)));
}

/// A letter, a common word, two words, common words, a number, a name, pinyin, a paragraph, a typo, a sentence.
#[divan::bench(args = [
    "a", "police", "police training", "policy report", "policy for the year", "4242", "海外采购", "hwcg", "haiwaicaigou",
    "4242.1(a)", "polise trainning", "海外的采购和培训政策", "who watches over procurement policy",
])]
fn find(bencher: Bencher, query: &str) {
    use std::sync::OnceLock;
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(|| Index::new(&chart()));
    bencher.bench_local(|| index.find(black_box(query)));
}
