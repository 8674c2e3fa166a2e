//! Entry point: runs the command line or opens the window.

#[cfg(not(target_arch = "wasm32"))]
use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
use organogram::cli::{self, Outcome, WindowRequest};

#[cfg(not(target_arch = "wasm32"))]
fn main() -> ExitCode {
    match cli::run() {
        Outcome::Finished(code) => code,
        Outcome::OpenWindow(request) => cli::end_of_window(open(request)),
    }
}

/// Pages in a browser have no command line.
#[cfg(target_arch = "wasm32")]
fn main() {
    organogram::app::run();
}

#[cfg(all(feature = "window", not(target_arch = "wasm32")))]
fn open(request: WindowRequest) -> Result<(), String> {
    let WindowRequest { files, texts, max_bytes, limits } = request;
    organogram::app::run(files, texts, max_bytes, limits)
}

#[cfg(all(not(feature = "window"), not(target_arch = "wasm32")))]
fn open(_: WindowRequest) -> Result<(), String> {
    Err("this program was built without one (feature `window`)".to_owned())
}
