//! Notation of citations, compared with the numbering of their sources.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::Validator;
use crate::diagnostic::Code;
use crate::message;
use crate::model::tree::Trail;
use crate::model::{Citation, IdMap, Numbering};

/// The numbering of each source.
#[derive(Default)]
pub(super) struct Citing {
    /// As stated in the file.
    numberings: IdMap<SmolStr, Option<Numbering>>,
    /// The source of citations without an explicit source.
    first: Option<SmolStr>,
    /// Sources for which a deviating numbering has been reported.
    told: HashSet<SmolStr>,
}

impl Citing {
    pub(super) fn enter(&mut self, source: &str, numbering: Option<Numbering>) {
        self.first.get_or_insert_with(|| source.into());
        self.numberings.insert(source.into(), numbering);
    }
}

impl Validator<'_> {
    /// Warns about a citation that does not match the numbering of its source; once per source if the file states no
    /// numbering.
    pub(super) fn citation_form(&mut self, citation: &Citation, path: &Trail<'_>) {
        let Citing { numberings, first, told } = &mut self.citing;
        let Some(source) = citation.source.as_ref().or(first.as_ref()) else { return };
        let Some(stated) = numberings.get(source) else { return };
        let (numbering, cited) = (stated.unwrap_or_default(), &citation.paragraph);
        if numbering.fits(cited) || (stated.is_none() && !told.insert(source.clone())) {
            return;
        }
        let hint = match stated {
            None => message!(
                "add numbering: {0} to the source {1}",
                Numbering::of(cited).word(),
                source.as_str()
            ),
            Some(_) => message!("available numberings: paragraphs, sections, articles, free"),
        };
        let message = message!(
            "the citation {0} does not have the form {1}",
            cited.as_str(),
            numbering.example()
        );
        self.problem(Code::CitationForm, path, message, hint);
    }
}
