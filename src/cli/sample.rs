//! `organogram sample`: prints the bundled samples.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, one_of, to_standard_output};
use crate::file::{WriteError, write_atomically};
use crate::model::{SAMPLES, Sample};

#[derive(Args)]
pub(super) struct Arguments {
    /// Sample: dpko, a department of the United Nations; clinic, a hospital; or harbour, a port authority in three
    /// editions [default: dpko]
    #[arg(value_parser = one_of(NAMES), default_value = "dpko", hide_default_value = true)]
    name: &'static Sample,
    /// Write the sample and its files to this folder
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long, requires = "folder")]
    force: bool,
}

const NAMES: &[(&str, &Sample)] =
    &[("dpko", &SAMPLES[0]), ("clinic", &SAMPLES[1]), ("harbour", &SAMPLES[2])];

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let sample = arguments.name;
    let Some(folder) = &arguments.folder else {
        if !sample.stands_alone {
            let count = 1 + sample.beside.len();
            return Err(Failure::usage(format!("{} consists of {count} files", sample.name))
                .with_hint("-o DIR writes them to a folder"));
        }
        to_standard_output(|out| out.write_all(sample.text.as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    };
    fs::create_dir_all(folder)
        .map_err(|error| Failure::output(format!("{}: {error}", folder.display())))?;
    let own = (sample.file_name, sample.text);
    for (name, text) in std::iter::once(own).chain(sample.beside.iter().copied()) {
        write(&folder.join(name), arguments.force, text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, force: bool, text: &str) -> Result<(), Failure> {
    write_atomically(path, force, |file| file.write_all(text.as_bytes())).map_err(|error| {
        let is_taken = matches!(error, WriteError::Exists(_) | WriteError::DanglingLink(..));
        let failure = Failure::output(error.to_string());
        if is_taken { failure.with_hint("--force overwrites it") } else { failure }
    })
}
