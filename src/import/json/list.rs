//! Lists of objects in the format of chart libraries, with parent ids or nested children, as tables.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::import::table::{MAX_CELL_BYTES, MAX_CELLS, Row, Table, TableError, cleaned};

/// Keys of child objects.
const CHILDREN: &[&str] =
    &["children", "_children", "subordinates", "directReports", "descendants", "organisations"];
/// Keys of objects that contain further properties of the same item.
const WRAPPERS: &[&str] = &["data", "attributes", "properties", "person"];

/// The table of a list of objects, or of nested objects.
pub(super) fn table(value: &Value) -> Result<Table, TableError> {
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(object) if has_children(object) => vec![value],
        Value::Object(object) => {
            let lists = object.values().filter_map(Value::as_array);
            let lists = lists.filter(|list| list.iter().any(Value::is_object));
            lists.max_by_key(|list| list.len()).into_iter().flatten().collect()
        }
        _ => Vec::new(),
    };
    let mut reader = Reader::default();
    for item in items {
        reader.item(item, None)?;
    }
    reader.table()
}

fn has_children(object: &Map<String, Value>) -> bool {
    CHILDREN.iter().any(|key| object.get(*key).is_some_and(Value::is_array))
}

/// Rows whose cells are indexed by column.
#[derive(Default)]
struct Reader {
    columns: Vec<String>,
    known: HashMap<String, usize>,
    rows: Vec<Row>,
    is_nested: bool,
    cells: usize,
}

impl Reader {
    /// Adds an object as a row, and nested ones as child rows. The depth is bounded by that of the JSON reader.
    fn item(&mut self, item: &Value, parent: Option<usize>) -> Result<(), TableError> {
        let Value::Object(object) = item else { return Ok(()) };
        let at = self.rows.len();
        self.rows.push(Row { number: at + 1, cells: Vec::new(), parent });
        self.cells(at, "", object)?;
        for key in CHILDREN {
            if let Some(Value::Array(children)) = object.get(*key) {
                self.is_nested |= !children.is_empty();
                for child in children {
                    self.item(child, Some(at))?;
                }
            }
        }
        Ok(())
    }

    fn cells(
        &mut self,
        row: usize,
        prefix: &str,
        object: &Map<String, Value>,
    ) -> Result<(), TableError> {
        for (key, value) in object {
            if CHILDREN.contains(&key.as_str()) && value.is_array() {
                continue;
            }
            let column = format!("{prefix}{key}");
            if let Value::Object(inner) = value {
                let is_wrapper = WRAPPERS.contains(&key.as_str());
                let prefix = if is_wrapper { prefix.to_owned() } else { format!("{column}.") };
                self.cells(row, &prefix, inner)?;
                continue;
            }
            let words = cleaned(&words(value));
            if !words.is_empty() {
                self.put(row, column, words)?;
            }
        }
        Ok(())
    }

    /// Fills an empty cell.
    fn put(&mut self, row: usize, column: String, words: String) -> Result<(), TableError> {
        let next = self.columns.len();
        let at = *self.known.entry(column.clone()).or_insert(next);
        if at == next {
            self.columns.push(column);
        }
        if words.len() > MAX_CELL_BYTES {
            return Err(TableError::LongCell { row: row + 1, column: at + 1 });
        }
        let cells = &mut self.rows[row].cells;
        if cells.len() <= at {
            self.cells += at + 1 - cells.len();
            if self.cells > MAX_CELLS {
                return Err(TableError::TooLarge);
            }
            cells.resize(at + 1, String::new());
        }
        if cells[at].is_empty() {
            cells[at] = words;
        }
        Ok(())
    }

    fn table(mut self) -> Result<Table, TableError> {
        if self.columns.is_empty() {
            return Err(TableError::Empty);
        }
        if self.columns.len().saturating_mul(self.rows.len()) > MAX_CELLS {
            return Err(TableError::TooLarge);
        }
        for row in &mut self.rows {
            row.cells.resize(self.columns.len(), String::new());
        }
        let Self { columns, rows, is_nested, .. } = self;
        Ok(Table { columns, rows, is_nested, is_list: true, ..Table::default() })
    }
}

/// Text of a value: a list of strings separated by semicolons, other lists as JSON.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(words).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
