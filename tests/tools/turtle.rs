//! Turtle exports read by [rdflib](https://rdflib.readthedocs.io) and checked by
//! [pyshacl](https://github.com/RDFLib/pySHACL) against the shapes in `tests/shapes`.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use organogram::model::{Chart, SAMPLE};
use organogram::source::SourceText;

use crate::exports::{Folder, is_there, organogram, said_by};

/// Python with the packages of `tests/shapes/requirements.txt`; `check.sh` installs it.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python");
const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/check.py");
const SHAPES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/org.ttl");

/// Everything that a file can state about units, posts and persons.
const HARBOUR: &str = r#"(organogram: 1, title: {"en": "Harbour Authority", "zh": "港务局"}, languages: ["en", "zh"],
    effective: "2024-07", previous: "harbour-2019.ron",
    fields: [
        (id: "site", label: {"en": "Site", "zh": "地点"}, type: text), (id: "web", type: link),
        (id: "budget", label: "Budget", type: number, unit: "EUR", total: sum), (id: "opened", type: date),
        (id: "state", type: choice, values: [(id: "pilot", label: "Pilot")]),
    ],
    sources: [(id: "charter", symbol: "HA/1", title: "Charter", date: "2024-05-14", language: "en", numbering: free)],
    bodies: [(id: "council", name: "City Council"), (id: "union", name: "Port Union")],
    shared_functions: [(id: "watch", cite: "4", functions: [(cite: "4.1", text: "Keeps a watch")])],
    units: [
        (id: "authority", kind: "department", name: "Harbour Authority", acronym: "Harbour Authority", headcount: 12,
         link: "https://harbour.example", count: 3, notes: [(text: "Remark")],
         fields: {"site": {"en": "Pier 1", "zh": "一号"}, "budget": 0.5, "opened": "1999", "web": "https://a.example/x"},
         head: (title: "Harbour Master", rank: {"en": "D-1", "zh": "丁"}, holder: ["Ada Marsh", "Ada Marsh"], fte: 1)),
        (id: "counsel", parent: "authority", kind: "office", name: {"en": "Counsel"}, position: staff, status: planned,
         also_named: ["Lawyers", {"en": "Counsel"}]),
        (id: "pilots", parent: "authority", kind: "service", name: "Pilots", cite: ["3", "5"], was: ["tugs", "pilotage"],
         shared_functions: "watch", basis: (cite: "3", text: "By charter"), fields: {"state": "pilot"},
         functions: [(cite: "3.3(a)", was: "pilotage 2.1", text: "Guides ships")],
         head: (title: "Chief Pilot", status: vacant, reports_to: ["authority", "council"]),
         posts: [
             (id: "deputy", title: "Deputy", reports_to: "pilots", fields: {"site": "Pier 3"}, holder: [
                 (name: "Ben Oduya", share: 0.5, since: "2022-03", until: "2027", email: "a?b@harbour.example",
                  phone: "+41 44 555 01 x 23", link: "https://ben.example"),
                 (name: {"en": "Mei Lindqvist", "zh": "林美"}, acting: true)]),
             (id: "pilot", title: "Pilot", reports_to: ["deputy", "counsel"], count: several, fte: 13.5)]),
        (id: "boats", parent: "pilots", kind: "crew", name: "Boats"),
    ],
    kinds: [(id: "crew", label: {"en": "Crew", "zh": "班组"})],
    relations: [
        (from: "counsel", to: ["pilots", "deputy"], kind: advises, cite: "7", text: {"en": "Advises"}),
        (from: "boats", to: "counsel", kind: belongs_to), (from: "boats", to: "union", kind: belongs_to),
        (from: "deputy", to: "boats", kind: belongs_to),
    ],
    provisions: [(cite: "5.1", text: "Reviewed every five years")],
)"#;

#[test]
fn turtle_is_as_the_ontology_has_it() {
    if !there_is_python() {
        return;
    }
    let folder = Folder::new();
    let harbour = folder.path("harbour.ron");
    fs::write(&harbour, HARBOUR).expect("the folder takes files");
    let data = folder.path("harbour.ttl");
    for base in [&[][..], &["--base", "https://harbour.example/org"], &["--base", "urn:example:"]] {
        let export = ["export", &harbour, "-o", &data, "--force", "--allow-errors"];
        let output = organogram(&[&export[..], base].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let expected = "authority: boats counsel pilots\nboats: \ncounsel: boats\npilots: boats\n";
        assert_eq!(said_by(PYTHON, &[CHECK, SHAPES, &data]), expected, "{base:?}");
    }
}

#[test]
fn the_units_below_a_unit_of_the_sample_are_found_by_a_path() {
    if !there_is_python() {
        return;
    }
    let folder = Folder::new();
    let found = said_by(PYTHON, &[CHECK, SHAPES, &folder.export("a.ttl", &[])]);
    let chart = Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0;
    let expected: BTreeMap<&str, String> = chart
        .unit_indices()
        .map(|index| {
            let below = chart.descendants(index).into_iter();
            let mut below: Vec<&str> = below.map(|unit| chart.unit(unit).id.as_str()).collect();
            below.sort_unstable();
            (chart.unit(index).id.as_str(), below.join(" "))
        })
        .collect();
    let found: BTreeMap<&str, String> = found
        .lines()
        .map(|line| line.split_once(": ").expect("an id and those below it"))
        .map(|(above, below)| (above, below.to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn shapes_refuse_what_is_wrong() {
    if !there_is_python() {
        return;
    }
    let folder = Folder::new();
    let sound = fs::read_to_string(folder.export("a.ttl", &[])).expect("it is text");
    let data = folder.path("b.ttl");
    for (from, to) in [
        ("org:subOrganizationOf", "org:unitOf"),
        ("a org:Post", "a foaf:Agent"),
        ("og:cite", "dct:bibliographicCitation"),
        ("org:hasPost", "org:posts"),
    ] {
        fs::write(&data, sound.replacen(from, to, 1)).expect("the folder takes files");
        let output = Command::new(PYTHON).args([CHECK, SHAPES, &data]).output();
        assert_eq!(output.expect("Python runs").status.code(), Some(1), "{from} as {to}");
    }
}

fn there_is_python() -> bool {
    let has = Command::new(PYTHON).args(["-c", "import pyshacl, rdflib"]).output();
    is_there("pyshacl", has.is_ok_and(|output| output.status.success()))
}
