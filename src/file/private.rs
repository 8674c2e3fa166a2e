//! Folders that only the current user can read, for files that are opened in another program.

use std::fs::DirBuilder;
use std::io;
use std::path::PathBuf;

/// Maximum number of folders that one process creates.
const MAX_FOLDERS: u32 = 1000;

/// Creates an empty private folder in the system's temporary folder.
///
/// # Errors
///
/// If no folder can be created.
pub fn private_folder() -> io::Result<PathBuf> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let process = std::process::id();
    for number in 1..=MAX_FOLDERS {
        let folder = std::env::temp_dir().join(format!("organogram-{process}-{number}"));
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
