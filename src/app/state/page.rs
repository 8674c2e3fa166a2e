//! Pages of the selected unit in the inspector.

use crate::model::Statement;

/// The page of the selected unit in the inspector. It stays when another unit is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Page {
    #[default]
    Facts,
    /// Chains of accountability.
    Answers(Answers),
    /// The path of a unit or function through all editions.
    Trace,
    /// Its form.
    Form,
    /// Its text, over the chains of accountability that return when it is closed.
    Source { under: Option<Answers> },
}

/// Subject of the chains of accountability.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answers {
    /// The selected unit.
    Unit,
    /// One of its functions: the unit's id, and the function.
    Function(String, Statement),
    /// The selected unit compared with another one, by the other's id.
    Beside(String),
}

impl Page {
    pub(crate) const fn is_source(&self) -> bool {
        matches!(self, Self::Source { .. })
    }

    pub(crate) const fn is_form(&self) -> bool {
        matches!(self, Self::Form)
    }

    /// Opens or closes the form.
    pub(crate) fn toggle_form(&mut self) {
        *self = if self.is_form() { Self::Facts } else { Self::Form };
    }

    /// The chains of accountability, shown or under the unit's text.
    pub(crate) const fn answers(&self) -> Option<&Answers> {
        match self {
            Self::Answers(answers) | Self::Source { under: Some(answers) } => Some(answers),
            Self::Facts | Self::Trace | Self::Form | Self::Source { under: None } => None,
        }
    }

    /// The id of the unit that the selected one is compared with.
    pub(crate) fn compared(&self) -> Option<&str> {
        match self.answers() {
            Some(Answers::Beside(id)) => Some(id),
            _ => None,
        }
    }

    /// Opens the unit's text.
    pub(crate) fn open_source(&mut self) {
        let under = self.answers().cloned();
        *self = Self::Source { under };
    }

    /// Closes the unit's text.
    pub(crate) fn close_source(&mut self) {
        if let Self::Source { under } = self {
            *self = under.take().map_or(Self::Facts, Self::Answers);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_the_source_reveals_the_answers() {
        let mut page = Page::Answers(Answers::Beside("oma".into()));
        page.open_source();
        page.open_source();
        assert!(page.is_source());
        assert_eq!(page.compared(), Some("oma"));
        page.close_source();
        assert_eq!(page, Page::Answers(Answers::Beside("oma".into())));
        page.close_source();
        assert_eq!(page, Page::Answers(Answers::Beside("oma".into())), "it was closed already");
    }
}
