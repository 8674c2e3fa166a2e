//! The interface's messages, held against the sources that show them.

use std::fs;
use std::path::Path;

#[test]
fn every_message_is_shown_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    read_all(&root.join("src"), &mut sources);
    let messages = fs::read_to_string(root.join("assets/i18n/en.txt")).expect("the messages");
    let keys = messages.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    let unused: Vec<&str> = keys.filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
    assert_eq!(unused, [""; 0]);
}

/// Appends the text of every source below a folder.
fn read_all(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            read_all(&path, sources);
        } else {
            sources.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}
