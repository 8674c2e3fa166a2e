//! Dependencies between modules: compares the table in `ARCHITECTURE.md` with the sources.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A module with the modules of the crate and the external crates that it may use.
struct Rule {
    module: &'static str,
    modules: &'static [&'static str],
    crates: &'static [&'static str],
}

/// In reading order: each module uses only modules above it. `main`, `lib`, `app` and `cli` are not listed: they may
/// use everything, except that `app` and `cli` may not use each other.
const RULES: &[Rule] = &[
    Rule { module: "diagnostic", modules: &[], crates: &["strsim", "unicode_normalization"] },
    Rule { module: "source", modules: &["diagnostic"], crates: &["memchr"] },
    Rule {
        module: "i18n",
        modules: &["diagnostic", "source"],
        crates: &["icu_locale_core", "icu_plurals"],
    },
    Rule {
        module: "file",
        modules: &["diagnostic", "source"],
        crates: &[
            "fs4",
            "gix",
            "js_sys",
            "parking_lot",
            "rustix",
            "tempfile",
            "thiserror",
            "wasm_bindgen",
            "wasm_bindgen_futures",
            "web_sys",
            "xattr",
        ],
    },
    Rule { module: "syntax", modules: &["diagnostic"], crates: &["memchr", "proptest"] },
    Rule {
        module: "model",
        modules: &["diagnostic", "source", "syntax"],
        crates: &[
            "ahash",
            "memchr",
            "oxilangtag",
            "proptest",
            "ron",
            "serde",
            "smallvec",
            "smol_str",
            "unicode_ident",
        ],
    },
    Rule {
        module: "edit",
        modules: &["diagnostic", "model", "source", "syntax"],
        crates: &["memchr", "proptest", "similar", "unicode_width"],
    },
    Rule {
        module: "editions",
        modules: &["model", "source"],
        crates: &["similar", "unicode_normalization"],
    },
    Rule {
        module: "ide",
        modules: &["diagnostic", "edit", "export", "i18n", "model", "search", "source", "syntax"],
        crates: &["smallvec", "smol_str"],
    },
    Rule {
        module: "search",
        modules: &["model", "source"],
        crates: &["memchr", "pinyin", "strsim", "unicode_normalization"],
    },
    Rule { module: "layout", modules: &[], crates: &["emath"] },
    Rule {
        module: "scene",
        modules: &["diagnostic", "i18n", "model", "layout"],
        crates: &[
            "emath",
            "harfrust",
            "hypher",
            "parking_lot",
            "pinyin",
            "skrifa",
            "tiny_skia",
            "unicode_bidi",
            "unicode_linebreak",
            "unicode_segmentation",
        ],
    },
    Rule {
        module: "canvas",
        modules: &["model", "scene"],
        crates: &["egui", "egui_graphs", "emath", "guillotiere", "petgraph", "serde"],
    },
    Rule {
        module: "fonts",
        modules: &["diagnostic", "model", "scene", "source"],
        crates: &["fontdb", "parking_lot"],
    },
    Rule {
        module: "import",
        modules: &["diagnostic", "edit", "model", "source", "syntax"],
        crates: &[
            "calamine",
            "csv_core",
            "encoding_rs",
            "memchr",
            "oxrdf",
            "oxttl",
            "quick_xml",
            "ron",
            "serde",
            "serde_json",
            "unicode_normalization",
            "zip",
        ],
    },
    Rule {
        module: "export",
        modules: &["diagnostic", "editions", "i18n", "model", "scene"],
        crates: &[
            "base64",
            "csv",
            "emath",
            "flate2",
            "krilla",
            "oxilangtag",
            "pinyin",
            "png",
            "quick_xml",
            "rust_xlsxwriter",
            "serde",
            "serde_json",
            "sha2",
            "skrifa",
            "subsetter",
            "thiserror",
            "tiny_skia",
            "unicode_width",
            "write_fonts",
            "zip",
            "zlib_rs",
        ],
    },
];

/// The folders of `app`, and the other folders that each may use. Only `App` uses `execute`.
const APP_RULES: &[(&str, &[&str])] = &[
    ("command", &["state"]),
    ("state", &["command", "jobs"]),
    ("jobs", &["command", "state"]),
    ("widgets", &["command"]),
    ("panels", &["command", "state", "jobs", "widgets"]),
    ("execute", &["command", "state", "jobs", "panels", "widgets"]),
];

/// Modules that read and write files.
const FILE_USERS: &[&str] = &["app", "cli", "file", "fonts", "main"];

/// Maximum number of lines per file.
const MAX_LINES: usize = 800;

#[test]
fn modules_use_allowed_modules() {
    let known = top_level_modules();
    let mut faults = Faults::default();
    for file in sources() {
        for used in file.modules_used(&known) {
            let allowed = match (file.module.as_str(), used.as_str()) {
                ("app", "cli") | ("cli", "app") => false,
                ("app" | "cli" | "main" | "lib", _) => true,
                (own, used) => own == used || rule(own).modules.contains(&used),
            };
            faults.note(!allowed, file, &format!("uses crate::{used}"));
        }
    }
    faults.report();
}

#[test]
fn app_folders_use_allowed_modules() {
    let folders: BTreeSet<&str> = APP_RULES.iter().map(|(folder, _)| *folder).collect();
    let mut faults = Faults::default();
    for file in sources().iter().filter(|file| file.module == "app") {
        let own = file.path.iter().nth(2).map(Path::new).map(|path| path.with_extension(""));
        let own = own.map(|own| own.display().to_string()).unwrap_or_default();
        let Some((_, allowed)) = APP_RULES.iter().find(|(folder, _)| *folder == own) else {
            let is_known = ["mod", "start"].contains(&own.as_str());
            faults.note(!is_known, file, "stands in no folder of app");
            continue;
        };
        for used in names_behind(&file.code, "crate::app::") {
            let is_wrong = folders.contains(used.as_str()) && used != own;
            let is_wrong = is_wrong && !allowed.contains(&used.as_str());
            faults.note(is_wrong, file, &format!("uses crate::app::{used}"));
        }
    }
    faults.report();
}

#[test]
fn modules_use_allowed_crates() {
    let dependencies = dependencies();
    let mut faults = Faults::default();
    for file in sources() {
        if matches!(file.module.as_str(), "app" | "cli" | "main" | "lib") {
            continue;
        }
        for used in dependencies.iter().filter(|name| file.mentions_crate(name)) {
            let allowed = rule(&file.module).crates.contains(&used.as_str());
            faults.note(!allowed, file, &format!("uses the crate {used}"));
        }
    }
    faults.report();
}

#[test]
fn canvas_uses_only_model_indices() {
    let mut faults = Faults::default();
    for file in sources().iter().filter(|file| file.module == "canvas") {
        faults.note(file.code.contains("crate::{"), file, "groups modules: name each in full");
        for name in names_behind(&file.code, "crate::model::") {
            faults.note(!name.ends_with("Index"), file, &format!("uses crate::model::{name}"));
        }
    }
    faults.report();
}

#[test]
fn only_outer_modules_access_files() {
    let mut faults = Faults::default();
    for file in sources().iter().filter(|file| !FILE_USERS.contains(&file.module.as_str())) {
        let parts = names_behind(&file.code, "std::");
        for part in ["fs", "env", "net", "process"] {
            faults.note(parts.contains(part), file, &format!("uses std::{part}"));
        }
    }
    faults.report();
}

#[test]
fn pure_stages_do_not_read_the_clock() {
    let mut faults = Faults::default();
    for file in sources() {
        if matches!(
            file.module.as_str(),
            "diagnostic" | "source" | "model" | "edit" | "editions" | "layout" | "scene" | "search"
        ) {
            let parts = names_behind(&file.code, "std::");
            faults.note(parts.contains("time"), file, "uses std::time");
        }
    }
    faults.report();
}

#[test]
fn colours_are_defined_in_the_theme() {
    let mut faults = Faults::default();
    for file in sources() {
        let at_home = file.path.ends_with("scene/theme.rs") || file.module == "canvas";
        let found = file.code.contains("Color32::from_") || file.code.contains("hex_color!");
        faults.note(found && !at_home, file, "makes a colour");
    }
    faults.report();
}

#[test]
fn files_are_documented_and_short() {
    let mut faults = Faults::default();
    for file in sources() {
        faults.note(!file.text.starts_with("//! "), file, "does not open with //!");
        let lines = file.text.lines().count();
        faults.note(lines > MAX_LINES, file, &format!("has {lines} lines, over {MAX_LINES}"));
    }
    faults.report();
}

#[test]
fn nothing_is_unwrapped() {
    let mut faults = Faults::default();
    for file in sources() {
        faults.note(file.code.contains(".unwrap()"), file, "holds unwrap()");
    }
    faults.report();
}

#[test]
fn every_module_is_listed() {
    let listed: BTreeSet<&str> =
        RULES.iter().map(|rule| rule.module).chain(["app", "cli", "lib", "main"]).collect();
    let missing: Vec<String> = top_level_modules()
        .into_iter()
        .filter(|module| !listed.contains(module.as_str()))
        .collect();
    assert!(missing.is_empty(), "give each of these a row in RULES: {missing:?}");
}

#[test]
fn strips_comments_and_strings() {
    let text = "//! crate::app\nuse crate::{model::{Chart, Unit as U}, scene};\n\
                let a = \"crate::cli // \\\" \"; /* crate::file */ let b = '\"'; std::fs::read(x);\n\
                let c: &'static str = r#\"std::net \" \"#; super::super::export::png();";
    let file = Source::new(PathBuf::from("src/canvas/part.rs"), text.into());
    let known = ["app", "cli", "file", "model", "scene", "export"].map(String::from).into();
    let used: Vec<String> = file.modules_used(&known).into_iter().collect();
    assert_eq!(used, ["export", "model", "scene"]);
    let parts = names_behind(&file.code, "std::");
    assert_eq!(parts.into_iter().collect::<Vec<_>>(), ["fs"]);
}

/// A source file.
struct Source {
    path: PathBuf,
    /// Top-level module that it belongs to.
    module: String,
    /// Module depth; 1 for a top-level module.
    depth: usize,
    text: String,
    /// Text without comments and without the contents of literals.
    code: String,
}

impl Source {
    fn new(path: PathBuf, text: String) -> Self {
        let mut names: Vec<String> = path
            .with_extension("")
            .iter()
            .skip_while(|part| *part != "src")
            .skip(1)
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        names.retain(|name| name != "mod");
        let module = names.first().cloned().unwrap_or_default();
        let code = code_of(&text);
        Self { path, module, depth: names.len(), text, code }
    }

    /// Returns the top-level modules that the code names through `crate::` or `super::`.
    fn modules_used(&self, known: &BTreeSet<String>) -> BTreeSet<String> {
        let from_top = format!("{}::", vec!["super"; self.depth].join("::"));
        let mut used = names_behind(&self.code, "crate::");
        used.extend(names_behind(&self.code, &from_top));
        used.retain(|name| known.contains(name));
        used
    }

    fn mentions_crate(&self, name: &str) -> bool {
        occurrences(&self.code, &format!("{name}::")).any(|at| {
            let before = &self.code[..at];
            !before.ends_with("::") && !before.ends_with(is_word)
        })
    }
}

/// Violations, collected file by file.
#[derive(Default)]
struct Faults(String);

impl Faults {
    fn note(&mut self, is_fault: bool, file: &Source, what: &str) {
        if is_fault {
            let _ = writeln!(self.0, "{}: {what}", file.path.display());
        }
    }

    fn report(self) {
        assert!(self.0.is_empty(), "against the architecture:\n{}", self.0);
    }
}

fn rule(module: &str) -> &'static Rule {
    let found = RULES.iter().find(|rule| rule.module == module);
    found.unwrap_or_else(|| panic!("src/{module} has no row in RULES"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file under `src`, read once for all tests.
fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read_sources);
    &SOURCES
}

fn read_sources() -> Vec<Source> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources is readable") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source is readable");
                let path = path.strip_prefix(root()).expect("it is under the root").to_owned();
                files.push(Source::new(path, text));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 20, "only {} sources were found", files.len());
    files
}

fn top_level_modules() -> BTreeSet<String> {
    sources().iter().map(|file| file.module.clone()).collect()
}

/// Returns the names of the crates under `[dependencies]`, as written in code.
fn dependencies() -> Vec<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("there is a manifest");
    let sections = manifest.split("\n[").filter_map(|section| section.split_once("]\n"));
    // Includes those for every target, excludes those for tests.
    let listed = sections
        .filter(|(heading, _)| *heading == "dependencies" || heading.ends_with(".dependencies"));
    listed
        .flat_map(|(_, lines)| lines.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.replace('-', "_"))
        .collect()
}

/// Returns the first names after a path prefix: `b` and `c` for `a::` in `a::b::x` and `a::{b, c::y}`.
fn names_behind(code: &str, start: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for at in occurrences(code, start) {
        if code[..at].ends_with("::") || code[..at].ends_with(is_word) {
            continue;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names_of(group)),
            None => names.extend(first_word(rest)),
        }
    }
    names
}

/// Returns the first name of each member of a group, up to its closing bracket.
fn first_names_of(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut is_start = true;
    for (at, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            c if is_start && is_word(c) => {
                names.extend(first_word(&group[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    names
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|&c| is_word(c)).collect();
    (!word.is_empty()).then_some(word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn occurrences<'a>(code: &'a str, start: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(start).map(|(at, _)| at)
}

/// Removes comments and the contents of literals from Rust source text.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = comment_or_quoted(rest);
        if length > 0 {
            code.push(' ');
            rest = &rest[length..];
            continue;
        }
        // The `r` of a raw string must not be the end of a longer word.
        let word = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()).max(c.len_utf8());
        code.push_str(&rest[..word]);
        rest = &rest[word..];
    }
    code
}

/// Returns the length of the comment or literal at the start of a text; 0 if there is neither.
fn comment_or_quoted(text: &str) -> usize {
    let to = |end: &str, from: usize| {
        text[from..].find(end).map_or(text.len(), |length| from + length + end.len())
    };
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return to("*/", 2);
    }
    let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r'));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let opening = text.len() - raw.len() + hashes + 1;
            return to(&format!("\"{}", "#".repeat(hashes)), opening);
        }
    }
    if text.starts_with('"') {
        return quoted(text, '"');
    }
    // A character literal, not a lifetime.
    let mut after = text.strip_prefix('\'').unwrap_or_default().chars();
    match (after.next(), after.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(text, '\''),
        _ => 0,
    }
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
