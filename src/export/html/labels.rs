//! Labels of the page in each language: as generated content in the style sheet, and as data for the script.

use std::fmt::Write as _;

use super::markup::Texts;
use crate::i18n::{Messages, languages};
use crate::model::{Chart, RelationKind};
use crate::scene::marks::Sign;
use crate::scene::theme::{Color, Theme, ThemeMode};

/// Classes of the details with the message that labels them.
const SECTIONS: &[(&str, &str)] = &[
    ("h", "inspector.head"),
    ("p", "inspector.posts"),
    ("f", "inspector.functions"),
    ("u", "inspector.duties"),
    ("v", "inspector.provisions"),
    ("l", "inspector.relations"),
    ("m", "inspector.reports_to"),
    ("n", "facts.notes"),
    ("b", "facts.basis"),
    ("w", "tab.wording"),
];

/// Names of texts in the script, with their messages.
const TEXTS: &[(&str, &str)] = &[
    ("search", "html.search"),
    ("found", "search.count"),
    ("chain", "answers.title"),
    ("path", "html.path"),
    ("branch", "unit.isolate"),
    ("whole", "branch.leave"),
    ("unfold", "html.unfold"),
    ("smaller", "html.smaller"),
    ("larger", "html.larger"),
    ("fit", "html.fit"),
    ("unfold_all", "html.unfold_all"),
    ("fold_all", "html.fold_all"),
    ("list", "html.list"),
    ("theme", "html.theme"),
    ("print", "html.print"),
    ("paper", "export.paper"),
    ("language", "export.language"),
];

/// Colours of the theme, as properties with a light and a dark value.
pub(super) fn colors() -> String {
    let [light, dark] = [ThemeMode::Light, ThemeMode::Dark].map(Theme::of);
    let pair = |light: Color, dark: Color| format!("light-dark({}, {})", hex(light), hex(dark));
    let shared = [
        ("ground", pair(light.ground, dark.ground)),
        ("panel", pair(light.panel, dark.panel)),
        ("card", pair(light.card, dark.card)),
        ("border", pair(light.border, dark.border)),
        ("text", pair(light.text, dark.text)),
        ("muted", pair(light.muted, dark.muted)),
        ("line", pair(light.line, dark.line)),
        ("accent", pair(light.accent, dark.accent)),
        ("faint", pair(light.accent_faint, dark.accent_faint)),
    ];
    let signs = [
        ("new", Sign::New),
        ("gone", Sign::Gone),
        ("moved", Sign::Moved),
        ("changed", Sign::Changed),
    ];
    let shared = shared.map(|(name, colors)| format!("--{name}: {colors};"));
    let signs = signs.map(|(class, sign)| {
        format!(".{class} {{ --m: {}; }}\n", pair(light.mark(sign), dark.mark(sign)))
    });
    format!(":root {{ {} }}\n{}", shared.join(" "), signs.concat())
}

/// Style rules of one chart: displayed language, labels, colours of kinds.
pub(super) fn style(chart: &Chart, texts: &Texts<'_>) -> String {
    let mut style = String::new();
    // Formatting into a string cannot fail, so the results are dropped.
    for (at, tag) in texts.languages().iter().enumerate() {
        let tag = quoted(tag);
        let _ = writeln!(
            style,
            ":root[data-l={tag}] body :is(.c, .d, h1) [lang]:not([lang={tag}], .x{at}) {{ display: none; }}"
        );
    }
    for messages in languages() {
        let ui = quoted(messages.tag());
        let mut rule = |class: &str, key: &'static str, end: &str| {
            let words = quoted(&format!("{}{end}", messages.get(key)));
            let _ = writeln!(style, ":root[data-ui={ui}] .{class}::before {{ content: {words}; }}");
        };
        for (class, key) in SECTIONS {
            rule(&format!("d > .{class}"), key, "");
        }
        let (before, after) = messages.get("inspector.cite").split_once("{0}").unwrap_or_default();
        for (place, words) in [("before", before), ("after", after)] {
            let words = quoted(words);
            let _ = writeln!(
                style,
                ":root[data-ui={ui}] cite:not(.s)::{place} {{ content: {words}; }}"
            );
        }
        let mut rule = |class: &str, key: &'static str, end: &str| {
            let words = quoted(&format!("{}{end}", messages.get(key)));
            let _ = writeln!(style, ":root[data-ui={ui}] .{class}::before {{ content: {words}; }}");
        };
        for kind in RelationKind::ALL {
            rule(&format!("r-{}", kind.word()), relation_key(*kind), " ");
        }
    }
    let colors =
        [ThemeMode::Light, ThemeMode::Dark].map(|mode| Theme::of(mode).kinds(chart.kinds()));
    for (at, kind) in chart.kinds().iter().enumerate() {
        let (light, dark) = (hex(colors[0][at]), hex(colors[1][at]));
        let _ = writeln!(style, ".k{at} {{ --k: light-dark({light}, {dark}); }}");
        for tag in texts.languages() {
            let (tag, label) = (quoted(tag), quoted(kind.label.get([*tag])));
            let _ =
                writeln!(style, ":root[data-l={tag}] .k{at} > .d::before {{ content: {label}; }}");
        }
        let label = quoted(kind.label.get(texts.languages().iter().copied()));
        let _ = writeln!(style, ":root[data-l=\"*\"] .k{at} > .d::before {{ content: {label}; }}");
    }
    style
}

/// Texts of the script by interface language, as JSON in an element.
pub(super) fn json(texts: &Texts<'_>) -> String {
    let words = |messages: &Messages| {
        let pairs = TEXTS.iter().map(|(name, key)| ((*name).to_owned(), messages.get(key).into()));
        serde_json::Value::Object(pairs.collect())
    };
    let ui = languages().iter().map(|messages| (messages.tag().to_owned(), words(messages)));
    let ui = serde_json::Value::Object(ui.collect());
    let json = serde_json::json!({ "languages": texts.languages(), "ui": ui });
    json.to_string().replace('<', "\\u003c")
}

const fn relation_key(kind: RelationKind) -> &'static str {
    crate::scene::LineKind::Of(kind).key()
}

/// A CSS string, escaped so that it cannot end the style element.
fn quoted(words: &str) -> String {
    let mut quoted = String::from("\"");
    for character in words.chars() {
        match character {
            '"' | '\\' | '<' | '>' | '&' => {
                let _ = write!(quoted, "\\{:x} ", u32::from(character));
            }
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn hex(Color([red, green, blue, _]): Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
