//! Lists the languages in `assets/i18n` for `src/i18n.rs`, so that adding a file there adds a language; for Windows,
//! also links the icon, version and manifest.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(variable("OUT_DIR"));
    list_languages(&root.join("assets/i18n"), &out);
    if variable("CARGO_CFG_TARGET_OS") == "windows" && variable("CARGO_CFG_TARGET_ENV") == "gnu" {
        link_resources(&root.join("packaging"), &out);
    }
}

fn variable(name: &str) -> String {
    env::var(name).expect("cargo sets it")
}

fn list_languages(folder: &Path, out: &Path) {
    let mut tags: Vec<String> = fs::read_dir(folder)
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
    let target = out.join("languages.rs");
    fs::write(target, format!("&[\n{rows}]\n")).expect("the folder of the build can be written");
    println!("cargo::rerun-if-changed=assets/i18n");
}

/// Compiles `organogram.rc` with MinGW's resource compiler, and links the result into the program.
fn link_resources(folder: &Path, out: &Path) {
    let object = out.join("organogram.rc.o");
    let compiler = if cfg!(windows) { "windres" } else { "x86_64-w64-mingw32-windres" };
    let number = |part: &str| variable(&format!("CARGO_PKG_VERSION_{part}"));
    let made = Command::new(compiler)
        .current_dir(folder)
        .args(["MAJOR", "MINOR", "PATCH"].map(|part| format!("-D{part}={}", number(part))))
        .arg(format!("-DVERSION=\\\"{}\\\"", variable("CARGO_PKG_VERSION")))
        .args(["-O", "coff", "organogram.rc"])
        .arg(&object)
        .status();
    if made.is_ok_and(|status| status.success()) {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    } else {
        println!("cargo::warning={compiler} fails: the program has no icon and no version");
    }
    for name in ["organogram.rc", "organogram.ico", "organogram.manifest"] {
        println!("cargo::rerun-if-changed=packaging/{name}");
    }
}
