//! Target of an export: a file, or standard output.

use std::process::ExitCode;

use super::super::{Failure, tell, to_standard_output};
use super::Arguments;
use crate::diagnostic::Message;
use crate::export::{ExportError, Job, ProgressSink};
use crate::file::{WriteError, free_bytes, is_same_file, remove_unfinished, write_atomically};

/// Exit code of a program that was stopped by Ctrl-C, by shell convention.
const INTERRUPTED: i32 = 130;

/// Writes the file atomically.
pub(super) fn to_file(job: &Job, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Arguments { file, out, force, .. } = arguments;
    if is_same_file(file, out) {
        return Err(Failure::usage(format!("{} is the structure file itself", out.display())));
    }
    // If signals cannot be handled, a hidden file may remain.
    let _ = ctrlc::set_handler(|| {
        remove_unfinished();
        std::process::exit(INTERRUPTED);
    });
    let free = free_bytes(out);
    match write_atomically(out, *force, |file| job.write(free, &mut Terminal, file)) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error @ WriteError::Exists(_)) => {
            Err(Failure::output(error.to_string()).with_hint("--force overwrites it"))
        }
        Err(error @ WriteError::DanglingLink(..)) => {
            Err(Failure::output(error.to_string()).with_hint("--force creates it"))
        }
        Err(WriteError::Content(error)) => {
            Err(Failure::output(format!("{}: {error}", out.display())))
        }
        Err(error) => Err(Failure::output(error.to_string())),
    }
}

/// Writes to standard output.
pub(super) fn on_standard_output(job: &Job) -> Result<ExitCode, Failure> {
    if is_closed() {
        return Err(Failure::output("standard output is closed").with_hint("-o OUT writes a file"));
    }
    let mut failed = None;
    to_standard_output(|out| match job.write(None, &mut Terminal, out) {
        Ok(()) => Ok(()),
        Err(ExportError::Write(error)) => Err(error),
        Err(error) => {
            failed = Some(Failure::output(error.to_string()));
            Ok(())
        }
    })?;
    failed.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// Whether the program was started with standard output closed. Rust's runtime then opens `/dev/null` instead, for
/// reading too, unlike `>/dev/null` in a shell.
#[cfg(unix)]
fn is_closed() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let out = std::io::stdout();
    let is_open_to_read =
        fcntl_getfl(&out).is_ok_and(|flags| flags & OFlags::RWMODE == OFlags::RDWR);
    let (Ok(found), Ok(null)) = (fstat(&out), stat("/dev/null")) else { return false };
    is_open_to_read && found.st_rdev == null.st_rdev && found.st_ino == null.st_ino
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}

/// Progress sink that prints advice on standard error and ignores progress.
struct Terminal;

impl ProgressSink for Terminal {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, advice: Message) {
        tell(&advice.to_string());
    }
}
