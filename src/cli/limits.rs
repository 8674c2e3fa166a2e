//! Limits on structure files, as arguments of each command that reads one.

use clap::Args;

use crate::model::Limits;

/// Heading of these arguments in help.
const HEADING: &str = "Limits";

/// User-defined limits.
#[derive(Args, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "the arguments are called so")]
pub(super) struct LimitArguments {
    /// Files larger than this are refused, such as 512MB
    #[arg(long = "max-size", value_name = "SIZE", default_value = "256MB", value_parser = size)]
    #[arg(allow_negative_numbers = true, help_heading = HEADING)]
    pub(super) max_bytes: u64,
    /// Lines besides the tree that a file may make
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_lines)]
    #[arg(help_heading = HEADING)]
    max_lines: usize,
    /// Functions of shared sets that a file may make, counted for each unit that holds them
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_functions)]
    #[arg(help_heading = HEADING)]
    max_functions: usize,
}

impl LimitArguments {
    /// The limits of the model.
    pub(super) const fn of_model(self) -> Limits {
        Limits { max_lines: self.max_lines, max_functions: self.max_functions }
    }
}

/// Parses a number of bytes, such as `256MB`.
pub(super) fn size(argument: &str) -> Result<u64, String> {
    let digits = argument.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match argument[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err("it must be a number with B, kB, MB or GB, such as 256MB".into()),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let bytes = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    match bytes {
        Some(bytes @ 1..) => Ok(bytes),
        None if is_number => Err("it is larger than any file".into()),
        _ => Err("it must be a whole number above 0".into()),
    }
}
