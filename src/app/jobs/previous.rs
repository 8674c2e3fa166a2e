//! Background check against the previous edition that a structure file names.

use std::path::PathBuf;

use crate::app::jobs::background::Worker;
use crate::app::jobs::memo::{Memo, Same};
use crate::diagnostic::Diagnostic;
use crate::file::{AllowedPaths, NamedTexts, NotRead};
use crate::model::{Chart, Limits, LoadOptions, Text, check_previous};
use crate::source::SourceText;

/// Inputs of the warnings, except for the previous edition.
#[derive(Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) chart: Same<Chart>,
    pub(crate) source: Same<SourceText>,
    pub(crate) path: PathBuf,
    pub(crate) allowed: AllowedPaths,
    pub(crate) max_bytes: u64,
}

/// What the previous edition gives.
struct Found {
    warnings: Vec<Diagnostic>,
    /// Ids and names of its units.
    units: Vec<(String, Text)>,
}

/// The last comparison.
pub(crate) struct PreviousCheck {
    worker: Worker,
    limits: Limits,
    found: Memo<Request, Found>,
    units: Vec<(String, Text)>,
    /// The request whose warnings have been returned.
    told: Option<Request>,
}

impl PreviousCheck {
    pub(crate) fn new(worker: Worker, limits: Limits) -> Self {
        Self { worker, limits, found: Memo::default(), units: Vec::new(), told: None }
    }

    /// Ids and names of the units of the previous edition, as it was read last.
    pub(crate) fn units(&self) -> &[(String, Text)] {
        &self.units
    }

    /// Compares again, because a file may have been added.
    pub(crate) fn check_again(&mut self) {
        self.found.clear();
        self.told = None;
    }

    /// The warnings of a request, once.
    pub(crate) fn follow(&mut self, request: &Request) -> Option<Vec<Diagnostic>> {
        if self.told.as_ref() == Some(request) {
            return None;
        }
        let options = LoadOptions { limits: self.limits, ..LoadOptions::default() };
        let make = move |request: &Request, _: &_| {
            let Request { chart, source, path, allowed, max_bytes } = request;
            let Some(name) = chart.0.previous() else {
                return Found { warnings: Vec::new(), units: Vec::new() };
            };
            let mut named = NamedTexts::new(Some(path), *allowed, *max_bytes);
            let read = named.get(name, |text| Chart::load_with(&text, options));
            let units = read.iter().flat_map(|previous| previous.0.units());
            let units = units.map(|unit| (unit.id.clone(), unit.name.clone())).collect();
            let read = read.as_deref().map_err(NotRead::problem_of_previous);
            Found { warnings: check_previous(&chart.0, &source.0, read, name), units }
        };
        let (known, found) = self.found.follow(&self.worker, request, make)?;
        if known != request {
            return None;
        }
        self.told = Some(request.clone());
        self.units.clone_from(&found.units);
        Some(found.warnings.clone())
    }
}
