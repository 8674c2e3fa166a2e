//! Mappings in files, which are reused for tables with the same header.

use super::columns::Mapping;
use super::table::Table;

impl Mapping {
    /// Extension of mapping files.
    pub const EXTENSION: &'static str = "map";

    /// Parses a mapping, which is RON.
    ///
    /// # Errors
    ///
    /// Location and kind of the error.
    pub fn parse(text: &str) -> Result<Self, String> {
        ron::from_str(text).map_err(|error| error.to_string())
    }

    /// The mapping as the text of a file.
    #[must_use]
    pub fn text(&self) -> String {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default());
        text.unwrap_or_default() + "\n"
    }

    /// Whether a table has exactly the columns of this mapping.
    #[must_use]
    pub fn is_for(&self, table: &Table) -> bool {
        self.columns.len() == table.columns.len()
            && table.columns.iter().all(|column| self.columns.contains_key(column))
    }

    /// The first of several texts that is a mapping for a table, with the value paired with the text.
    pub fn find<T>(
        table: &Table,
        texts: impl IntoIterator<Item = (T, String)>,
    ) -> Option<(T, Self)> {
        texts.into_iter().find_map(|(name, text)| {
            let mapping = Self::parse(&text).ok()?;
            mapping.is_for(table).then_some((name, mapping))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_mappings_by_columns() {
        let table = |header: &str| Table::parse(&format!("{header}\n1,2\n")).expect("a table");
        let mapping = Mapping::proposed(&table("id,name"));
        assert_eq!(Mapping::parse(&mapping.text()), Ok(mapping.clone()));
        for (header, is_for) in
            [("id,name", true), ("name,id", true), ("id", false), ("id,title", false)]
        {
            assert_eq!(mapping.is_for(&table(header)), is_for, "{header}");
        }
        let texts = [("a", "a source map".to_owned()), ("b", mapping.text())];
        assert_eq!(Mapping::find(&table("id,name"), texts), Some(("b", mapping)));
    }
}
