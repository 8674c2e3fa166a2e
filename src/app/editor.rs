//! Programs beside this one: the user's own editor at a line of the file, how it is told the place,
//! and what shows a folder.
//!
//! Nothing goes through a shell: a command is split into words as a shell would, and each word is
//! handed over as it is.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::source::Position;

/// Programs with a window of their own, and the words that lead each to a place.
const KNOWN: &[(&str, &[&str])] = &[
    ("code", GOTO),
    ("codium", GOTO),
    ("code-insiders", GOTO),
    ("cursor", GOTO),
    ("windsurf", GOTO),
    ("zed", &["{file}:{line}:{column}"]),
    ("subl", &["{file}:{line}:{column}"]),
    ("kate", &["--line", "{line}", "--column", "{column}", "{file}"]),
    ("gnome-text-editor", PLUS_BOTH),
    ("gedit", PLUS_BOTH),
    ("xed", PLUS_LINE),
    ("pluma", PLUS_LINE),
    ("mousepad", &["--line", "{line}", "--column", "{column}", "{file}"]),
    ("geany", &["--line", "{line}", "--column", "{column}", "{file}"]),
    ("gvim", PLUS_LINE),
    ("emacs", &["+{line}:{column}", "{file}"]),
    ("emacsclient", &["-n", "+{line}:{column}", "{file}"]),
    ("idea", &["--line", "{line}", "--column", "{column}", "{file}"]),
    ("mate", &["--line", "{line}:{column}", "{file}"]),
    ("bbedit", PLUS_LINE),
    ("notepad++", &["-n{line}", "-c{column}", "{file}"]),
];

/// Programs that need a terminal.
const IN_TERMINAL: &[(&str, &[&str])] = &[
    ("vim", PLUS_LINE),
    ("nvim", PLUS_LINE),
    ("vi", PLUS_LINE),
    ("nano", &["+{line},{column}", "{file}"]),
    ("hx", &["{file}:{line}:{column}"]),
    ("helix", &["{file}:{line}:{column}"]),
    ("micro", &["+{line}:{column}", "{file}"]),
    ("kak", &["+{line}:{column}", "{file}"]),
];

/// Terminals, and what stands before the program that is to run in them.
const TERMINALS: &[(&str, &[&str])] = &[
    ("x-terminal-emulator", &["-e"]),
    ("gnome-terminal", &["--"]),
    ("konsole", &["-e"]),
    ("kitty", &[]),
    ("foot", &[]),
    ("alacritty", &["-e"]),
    ("xterm", &["-e"]),
];

const GOTO: &[&str] = &["--goto", "{file}:{line}:{column}"];
const PLUS_LINE: &[&str] = &["+{line}", "{file}"];
const PLUS_BOTH: &[&str] = &["+{line}:{column}", "{file}"];

/// Why no editor was opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoEditor {
    /// None is named, and none of the known ones is there.
    None,
    /// The command cannot be split into words: a quote is never closed.
    Unreadable(String),
    /// The program cannot be started.
    Failed(String),
}

/// Opens a file at a place, by a configured command, else by `$VISUAL` or `$EDITOR`, else by the
/// first known editor that is there.
pub(super) fn open(configured: &str, file: &Path, at: Position) -> Result<(), NoEditor> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let command = std::iter::once(configured.to_owned()).chain(named);
    let command = command.map(|it| it.trim().to_owned()).find(|it| !it.is_empty());
    let command = command.or_else(|| {
        let known = KNOWN.iter().map(|(name, _)| *name);
        known.into_iter().find(|name| find(name).is_some()).map(str::to_owned)
    });
    let words = words(&command.ok_or(NoEditor::None)?, file, at, |name| find(name).is_some())?;
    let Some((program, arguments)) = words.split_first() else { return Err(NoEditor::None) };
    start(program, arguments).map_err(|error| NoEditor::Failed(format!("{program}: {error}")))
}

/// Shows a folder in the system's own way.
pub(super) fn show_folder(folder: &Path) -> std::io::Result<()> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    start(program, &[folder])
}

/// Starts a program beside this one.
fn start(program: &str, arguments: &[impl AsRef<OsStr>]) -> std::io::Result<()> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Someone has to wait for it, or it stays in the system's list when it has ended.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// The program and its arguments. `is_there` tells which programs can be started.
fn words(
    command: &str,
    file: &Path,
    at: Position,
    is_there: impl Fn(&str) -> bool,
) -> Result<Vec<String>, NoEditor> {
    let mut words =
        shlex::split(command).ok_or_else(|| NoEditor::Unreadable(command.to_owned()))?;
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let file = file.to_string_lossy();
    let led = |word: &str| {
        word.replace("{line}", &at.line.to_string())
            .replace("{column}", &at.column.to_string())
            .replace("{file}", &file)
    };
    if words.iter().any(|word| word.contains("{file}")) {
        return Ok(words.iter().map(|word| led(word)).collect());
    }
    let name = words.first().map(PathBuf::from).unwrap_or_default();
    let name = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let of = |list: &[(&str, &'static [&'static str])]| {
        list.iter().find(|(known, _)| *known == name).map(|(_, places)| *places)
    };
    if let Some(places) = of(IN_TERMINAL) {
        if let Some((terminal, before)) = TERMINALS.iter().find(|(name, _)| is_there(name)) {
            let before = before.iter().map(ToString::to_string);
            words = std::iter::once((*terminal).to_owned()).chain(before).chain(words).collect();
        }
        words.extend(places.iter().map(|place| led(place)));
    } else {
        words.extend(of(KNOWN).unwrap_or(&["{file}"]).iter().map(|place| led(place)));
    }
    Ok(words)
}

/// Where a program of the search path is.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    std::env::split_paths(&path)
        .flat_map(|folder| endings.iter().map(move |end| folder.join(format!("{program}{end}"))))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(command: &str) -> Vec<String> {
        let at = Position { line: 7, column: 3 };
        words(command, Path::new("/a b/海.ron"), at, |name| name == "xterm").expect("it is sound")
    }

    #[test]
    fn known_editors_are_led_to_the_place() {
        assert_eq!(told("code --wait"), ["code", "--wait", "--goto", "/a b/海.ron:7:3"]);
        assert_eq!(
            told("/usr/bin/kate"),
            ["/usr/bin/kate", "--line", "7", "--column", "3", "/a b/海.ron"]
        );
        assert_eq!(told("gedit"), ["gedit", "+7:3", "/a b/海.ron"]);
        assert_eq!(told("something-else -x"), ["something-else", "-x", "/a b/海.ron"]);
    }

    #[test]
    fn editors_of_a_terminal_get_one() {
        assert_eq!(told("nvim"), ["xterm", "-e", "nvim", "+7", "/a b/海.ron"]);
    }

    #[test]
    fn a_command_of_ones_own_is_filled_in_and_never_seen_by_a_shell() {
        assert_eq!(
            told("'my editor' --at={line}:{column} {file}; rm $HOME"),
            ["my editor", "--at=7:3", "/a b/海.ron;", "rm", "$HOME"]
        );
        let unclosed = words("code \"x", Path::new("a"), Position { line: 1, column: 1 }, |_| true);
        assert_eq!(unclosed, Err(NoEditor::Unreadable("code \"x".into())));
    }
}
