//! Validation of dates and colours.

use std::ops::RangeInclusive;

use super::Validator;
use crate::diagnostic::Code;
use crate::message;
use crate::model::tree::Trail;

impl Validator<'_> {
    /// Validates a date.
    pub(super) fn date(&mut self, date: Option<String>, path: &Trail<'_>) -> Option<String> {
        let date = date?;
        let message = match check_date(&date) {
            Ok(()) => return Some(date),
            Err(Fault::Form) => message!("\"{0}\" is not a date", &date),
            Err(Fault::Day) => message!("the date \"{0}\" does not exist", &date),
        };
        let hint = message!("write YYYY, YYYY-MM or YYYY-MM-DD");
        self.problem(Code::BadValue, path, message, hint);
        None
    }

    /// Red, green and blue of `#rrggbb`.
    pub(super) fn color(&mut self, text: &str, path: &Trail<'_>) -> Option<[u8; 3]> {
        let color = hex_color(text);
        if color.is_none() {
            let hint = message!("write red, green and blue in hexadecimal, such as \"#7a5fb0\"");
            self.problem(Code::BadValue, path, message!("\"{0}\" is not a colour", text), hint);
        }
        color
    }
}

/// Error in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Wrong notation.
    Form,
    /// The month has no such day.
    Day,
}

fn check_date(date: &str) -> Result<(), Fault> {
    let parts: Vec<&str> = date.splitn(4, '-').collect();
    let number = |at: usize, length: usize, range: RangeInclusive<u32>| match parts.get(at) {
        None => Ok(None),
        Some(part) if part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()) => {
            let number = part.parse().ok().filter(|number| range.contains(number));
            number.map(Some).ok_or(Fault::Form)
        }
        Some(_) => Err(Fault::Form),
    };
    let year = number(0, 4, 1..=9999)?;
    let month = number(1, 2, 1..=12)?;
    let day = number(2, 2, 1..=31)?;
    match (year, month, day) {
        _ if parts.len() > 3 => Err(Fault::Form),
        (Some(year), Some(month), Some(day)) if day > days_in_month(year, month) => Err(Fault::Day),
        _ => Ok(()),
    }
}

/// Number of days of a month from 1 to 12 in the Gregorian calendar.
const fn days_in_month(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn hex_color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_existing_dates() {
        let sound = [
            "0001",
            "2024",
            "2024-07",
            "2024-12-31",
            "2024-02-29",
            "2000-02-29",
            "2010-02-28",
            "2010-04-30",
        ];
        for date in sound {
            assert_eq!(check_date(date), Ok(()), "{date}");
        }
        for date in ["2010-02-31", "2010-02-29", "1900-02-29", "2010-04-31", "2010-11-31"] {
            assert_eq!(check_date(date), Err(Fault::Day), "{date}");
        }
        let wrong = [
            "",
            "0000",
            "24",
            "2010-13",
            "2010-00-01",
            "2010-13-45",
            "2010-01-32",
            "2010-01-00",
            "2010-1-1",
            "2010/01/01",
            "yesterday",
            "2010-01-01-01",
            "2010-01-01T00:00",
            "-2010",
            "２０１０",
            "+010",
            "2010-",
        ];
        for date in wrong {
            assert_eq!(check_date(date), Err(Fault::Form), "{date}");
        }
    }
}
