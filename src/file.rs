//! Files in and out, for the command line and the window alone: no stage touches a file.
//!
//! Reading tells apart what can be wrong with a file before its text is looked at. Writing leaves
//! a whole file or none: it goes to a temporary file beside the target and is renamed over it.

mod named;
mod read;
mod save;
mod write;

use std::path::Path;

pub use named::{AllowedPaths, NamedTexts, TextRequest};
pub use read::{MOST_BYTES, NotText, decode, read_bytes, read_source, read_stream};
pub use save::{NotSaved, save, save_anew};
pub use write::{WriteError, free_bytes, remove_unfinished, write_atomically};

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
