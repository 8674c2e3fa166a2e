//! The history of selected units.

use crate::model::{Chart, UnitIndex};

/// The maximum length of the history.
const MOST: usize = 200;

/// The ids of selected units; ids outlive a reload.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    back: Vec<String>,
    forward: Vec<String>,
}

impl History {
    /// Records that a unit is no longer selected.
    pub(crate) fn leave(&mut self, unit: &str) {
        if self.back.last().is_none_or(|last| last != unit) {
            self.back.push(unit.to_owned());
        }
        if self.back.len() > MOST {
            self.back.remove(0);
        }
        self.forward.clear();
    }

    /// Goes back from the displayed unit; returns the previous unit.
    pub(crate) fn go_back(&mut self, shown: Option<&str>, chart: &Chart) -> Option<UnitIndex> {
        step(&mut self.back, &mut self.forward, shown, chart)
    }

    /// Goes forward from the displayed unit; returns the next unit.
    pub(crate) fn go_forward(&mut self, shown: Option<&str>, chart: &Chart) -> Option<UnitIndex> {
        step(&mut self.forward, &mut self.back, shown, chart)
    }

    /// Whether there is a unit to go back to.
    pub(crate) const fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether there is a unit to go forward to.
    pub(crate) const fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }
}

/// Pops units until one is still on the chart, and pushes the displayed unit onto the other list.
fn step(
    from: &mut Vec<String>,
    to: &mut Vec<String>,
    shown: Option<&str>,
    chart: &Chart,
) -> Option<UnitIndex> {
    while let Some(id) = from.pop() {
        let found = chart.find(&id).filter(|_| Some(id.as_str()) != shown);
        if found.is_some() {
            to.extend(shown.map(str::to_owned));
            return found;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceText;

    #[test]
    fn skips_missing_units() {
        let text = r#"(organogram: 1, units: [
            (id: "a", kind: "unit", name: "A"), (id: "b", kind: "unit", name: "B")])"#;
        let (chart, _) = Chart::load(&SourceText::new("x.ron", text));
        let mut history = History::default();
        history.leave("a");
        history.leave("gone");
        assert_eq!(history.go_back(Some("b"), &chart), chart.find("a"));
        assert!(!history.can_go_back());
        assert_eq!(history.go_forward(Some("a"), &chart), chart.find("b"));
        assert!(history.can_go_back() && !history.can_go_forward());
        history.leave("b");
        assert_eq!(history.go_forward(Some("a"), &chart), None, "a new way ends the old one");
    }
}
