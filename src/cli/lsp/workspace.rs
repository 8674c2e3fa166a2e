//! Symbols of structure files below the folders of the editor that are not open in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{InitializeParams, SymbolInformation};

use super::positions::Encoding;
use super::{answers, paths};
use crate::file::{FileState, read_source};
use crate::ide::{Document, Meaning};
use crate::model::{Chart, LoadOptions};
use crate::search::fold;

/// Maximum number of entries of folders that are looked at.
const MAX_ENTRIES: usize = 20_000;
/// Maximum number of files whose symbols are kept.
const MAX_FILES: usize = 500;
/// Maximum depth of folders below those of the editor.
const MAX_DEPTH: usize = 12;
/// Maximum length of one file, in bytes.
const MAX_FILE_BYTES: u64 = 8 << 20;
/// Maximum length of all files together, in bytes.
const MAX_TOTAL_BYTES: u64 = 32 << 20;
/// Length of the start of a file in which a structure file names its version, in bytes.
const START_LENGTH: usize = 4096;

/// Folders of the editor, and what is known of the files below them.
#[derive(Default)]
pub(super) struct Workspace {
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, KnownFile>,
}

struct KnownFile {
    state: FileState,
    /// None if it is no structure file.
    symbols: Vec<SymbolInformation>,
}

impl Workspace {
    /// The folders that the editor names at the start.
    #[expect(deprecated, reason = "older editors give the root alone")]
    pub(super) fn of(parameters: &InitializeParams) -> Self {
        let named = parameters.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        let mut folders: Vec<PathBuf> = named.filter_map(paths::path).collect();
        if folders.is_empty() {
            folders.extend(parameters.root_uri.as_ref().and_then(paths::path));
        }
        Self { folders, files: BTreeMap::new() }
    }

    /// Reads what is new or has changed.
    pub(super) fn refresh(&mut self, encoding: Encoding, options: LoadOptions) {
        let mut found = Vec::new();
        let mut left_entries = MAX_ENTRIES;
        for folder in &self.folders {
            find(folder, MAX_DEPTH, &mut left_entries, &mut found);
        }
        let mut known = std::mem::take(&mut self.files);
        let mut left_bytes = MAX_TOTAL_BYTES;
        for path in found {
            let state = FileState::of(&path);
            let FileState::There { bytes, .. } = state else { continue };
            let Some(left) = left_bytes.checked_sub(bytes).filter(|_| bytes <= MAX_FILE_BYTES)
            else {
                continue;
            };
            left_bytes = left;
            let file = known.remove(&path).filter(|file| file.state == state);
            let file = file.unwrap_or_else(|| {
                let symbols = symbols(&path, encoding, options).unwrap_or_default();
                KnownFile { state, symbols }
            });
            self.files.insert(path, file);
        }
    }

    /// The symbols whose names or ids contain some words, in files that are not open.
    pub(super) fn find(
        &self,
        words: &str,
        is_open: impl Fn(&Path) -> bool,
    ) -> impl Iterator<Item = &SymbolInformation> {
        let words = fold(words);
        let closed = self.files.iter().filter(move |(path, _)| !is_open(path));
        closed.flat_map(|(_, file)| &file.symbols).filter(move |symbol| {
            let id = symbol.container_name.as_deref().unwrap_or_default();
            fold(&symbol.name).contains(&words) || fold(id).contains(&words)
        })
    }
}

/// The files below a folder that may be structure files, in the order of their names. Links and hidden folders are left
/// out.
fn find(folder: &Path, depth: usize, left_entries: &mut usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().take(*left_entries).collect();
    *left_entries -= entries.len();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let Some(kind) = entry.file_type().ok().filter(|_| !is_hidden) else { continue };
        let path = entry.path();
        if kind.is_dir() && depth > 0 {
            find(&path, depth - 1, left_entries, found);
        } else if kind.is_file()
            && path.extension().is_some_and(|it| it.eq_ignore_ascii_case("ron"))
            && found.len() < MAX_FILES
        {
            found.push(path);
        }
    }
}

/// The symbols of a structure file; `None` for another one.
fn symbols(
    path: &Path,
    encoding: Encoding,
    options: LoadOptions,
) -> Option<Vec<SymbolInformation>> {
    let source = read_source(path, MAX_FILE_BYTES).ok()?;
    let text = source.text();
    if !text[..text.floor_char_boundary(START_LENGTH.min(text.len()))].contains("organogram") {
        return None;
    }
    let uri = paths::uri(path)?;
    let (chart, problems) = Chart::load_with(&source, options);
    let document = Document::new(source, Arc::new(Meaning::new(chart, problems, Vec::new())));
    let all = document.symbols();
    Some(all.iter().map(|it| answers::information(encoding, &uri, &document, it)).collect())
}
