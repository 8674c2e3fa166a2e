//! Limits on structure files, as arguments of each command that reads one.

use clap::Args;

use crate::model::Limits;

/// Heading of these arguments in help.
const HEADING: &str = "Limits";

/// User-defined limits.
#[derive(Args, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "the arguments are called so")]
pub(super) struct LimitArguments {
    /// Maximum size of a file, such as 512MB
    #[arg(long = "max-size", value_name = "SIZE", default_value = "256MB", value_parser = size)]
    #[arg(allow_negative_numbers = true, help_heading = HEADING)]
    pub(super) max_bytes: u64,
    /// Maximum number of lines besides the tree
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_lines)]
    #[arg(help_heading = HEADING)]
    max_lines: usize,
    /// Maximum number of functions from shared sets, counted for each unit that has them
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
        _ => return Err("expected a number in B, kB, MB or GB, such as 256MB".into()),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let bytes = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    match bytes {
        Some(bytes @ 1..) => Ok(bytes),
        None if is_number => Err("the number is too large".into()),
        _ => Err("expected a whole number above 0".into()),
    }
}
