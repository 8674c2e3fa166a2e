//! Opening of regular files.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::read::unreadable;
use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// Opens a file for reading; returns it with its length. Folders, devices, pipes and sockets are refused.
pub(super) fn open_regular(path: &Path) -> Result<(File, u64), Diagnostic> {
    // Opening some devices has side effects, so the type is checked first.
    check_regular(&fs::metadata(path).map_err(|error| unreadable(&error))?)?;
    let file = open_without_waiting(path).map_err(|error| unreadable(&error))?;
    // The file may have been replaced since then: only the open file counts.
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    check_regular(&metadata)?;
    Ok((file, metadata.len()))
}

/// Opens a file for reading without waiting for a writer of a pipe, and without making a terminal the controlling
/// terminal.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    options.open(path)
}

fn check_regular(metadata: &Metadata) -> Result<(), Diagnostic> {
    let message = if metadata.is_dir() {
        message!("this is a folder, not a file")
    } else if metadata.is_file() {
        return Ok(());
    } else {
        message!("this is not a regular file")
    };
    Err(Diagnostic::new(Code::Unreadable, None, message))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn does_not_block_on_a_pipe() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().expect("it runs");
        assert!(made.success());
        let opened = open_without_waiting(&path).expect("opening does not wait");
        let problem = check_regular(&opened.metadata().expect("it is open"));
        let problem = problem.expect_err("a pipe is no file");
        assert_eq!(problem.message.to_string(), "this is not a regular file");
    }
}
