//! The window with the text of a unit open for editing.

use std::fs;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::{App, Options};

use super::{comes_true, options, settled, shows};

/// A file with a comment, and with more white space than necessary.
pub(crate) const COAST: &str = r#"(organogram: 1, languages: ["en"], units: [
    (id: "agency", kind: "department", name: "Coast Patrol Agency"), // the whole
    // The north has the longest coast.
    (id: "north", parent: "agency", kind: "division",   name: "North Division"),
    (id: "port", parent: "north", kind: "section", name: "Port Section"),
    (id: "south", parent: "agency", kind: "division", name: "South Division"),
])
"#;

/// The window on a file, with the text of a unit open.
pub(crate) struct Bench {
    _folder: Option<tempfile::TempDir>,
    pub(crate) path: PathBuf,
    pub(crate) harness: Harness<'static, App>,
}

impl Bench {
    /// Opens a file in the window, in English, with the text of a unit open.
    pub(crate) fn on(text: &str, unit: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("coast.ron");
        let bench = Self::at(path, text, unit);
        Self { _folder: Some(folder), ..bench }
    }

    /// Same as [`Self::on`], with the file at a given path.
    pub(crate) fn at(path: PathBuf, text: &str, unit: &str) -> Self {
        fs::write(&path, text).expect("a temporary file can be written");
        Self::with(options(Some(path), "en_US"), unit)
    }

    /// Same as [`Self::on`], in a window that starts with the given options.
    pub(crate) fn with(options: Options, unit: &str) -> Self {
        let path = options.file.clone().expect("a file is opened");
        Self::over(settled(options), path, unit)
    }

    /// Same as [`Self::on`], in an existing window that shows a file.
    pub(crate) fn over(harness: Harness<'static, App>, path: PathBuf, unit: &str) -> Self {
        let mut bench = Self { _folder: None, path, harness };
        bench.choose(unit);
        bench.press(Modifiers::NONE, Key::F4);
        bench
    }

    /// Clicks a unit's row in the outline.
    pub(crate) fn choose(&mut self, name: &str) {
        let rows: Vec<_> = self.harness.query_all_by_label(name).collect();
        let row = rows.iter().rfind(|node| node.rect().center().x < 240.0);
        row.expect("the outline has the unit").click();
        drop(rows);
        self.harness.run();
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
    }

    /// Returns the text in the editor.
    pub(crate) fn source(&self) -> String {
        let editor = self.harness.get_by_role(Role::MultilineTextInput);
        editor.accesskit_node().value().unwrap_or_default()
    }

    /// Types before the last `from_end` characters of the unit's text.
    pub(crate) fn type_before_end(&mut self, from_end: usize, words: &str) {
        self.harness.get_by_role(Role::MultilineTextInput).focus();
        self.harness.run();
        self.press(Modifiers::COMMAND, Key::End);
        for _ in 0..from_end {
            self.press(Modifiers::NONE, Key::ArrowLeft);
        }
        for letter in words.chars() {
            self.harness.event(Event::Text(letter.to_string()));
            self.harness.run();
        }
    }

    pub(crate) fn click(&mut self, label: &str) {
        let buttons: Vec<_> = self.harness.query_all_by_label(label).collect();
        let button = buttons.iter().rfind(|node| node.accesskit_node().role() == Role::Button);
        button.unwrap_or_else(|| panic!("there is no {label}")).click();
        drop(buttons);
        self.harness.run();
    }

    pub(crate) fn choose_in_menu(&mut self, label: &str) {
        self.click("Unit");
        self.click(label);
    }

    pub(crate) fn shows(&self, words: &str) -> bool {
        shows(&self.harness, words)
    }

    pub(crate) fn has_card(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).any(|node| node.rect().center().x > 260.0)
    }

    pub(crate) fn on_disk(&self) -> String {
        fs::read_to_string(&self.path).expect("the file is there")
    }

    pub(crate) fn save(&mut self) {
        self.press(Modifiers::COMMAND, Key::S);
    }

    /// Waits until `holds` returns true; the file system and its watchers take time.
    pub(crate) fn comes_to(&mut self, holds: impl Fn(&Self) -> bool) -> bool {
        comes_true(|| {
            self.harness.run();
            holds(self)
        })
    }
}
