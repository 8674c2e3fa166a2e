//! Warnings about the previous edition in the list of problems.

use std::fs;

use egui::{Key, Modifiers};

use crate::common::{self, comes_to_show, press, shows};

#[test]
fn lists_unknown_predecessors() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a temporary file can be written");
        path
    };
    write(
        "old.ron",
        "(organogram: 1, title: \"Old\", units: [(id: \"a\", kind: \"office\", name: \"A\")])",
    );
    let text = |previous: &str| {
        format!(
            "(organogram: 1, title: \"New\", previous: \"{previous}\", units: [(id: \"b\", kind: \"office\", name: \"B\", was: [\"gone\"])])"
        )
    };
    let path = write("new.ron", &text("old.ron"));
    let mut harness = common::window(Some(path), "en_US");
    assert!(comes_to_show(&mut harness, "1 warning"));
    press(&mut harness, Modifiers::NONE, Key::F8);
    assert!(comes_to_show(&mut harness, "W119"));
    let path = write("newer.ron", &text("none.ron"));
    let mut harness = common::window(Some(path), "en_US");
    assert!(comes_to_show(&mut harness, "1 warning"));
    press(&mut harness, Modifiers::NONE, Key::F8);
    assert!(comes_to_show(&mut harness, "W118"));
    assert!(!shows(&harness, "W119"));
}
