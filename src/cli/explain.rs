//! `organogram check --explain CODE`: the entry of a code in `docs/diagnostics.md`.

use std::process::ExitCode;

use super::{Failure, to_standard_output};
use crate::diagnostic::Code;

/// Descriptions of all codes, with examples and fixes.
const ENTRIES: &str = include_str!("../../docs/diagnostics.md");

/// Prints the entry of a code, such as `E007` or `e007`.
pub(super) fn run(code: &str) -> Result<ExitCode, Failure> {
    let code = code.trim().to_ascii_uppercase();
    let Some(entry) = entry(&code) else {
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        return Err(Failure::usage(format!("unknown code {code}"))
            .with_hint(format!("the codes are {}", known.join(", "))));
    };
    to_standard_output(|out| writeln!(out, "{entry}"))?;
    Ok(ExitCode::SUCCESS)
}

fn entry(code: &str) -> Option<&'static str> {
    let entry = ENTRIES
        .split("\n### ")
        .skip(1)
        .find(|entry| entry.strip_prefix(code).is_some_and(|rest| rest.starts_with(' ')))?;
    let end = entry.find("\n## ").unwrap_or(entry.len());
    Some(entry[..end].trim_end())
}
