//! Changes of units between two editions.

use std::io::{BufWriter, Write};

use super::PREFIXES;
use super::names::Names;
use super::node::{Node, Quoted, dated};
use crate::export::ExportError;
use crate::model::Chart;

/// Writer of change events.
pub(in crate::export) struct Events<W: Write> {
    old: Names,
    new: Names,
    date: Option<String>,
    number: usize,
    out: BufWriter<W>,
}

impl<W: Write> Events<W> {
    /// Starts the file. IRIs are those in exports of the two charts without an explicit base.
    pub(in crate::export) fn new(old: &Chart, new: &Chart, out: W) -> Result<Self, ExportError> {
        let mut out = BufWriter::new(out);
        out.write_all(PREFIXES.as_bytes())?;
        let date = new.effective().map(str::to_owned);
        Ok(Self { old: Names::new(old, None), new: Names::new(new, None), date, number: 0, out })
    }

    /// Writes one event: the change of old units, as a sentence.
    pub(in crate::export) fn put(
        &mut self,
        old: &[String],
        new: &[String],
        sentence: &str,
        is_proposed: bool,
    ) -> Result<(), ExportError> {
        self.number += 1;
        let place = format!("{}-{}", self.date.as_deref().unwrap_or("change"), self.number);
        let name = self.new.name("event", &place);
        let mut event = Node::new(&name, "org:ChangeEvent");
        event.add("rdfs:comment", &Quoted(sentence).to_string());
        if let Some(date) = &self.date {
            event.add("dct:date", &dated(date));
        }
        if is_proposed {
            event.add("og:proposed", "true");
        }
        let old: Vec<String> = old.iter().map(|id| self.old.id(id)).collect();
        let new: Vec<String> = new.iter().map(|id| self.new.id(id)).collect();
        for unit in &old {
            event.add("org:originalOrganization", unit);
        }
        for unit in &new {
            event.add("org:resultingOrganization", unit);
        }
        write!(self.out, "\n{} .\n", event.0)?;
        for unit in &old {
            writeln!(self.out, "{unit} org:changedBy {name} .")?;
        }
        for unit in &new {
            writeln!(self.out, "{unit} org:resultedFrom {name} .")?;
        }
        Ok(())
    }

    pub(in crate::export) fn finish(mut self) -> Result<(), ExportError> {
        self.out.flush()?;
        Ok(())
    }
}
