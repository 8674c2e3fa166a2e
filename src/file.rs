//! File access for the command line and the window; no other module accesses files.
//!
//! Reading checks the type, size and encoding of a file before its text is used. Writing is atomic: new content is
//! staged next to the target and moved over it.

mod beside;
mod history;
mod named;
mod read;
mod save;
mod state;
mod write_error;

#[cfg(not(target_arch = "wasm32"))]
mod attributes;
#[cfg(not(target_arch = "wasm32"))]
mod git;
#[cfg(not(target_arch = "wasm32"))]
mod overwrite;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod private;
#[cfg(not(target_arch = "wasm32"))]
mod regular;
#[cfg(not(target_arch = "wasm32"))]
mod staged;
#[cfg(not(target_arch = "wasm32"))]
mod write;

use std::path::Path;

pub use beside::texts_beside;
#[cfg(not(target_arch = "wasm32"))]
pub use git::{version_at, versions};
pub use history::{NoHistory, Version};
pub use named::{AllowedPaths, NamedTexts, NotRead, TextRequest};
#[cfg(not(target_arch = "wasm32"))]
pub use private::private_folder;
pub use read::{MAX_BYTES, NotText, decode, read_bytes, read_source, read_stream};
pub use save::{NotSaved, save, save_new};
pub use state::FileState;
pub use write_error::WriteError;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::canonicalize;
#[cfg(target_arch = "wasm32")]
use page::open_regular;
#[cfg(target_arch = "wasm32")]
pub use page::{
    Downloaded, Handle, SETTINGS_FOLDER, exists, free_bytes, handle, hold, hold_handle,
    is_same_file, make_folder, private_folder, remove_unfinished, version_at, versions,
    write_atomically,
};
#[cfg(not(target_arch = "wasm32"))]
use regular::open_regular;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use std::fs::canonicalize;
#[cfg(not(target_arch = "wasm32"))]
pub use write::{
    exists, free_bytes, is_same_file, make_folder, remove_unfinished, write_atomically,
};

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
