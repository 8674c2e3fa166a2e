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
    /// As the file states it.
    numberings: IdMap<SmolStr, Option<Numbering>>,
    /// The source of citations that name none.
    first: Option<SmolStr>,
    /// The sources of which it was told that their numbering is another one.
    told: HashSet<SmolStr>,
}

impl Citing {
    pub(super) fn enter(&mut self, source: &str, numbering: Option<Numbering>) {
        self.first.get_or_insert_with(|| source.into());
        self.numberings.insert(source.into(), numbering);
    }
}

impl Validator<'_> {
    /// Notes that a citation is not written as its source's numbering has it; where the file states no
    /// numbering, once for a source.
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
                "write numbering: {0} in the source {1}",
                Numbering::of(cited).word(),
                source.as_str()
            ),
            Some(_) => message!("the numberings are paragraphs, sections, articles and free"),
        };
        let message = message!(
            "the citation {0} is not of the form {1}",
            cited.as_str(),
            numbering.example()
        );
        self.problem(Code::CitationForm, path, message, hint);
    }
}
