//! Other editions of the open organization, read in the background, and the steps between all of them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::jobs::background::Reporter;
use crate::app::jobs::memo::Same;
use crate::app::state::document::{Document, Parsed, ReadOptions};
use crate::editions::{Comparison, Followed, Lineage, Trace};
use crate::file::{AllowedPaths, canonicalize, decode, read_bytes, read_source, versions};
use crate::i18n::Messages;
use crate::model::{Chart, UnitIndex};
use crate::source::SourceText;

/// The maximum number of editions that are read.
const MAX_EDITIONS: usize = 200;

/// Source of the other editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The files that `previous` leads back to.
    Previous,
    /// Files that were opened together.
    Files(Vec<PathBuf>),
    /// The versions of the open file in its Git repository.
    Git,
}

/// Inputs of reading the other editions.
#[derive(Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) origin: Origin,
    pub(crate) file: PathBuf,
    /// The edition that the open file names, and its date, for sorting editions of files.
    pub(crate) previous: Option<String>,
    pub(crate) effective: Option<String>,
    pub(crate) allowed: AllowedPaths,
    pub(crate) max_bytes: u64,
    pub(crate) language: String,
}

/// Another edition.
pub(crate) struct OtherEdition {
    /// Name of the file, or of the version.
    pub(crate) name: String,
    /// The file; `None` for a version in Git.
    pub(crate) path: Option<PathBuf>,
    parsed: Parsed,
}

impl OtherEdition {
    pub(crate) const fn chart(&self) -> &Arc<Chart> {
        &self.parsed.chart
    }

    /// A read-only document that shows the edition.
    pub(crate) fn document(&self) -> Document {
        let Parsed { source, chart, fonts, problems, without_persons, places, .. } = &self.parsed;
        let parsed = Parsed {
            source: Arc::clone(source),
            chart: Arc::clone(chart),
            fonts: fonts.clone(),
            problems: problems.clone(),
            without_persons: *without_persons,
            places: Arc::clone(places),
            scene: None,
        };
        Document::new(None, parsed)
    }
}

/// The other editions, in chronological order.
#[derive(Default)]
pub(crate) struct Others {
    pub(crate) editions: Vec<OtherEdition>,
    /// Number of editions before the open one.
    pub(crate) present: usize,
    /// Editions that are missing from the series, with reasons.
    pub(crate) remarks: Vec<String>,
    /// Whether they are versions of one file, several of which may belong to one edition.
    are_versions: bool,
}

impl Others {
    /// Reads the editions; `None` if the task is cancelled.
    pub(crate) fn read(
        request: &Request,
        options: &ReadOptions,
        reporter: &Reporter,
    ) -> Option<Self> {
        let reader =
            Reader { request, options, reporter, messages: Messages::of(&request.language) };
        match &request.origin {
            Origin::Previous => reader.chain(),
            Origin::Files(files) => reader.files(files),
            Origin::Git => reader.history(),
        }
    }

    /// Whose `was` applies between two consecutive editions.
    pub(crate) fn lineage(&self, old: &Chart, new: &Chart) -> Lineage {
        if self.are_versions { Lineage::of_versions(old, new) } else { Lineage::Forward }
    }

    /// The edition with an index; `None` for the open one.
    pub(crate) fn at(&self, edition: usize) -> Option<&OtherEdition> {
        match edition.cmp(&self.present) {
            std::cmp::Ordering::Less => self.editions.get(edition),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => self.editions.get(edition - 1),
        }
    }

    /// Number of editions, including the open one.
    pub(crate) const fn count(&self) -> usize {
        self.editions.len() + 1
    }

    /// The chart of an edition; `present` is the open one.
    pub(crate) fn chart<'c>(&'c self, edition: usize, present: &'c Arc<Chart>) -> &'c Arc<Chart> {
        self.at(edition).map_or(present, OtherEdition::chart)
    }
}

struct Reader<'a> {
    request: &'a Request,
    options: &'a ReadOptions,
    reporter: &'a Reporter,
    messages: &'static Messages,
}

impl Reader<'_> {
    fn parse(
        &self,
        source: SourceText,
        name: String,
        path: Option<PathBuf>,
    ) -> Option<OtherEdition> {
        let mut tell = |_| self.reporter.report(0.0);
        let parsed = Parsed::read(Arc::new(source), self.options, &mut tell)?;
        Some(OtherEdition { name, path, parsed })
    }

    /// A file as an edition, or the reason why it cannot be used.
    fn file(&self, path: &Path, name: &str) -> Option<Result<OtherEdition, String>> {
        let refused = |why: &str| Some(Err(self.messages.fill("time.left_out", &[name, why])));
        let source = match read_source(path, self.request.max_bytes) {
            Ok(source) => source,
            Err(problem) => return refused(&self.messages.say(&problem.message)),
        };
        let edition = self.parse(source, name.to_owned(), Some(path.to_owned()))?;
        if !edition.parsed.is_usable() || crate::diagnostic::has_errors(&edition.parsed.problems) {
            return refused(self.messages.get("changes.has_errors"));
        }
        Some(Ok(edition))
    }

    fn chain(&self) -> Option<Others> {
        let mut others = Others::default();
        let start = (self.request.file.clone(), self.request.previous.clone());
        let mut seen: Vec<PathBuf> = canonicalize(&start.0).into_iter().collect();
        let (mut file, mut previous) = start;
        while let Some(name) = previous {
            let path = match self.request.allowed.resolve(Some(&file), &name) {
                Ok(path) => path,
                Err(refused) => {
                    let why = self.messages.say(&refused.problem().message);
                    others.remarks.push(self.messages.fill("time.left_out", &[&name, &why]));
                    break;
                }
            };
            if seen.contains(&path) || others.editions.len() >= MAX_EDITIONS {
                others.remarks.push(self.messages.fill("time.ring", &[&name]));
                break;
            }
            seen.push(path.clone());
            match self.file(&path, &name)? {
                Ok(edition) => {
                    previous = edition.chart().previous().map(str::to_owned);
                    file = path;
                    others.editions.push(edition);
                }
                Err(remark) => {
                    others.remarks.push(remark);
                    break;
                }
            }
        }
        others.editions.reverse();
        others.present = others.editions.len();
        Some(others)
    }

    fn files(&self, files: &[PathBuf]) -> Option<Others> {
        let own = canonicalize(&self.request.file).ok();
        let mut others = Others::default();
        for path in files {
            if own.is_some() && canonicalize(path).ok() == own {
                continue;
            }
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            match self.file(path, &name)? {
                Ok(edition) => others.editions.push(edition),
                Err(remark) => others.remarks.push(remark),
            }
        }
        let date = |edition: &OtherEdition| edition.chart().effective().map(str::to_owned);
        others.editions.sort_by_key(date);
        let own = &self.request.effective;
        others.present = others.editions.partition_point(|edition| date(edition) <= *own);
        Some(others)
    }

    fn history(&self) -> Option<Others> {
        let mut others = Others { are_versions: true, ..Others::default() };
        let mut found = match versions(&self.request.file) {
            Ok(found) => found,
            Err(why) => {
                others.remarks.push(why.to_string());
                return Some(others);
            }
        };
        let too_many = found.len().saturating_sub(MAX_EDITIONS);
        if too_many > 0 {
            found.drain(..too_many);
            let count = MAX_EDITIONS.to_string();
            others.remarks.push(self.messages.fill("time.newest_only", &[&count]));
        }
        for version in found {
            let name = format!("{} {}", version.date, version.name);
            let Ok(source) = decode(name.clone(), version.bytes) else {
                let why = self.messages.get("changes.has_errors");
                others.remarks.push(self.messages.fill("time.left_out", &[&name, why]));
                continue;
            };
            let edition = self.parse(source, name.clone(), None)?;
            let has_errors = crate::diagnostic::has_errors(&edition.parsed.problems);
            if has_errors || !edition.parsed.is_usable() {
                let why = self.messages.get("changes.has_errors");
                others.remarks.push(self.messages.fill("time.left_out", &[&name, why]));
            } else if others.editions.last().is_none_or(|last| **last.chart() != **edition.chart())
            {
                others.editions.push(edition);
            }
        }
        // The open file equals the committed file.
        let own = read_bytes(&self.request.file, self.request.max_bytes).unwrap_or_default();
        others.editions.pop_if(|last| last.parsed.source.text().as_bytes() == own);
        others.present = others.editions.len();
        Some(others)
    }
}

/// All editions with the steps between them.
pub(crate) struct Steps {
    pub(crate) others: Arc<Others>,
    /// The chart of the open edition.
    pub(crate) present: Arc<Chart>,
    /// The steps from each edition to the next.
    pub(crate) between: Vec<Comparison>,
    /// The date of each edition that no other has.
    own_dates: Vec<Option<String>>,
}

impl Steps {
    pub(crate) fn compare((others, present): &(Same<Others>, Same<Chart>)) -> Self {
        let (others, present) = (Arc::clone(&others.0), Arc::clone(&present.0));
        let charts: Vec<&Arc<Chart>> =
            (0..others.count()).map(|edition| others.chart(edition, &present)).collect();
        let step = |pair: &[&Arc<Chart>]| {
            Comparison::between(pair[0], pair[1], others.lineage(pair[0], pair[1]))
        };
        let between = charts.windows(2).map(step).collect();
        let own_dates = own_dates(&charts);
        Self { others, present, between, own_dates }
    }

    /// The date of an edition, if no other has it.
    pub(crate) fn own_date(&self, edition: usize) -> Option<&str> {
        self.own_dates[edition].as_deref()
    }

    /// The chart of an edition.
    pub(crate) fn chart(&self, edition: usize) -> &Arc<Chart> {
        self.others.chart(edition, &self.present)
    }

    /// The path of an item of an edition.
    pub(crate) fn trace(&self, edition: usize, followed: Followed) -> Trace {
        let steps: Vec<&Comparison> = self.between.iter().collect();
        followed.trace(&steps, edition)
    }

    /// Matching units of two editions.
    pub(crate) fn pairs(&self, from: usize, to: usize) -> Vec<(UnitIndex, UnitIndex)> {
        let mut known: BTreeMap<UnitIndex, Vec<UnitIndex>> =
            self.chart(from).unit_indices().map(|unit| (unit, vec![unit])).collect();
        let (first, last) = (from.min(to), from.max(to));
        let mut steps: Vec<&Comparison> =
            self.between.get(first..last).unwrap_or_default().iter().collect();
        if to < from {
            steps.reverse();
        }
        for step in steps {
            for units in known.values_mut() {
                let next = units.iter().flat_map(|&unit| {
                    if to > from { &step.of_old(unit).new } else { &step.of_new(unit).old }
                });
                *units = next.copied().collect();
            }
        }
        let mut pairs: Vec<(UnitIndex, UnitIndex)> = known
            .into_iter()
            .flat_map(|(unit, others)| others.into_iter().map(move |other| (unit, other)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

fn own_dates(charts: &[&Arc<Chart>]) -> Vec<Option<String>> {
    let mut times: HashMap<Option<&str>, usize> = HashMap::new();
    for chart in charts {
        *times.entry(chart.effective()).or_default() += 1;
    }
    let own = |chart: &&Arc<Chart>| {
        let date = chart.effective().filter(|&date| times[&Some(date)] == 1);
        date.map(str::to_owned)
    };
    charts.iter().map(own).collect()
}
