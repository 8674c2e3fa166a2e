//! Files that a structure file refers to, such as the texts of its sources.
//!
//! A structure file may come from anyone, so it may refer to files below its own folder only, unless the user allows
//! any path. Names that leave that folder (`..`, absolute paths, drives, network shares) are refused before any system
//! call; symbolic links are resolved first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{limit_in_words, read_source, unreadable};
use super::state::FileState;
use super::{canonicalize, folder_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::message;
use crate::source::SourceText;

/// Permission for files that a structure file refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AllowedPaths {
    /// Files below its own folder, after resolving symbolic links.
    #[default]
    BelowFolder,
    /// Any file.
    Any,
}

/// Texts of sources that the user requests when opening a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRequest {
    /// Files to attach, by the ids of the sources; they override the texts that the file names.
    pub attached: Vec<(String, PathBuf)>,
    /// Permission for files that the structure file itself names.
    pub allowed_paths: AllowedPaths,
}

impl AllowedPaths {
    /// The absolute path of the file that `structure_file` calls `name`. Paths in standard input, which has no path,
    /// are relative to the current folder.
    ///
    /// # Errors
    ///
    /// If the file does not exist, or access to it is not allowed.
    pub fn resolve(self, structure_file: Option<&Path>, name: &str) -> Result<PathBuf, NotRead> {
        let folder = structure_file.map_or(Path::new("."), folder_of);
        if self == Self::BelowFolder && leaves_folder(name) {
            return Err(NotRead::OutsideFolder);
        }
        let canonical =
            |path: &Path| canonicalize(path).map_err(|error| NotRead::Unusable(unreadable(&error)));
        let path = canonical(&folder.join(name))?;
        if self == Self::BelowFolder && !path.starts_with(canonical(folder)?) {
            return Err(NotRead::OutsideFolder);
        }
        Ok(path)
    }
}

/// Error of reading a file that a structure file refers to.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.problem())]
pub enum NotRead {
    /// The file is outside the structure file's folder, and the user has not allowed it.
    OutsideFolder,
    /// The file cannot be read, or exceeds the limit.
    Unusable(Diagnostic),
}

impl NotRead {
    /// The problem to report.
    #[must_use]
    pub fn problem(&self) -> Diagnostic {
        match self {
            Self::OutsideFolder => {
                let message = message!("it is outside the folder of the structure file");
                Diagnostic::new(Code::Unreadable, None, message).with_hint(message!(
                    "--source ID=PATH attaches the text of a source; --allow-paths allows references to any file"
                ))
            }
            Self::Unusable(problem) => problem.clone(),
        }
    }

    /// The problem to report for a previous edition.
    #[must_use]
    pub fn problem_of_previous(&self) -> Diagnostic {
        let Self::OutsideFolder = self else { return self.problem() };
        let hint = message!("--allow-paths allows references to any file");
        Diagnostic::new(Code::Unreadable, None, self.problem().message).with_hint(hint)
    }
}

/// Whether a path, as written, leaves its folder. The same paths are refused on every system, except for device names,
/// which are ordinary files elsewhere.
fn leaves_folder(name: &str) -> bool {
    let is_separator = |c: char| matches!(c, '/' | '\\');
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with(is_separator) || has_drive {
        return true;
    }
    let mut depth = 0_usize;
    for part in name.split(is_separator) {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            part if cfg!(windows) && is_device(part) => return true,
            _ => depth += 1,
        }
    }
    false
}

/// Whether Windows interprets a file name as a device, in any folder: `NUL`, `com1.txt`.
fn is_device(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered.is_some_and(|port| {
            port.chars().count() == 1
                && port.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c))
        })
}

/// Reader for the texts that a structure file refers to: each file is read once, and their total size is limited. `T`
/// is the parsed form of a text.
pub struct NamedTexts<T> {
    structure_file: Option<PathBuf>,
    allowed: AllowedPaths,
    max_bytes: u64,
    left_bytes: u64,
    texts: HashMap<PathBuf, Entry<T>>,
    /// Entries of an earlier pass.
    known: HashMap<PathBuf, Entry<T>>,
}

/// Content of a file, with the file state at the time of reading.
struct Entry<T> {
    state: FileState,
    bytes: u64,
    read: Result<Arc<T>, NotRead>,
}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self { state: self.state, bytes: self.bytes, read: self.read.clone() }
    }
}

impl<T> NamedTexts<T> {
    /// Reader for a structure file, or for standard input, which has no path.
    #[must_use]
    pub fn new(structure_file: Option<&Path>, allowed: AllowedPaths, max_bytes: u64) -> Self {
        Self {
            structure_file: structure_file.map(Path::to_owned),
            allowed,
            max_bytes,
            left_bytes: max_bytes,
            texts: HashMap::new(),
            known: HashMap::new(),
        }
    }

    /// Starts another pass, which reuses files that have not changed.
    #[must_use]
    pub fn after(self, earlier: &Self) -> Self {
        Self { known: earlier.texts.clone(), ..self }
    }

    /// The text of the file that the structure file calls `name`.
    ///
    /// # Errors
    ///
    /// If access to it is not allowed, it cannot be read, or it exceeds the rest of the limit.
    pub fn get(
        &mut self,
        name: &str,
        parse: impl FnOnce(SourceText) -> T,
    ) -> Result<Arc<T>, NotRead> {
        let path = self.allowed.resolve(self.structure_file.as_deref(), name)?;
        if let Some(entry) = self.texts.get(&path) {
            return entry.read.clone();
        }
        let state = FileState::of(&path);
        let known = self.known.remove(&path).filter(|entry| {
            entry.read.is_ok() && entry.state == state && entry.bytes <= self.left_bytes
        });
        let entry = known.unwrap_or_else(|| self.read(&path, state, parse));
        self.left_bytes -= entry.bytes;
        let read = entry.read.clone();
        self.texts.insert(path, entry);
        read
    }

    fn read(&self, path: &Path, state: FileState, parse: impl FnOnce(SourceText) -> T) -> Entry<T> {
        match read_source(path, self.left_bytes) {
            Ok(text) => {
                let bytes = text.text().len() as u64;
                Entry { state, bytes, read: Ok(Arc::new(parse(text))) }
            }
            Err(problem) => {
                let is_large = problem.code == Code::TooLarge;
                let problem = if is_large { self.too_large_together() } else { problem };
                Entry { state, bytes: 0, read: Err(NotRead::Unusable(problem)) }
            }
        }
    }

    fn too_large_together(&self) -> Diagnostic {
        let message = message!(
            "with it, the texts of the structure file exceed {0} in total",
            limit_in_words(self.max_bytes)
        );
        Diagnostic::new(Code::TooLarge, None, message)
            .with_hint(message!("--max-size raises the limit"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_paths_outside_the_folder() {
        for name in [
            "/etc/hostname",
            r"\\host\share\a.txt",
            "//host/share/a.txt",
            r"\\?\C:\a.txt",
            r"\\.\COM1",
            r"C:\a.txt",
            "c:a.txt",
            "..",
            "../a.txt",
            r"..\a.txt",
            "texts/../../a.txt",
            r"texts\..\..\a.txt",
            "./../a.txt",
        ] {
            assert!(leaves_folder(name), "{name}");
        }
        for name in ["a.txt", "texts/a.txt", "./a.txt", "texts/../a.txt", "..a/b", "第一章.txt", ""]
        {
            assert!(!leaves_folder(name), "{name}");
        }
    }

    #[test]
    fn detects_device_names() {
        for name in ["NUL", "nul.txt", "con", "Com1", "LPT9.log", "com¹", "AUX .txt", "CONIN$"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["null", "com", "com10", "console.txt", "charter.txt", ""] {
            assert!(!is_device(name), "{name}");
        }
    }
}
