//! Import work: reading a source, creating a structure file, drawing its chart.

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

/// Extensions of tables and of lists of other programs.
pub(crate) const TABLES: &[&str] = &["csv", "tsv", "tab", "xlsx", "ods", "json", "ttl"];
/// Extensions of outlines.
pub(crate) const OUTLINES: &[&str] = &["md", "txt", "outline"];

/// Maximum size of the preview, in pixels.
const PREVIEW: [f64; 2] = [1400.0, 700.0];
/// Aspect ratio of the preview.
const PREVIEW_ASPECT: f32 = 2.0;

/// Location of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    /// Text that was pasted.
    Pasted(Arc<String>),
}

/// Inputs of reading a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadRequest {
    pub(crate) place: Place,
    /// The format; `None` to detect it by extension or content.
    pub(crate) form: Option<Form>,
    /// Name of an encoding; empty to detect it.
    pub(crate) encoding: String,
    /// Name of a sheet; empty for the first with a header.
    pub(crate) sheet: String,
    /// Whether to include hidden rows and sheets.
    pub(crate) hidden: bool,
    /// A further table of the same format.
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
    /// The mapping next to the file that matches its columns, with its file name.
    pub(crate) saved: Option<(String, Mapping)>,
    /// The text of a source that is not a table.
    pub(crate) text: String,
}

/// A source, or an error message.
pub(crate) type Read = Result<Source, Message>;

/// Inputs of creating a chart.
#[derive(Clone, PartialEq)]
pub(crate) struct MakeRequest {
    pub(crate) read: Same<Read>,
    /// The mapping; `None` to use the one proposed by the header.
    pub(crate) mapping: Option<Mapping>,
    pub(crate) title: String,
    pub(crate) no_persons: bool,
    /// The structure file to update; `None` for a new one.
    pub(crate) into: Option<PathBuf>,
    pub(crate) max_bytes: u64,
    pub(crate) language: String,
    pub(crate) mode: ThemeMode,
}

/// A structure file with the report on the rows and a picture of its chart.
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) report: Report,
    /// The text of the structure file before the update.
    pub(crate) before: Option<String>,
    /// Reason why there is no text.
    pub(crate) problem: Option<Message>,
    /// `None` if there is no unit, or if it cannot be drawn.
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

/// The source in some bytes; `name` is the name of the file.
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

/// Creates the structure file of a source, and draws its chart.
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

/// The structure file, and the text of the one that it updates.
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

/// The chart as the window would first show it, within the size of the preview.
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

/// An unused path: with `-2`, `-3` and so on appended to the name if necessary.
pub(crate) fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = (2..100).map(|number| path.with_file_name(format!("{stem}-{number}.ron")));
    let mut all = std::iter::once(path.to_owned()).chain(names);
    all.find(|path| !file::exists(path)).unwrap_or_else(|| path.to_owned())
}
