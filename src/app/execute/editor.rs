//! External programs: the user's editor, opened at a line, and the system's programs for folders and addresses.
//!
//! No shell is involved: a command is split into words by the rules of the system's shell, and each word is passed on
//! unchanged.
//! passed on as it is.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::source::Position;

/// Graphical editors, each with the arguments that open a file at a position.
const WINDOWED: &[(&str, &[&str])] = &[
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
    // Part of Windows; it does not support line numbers.
    ("notepad", &["{file}"]),
];

/// Terminal editors.
const IN_TERMINAL: &[(&str, &[&str])] = &[
    ("vim", PLUS_LINE),
    ("nvim", PLUS_LINE),
    ("vi", PLUS_LINE),
    ("nvi", PLUS_LINE),
    ("view", PLUS_LINE),
    ("nano", &["+{line},{column}", "{file}"]),
    ("pico", &["+{line}", "{file}"]),
    ("joe", PLUS_LINE),
    ("jed", &["{file}", "-g", "{line}"]),
    ("mg", PLUS_LINE),
    ("ne", PLUS_LINE),
    ("ed", &["{file}"]),
    ("mcedit", &["{file}:{line}"]),
    ("hx", &["{file}:{line}:{column}"]),
    ("helix", &["{file}:{line}:{column}"]),
    ("micro", &["+{line}:{column}", "{file}"]),
    ("kak", &["+{line}:{column}", "{file}"]),
];

/// Options with which a graphical editor runs in the terminal.
const TERMINAL_OPTIONS: &[(&str, &[&str])] = &[
    ("emacs", &["-nw", "--no-window-system", "-t", "--terminal"]),
    ("emacsclient", &["-nw", "-t", "--tty"]),
];

/// Options with which a terminal editor opens a window.
const WINDOW_OPTIONS: &[(&str, &[&str])] = &[("vim", &["-g"]), ("vi", &["-g"])];

/// Terminal emulators, each with the arguments that precede the program to run.
const TERMINALS: &[(&str, &[&str])] = &[
    ("x-terminal-emulator", &["-e"]),
    ("gnome-terminal", &["--"]),
    ("konsole", &["-e"]),
    ("xfce4-terminal", &["-x"]),
    ("kitty", &[]),
    ("foot", &[]),
    ("wezterm", &["start", "--"]),
    ("alacritty", &["-e"]),
    ("xterm", &["-e"]),
    ("wt", &[]),
];

const GOTO: &[&str] = &["--goto", "{file}:{line}:{column}"];
const PLUS_LINE: &[&str] = &["+{line}", "{file}"];
const PLUS_BOTH: &[&str] = &["+{line}:{column}", "{file}"];

/// Error of opening an editor.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoEditor {
    /// No editor is configured, and no known one is installed.
    None,
    /// The command cannot be split into words: a quote is not closed.
    Unreadable(String),
    /// The editor needs a terminal, and none is installed.
    NoTerminal(String),
    /// The editor cannot be started.
    Failed(String),
}

/// Opens a file at a position with the configured command, otherwise with `$VISUAL` or `$EDITOR`, otherwise with the
/// first known editor that is installed.
pub(super) fn open(configured: &str, file: &Path, at: Position) -> Result<(), NoEditor> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let command = std::iter::once(configured.to_owned()).chain(named);
    let command = command.map(|it| it.trim().to_owned()).find(|it| !it.is_empty());
    let command = command.or_else(|| {
        let known = WINDOWED.iter().map(|(name, _)| *name);
        known.into_iter().find(|name| find(name).is_some()).map(str::to_owned)
    });
    let words = words(&command.ok_or(NoEditor::None)?, file, at, |name| find(name).is_some())?;
    let Some((program, arguments)) = words.split_first() else { return Err(NoEditor::None) };
    start(located(program), arguments)
        .map_err(|error| NoEditor::Failed(format!("{}: {error}", program.display())))
}

/// Opens a folder, a file or an address in the system's program.
#[cfg(not(windows))]
pub(super) fn open_by_system(target: &OsStr) -> std::io::Result<()> {
    start(if cfg!(target_os = "macos") { "open" } else { "xdg-open" }, &[target])
}

/// Opens a folder, a file or an address in the system's program.
#[cfg(windows)]
pub(super) fn open_by_system(target: &OsStr) -> std::io::Result<()> {
    use std::os::windows::process::CommandExt as _;
    // The Explorer does not accept slashes in paths, and outside quotes a comma ends a path.
    let path = Path::new(target).exists().then(|| std::path::absolute(target));
    let target = path.transpose()?.map_or(target.to_owned(), PathBuf::into_os_string);
    let target = target.to_string_lossy().replace('"', "%22");
    let mut command = Command::new("explorer");
    command.raw_arg(format!("\"{target}\""));
    launch(command)
}

/// Starts a program without waiting for it.
fn start(program: impl AsRef<OsStr>, arguments: &[impl AsRef<OsStr>]) -> std::io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments);
    launch(command)
}

fn launch(mut command: Command) -> std::io::Result<()> {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        /// Prevents a flashing console if an editor is started by a batch file.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // Reaps the process when it ends; otherwise it would remain as a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// The words of a command, by the rules of the system's shell; `None` if a quote is not closed.
fn split(command: &str, is_windows: bool) -> Option<Vec<String>> {
    if !is_windows {
        return shlex::split(command);
    }
    // A backslash separates folders there, so only double quotes keep a word together.
    let (mut words, mut word, mut is_quoted) = (Vec::new(), None::<String>, false);
    for c in command.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!is_quoted).then_some(words)
}

/// The program and its arguments. `is_installed` tells which programs can be started.
fn words(
    command: &str,
    file: &Path,
    at: Position,
    is_installed: impl Fn(&str) -> bool,
) -> Result<Vec<OsString>, NoEditor> {
    let words =
        split(command, cfg!(windows)).ok_or_else(|| NoEditor::Unreadable(command.to_owned()))?;
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let filled = |word: &str| filled(word, &file, at);
    let name = words.first().map(PathBuf::from).unwrap_or_default();
    let name = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let known = |list: &[(&str, &'static [&'static str])]| {
        list.iter().find(|(known, _)| *known == name).map(|(_, arguments)| *arguments)
    };
    let has_option = |list| {
        let options = known(list).unwrap_or_default();
        words.iter().any(|word| options.contains(&word.as_str()))
    };
    let (in_terminal, windowed) = (known(IN_TERMINAL), known(WINDOWED));
    let needs_terminal = in_terminal.is_some() && !has_option(WINDOW_OPTIONS)
        || windowed.is_some() && has_option(TERMINAL_OPTIONS);

    let mut all = Vec::new();
    if needs_terminal {
        let installed = TERMINALS.iter().find(|(terminal, _)| is_installed(terminal));
        let (terminal, before) = installed.ok_or_else(|| NoEditor::NoTerminal(name.clone()))?;
        all.push(terminal.into());
        all.extend(before.iter().map(OsString::from));
    }
    all.extend(words.iter().map(|word| filled(word)));
    if !words.iter().any(|word| word.contains("{file}")) {
        let place = in_terminal.or(windowed).unwrap_or(&["{file}"]);
        all.extend(place.iter().map(|word| filled(word)));
    }
    Ok(all)
}

/// A word of a command with the position filled in. The file name may not be valid Unicode and is inserted unchanged.
fn filled(word: &str, file: &Path, at: Position) -> OsString {
    let word = word.replace("{line}", &at.line.to_string());
    let word = word.replace("{column}", &at.column.to_string());
    let mut parts = word.split("{file}");
    let mut filled = OsString::from(parts.next().unwrap_or_default());
    for part in parts {
        filled.push(file);
        filled.push(part);
    }
    filled
}

/// The path of a program in `PATH`.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let has_ending = [".exe", ".cmd"].iter().any(|end| program.to_lowercase().ends_with(end));
    let endings: &[&str] = if cfg!(windows) && !has_ending { &[".exe", ".cmd"] } else { &[""] };
    std::env::split_paths(&path)
        .flat_map(|folder| endings.iter().map(move |end| folder.join(format!("{program}{end}"))))
        .find(|candidate| candidate.is_file())
}

/// The executable of a program: Windows itself searches only for `.exe`, and some editors are started by a `.cmd`.
fn located(program: &OsStr) -> PathBuf {
    let is_name = Path::new(program).components().count() == 1;
    let found = program.to_str().filter(|_| cfg!(windows) && is_name).and_then(find);
    found.unwrap_or_else(|| program.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(command: &str) -> Vec<OsString> {
        let at = Position { line: 7, column: 3 };
        let is_installed = |name: &str| name == "xterm";
        words(command, Path::new("/a b/海.ron"), at, is_installed).expect("it is sound")
    }

    #[test]
    fn known_editors_open_at_the_position() {
        assert_eq!(started("code --wait"), ["code", "--wait", "--goto", "/a b/海.ron:7:3"]);
        assert_eq!(
            started("/usr/bin/kate"),
            ["/usr/bin/kate", "--line", "7", "--column", "3", "/a b/海.ron"]
        );
        assert_eq!(started("gedit"), ["gedit", "+7:3", "/a b/海.ron"]);
        assert_eq!(started("something-else -x"), ["something-else", "-x", "/a b/海.ron"]);
        assert_eq!(started("vim -g"), ["vim", "-g", "+7", "/a b/海.ron"]);
    }

    #[test]
    fn terminal_editors_start_in_a_terminal() {
        assert_eq!(started("nvim"), ["xterm", "-e", "nvim", "+7", "/a b/海.ron"]);
        assert_eq!(started("vi '{file}'"), ["xterm", "-e", "vi", "/a b/海.ron"]);
        assert_eq!(started("emacs -nw"), ["xterm", "-e", "emacs", "-nw", "+7:3", "/a b/海.ron"]);
    }

    #[test]
    fn terminal_editors_need_a_terminal() {
        for (command, name) in [
            ("vim", "vim"),
            ("/usr/bin/nano -w", "nano"),
            ("vi {file}", "vi"),
            ("emacs -nw", "emacs"),
        ] {
            let at = Position { line: 1, column: 1 };
            let refused = words(command, Path::new("a"), at, |_| false);
            assert_eq!(refused, Err(NoEditor::NoTerminal(name.into())), "{command}");
        }
    }

    #[test]
    fn custom_commands_are_filled_in_without_a_shell() {
        assert_eq!(
            started("'my editor' --at={line}:{column} {file}; rm $HOME"),
            ["my editor", "--at=7:3", "/a b/海.ron;", "rm", "$HOME"]
        );
        let unclosed = words("code \"x", Path::new("a"), Position { line: 1, column: 1 }, |_| true);
        assert_eq!(unclosed, Err(NoEditor::Unreadable("code \"x".into())));
    }

    #[test]
    fn windows_commands_keep_backslashes() {
        let split = |command| split(command, true);
        assert_eq!(
            split(r#""C:\Program Files\Notepad++\notepad++.exe"  -n{line} "{file}""#),
            Some(vec![
                r"C:\Program Files\Notepad++\notepad++.exe".into(),
                "-n{line}".into(),
                "{file}".into()
            ])
        );
        assert_eq!(split(r"C:\vim\gvim.exe"), Some(vec![r"C:\vim\gvim.exe".into()]));
        assert_eq!(split("code \"\""), Some(vec!["code".into(), String::new()]));
        assert_eq!(split(r#"code "x"#), None);
    }

    #[cfg(unix)]
    #[test]
    fn passes_names_that_are_not_unicode_unchanged() {
        use std::os::unix::ffi::OsStrExt as _;
        let file = Path::new(OsStr::from_bytes(b"/caf\xe9 {line}.ron"));
        let at = Position { line: 7, column: 3 };
        let words = words("code", file, at, |_| false).expect("it is sound");
        assert_eq!(words[2].as_bytes(), b"/caf\xe9 {line}.ron:7:3");
    }
}
