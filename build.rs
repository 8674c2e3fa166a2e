//! Lists the languages in `assets/i18n` for `src/i18n.rs`, so that a language is one more file there.

use std::path::Path;
use std::{env, fs};

fn main() {
    let folder =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("assets/i18n");
    let mut tags: Vec<String> = fs::read_dir(&folder)
        .expect("the folder of languages")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".txt")?.to_owned()))
        .filter(|tag| !tag.contains('.'))
        .collect();
    tags.sort();
    let text = |name: String| {
        let path = folder.join(name);
        if path.is_file() {
            format!("include_str!(r#\"{}\"#)", path.display())
        } else {
            "\"\"".to_owned()
        }
    };
    let rows: String = tags
        .iter()
        .map(|tag| {
            let messages = text(format!("{tag}.txt"));
            let diagnostics = text(format!("diagnostics.{tag}.txt"));
            format!("    ({tag:?}, {messages}, {diagnostics}),\n")
        })
        .collect();
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("languages.rs");
    fs::write(target, format!("&[\n{rows}]\n")).expect("the folder of the build can be written");
    println!("cargo::rerun-if-changed=assets/i18n");
}
