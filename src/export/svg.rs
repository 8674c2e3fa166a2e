//! SVG: shapes and real text, in groups with ids and names.
//!
//! Coordinates are those of the scene, in points. The font is referenced by name, and embedded on request; `textLength`
//! fits a line to its measured width in viewers with another font. Lines of full-width characters have none, because
//! they are equally wide in every Chinese font.

mod font;

use std::fmt;
use std::io::{BufWriter, Write};

use emath::{Pos2, Rect};
use unicode_width::UnicodeWidthChar as _;

use super::{ExportError, Metadata, Origin, checked_scale, is_xml, language_tag};
use crate::scene::text::{TextRun, Weight};
use crate::scene::theme::Color;
use crate::scene::{Description, Group, Scene, SceneItem, Subject};

/// Name of the embedded font, and of its system version.
const FONTS: &str = "'Noto Sans SC', 'Noto Sans CJK SC'";

/// Options of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SvgOptions<'a> {
    /// Pixels per point, for the initial display size of the drawing.
    pub scale: f32,
    /// Whether to omit the background.
    pub transparent: bool,
    /// Whether to embed the font, for readers who do not have it.
    pub embed_font: bool,
    /// The metadata.
    pub metadata: Metadata<'a>,
}

impl Default for SvgOptions<'_> {
    fn default() -> Self {
        let (transparent, embed_font) = (false, false);
        Self { scale: 1.0, transparent, embed_font, metadata: Metadata::default() }
    }
}

/// Writes the drawing of a scene. Groups carry the ids and names that the scene has of them
/// ([`SceneRequest::descriptions`](crate::scene::SceneRequest::descriptions)).
///
/// # Errors
/// If the scale is no positive number, before anything is written; or if writing to `out` fails.
pub fn write(scene: &Scene, options: &SvgOptions<'_>, out: impl Write) -> Result<(), ExportError> {
    let scale = checked_scale(options.scale)?;
    let mut writer = SvgWriter { scene, out: BufWriter::new(out) };
    writer.top(scale, options.metadata)?;
    if options.embed_font {
        writeln!(writer.out, "<style>{}</style>", font::style_sheet(scene))?;
    }
    if !options.transparent {
        writer.ground()?;
    }
    for group in &scene.groups {
        writer.group(group)?;
    }
    writer.out.write_all(b"</svg>\n")?;
    writer.out.flush()?;
    Ok(())
}

struct SvgWriter<'a, W: Write> {
    scene: &'a Scene,
    out: BufWriter<W>,
}

impl<W: Write> SvgWriter<'_, W> {
    /// Writes size, language and title.
    fn top(&mut self, scale: f64, metadata: Metadata<'_>) -> Result<(), ExportError> {
        let bounds = self.scene.bounds;
        let sides = [bounds.width(), bounds.height()];
        let [width, height] = sides.map(|side| Number(f64::from(side) * scale));
        write!(
            self.out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"{} {} {} {}\"",
            number(bounds.min.x),
            number(bounds.min.y),
            number(sides[0]),
            number(sides[1]),
        )?;
        if let Some(language) = language_tag(metadata.language) {
            write!(self.out, " lang=\"{language}\" xml:lang=\"{language}\"")?;
        }
        write!(self.out, " xml:space=\"preserve\" font-family=\"{FONTS}")?;
        for face in self.scene.fallbacks() {
            write!(self.out, ", '{}'", Escaped(&face.family().replace(['\'', '\\'], "")))?;
        }
        writeln!(self.out, ", sans-serif\">")?;
        self.title(metadata.title)?;
        self.metadata(metadata)
    }

    /// Writes the program and the source file.
    fn metadata(&mut self, metadata: Metadata<'_>) -> Result<(), ExportError> {
        write!(self.out, "<desc>{}", Escaped(super::PROGRAM))?;
        if let Some(Origin { file_name, sha256 }) = metadata.origin {
            write!(self.out, "; source {}; sha256 {sha256}", Escaped(file_name))?;
        }
        writeln!(self.out, "</desc>")?;
        Ok(())
    }

    fn ground(&mut self) -> Result<(), ExportError> {
        let (area, ink) = (Area(self.scene.bounds), Ink("fill", self.scene.ground));
        writeln!(self.out, "<rect{area}{ink}/>")?;
        Ok(())
    }

    fn group(&mut self, group: &Group) -> Result<(), ExportError> {
        write!(self.out, "<g class=\"{}\"", class(group.subject))?;
        let (attributes, title) = match group.description.as_deref() {
            None => (vec![], ""),
            Some(Description::Unit { id, kind, name, .. }) => {
                (vec![("id", Some(id.as_str())), ("kind", Some(kind))], name.as_str())
            }
            Some(Description::Body { id, name, .. } | Description::Stub { id, name, .. }) => {
                (vec![("id", Some(id.as_str()))], name.as_str())
            }
            Some(Description::Connector { from, to }) => {
                (vec![("from", from.as_deref()), ("to", Some(to))], "")
            }
            Some(Description::Relation { kind, from, to, sentence, .. }) => {
                let ends = [("from", Some(from.as_str())), ("to", Some(to))];
                ([&[("kind", Some(*kind))][..], &ends].concat(), sentence.as_str())
            }
        };
        for (name, value) in attributes {
            if let Some(value) = value {
                write!(self.out, " data-{name}=\"{}\"", Escaped(value))?;
            }
        }
        writeln!(self.out, ">")?;
        self.title(title)?;
        for item in self.scene.items_of(group) {
            self.item(item)?;
        }
        writeln!(self.out, "</g>")?;
        Ok(())
    }

    fn title(&mut self, words: &str) -> Result<(), ExportError> {
        if !words.is_empty() {
            writeln!(self.out, "<title>{}</title>", Escaped(words))?;
        }
        Ok(())
    }

    fn item(&mut self, item: &SceneItem) -> Result<(), ExportError> {
        match item {
            SceneItem::Box { rect, radius, fill, border, .. } => {
                self.rect(*rect, *radius, *fill, *border)?;
            }
            SceneItem::Strip { rect, radius, fill, .. } => {
                let radius = radius.min(rect.width()).min(rect.height() / 2.0);
                let [left, top, right, bottom] =
                    [rect.min.x + radius, rect.min.y, rect.max.x, rect.max.y].map(number);
                let [down, arc] = [rect.height() - 2.0 * radius, radius].map(number);
                writeln!(
                    self.out,
                    "<path d=\"M{left} {top}H{right}V{bottom}H{left}a{arc} {arc} 0 0 1 -{arc} -{arc}v-{down}a{arc} {arc} 0 0 1 {arc} -{arc}z\"{}/>",
                    Ink("fill", *fill),
                )?;
            }
            SceneItem::Line { points, width, color, dash, .. } => {
                let (points, ink) = (Points(points), Ink("stroke", *color));
                write!(self.out, "<polyline points=\"{points}\" fill=\"none\"{ink}")?;
                write!(self.out, " stroke-width=\"{}\"", number(*width))?;
                if let Some((dash, gap)) = *dash {
                    let (dash, gap) = (number(dash), number(gap));
                    write!(self.out, " stroke-dasharray=\"{dash} {gap}\"")?;
                }
                writeln!(self.out, "/>")?;
            }
            SceneItem::Polygon { points, fill, .. } => {
                let (points, ink) = (Points(points), Ink("fill", *fill));
                writeln!(self.out, "<polygon points=\"{points}\"{ink}/>")?;
            }
            SceneItem::Text { origin, color, run, .. } => self.text(*origin, None, *color, run)?,
            SceneItem::Slanted { origin, angle, color, run, .. } => {
                self.text(*origin, Some(*angle), *color, run)?;
            }
        }
        Ok(())
    }

    /// Writes one line of text, rotated counterclockwise by an angle.
    fn text(
        &mut self,
        origin: Pos2,
        angle: Option<f32>,
        color: Color,
        run: &TextRun,
    ) -> Result<(), ExportError> {
        if run.depth() > 0.0 {
            return self.upright(origin, color, run);
        }
        let (x, y, size) = (number(origin.x), number(origin.y), number(run.size()));
        let weight = weight_number(run.weight());
        write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\"{}",
            Ink("fill", color),
        )?;
        if let Some(angle) = angle {
            let angle = number(-angle.to_degrees());
            write!(self.out, " transform=\"rotate({angle} {x} {y})\"")?;
        }
        if run.text().chars().any(|character| character.width() != Some(2)) {
            let width = number(run.width());
            let adjust = "lengthAdjust=\"spacingAndGlyphs\"";
            write!(self.out, " textLength=\"{width}\" {adjust}")?;
        }
        writeln!(self.out, ">{}</text>", Escaped(run.text()))?;
        Ok(())
    }

    /// Writes stacked characters as one text, each at its position.
    fn upright(&mut self, origin: Pos2, color: Color, run: &TextRun) -> Result<(), ExportError> {
        write!(self.out, "<text x=\"")?;
        // One position per character; a glyph may represent several characters.
        let mut places: Vec<Pos2> = Vec::new();
        let mut glyphs = run.glyphs().peekable();
        for (start, _) in run.text().char_indices() {
            let mut place = places.last().copied().unwrap_or(origin);
            while let Some(glyph) = glyphs.next_if(|glyph| glyph.start as usize <= start) {
                place = origin + emath::vec2(glyph.x, -glyph.y);
            }
            places.push(place);
        }
        for (at, place) in places.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(self.out, "{gap}{}", number(place.x))?;
        }
        write!(self.out, "\" y=\"")?;
        for (at, place) in places.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(self.out, "{gap}{}", number(place.y))?;
        }
        let weight = weight_number(run.weight());
        let size = number(run.size());
        write!(self.out, "\" font-size=\"{size}\" font-weight=\"{weight}\"{}", Ink("fill", color))?;
        writeln!(self.out, ">{}</text>", Escaped(run.text()))?;
        Ok(())
    }

    /// Draws a rectangle with its border inside the edges; SVG centres a stroke on them.
    fn rect(
        &mut self,
        rect: Rect,
        radius: f32,
        fill: Color,
        border: Option<(f32, Color)>,
    ) -> Result<(), ExportError> {
        let half = border.map_or(0.0, |(width, _)| width / 2.0);
        let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0) - half;
        write!(self.out, "<rect{}", Area(rect.shrink(half)))?;
        if radius > 0.0 {
            write!(self.out, " rx=\"{}\"", number(radius))?;
        }
        write!(self.out, "{}", Ink("fill", fill))?;
        if let Some((width, color)) = border {
            write!(self.out, "{} stroke-width=\"{}\"", Ink("stroke", color), number(width))?;
        }
        writeln!(self.out, "/>")?;
        Ok(())
    }
}

/// A weight in CSS.
const fn weight_number(weight: Weight) -> u16 {
    match weight {
        Weight::Regular => 400,
        Weight::Medium => 500,
    }
}

/// The class of a group.
const fn class(subject: Subject) -> &'static str {
    match subject {
        Subject::Heading => "heading",
        Subject::Legend => "legend",
        Subject::Levels => "levels",
        Subject::Connector(_) => "connector",
        Subject::Relation(_) => "relation",
        Subject::Unit(_) => "unit",
        Subject::Body(_) => "body",
        Subject::Stub(_) => "elsewhere",
    }
}

/// A number with at most two decimals.
struct Number(f64);

fn number(value: f32) -> Number {
    Number(f64::from(value))
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Above this, hundredths are not exact.
        const MAX: f64 = 1e15;
        if self.0.abs() > MAX {
            return write!(out, "{:.0}", self.0);
        }
        // Formatting integers is several times faster.
        #[expect(clippy::cast_possible_truncation, reason = "the cast ends at the largest number")]
        let hundredths = (self.0 * 100.0).round() as i64;
        let (sign, digits) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
        write!(out, "{sign}{}", digits / 100)?;
        match digits % 100 {
            0 => Ok(()),
            tens if tens % 10 == 0 => write!(out, ".{}", tens / 10),
            rest => write!(out, ".{rest:02}"),
        }
    }
}

/// Value of a `points` attribute.
struct Points<'a>(&'a [Pos2]);

impl fmt::Display for Points<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, point) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(out, "{gap}{},{}", number(point.x), number(point.y))?;
        }
        Ok(())
    }
}

/// Attributes of a rectangle's place and size.
struct Area(Rect);

impl fmt::Display for Area {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(rect) = self;
        let [x, y] = [rect.min.x, rect.min.y].map(number);
        let [width, height] = [rect.width(), rect.height()].map(number);
        write!(out, " x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
    }
}

/// Colour attributes of a fill or stroke.
struct Ink(&'static str, Color);

impl fmt::Display for Ink {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(what, Color([red, green, blue, opacity])) = self;
        write!(out, " {what}=\"#{red:02x}{green:02x}{blue:02x}\"")?;
        if *opacity < u8::MAX {
            let opacity = Number(f64::from(*opacity) / 255.0);
            write!(out, " {what}-opacity=\"{opacity}\"")?;
        }
        Ok(())
    }
}

/// Text escaped for XML content and attributes; U+FFFD for characters that XML cannot represent.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for character in self.0.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\t' | '\n' | '\r' => write!(out, "&#{};", u32::from(character))?,
                other if is_xml(other) => out.write_char(other)?,
                _ => out.write_char(char::REPLACEMENT_CHARACTER)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_numbers_to_two_decimals() {
        let found = [0.0, -0.001, 12.0, 100.0, 1.5, -3.256, 1_500_000.125, 1e20].map(Number);
        let expected =
            ["0", "0", "12", "100", "1.5", "-3.26", "1500000.13", "100000000000000000000"];
        assert_eq!(found.map(|number| number.to_string()), expected);
    }

    #[test]
    fn escapes_xml() {
        let words = "<a href=\"b\">&amp;\n\u{1}\u{ffff}司</a>";
        let expected = "&lt;a href=&quot;b&quot;&gt;&amp;amp;&#10;\u{fffd}\u{fffd}司&lt;/a&gt;";
        assert_eq!(Escaped(words).to_string(), expected);
    }

    #[test]
    fn omits_the_opacity_of_opaque_colours() {
        let color = Color([1, 171, 255, 255]);
        assert_eq!(Ink("fill", color).to_string(), " fill=\"#01abff\"");
        let faint = " stroke=\"#01abff\" stroke-opacity=\"0.5\"";
        assert_eq!(Ink("stroke", color.with_opacity(128)).to_string(), faint);
    }
}
