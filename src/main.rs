//! The program: the command line, or the window.

use std::process::ExitCode;

use organogram::cli::Outcome;

fn main() -> ExitCode {
    match organogram::cli::run() {
        Outcome::Finished(code) => code,
        Outcome::OpenWindow { file, texts, max_bytes, limits } => {
            organogram::cli::end_of_window(organogram::app::run(file, texts, max_bytes, limits))
        }
    }
}
