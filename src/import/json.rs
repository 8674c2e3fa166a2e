//! JSON: this program's own export, and lists in the format of chart libraries.

mod list;
mod own;

use serde_json::{Map, Value};

use super::report::Report;
use super::table::{Table, TableError};

/// Content of a JSON text.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// An export of this program.
    Own(Map<String, Value>),
    /// A document of Berlin's Organigramm-Tool.
    Berlin(Map<String, Value>),
    /// Objects with parents or children.
    List(Table),
}

/// Reads a JSON text.
pub(super) fn read(text: &str) -> Result<Json, TableError> {
    let text = text.trim_start_matches('\u{feff}');
    let value: Value =
        serde_json::from_str(text).map_err(|error| TableError::Json(error.to_string()))?;
    match value {
        Value::Object(file) if own::is_own(&file) => Ok(Json::Own(file)),
        Value::Object(file) if super::berlin::is_document(&file) => Ok(Json::Berlin(file)),
        other => list::table(&other).map(Json::List),
    }
}

/// The text of the structure file from which an export of this program was made; `title` replaces its title.
pub(super) fn structure(
    file: Map<String, Value>,
    title: &str,
    no_persons: bool,
    report: &mut Report,
) -> String {
    own::structure(file, title, no_persons, report)
}
