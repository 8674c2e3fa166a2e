//! The program: the command line, or the window.

use std::process::ExitCode;

use organogram::cli::{self, Outcome, WindowRequest};

fn main() -> ExitCode {
    match cli::run() {
        Outcome::Finished(code) => code,
        Outcome::OpenWindow(request) => cli::end_of_window(open(request)),
    }
}

#[cfg(feature = "window")]
fn open(request: WindowRequest) -> Result<(), String> {
    let WindowRequest { files, texts, max_bytes, limits } = request;
    organogram::app::run(files, texts, max_bytes, limits)
}

#[cfg(not(feature = "window"))]
fn open(_: WindowRequest) -> Result<(), String> {
    Err("this program was built without one (feature `window`)".to_owned())
}
