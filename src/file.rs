//! File access for the command line and the window; no other stage touches files.
//!
//! Reading tells apart what can be wrong with a file before its text is looked at. Writing leaves
//! a whole file or none: new content is staged beside the target and moved over it.

mod attributes;
mod beside;
mod git;
mod named;
mod overwrite;
mod read;
mod save;
mod staged;
mod state;
mod write;

use std::path::Path;

pub use beside::texts_beside;
pub use git::{NoHistory, Version, version_at, versions};
pub use named::{AllowedPaths, NamedTexts, NotRead, TextRequest};
pub use read::{MAX_BYTES, NotText, decode, read_bytes, read_source, read_stream};
pub use save::{NotSaved, save, save_anew};
pub use state::FileState;
pub use write::{WriteError, free_bytes, is_same_file, remove_unfinished, write_atomically};

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
