//! The work of the import dialog: reading a source, making a structure file of it, drawing its chart.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::ColorImage;

use crate::app::jobs::background::Reporter;
use crate::app::jobs::exporter;
use crate::app::jobs::memo::Same;
use crate::app::state::settings::Remembered;
use crate::app::state::view::View;
use crate::diagnostic::Message;
use crate::export::{Content, Job, Origin, Output, PictureSize};
use crate::file;
use crate::fonts::FontLibrary;
use crate::import::{
    Form, ImportOptions, Imported, Mapping, Opened, ReadOptions, Report, TableError, decode,
    is_spreadsheet,
};
use crate::message;
use crate::model::Chart;
use crate::scene::SceneRequest;
use crate::scene::theme::ThemeMode;
use crate::source::SourceText;

/// The extensions of files that are tables, or lists of another program.
pub(crate) const TABLES: &[&str] = &["csv", "tsv", "tab", "xlsx", "ods", "json", "ttl"];
/// The extensions of files that are outlines.
pub(crate) const OUTLINES: &[&str] = &["md", "txt", "outline"];

/// The size of the preview, in pixels at most.
const PREVIEW: [f64; 2] = [1400.0, 700.0];
/// Its width by its height.
const PREVIEW_ASPECT: f32 = 2.0;

/// Location of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    /// Text that was pasted.
    Pasted(Arc<String>),
}

/// All that reading a source depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadRequest {
    pub(crate) place: Place,
    /// None: as the extension or the content says.
    pub(crate) form: Option<Form>,
    /// An encoding's name; empty to find it out.
    pub(crate) encoding: String,
    /// A sheet's name; empty for the first with a header.
    pub(crate) sheet: String,
    /// Whether hidden rows and sheets are read too.
    pub(crate) hidden: bool,
    /// A further table of the same form.
    pub(crate) further: Option<PathBuf>,
    pub(crate) max_bytes: u64,
}

/// A source that was read.
pub(crate) struct Source {
    /// The name without folder and extension; empty if it was pasted.
    pub(crate) title: String,
    /// Description of the source in the structure file's comment.
    pub(crate) origin: String,
    /// The encoding; none of a spreadsheet.
    pub(crate) encoding: Option<&'static str>,
    pub(crate) opened: Opened,
    /// Proposed mapping of a table's columns.
    pub(crate) proposed: Option<Mapping>,
    /// The mapping beside the file that is for its columns, with the name of its file.
    pub(crate) saved: Option<(String, Mapping)>,
    /// The text of what is no table.
    pub(crate) text: String,
}

/// A source, or why there is none.
pub(crate) type Read = Result<Source, Message>;

/// All that making a chart depends on.
#[derive(Clone, PartialEq)]
pub(crate) struct MakeRequest {
    pub(crate) read: Same<Read>,
    /// None: as the header suggests.
    pub(crate) mapping: Option<Mapping>,
    pub(crate) title: String,
    pub(crate) no_persons: bool,
    /// The structure file to bring up to date; none for a new one.
    pub(crate) into: Option<PathBuf>,
    pub(crate) max_bytes: u64,
    pub(crate) language: String,
    pub(crate) mode: ThemeMode,
}

/// A structure file with what became of the rows and a picture of its chart.
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) report: Report,
    /// The text of the structure file that is brought up to date.
    pub(crate) before: Option<String>,
    /// Reason for the lack of a text.
    pub(crate) problem: Option<Message>,
    /// None if there is no unit, or it cannot be drawn.
    pub(crate) picture: Option<ColorImage>,
}

/// Whether a file is a table by its extension.
pub(crate) fn is_table(path: &Path) -> bool {
    has_extension(path, TABLES)
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| known.contains(&extension.as_str()))
}

/// Reads a source.
pub(crate) fn read(request: &ReadRequest) -> Read {
    let (name, bytes) = match &request.place {
        Place::Pasted(text) => return opened(request, "", text.as_bytes()),
        Place::File(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let read = file::read_bytes(path, request.max_bytes);
            (name, read.map_err(|problem| problem.message)?)
        }
    };
    let mut source = opened(request, &name, &bytes)?;
    if let (Place::File(path), Some(table)) = (&request.place, source.opened.table()) {
        let found = Mapping::find(table, file::texts_beside(path, Mapping::EXTENSION));
        let name = |path: PathBuf| path.file_name().unwrap_or_default().display().to_string();
        source.saved = found.map(|(path, mapping)| (name(path), mapping));
    }
    let Some(path) = &request.further else { return Ok(source) };
    let name = path.file_name().unwrap_or_default().display().to_string();
    let bytes = file::read_bytes(path, request.max_bytes);
    let bytes = bytes.map_err(|problem| message!("{0}: {1}", &name, problem.message))?;
    let further = opened(request, &name, &bytes)?;
    source.opened = source
        .opened
        .and(further.opened)
        .map_err(|error| message!("{0}: {1}", &name, error.message()))?;
    let origin = further.origin.trim_start_matches("Imported from ");
    source.origin = format!("{} and {origin}", source.origin.trim_end_matches('.'));
    Ok(source)
}

/// The source that some bytes are; `name` is that of their file.
fn opened(request: &ReadRequest, name: &str, bytes: &[u8]) -> Read {
    let said = |error: TableError| error.message();
    let encoding = Some(request.encoding.as_str()).filter(|encoding| !encoding.is_empty());
    let sheet = Some(request.sheet.trim()).filter(|sheet| !sheet.is_empty());
    let options = ReadOptions { form: request.form, encoding, sheet, hidden: request.hidden };
    let opened = Opened::read(name, bytes, &options).map_err(said)?;
    let (text, encoding) = if is_spreadsheet(bytes) {
        (String::new(), None)
    } else {
        let (text, decoded) = decode(bytes, encoding).map_err(said)?;
        (text, Some(decoded.encoding))
    };
    let proposed = opened.table().map(Mapping::proposed);
    let text = if proposed.is_some() { String::new() } else { text };
    let origin = if name.is_empty() {
        "Imported from pasted text.".to_owned()
    } else {
        let Origin { file_name, sha256 } = Origin::of_bytes(name, bytes);
        format!("Imported from {file_name} (SHA-256 {sha256}).")
    };
    let stem = || {
        let stem = Path::new(name).file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    };
    let title = opened.title().unwrap_or_else(stem);
    Ok(Source { title, origin, encoding, opened, proposed, saved: None, text })
}

/// Makes the structure file of a source, and draws its chart.
pub(crate) fn make(request: &MakeRequest, reporter: &Reporter) -> Option<Made> {
    let Ok(source) = &*request.read.0 else { return None };
    let (imported, before) = match imported(source, request) {
        Ok(imported) => imported,
        Err(problem) => {
            let (text, report) = (String::new(), Report::default());
            return Some(Made {
                text,
                report,
                before: None,
                problem: Some(problem),
                picture: None,
            });
        }
    };
    let Imported { text, report } = imported;
    let (chart, _) = Chart::load(&SourceText::new("import.ron", text.as_str()));
    let picture = (!chart.units().is_empty() && !reporter.is_cancelled())
        .then(|| picture(chart, request, reporter))
        .flatten();
    Some(Made { text, report, before, problem: None, picture })
}

/// The structure file, and the text of the one that it brings up to date.
fn imported(source: &Source, request: &MakeRequest) -> Result<(Imported, Option<String>), Message> {
    let mapping = request.mapping.as_ref().or(source.proposed.as_ref());
    let mut comment = source.origin.clone();
    if let Some(mapping) = mapping {
        let columns = mapping.columns.iter().map(|(column, target)| format!("{column} = {target}"));
        let columns = columns.collect::<Vec<_>>().join(", ").replace(char::is_control, " ");
        comment = format!("{comment}\nColumns: {columns}.");
    }
    let (title, no_persons) = (request.title.clone(), request.no_persons);
    let options = ImportOptions { title, no_persons, comment };
    let Some(path) = &request.into else {
        return Ok((source.opened.import(mapping, &options), None));
    };
    let before = file::read_source(path, request.max_bytes).map_err(|problem| problem.message)?;
    let imported = source.opened.import_into(before.text(), mapping, &options);
    Ok((imported.map_err(|error| error.message())?, Some(before.text().to_owned())))
}

/// The chart as the window would show it first, within the size of the preview.
fn picture(chart: Chart, request: &MakeRequest, reporter: &Reporter) -> Option<ColorImage> {
    let chart = Arc::new(chart);
    let (fonts, _) =
        FontLibrary::default().provide(&chart, &SourceText::new("import.ron", String::new()));
    let view = View::default().first_look(&chart, &Remembered::default());
    let shown = view.request(&chart, &fonts, &request.language, request.mode);
    let job = |scale| Job {
        chart: Arc::clone(&chart),
        origin: None,
        request: SceneRequest { aspect: PREVIEW_ASPECT, ..shown.clone() },
        area: None,
        content: Content::Units,
        output: Output::Png { size: PictureSize::Scale(scale), transparent: false },
    };
    let (width, height) = job(1.0).estimate().ok()?.size?;
    let scale = (PREVIEW[0] / width).min(PREVIEW[1] / height).min(2.0);
    #[expect(clippy::cast_possible_truncation, reason = "a scale between 0 and 2")]
    exporter::image(&job(scale as f32), reporter).ok()
}

/// A path that no file has yet: with `-2`, `-3` and so on behind the name if need be.
pub(crate) fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = (2..100).map(|number| path.with_file_name(format!("{stem}-{number}.ron")));
    let mut all = std::iter::once(path.to_owned()).chain(names);
    all.find(|path| !file::exists(path)).unwrap_or_else(|| path.to_owned())
}
