//! Output to a terminal for files, names and arguments with any content, read from a pseudoterminal that `script`
//! opens.
#![cfg(target_os = "linux")]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use crate::cases::cases;

/// The colour codes that the program itself writes.
const COLOURS: &[&str] = &[
    "\u{1b}[0m",
    "\u{1b}[1m",
    "\u{1b}[31m",
    "\u{1b}[33m",
    "\u{1b}[36m",
    "\u{1b}[91m",
    "\u{1b}[92m",
    "\u{1b}[93m",
    "\u{1b}[94m",
    "\u{1b}[96m",
    "\u{1b}[32m",
    "\u{1b}[4m",
];

/// Moves the cursor, sets the title, clears the screen, reverses the text direction.
const EVIL: &str =
    "\u{1b}]0;x\u{7}\u{1b}[2J\u{1b}[7m\u{9b}2J\u{85}\u{202e}\u{2066}\u{200f}\u{2028}\u{7f}\r";

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn no_file_and_no_name_commands_a_terminal(content in any_bytes(), name in any_name()) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(&name), content).expect("the folder takes files");
        let name = Path::new(".").join(&name).into_os_string();
        assert_harmless(&shown(folder.path(), "check --notes", &[&name]));
        assert_harmless(&shown(folder.path(), "export --format md --allow-errors -o -", &[&name]));
    }
}

/// Generates the bytes of a file: fragments of a structure file with sequences between them that must not reach the
/// terminal.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "(organogram: 1, languages: [\"en\", \"z",
        "\"], units: [",
        "(id: \"",
        "\", kind: \"",
        "\", name: {\"en\": \"",
        "\", name: \"",
        "\", parent: \"",
        "\", reports_to: \"",
        "\"), ",
        "])",
        "\n",
        "\t",
        "司",
        "a",
        "\u{1b}[7m",
        "\u{1b}]0;x\u{7}",
        "\u{9b}2J",
        "\u{90}",
        "\u{8}",
        "\r",
        "\u{202e}",
        "\u{2066}",
        "\u{200e}",
        "\u{2029}",
    ]);
    let text = prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![8 => text, 1 => prop::collection::vec(any::<u8>(), 0..80)]
}

/// Generates any name that the system accepts.
fn any_name() -> impl Strategy<Value = OsString> {
    let byte = (1..=255_u8).prop_filter("a folder's end", |byte| *byte != b'/');
    let name = prop::collection::vec(byte, 1..20).prop_map(OsString::from_vec);
    name.prop_filter("a folder", |name| name != "." && name != "..")
}

#[test]
fn a_line_break_in_a_name_forges_no_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "x\nb.ron:1:1: error[E001]: forged\u{2028}\n";
    fs::write(folder.path().join(name), "(organogram: 1, units: [])").expect("a file");
    for command in ["check", "check --format json", "export -o a.svg", "export -o"] {
        let said = shown(folder.path(), command, &[OsStr::new(name)]);
        assert_harmless(&said);
        assert!(!said.contains("\nb.ron") && !said.starts_with("b.ron"), "{command}: {said}");
    }
}

#[test]
fn hints_messages_and_arguments_are_shown_without_what_a_terminal_obeys() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "(organogram: 1, languages: [\"en\", \"q{EVIL}\"], sources: [(id: \"q{EVIL}\")], units: [
            (id: \"a\", kind: \"o{EVIL}\", name: {{\"en\": \"A\"}}, cite: \"{EVIL}:1\", parent: \"{EVIL}\"),
            (id: \"b\", kind: \"unit\", name: \"B\", {EVIL}: 1), (id: \"c{EVIL}\", kind: \"unit\", name: 3{EVIL}),
        ])"
    );
    fs::write(folder.path().join("a.ron"), text).expect("a file");
    let sound = format!(
        "(organogram: 1, languages: [\"en\", \"q{EVIL}\"], sources: [(id: \"q{EVIL}\", text: \"{EVIL}\")], units: [
            (id: \"a\", kind: \"unit\", name: \"A{EVIL}\", functions: [(cite: \"1{EVIL}\", text: \"{EVIL}\")]),
        ])"
    );
    fs::write(folder.path().join("b.ron"), sound).expect("a file");
    fs::write(folder.path().join("t.txt"), "1.1 x").expect("a file");
    let evil = OsStr::new(EVIL);
    for (command, arguments) in [
        ("check a.ron", &[][..]),
        ("check --lang zh a.ron", &[]),
        ("check --format json a.ron", &[]),
        ("check b.ron --source q=t.txt", &[]),
        ("check b.ron --source", &[OsStr::new("q\u{1b}[7m=t.txt")]),
        ("export b.ron -o x.md --lang q", &[]),
        ("export b.ron -o x.svg --root", &[evil]),
        ("export b.ron -o", &[evil]),
        ("export b.ron --format", &[evil]),
        ("export b.ron -o x.svg --lines", &[evil]),
        ("check --explain", &[evil]),
        ("check", &[evil]),
        ("", &[evil, evil]),
        ("export b.ron -o - --format json", &[]),
        ("export b.ron -o - --format csv", &[]),
        ("export b.ron -o - --format md", &[]),
        ("export b.ron -o - --format ttl", &[]),
    ] {
        let said = shown(folder.path(), command, arguments);
        assert!(!said.is_empty(), "{command}");
        assert_harmless(&said);
    }
}

#[test]
fn what_is_piped_on_is_as_the_file_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "(organogram: 1, units: [(id: \"a\", kind: \"unit\", name: \"A\u{202e}\u{9b}\")])";
    fs::write(folder.path().join("a.ron"), text).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_organogram"));
    command.args(["export", "a.ron", "-o", "-", "--format", "csv"]).current_dir(folder.path());
    let output = command.output().expect("the program runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("A\u{202e}\u{9b}"));
}

/// Returns everything that a terminal receives from a command, one word of which may be an argument.
fn shown(folder: &Path, command: &str, arguments: &[&OsStr]) -> String {
    let mut script = Command::new("script");
    let mut line = format!("\"$PROGRAM\" {command}");
    script.env("PROGRAM", env!("CARGO_BIN_EXE_organogram"));
    for (at, argument) in arguments.iter().enumerate() {
        line += &format!(" \"$ARGUMENT{at}\"");
        script.env(format!("ARGUMENT{at}"), argument);
    }
    script.args(["-qec", &line, "/dev/null"]).current_dir(folder).stdin(Stdio::null());
    script.env("TERM", "xterm").env_remove("NO_COLOR").env_remove("DISPLAY");
    let output = script.output().expect("`script` of bsdutils is there");
    let bytes = OsStr::from_bytes(&output.stdout).to_str().expect("a terminal gets UTF-8 only");
    bytes.replace("\r\n", "\n")
}

fn assert_harmless(said: &str) {
    let plain = COLOURS.iter().fold(said.to_owned(), |said, colour| said.replace(colour, ""));
    let obeyed = |c: &char| {
        matches!(u32::from(*c), 0..=9 | 11..=31 | 127..=159 | 0x61c | 0x200e | 0x200f)
            || matches!(u32::from(*c), 0x2028..=0x202e | 0x2066..=0x2069)
    };
    assert_eq!(plain.chars().find(obeyed), None, "{said:?}");
}
