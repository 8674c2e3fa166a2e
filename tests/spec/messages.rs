//! The messages of the interface and of diagnostics, compared with the sources that show them.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

#[test]
fn every_message_is_used() {
    let sources = sources();
    let messages = fs::read_to_string(root().join("assets/i18n/en.txt")).expect("the messages");
    let keys = messages.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    let quoted: HashSet<&str> = sources.split('"').collect();
    let unused: Vec<&str> = keys.filter(|key| !quoted.contains(key)).collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn every_diagnostic_is_translated() {
    let said = said_in(&sources());
    assert!(said.len() > 100, "only {} sentences were found", said.len());
    let translations = root().join("assets/i18n/diagnostics.zh.txt");
    let translations = fs::read_to_string(translations).expect("the translations");
    let lines: Vec<&str> = translations.lines().collect();
    let mut translated = BTreeSet::new();
    for pair in lines.chunks(2) {
        let [english, chinese] = pair else { panic!("{pair:?} has no translation") };
        assert!(!english.starts_with(' ') && chinese.starts_with("    "), "{pair:?}");
        for place in ["{0}", "{1}", "{2}", "{3}"] {
            assert_eq!(english.contains(place), chinese.contains(place), "{pair:?}");
        }
        assert!(translated.insert((*english).to_owned()), "{english} stands twice");
    }
    assert_eq!(said.difference(&translated).collect::<Vec<_>>(), [""; 0], "not translated");
    assert_eq!(translated.difference(&said).collect::<Vec<_>>(), [""; 0], "never said");
}

/// Returns the first argument of every `message!` in the sources.
fn said_in(sources: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for call in sources.split("message!(").skip(1) {
        let Some(text) = call.trim_start().strip_prefix('"') else { continue };
        let mut words = String::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next().filter(|&c| c != '"') {
            words.push(if c == '\\' { characters.next().unwrap_or(c) } else { c });
        }
        said.insert(words);
    }
    said
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text of every source, up to its tests.
fn sources() -> String {
    let mut sources = String::new();
    read_all(&root().join("src"), &mut sources);
    sources
}

/// Appends the text of every source below a folder.
fn read_all(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            read_all(&path, sources);
        } else {
            let text = fs::read_to_string(&path).expect("a source");
            sources.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
}
