//! Background check against the previous edition that a structure file names.

use std::path::PathBuf;

use crate::app::jobs::background::Worker;
use crate::app::jobs::memo::{Memo, Same};
use crate::diagnostic::Diagnostic;
use crate::file::{AllowedPaths, NamedTexts, NotRead};
use crate::model::{Chart, Limits, LoadOptions, check_previous};
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

/// The last comparison.
pub(crate) struct PreviousCheck {
    worker: Worker,
    limits: Limits,
    found: Memo<Request, Vec<Diagnostic>>,
    /// The request whose warnings have been returned.
    told: Option<Request>,
}

impl PreviousCheck {
    pub(crate) fn new(worker: Worker, limits: Limits) -> Self {
        Self { worker, limits, found: Memo::default(), told: None }
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
            let Some(name) = chart.0.previous() else { return Vec::new() };
            let mut named = NamedTexts::new(Some(path), *allowed, *max_bytes);
            let read = named.get(name, |text| Chart::load_with(&text, options));
            let read = read.as_deref().map_err(NotRead::problem_of_previous);
            check_previous(&chart.0, &source.0, read, name)
        };
        let (known, found) = self.found.follow(&self.worker, request, make)?;
        if known != request {
            return None;
        }
        self.told = Some(request.clone());
        Some(found.to_vec())
    }
}
