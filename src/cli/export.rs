//! `organogram export`: writes the chart or its data to a file.

mod cards;
mod target;

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{ArgGroup, Args};

use super::limits::LimitArguments;
use super::{
    Failure, allowed_paths, diff, is_standard_stream, one_of, read, report, source_argument,
};
use crate::diagnostic::{Diagnostic, Severity, has_errors, near_or_known, nearest};
use crate::export::changes::Report;
use crate::export::{
    Cells, Content, Format, Job, OfficialText, Origin, Output, PageSetup, Paper, PdfPages,
    PictureSize,
};
use crate::file::{self, NamedTexts};
use crate::fonts::FontLibrary;
use crate::i18n::Messages;
use crate::layout::{Direction, LayoutStyle};
use crate::model::{Chart, LoadOptions, RelationKind, UnitIndex};
use crate::scene::marks::Marks;
use crate::scene::text::FontSet;
use crate::scene::theme::ThemeMode;
use crate::scene::{LineKind, RelationFilter, SceneRequest};
use crate::source::SourceText;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
#[command(group(ArgGroup::new("names_files").args(["with_sources", "since"]).multiple(true)))]
pub(super) struct Arguments {
    /// Structure file to export, or - for standard input
    file: PathBuf,
    /// Output file, or - for standard output; its extension determines the format
    #[arg(short = 'o', long = "output", value_name = "OUT")]
    out: PathBuf,
    /// Output format [default: from the extension of OUT]
    #[arg(long, value_parser = one_of(FORMATS))]
    format: Option<Format>,
    /// Language of the output [default: the file's first language]. A handbook shows two languages, such as en,zh, in
    /// two columns
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Export only the branch of this unit
    #[arg(long, value_name = "ID")]
    root: Option<String>,
    /// Export only N levels below the top
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    #[command(flatten)]
    limits: LimitArguments,
    /// Overwrite OUT if it exists
    #[arg(long)]
    force: bool,
    /// Export the valid parts of a file with errors
    #[arg(long)]
    allow_errors: bool,
    /// Do not prefix cells that look like formulas with an apostrophe (csv)
    #[arg(long)]
    raw_cells: bool,
    /// Base IRI of units, posts and all other resources [default: from the title] (ttl)
    #[arg(long, value_name = "IRI", value_parser = base)]
    base: Option<String>,
    /// Omit the persons who hold posts
    #[arg(long)]
    no_persons: bool,
    /// Quote the cited paragraphs from the texts of the sources: those that the file names and those of --source (html)
    #[arg(long)]
    with_sources: bool,
    /// Text of a source document to quote from
    #[arg(long = "source", value_name = "ID=PATH", value_parser = source_argument, requires = "with_sources")]
    sources: Vec<(String, PathBuf)>,
    /// Allow the files to refer to source texts and earlier editions outside their folders
    #[arg(long, requires = "names_files")]
    allow_paths: bool,
    /// Export a matrix of relations instead of the chart (png, svg, pdf, csv)
    #[arg(long)]
    matrix: bool,
    #[command(flatten)]
    since: SinceArguments,
    #[command(flatten)]
    picture: PictureArguments,
}

/// Arguments of a comparison with another edition.
#[derive(Args)]
#[command(next_help_heading = "Changes")]
struct SinceArguments {
    /// Mark the changes since an earlier edition; former units appear in their old places
    #[arg(long, value_name = "OLD", conflicts_with = "atlas")]
    since: Option<PathBuf>,
    /// Show both editions as outlines, with bands between matching units (png, svg, pdf)
    #[arg(long, requires = "since", conflicts_with_all = ["layout", "direction", "lines", "root", "depth", "matrix"])]
    side_by_side: bool,
}

/// Arguments of pictures.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
#[command(next_help_heading = "Pictures")]
struct PictureArguments {
    /// Arrangement of children; stacked: in columns under their parent, to fit the sheet; ranks: each level in one row
    /// [default: stacked]
    #[arg(long, value_parser = one_of(LAYOUTS))]
    layout: Option<LayoutStyle>,
    /// Direction in which the tree grows [default: down]
    #[arg(long, value_parser = one_of(DIRECTIONS))]
    direction: Option<Direction>,
    /// Lines to show besides the tree: kinds of relations, separated by commas; dual, for reporting lines that differ
    /// from the tree; all; or none [default: dual]
    #[arg(long, value_name = "LINES", value_parser = lines)]
    lines: Option<RelationFilter>,
    /// Colour cards by kind, status, level, branch, or a field of the file [default: kind]
    #[arg(long, value_name = "FIELD")]
    color_by: Option<String>,
    /// Parts of the cards, separated by commas: name, acronym, kind, head, holder, functions, or a field of the file
    /// (fields for all); totals of the branch: units, posts, vacant, fte, headcount (numbers for the last four)
    /// [default: name,acronym,kind,head,holder,functions]
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    card: Vec<String>,
    /// Dim units that do not match a query, such as "kind:section site:Vienna vacant"; ancestors of matches are not
    /// dimmed
    #[arg(long, value_name = "QUERY")]
    filter: Option<String>,
    /// Hide the units that --filter would dim
    #[arg(long, requires = "filter")]
    filter_hide: bool,
    /// Show further posts as cards below their superiors
    #[arg(long, conflicts_with = "since")]
    posts: bool,
    /// Colour theme [default: light]
    #[arg(long, value_parser = one_of(THEMES))]
    theme: Option<ThemeMode>,
    /// Scale of the picture; 1 is 96 dots per inch [default: 1]
    #[arg(long, value_name = "F", value_parser = scale, conflicts_with_all = ["width", "paper", "landscape", "atlas"])]
    scale: Option<f32>,
    /// Width of the picture in pixels, instead of --scale
    #[arg(long, value_name = "PX", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["paper", "landscape", "atlas"])]
    width: Option<u32>,
    /// Make the background transparent (png, svg)
    #[arg(long)]
    transparent: bool,
    /// Embed the font (svg)
    #[arg(long)]
    embed_font: bool,
    /// Omit the legend
    #[arg(long)]
    no_legend: bool,
    /// Paper size to arrange the chart for, instead of a page as large as the chart (pdf)
    #[arg(long, value_name = "SIZE", value_parser = one_of(Paper::ALL))]
    paper: Option<Paper>,
    /// Use the paper in landscape orientation (pdf)
    #[arg(long)]
    landscape: bool,
    /// Draw each branch that fits on a sheet of its own, with an overview and an index; on A4 landscape unless --paper
    /// is given (pdf)
    #[arg(long)]
    atlas: bool,
    /// Write a handbook: contents, a section for each unit, and indexes; with --since, what each unit kept, received,
    /// transferred and lost; on A4 unless --paper is given (pdf)
    #[arg(long, conflicts_with_all = ["atlas", "scale", "width", "matrix", "side_by_side"])]
    handbook: bool,
}

impl PictureArguments {
    fn size(&self) -> PictureSize {
        let scale = PictureSize::Scale(self.scale.unwrap_or(1.0));
        self.width.map_or(scale, PictureSize::Width)
    }

    fn pages(&self) -> PdfPages {
        let setup = match self.paper {
            Some(paper) => PageSetup { paper, landscape: self.landscape },
            None => PageSetup { paper: Paper::A4, landscape: true },
        };
        match (self.atlas, self.paper.is_some() || self.landscape) {
            (true, _) => PdfPages::Atlas(setup),
            (false, true) => PdfPages::Sheet(setup),
            (false, false) => PdfPages::Scene(self.size()),
        }
    }
}

const FORMATS: &[(&str, Format)] = &[
    (Format::Png.extension(), Format::Png),
    (Format::Svg.extension(), Format::Svg),
    (Format::Pdf.extension(), Format::Pdf),
    (Format::Json.extension(), Format::Json),
    (Format::Csv.extension(), Format::Csv),
    (Format::Html.extension(), Format::Html),
    (Format::Md.extension(), Format::Md),
    (Format::Ttl.extension(), Format::Ttl),
    (Format::Xlsx.extension(), Format::Xlsx),
    (Format::Pptx.extension(), Format::Pptx),
    (Format::Drawio.extension(), Format::Drawio),
    (Format::Graphml.extension(), Format::Graphml),
    (Format::Mmd.extension(), Format::Mmd),
    (Format::Dot.extension(), Format::Dot),
    (Format::Outline.extension(), Format::Outline),
];

const LAYOUTS: &[(&str, LayoutStyle)] = &[
    ("tidy", LayoutStyle::Tidy),
    ("stacked", LayoutStyle::Stacked),
    ("indented", LayoutStyle::Indented),
    ("ranks", LayoutStyle::Ranks),
];

const DIRECTIONS: &[(&str, Direction)] = &[("down", Direction::Down), ("right", Direction::Right)];

const THEMES: &[(&str, ThemeMode)] = &[("light", ThemeMode::Light), ("dark", ThemeMode::Dark)];

/// Whether a flag applies to a format.
type Applies = fn(Format) -> bool;

/// True if a format shows units as cards.
fn has_cards(format: Format) -> bool {
    format.is_drawn() || format == Format::Html
}

/// Whether relations are written as a matrix in a format.
fn has_matrix(format: Format) -> bool {
    format.is_picture() || format == Format::Csv
}

impl Arguments {
    /// The given flags that do not apply to every format, with the formats that they apply to.
    fn particular_flags(&self) -> impl Iterator<Item = (&'static str, Applies)> {
        let it = &self.picture;
        let flags: [(&str, bool, Applies); 24] = [
            ("--lang", self.lang.is_some() && !self.matrix, Format::is_in_one_language),
            ("--matrix", self.matrix, has_matrix),
            ("--since", self.since.since.is_some(), |it| it.is_picture() || it == Format::Html),
            ("--side-by-side", self.since.side_by_side, Format::is_picture),
            ("--with-sources", self.with_sources, |it| it == Format::Html),
            ("--raw-cells", self.raw_cells, |it| it == Format::Csv),
            ("--base", self.base.is_some(), |it| it == Format::Ttl),
            ("--layout", it.layout.is_some(), has_cards),
            ("--direction", it.direction.is_some(), Format::is_drawn),
            (
                "--lines",
                it.lines.is_some(),
                if self.matrix { has_matrix } else { Format::is_drawn },
            ),
            ("--color-by", it.color_by.is_some(), has_cards),
            ("--card", !it.card.is_empty(), has_cards),
            ("--filter", it.filter.is_some(), has_cards),
            ("--posts", it.posts, Format::is_drawn),
            ("--theme", it.theme.is_some(), Format::is_drawn),
            ("--scale", it.scale.is_some(), Format::is_picture),
            ("--width", it.width.is_some(), Format::is_picture),
            ("--no-legend", it.no_legend, Format::is_picture),
            ("--transparent", it.transparent, |it| matches!(it, Format::Png | Format::Svg)),
            ("--embed-font", it.embed_font, |it| it == Format::Svg),
            ("--paper", it.paper.is_some(), |it| it == Format::Pdf),
            ("--landscape", it.landscape, |it| it == Format::Pdf),
            ("--atlas", it.atlas, |it| it == Format::Pdf),
            ("--handbook", it.handbook, |it| it == Format::Pdf),
        ];
        flags.into_iter().filter(|(_, is_given, _)| *is_given).map(|(flag, _, of)| (flag, of))
    }

    /// The format with its options; `beside` is the language of a handbook's second column.
    fn output(&self, format: Format, beside: Option<String>, texts: Vec<OfficialText>) -> Output {
        let PictureArguments { transparent, embed_font, .. } = self.picture;
        let size = self.picture.size();
        match format {
            Format::Png => Output::Png { size, transparent },
            Format::Svg => Output::Svg { size, transparent, embed_font },
            Format::Pdf if self.picture.handbook => {
                let paper = self.picture.paper.unwrap_or(Paper::A4);
                let setup = PageSetup { paper, landscape: self.picture.landscape };
                Output::Handbook { setup, beside }
            }
            Format::Pdf => Output::Pdf(self.picture.pages()),
            Format::Html => Output::Html { texts },
            Format::Csv if self.raw_cells => Output::Csv(Cells::Raw),
            Format::Ttl => Output::Ttl { base: self.base.clone() },
            _ => Output::of(format),
        }
    }

    /// Rejects flags that the format would ignore.
    fn check_flags(&self, format: Format) -> Result<(), Failure> {
        let it = &self.picture;
        let of_units = [
            ("--layout", it.layout.is_some()),
            ("--direction", it.direction.is_some()),
            ("--color-by", it.color_by.is_some()),
            ("--card", !it.card.is_empty()),
            ("--filter", it.filter.is_some()),
            ("--posts", it.posts),
            ("--no-legend", it.no_legend),
            ("--atlas", it.atlas),
            ("--since", self.since.since.is_some()),
        ];
        if let Some((flag, _)) = of_units.iter().find(|(_, is_given)| self.matrix && *is_given) {
            return Err(Failure::usage(format!("{flag} does not apply to a matrix")));
        }
        match self.particular_flags().find(|(_, applies)| !applies(format)) {
            None => Ok(()),
            Some((flag, applies)) => {
                let mut formats: Vec<Format> =
                    Format::ALL.iter().copied().filter(|&it| applies(it)).collect();
                // Drawings come first.
                formats.sort_by_key(|it| !it.is_drawn());
                let formats: Vec<&str> = formats.into_iter().map(Format::extension).collect();
                let message = format!("{flag} does not apply to {}", format.extension());
                Err(Failure::usage(message)
                    .with_hint(format!("{flag} is for {}", formats.join(", "))))
            }
        }
    }
}

/// Exports a file.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let format = format(arguments)?;
    arguments.check_flags(format)?;
    let (source, chart) = load(arguments)?;
    let chart = if arguments.no_persons { chart.without_persons() } else { chart };
    let (language, beside) = languages(arguments, &chart, &source)?;
    if beside.is_some() && arguments.since.since.is_some() {
        return Err(Failure::usage("a handbook of changes has only one language"));
    }
    let root = root(arguments, &chart, &source)?;
    let texts = if arguments.with_sources { official_texts(arguments, &chart)? } else { vec![] };
    let Marked { chart, marks, content } = since(arguments, chart, &source, &language)?;
    let chart = if arguments.picture.posts { chart.with_posts_as_units() } else { chart };
    let fonts = if format.is_drawn() {
        FontLibrary::default().fonts_for(&chart).0
    } else {
        FontSet::default()
    };
    let picture = &arguments.picture;
    let (color_by, card) = (picture.colors(&chart, source.name())?, picture.content(&chart)?);
    let filter = picture.units(&chart)?;
    let request = SceneRequest {
        fonts,
        language,
        mode: picture.theme.unwrap_or_default(),
        style: picture.layout.unwrap_or_default(),
        direction: picture.direction.unwrap_or_default(),
        relations: match &picture.lines {
            Some(lines) => lines.clone(),
            None if arguments.matrix => RelationFilter::all(),
            None => RelationFilter::default(),
        },
        color_by,
        card,
        filter,
        root,
        depth: arguments.depth,
        heading: true,
        legend: !picture.no_legend,
        marks,
        ..SceneRequest::default()
    };
    let job = Job {
        chart: Arc::new(chart),
        origin: Some(Origin::new(source.name(), source.text())),
        request,
        area: None,
        content,
        output: arguments.output(format, beside, texts),
    };
    if is_standard_stream(&arguments.out) {
        target::on_standard_output(&job)
    } else {
        target::to_file(&job, arguments)
    }
}

/// Chart with marks.
struct Marked {
    chart: Chart,
    marks: Option<Arc<Marks>>,
    content: Content,
}

/// The chart with marks of changes since an older edition, if one is given.
fn since(
    arguments: &Arguments,
    chart: Chart,
    source: &SourceText,
    language: &str,
) -> Result<Marked, Failure> {
    let Some(path) = &arguments.since.since else {
        let content = if arguments.matrix { Content::Matrix } else { Content::Units };
        return Ok(Marked { chart, marks: None, content });
    };
    let mut old = diff::load(path, arguments.limits)?;
    if arguments.no_persons {
        old.chart = old.chart.without_persons();
    }
    let name = source.name().to_owned();
    let new = diff::File { path: arguments.file.clone(), name, source: None, chart };
    let allowed = allowed_paths(arguments.allow_paths);
    let comparison = diff::compare(&old, &new, allowed, arguments.limits);
    let report = Report {
        old: old.named(),
        new: new.named(),
        comparison: &comparison,
        language: Some(language),
        messages: Messages::of(language),
        lines: None,
    };
    if arguments.picture.handbook {
        let content = Content::Sheets(Arc::new(report.sheets()));
        return Ok(Marked { chart: new.chart, marks: None, content });
    }
    let content = if arguments.since.side_by_side {
        Content::SideBySide(Arc::new(report.side_by_side()))
    } else {
        Content::Units
    };
    let (chart, marks) = report.marked();
    Ok(Marked { chart, marks: Some(Arc::new(marks)), content })
}

fn scale(argument: &str) -> Result<f32, String> {
    match argument.parse::<f32>() {
        Ok(scale) if scale.is_finite() && scale > 0.0 => Ok(scale),
        _ => Err("the scale must be greater than 0".to_owned()),
    }
}

/// Parses an absolute IRI.
fn base(argument: &str) -> Result<String, String> {
    let scheme = argument.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|c| c.is_ascii_alphanumeric() || b"+-.".contains(&c))
        && argument.len() > scheme.len() + 1;
    let is_sound = |c: char| !c.is_control() && !c.is_whitespace() && !"<>\"{}|\\^`".contains(c);
    if is_scheme && argument.chars().all(is_sound) {
        Ok(argument.to_owned())
    } else {
        Err("the base must be an absolute IRI, such as https://harbour.example/org/".to_owned())
    }
}

fn lines(argument: &str) -> Result<RelationFilter, String> {
    match argument {
        "all" => return Ok(RelationFilter::all()),
        "none" => return Ok(RelationFilter::none()),
        _ => {}
    }
    let mut wanted = Vec::new();
    for word in argument.split(',').map(str::trim) {
        if word == LineKind::Dual.word() {
            wanted.extend(RelationFilter::default().kinds());
        } else if let Some(kind) = LineKind::all().find(|kind| kind.word() == word) {
            wanted.push(kind);
        } else {
            let kinds = RelationKind::ALL.iter().map(|kind| kind.word());
            let known: Vec<&str> = ["all", "none", "dual"].into_iter().chain(kinds).collect();
            let hint = near_or_known(nearest(word, known.iter().copied()), &known);
            return Err(format!("unknown kind of line {word}; {hint}"));
        }
    }
    Ok(wanted.into_iter().collect())
}

/// The requested format, otherwise that of the extension.
fn format(arguments: &Arguments) -> Result<Format, Failure> {
    let out = &arguments.out;
    if out.is_dir() {
        return Err(Failure::output(format!("{} is a folder", out.display()))
            .with_hint("name a file in it"));
    }
    let extension = out.extension().map(|extension| extension.to_string_lossy());
    let named = extension.as_deref().and_then(Format::of_extension);
    let format = arguments.format.or(named).ok_or_else(|| {
        let message = match &extension {
            _ if is_standard_stream(out) => "standard output has no extension".to_owned(),
            Some(extension) => format!("unknown format {extension}"),
            None => format!("{} has no extension", out.display()),
        };
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.extension()).collect();
        Failure::usage(message).with_hint(format!("choose one with --format: {}", known.join(", ")))
    })?;
    if is_standard_stream(out) && format.is_picture() && io::stdout().is_terminal() {
        return Err(Failure::usage("pictures are not written to a terminal"));
    }
    Ok(format)
}

/// Reads the file, and reports its errors.
fn load(arguments: &Arguments) -> Result<(SourceText, Chart), Failure> {
    let source = read(&arguments.file, arguments.limits.max_bytes).map_err(|found| {
        show(&found.source, std::slice::from_ref(&found.problem));
        Failure::usage(nothing_written(found.source.name(), "cannot be read"))
    })?;
    let limits = arguments.limits.of_model();
    let options = LoadOptions { limits, ..LoadOptions::default() };
    let (chart, problems) = Chart::load_with(&source, options);
    show(&source, &problems);
    if chart.units().is_empty() {
        return Err(Failure::errors(nothing_written(source.name(), "has no units")));
    }
    if has_errors(&problems) && !arguments.allow_errors {
        return Err(Failure::errors(nothing_written(source.name(), "has errors"))
            .with_hint("--allow-errors exports the valid parts"));
    }
    Ok((source, chart))
}

fn nothing_written(name: &str, why: &str) -> String {
    format!("{name} {why}; nothing was written")
}

/// Shows the errors; warnings are for `check`.
fn show(source: &SourceText, problems: &[Diagnostic]) {
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
    let how_to_see_all = Some("organogram check --all");
    // Nothing can be reported if standard error is closed.
    let _ = report::list(&mut out, source, errors, how_to_see_all, Messages::of("en"));
}

fn root(
    arguments: &Arguments,
    chart: &Chart,
    source: &SourceText,
) -> Result<Option<UnitIndex>, Failure> {
    let Some(id) = arguments.root.as_deref() else { return Ok(None) };
    let ids = chart.units().iter().map(|unit| unit.id.as_str());
    let unknown = || Failure::unknown("unit", id, ids, source.name());
    chart.find(id).map(Some).ok_or_else(unknown)
}

/// The texts of the sources: those given as arguments, otherwise those that the file names.
fn official_texts(arguments: &Arguments, chart: &Chart) -> Result<Vec<OfficialText>, Failure> {
    let limit = arguments.limits.max_bytes;
    let path = Some(arguments.file.as_path()).filter(|path| !is_standard_stream(path));
    let mut named = NamedTexts::new(path, allowed_paths(arguments.allow_paths), limit);
    let known = || chart.sources().iter().map(|source| source.id.as_str());
    if let Some((id, _)) = arguments.sources.iter().find(|(id, _)| !known().any(|it| it == id)) {
        let file = arguments.file.display().to_string();
        return Err(Failure::unknown("source", id, known(), &file));
    }
    let mut texts = Vec::new();
    for source in chart.sources() {
        let id = source.id.as_str();
        let given = arguments.sources.iter().find(|(known, _)| known == id);
        let text = match (given, &source.text) {
            (Some((_, path)), _) => {
                file::read_source(path, limit).map(|text| OfficialText::new(id, text.into_text()))
            }
            (None, Some(name)) => named
                .get(name, |text| OfficialText::new(id, text.into_text()))
                .map(|text| (*text).clone())
                .map_err(|why| why.problem()),
            (None, None) => continue,
        };
        texts.push(text.map_err(|problem| {
            let message = format!("the text of {id} cannot be used: {}", problem.message);
            let hints = problem.hints.iter().map(ToString::to_string);
            hints.fold(Failure::usage(message), Failure::with_hint)
        })?);
    }
    if texts.is_empty() {
        return Err(Failure::usage("no source has a text to quote from").with_hint(
            "give one with --source ID=PATH, or with `text` of the source in the file",
        ));
    }
    Ok(texts)
}

/// The language to show, and that of a handbook's second column.
fn languages(
    arguments: &Arguments,
    chart: &Chart,
    source: &SourceText,
) -> Result<(String, Option<String>), Failure> {
    let known = || chart.languages().iter().map(String::as_str);
    let Some(asked) = arguments.lang.as_deref() else {
        return Ok((known().next().unwrap_or_default().to_owned(), None));
    };
    let (first, beside) = match asked.split_once(',').filter(|_| arguments.picture.handbook) {
        Some((first, beside)) => (first.trim(), Some(beside.trim())),
        None => (asked, None),
    };
    for tag in std::iter::once(first).chain(beside) {
        if !known().any(|known| known == tag) {
            return Err(Failure::unknown("language", tag, known(), source.name()));
        }
    }
    Ok((first.to_owned(), beside.filter(|beside| *beside != first).map(str::to_owned)))
}
