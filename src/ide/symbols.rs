//! Document symbols: the tree of units, and other records with ids.

use std::collections::HashMap;
use std::ops::Range;

use super::Document;
use super::schema::{Record, Space};
use crate::search::fold;
use crate::syntax::TokenKind;

/// Kind of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A unit.
    Unit,
    /// A post.
    Post,
    /// A body outside.
    Body,
    /// A shared set of functions.
    Set,
    /// A source document.
    Source,
    /// A kind of unit.
    Kind,
    /// A declared field.
    Field,
}

/// Record with an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Name of the symbol.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Kind of the symbol.
    pub kind: SymbolKind,
    /// Bytes of the record.
    pub span: Range<usize>,
    /// Bytes of its id.
    pub id_span: Range<usize>,
    /// The index of the parent symbol, which may come later.
    pub parent: Option<usize>,
}

impl Document {
    /// All symbols, in the order of the text. No symbol is its own ancestor.
    #[must_use]
    pub fn symbols(&self) -> Vec<Symbol> {
        let chart = self.chart();
        let mut symbols = Vec::new();
        let mut unit_places = HashMap::new();
        let mut posts: Vec<(usize, Range<usize>)> = Vec::new();
        for name in self.names().definitions() {
            let Some(kind) = kind(name.record, name.space) else { continue };
            let span = name.introduces.clone().unwrap_or_else(|| name.span.clone());
            let at = symbols.len();
            if kind == SymbolKind::Unit {
                unit_places.entry(name.id.to_string()).or_insert(at);
            } else if kind == SymbolKind::Post {
                posts.push((at, span.clone()));
            }
            symbols.push(Symbol {
                name: self.symbol_name(kind, &name.id),
                id: name.id.to_string(),
                kind,
                span,
                id_span: name.span.clone(),
                parent: None,
            });
        }
        for (at, symbol) in symbols.iter_mut().enumerate() {
            let unit = chart.find(&symbol.id).filter(|_| unit_places.get(&symbol.id) == Some(&at));
            let parent = unit.and_then(|unit| chart.unit(unit).parent);
            let parent = parent.and_then(|parent| unit_places.get(&chart.unit(parent).id));
            symbol.parent = parent.copied().filter(|&parent| parent != at);
        }
        for (at, span) in posts {
            let unit = self.names().around(span.start, Record::Unit);
            symbols[at].parent = unit.and_then(|unit| unit_places.get(unit.id.as_str())).copied();
        }
        symbols
    }

    fn symbol_name(&self, kind: SymbolKind, id: &str) -> String {
        let chart = self.chart();
        let text = match kind {
            SymbolKind::Unit | SymbolKind::Post | SymbolKind::Body => {
                self.party(id).map(|party| chart.party_name(party))
            }
            SymbolKind::Source => {
                chart.sources().iter().find(|source| source.id == id).map(|source| &source.title)
            }
            SymbolKind::Kind => {
                chart.kinds().iter().find(|kind| kind.id == id).map(|kind| &kind.label)
            }
            SymbolKind::Field => {
                chart.fields().iter().find(|field| field.id == id).map(|field| &field.label)
            }
            SymbolKind::Set => None,
        };
        let name = text.map_or("", |text| self.said(text));
        if name.trim().is_empty() { id.to_owned() } else { name.to_owned() }
    }

    /// The symbols whose name or id contains a text, ignoring case and accents.
    #[must_use]
    pub fn find_symbols(&self, words: &str) -> Vec<Symbol> {
        let words = fold(words);
        let contains = |symbol: &Symbol| {
            fold(&symbol.name).contains(&words) || fold(&symbol.id).contains(&words)
        };
        self.symbols().into_iter().filter(contains).collect()
    }

    /// The foldable ranges of the text: contents of brackets and block comments that extend over several lines.
    pub fn foldings(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut open = Vec::new();
        let is_long = |span: &Range<usize>| self.source.text()[span.clone()].contains('\n');
        self.tokens()
            .filter_map(move |token| match token.kind {
                TokenKind::Open => {
                    open.push(token.span.start);
                    None
                }
                TokenKind::Close => Some(open.pop()?..token.span.end),
                TokenKind::BlockComment => Some(token.span),
                _ => None,
            })
            .filter(is_long)
    }
}

const fn kind(record: Record, space: Space) -> Option<SymbolKind> {
    Some(match (record, space) {
        (Record::Unit, _) => SymbolKind::Unit,
        (Record::Post, _) => SymbolKind::Post,
        (Record::Body, _) => SymbolKind::Body,
        (Record::SharedSet, _) => SymbolKind::Set,
        (Record::Source, _) => SymbolKind::Source,
        (Record::Kind, _) => SymbolKind::Kind,
        (Record::Declaration, _) => SymbolKind::Field,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;

    #[test]
    fn symbols_follow_the_unit_tree() {
        let document = document(
            r#"(organogram: 1, bodies: [(id: "council", name: "Council")], units: [
            (id: "b", parent: "a", kind: "office", name: "Beta", posts: [(id: "p", title: "Clerk", reports_to: "council")]),
            (id: "a", kind: "office", name: "Alpha"),
        ])"#,
        );
        let symbols = document.symbols();
        let shown: Vec<(&str, Option<&str>)> =
            symbols.iter().map(|it| (&*it.name, it.parent.map(|at| &*symbols[at].name))).collect();
        assert_eq!(
            shown,
            [("Council", None), ("Beta", Some("Alpha")), ("Clerk", Some("Beta")), ("Alpha", None)]
        );
        let found = document.find_symbols("BETA");
        assert_eq!(found.iter().map(|it| &*it.id).collect::<Vec<_>>(), ["b"]);
    }
}
