//! Line breaking: whole texts on as many lines as necessary, or first lines with an ellipsis.

use std::borrow::Cow;
use std::sync::Arc;

use super::parts::{LinePart, broken, even_ends, line_ends, widen};
use super::words::Hyphenation;
use super::{Font, Join, SOFT_HYPHEN, Shaper, TextRun, Weight};

/// A text with its language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// The text.
    pub words: &'a str,
    /// Tag of the language, for hyphenation; empty if unknown.
    pub language: &'a str,
}

/// Space for other text on the first and the last line, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Beside {
    /// Before the first line.
    pub lead: f32,
    /// After the last line.
    pub tail: f32,
}

/// Font and widths for setting a whole text on several lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The weight of the font.
    pub weight: Weight,
    /// Type size in points.
    pub size: f32,
    /// Minimum width available to lines.
    pub min_width: f32,
    /// Width above which a text takes a second line.
    pub preferred_width: f32,
    /// Maximum width of a line, except one with a single character.
    pub max_width: f32,
}

/// A text in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<Arc<TextRun>>,
    /// The width of the widest line.
    pub width: f32,
}

/// Distribution of a text over several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    /// Lines of about equal width.
    Even,
    /// Each line as full as possible.
    Full,
}

impl Fill {
    /// The index of the part after each line.
    fn ends(self, parts: &[LinePart], width: f32, em: f32) -> Vec<usize> {
        match self {
            Self::Even => even_ends(parts, width, em),
            Self::Full => line_ends(parts, width),
        }
    }
}

/// The first lines of a text, with an ellipsis where it is truncated.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstLines {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether the text is truncated.
    pub is_cut: bool,
}

impl Setting {
    /// Returns the setting for lines of at most `width`, each as long as it can be.
    #[must_use]
    pub const fn new(weight: Weight, size: f32, width: f32) -> Self {
        Self { weight, size, min_width: 0.0, preferred_width: width, max_width: width }
    }

    /// Sets a text on as few lines as the maximum width allows, of about equal width. Lines end between words. Within a
    /// word, they end only at a soft hyphen, or if the word is wider than the maximum width: it is then hyphenated by
    /// the rules of its language, or else broken between letters.
    #[must_use]
    pub fn lines(&self, shaper: &Shaper, text: Spoken<'_>) -> Lines {
        let Self { weight, size, min_width, preferred_width, max_width } = *self;
        let (font, words) = (shaper.fonts().font(weight), printable(text.words));
        if words.is_empty() {
            return Lines::default();
        }
        let line = words.replace(SOFT_HYPHEN, "");
        let whole = if line.contains('\n') {
            font.width(&line.replace('\n', " "), size)
        } else {
            match shaper.run_within(&line, weight, size, preferred_width.min(max_width)) {
                Ok(run) => return Lines { width: run.width(), lines: vec![run] },
                Err(width) => width,
            }
        };
        let parts = font.parts_within(&words, size, max_width, Hyphenation::of(text.language));
        let most = line_ends(&parts, max_width).len().max(2);
        let longest = parts.iter().map(|part| part.last_width).fold(0.0, f32::max);
        #[expect(clippy::cast_precision_loss, reason = "a number of lines")]
        let share = whole / most as f32;
        let mut width = share.max(min_width).max(longest);
        while width < max_width && line_ends(&parts, width).len() > most {
            width += 6.0;
        }
        self.within(shaper, &words, &parts, width.min(max_width), Beside::default(), Fill::Even)
    }

    /// The same setting, with even lines up to `width`.
    #[must_use]
    pub const fn within_width(self, width: f32) -> Self {
        Self { preferred_width: width, max_width: width, min_width: 0.0, ..self }
    }

    /// Sets a text on even lines of the maximum width, with space for other text on the first and the last line.
    #[must_use]
    pub fn lines_beside(&self, shaper: &Shaper, text: Spoken<'_>, beside: Beside) -> Lines {
        let (font, words) = (shaper.fonts().font(self.weight), printable(text.words));
        if words.is_empty() {
            return Lines::default();
        }
        let hyphenation = Hyphenation::of(text.language);
        let mut parts = font.parts_within(&words, self.size, self.max_width, hyphenation);
        widen(&mut parts, beside);
        self.within(shaper, &words, &parts, self.max_width, beside, Fill::Even)
    }

    /// Sets running text: each line is as full as the maximum width allows. The last one has space for other text after
    /// it, and is no single character if that can be avoided.
    #[must_use]
    pub fn paragraph(&self, shaper: &Shaper, text: Spoken<'_>, tail: f32) -> Lines {
        const NARROWER: [f32; 5] = [0.0, 1.0, 2.0, 3.0, 4.0];
        let (font, words) = (shaper.fonts().font(self.weight), printable(text.words));
        if words.is_empty() {
            return Lines::default();
        }
        let hyphenation = Hyphenation::of(text.language);
        let mut parts = font.parts_within(&words, self.size, self.max_width, hyphenation);
        let beside = Beside { lead: 0.0, tail };
        widen(&mut parts, beside);
        let set = |less: f32| {
            let width = self.max_width - less * self.size;
            self.within(shaper, &words, &parts, width, beside, Fill::Full)
        };
        let mut first = None;
        for less in NARROWER {
            let set = set(less);
            let is_longer =
                first.as_ref().is_some_and(|it: &Lines| it.lines.len() < set.lines.len());
            let is_single = set.lines.len() > 1
                && set.lines.last().is_some_and(|it| it.width() < 2.5 * self.size);
            if !is_single && !is_longer {
                return set;
            }
            first.get_or_insert(set);
        }
        first.unwrap_or_default()
    }

    /// Measures the words of a text.
    #[must_use]
    pub fn measured(&self, shaper: &Shaper, text: Spoken<'_>) -> MeasuredText {
        let font = shaper.fonts().font(self.weight);
        let words = printable(text.words);
        let line = words.replace(SOFT_HYPHEN, "");
        let is_one_line = !line.contains('\n');
        let whole = if line.is_empty() { 0.0 } else { font.width(&line, self.size) };
        let parts = if words.is_empty() { Vec::new() } else { font.parts(&words, self.size) };
        let longest = parts.iter().map(|part| part.last_width).fold(0.0, f32::max);
        let mut start = 0;
        let unbroken = parts.iter().map(|part| {
            let letters = words[start..part.end].trim_end().chars().count();
            start = part.end;
            if letters > MAX_UNBROKEN_LETTERS { 0.0 } else { part.last_width }
        });
        let unbroken = unbroken.fold(0.0, f32::max);
        MeasuredText { parts, whole, longest, unbroken, is_one_line }
    }

    /// Breaks measured parts into lines. Adjacent parts may be wider than separate ones, so the lines are measured
    /// again and made narrower if necessary.
    fn within(
        &self,
        shaper: &Shaper,
        words: &str,
        parts: &[LinePart],
        mut width: f32,
        beside: Beside,
        fill: Fill,
    ) -> Lines {
        const ATTEMPTS: usize = 8;
        let mut set = Lines::default();
        for _ in 0..ATTEMPTS {
            let run =
                |(line, join): (String, Join)| shaper.joined(&line, join, self.weight, self.size);
            let lines: Vec<Arc<TextRun>> = broken(words, parts, fill.ends(parts, width, self.size))
                .into_iter()
                .map(run)
                .collect();
            let last = lines.len().saturating_sub(1);
            let with_rest = |(at, line): (usize, &Arc<TextRun>)| {
                let lead = if at == 0 { beside.lead } else { 0.0 };
                let tail = if at == last { beside.tail } else { 0.0 };
                lead + line.width() + tail
            };
            let widest = lines.iter().enumerate().map(with_rest).fold(0.0, f32::max);
            set = Lines { lines, width: widest };
            if widest <= self.max_width {
                break;
            }
            width -= widest - self.max_width + 1.0;
        }
        set
    }
}

/// Maximum length of a word that should not be broken, in characters.
const MAX_UNBROKEN_LETTERS: usize = 22;

/// Minimum width of a line in an estimate, in points.
const MIN_LINE_WIDTH: f32 = 8.0;

/// A text with its words measured, for computing the number of lines at any width.
#[derive(Clone, Debug)]
pub struct MeasuredText {
    parts: Vec<LinePart>,
    /// Width of the text on one line.
    whole: f32,
    longest: f32,
    unbroken: f32,
    is_one_line: bool,
}

impl MeasuredText {
    /// Minimum width at which no word is broken, except those that are too long for any width.
    #[must_use]
    pub const fn unbroken(&self) -> f32 {
        self.unbroken
    }

    /// Width of the longest word.
    #[must_use]
    pub const fn longest(&self) -> f32 {
        self.longest
    }

    /// Width of the text on one line.
    #[must_use]
    pub const fn whole(&self) -> f32 {
        self.whole
    }

    /// Width of the first unbreakable part.
    #[must_use]
    pub fn first(&self) -> Option<f32> {
        self.parts.first().map(|part| part.last_width)
    }

    /// Number of lines no wider than `width`, with room for other text on the first and the last; an
    /// estimate, rather too high than too low, where words are broken.
    #[must_use]
    pub fn line_count(&self, width: f32, beside: Beside) -> usize {
        // Adjacent words may be wider than separate ones, which makes lines narrower.
        const TOLERANCE: f32 = 2.0;
        // Pieces of a broken word do not fill their lines completely.
        const FILLED: f32 = 0.9;
        if self.parts.is_empty() {
            return 0;
        }
        // Deep levels may leave no width at all.
        let width = width.max(MIN_LINE_WIDTH);
        if self.is_one_line && self.whole + beside.lead + beside.tail <= width {
            return 1;
        }
        let lines = if beside == Beside::default() {
            line_ends(&self.parts, width - TOLERANCE).len().max(2)
        } else {
            let mut parts = self.parts.clone();
            widen(&mut parts, beside);
            line_ends(&parts, width - TOLERANCE).len()
        };
        if self.longest <= width {
            return lines;
        }
        let broken = self.parts.iter().filter(|part| part.last_width > width);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few lines")]
        let pieces = broken.map(|part| (part.last_width / (width * FILLED)).ceil() as usize);
        let pieces = pieces.map(|pieces| pieces.saturating_sub(1));
        lines + pieces.sum::<usize>()
    }
}

/// A text with its control characters replaced, by line breaks or by spaces. Empty lines and surrounding spaces are
/// removed.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(|c| {
        matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    }) {
        let line = line.trim_matches(|c: char| {
            c.is_control() || c == SOFT_HYPHEN || (c.is_whitespace() && c != '\u{a0}')
        });
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    out
}

/// The same on a single line.
#[must_use]
pub fn printable_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// A line with a hyphen for a soft hyphen at its end.
fn printed(line: &str) -> Cow<'_, str> {
    match line.strip_suffix(SOFT_HYPHEN) {
        Some(part) => Cow::Owned(format!("{part}-")),
        None => Cow::Borrowed(line),
    }
}

impl Font<'_> {
    /// Breaks a text into at most `most` lines up to `width`; if the text does not fit, a line ends in an ellipsis.
    #[must_use]
    pub fn lines(self, text: &str, size: f32, width: f32, most: usize) -> FirstLines {
        let parts = self.parts(text, size);
        let mut ends = line_ends(&parts, width);
        let is_cut = ends.len() > most.max(1);
        ends.truncate(most.max(1));
        let count = ends.len();
        let (mut start, mut is_shortened) = (0, false);
        let lines = ends.into_iter().enumerate().map(|(at, end)| {
            let is_last_of_more = is_cut && at + 1 == count;
            let end = if is_last_of_more { text.len() } else { parts[end - 1].end };
            let line = text[start..end].trim_end();
            start = end;
            let fits = self.width(&printed(line), size) <= width && !line.contains('\n');
            is_shortened |= !fits;
            if fits { line.to_owned() } else { self.shortened(line, size, width) }
        });
        let lines = lines.collect();
        FirstLines { lines, is_cut: is_shortened }
    }

    /// The longest prefix of a text that fits with an ellipsis.
    fn shortened(self, text: &str, size: f32, width: f32) -> String {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let fits = ends.partition_point(|&end| {
            self.width(&format!("{}…", text[..end].trim_end()), size) <= width
        });
        let end = ends.get(fits.saturating_sub(1)).copied().unwrap_or(0);
        format!("{}…", text[..end].trim_end())
    }
}
