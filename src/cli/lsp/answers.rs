//! Answers to requests, and diagnostics, in the types of the protocol.

use std::collections::HashSet;
use std::path::PathBuf;

use lsp_server::Request;
use lsp_types::request as ask;
use lsp_types::{
    CodeAction, CodeActionKind, CompletionItem, CompletionItemKind, CompletionList,
    CompletionTextEdit, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentHighlight, DocumentSymbol, Documentation, FoldingRange, Hover, HoverContents,
    InlayHint, InlayHintLabel, Location, MarkupContent, MarkupKind, NumberOrString,
    PrepareRenameResponse, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens,
    SemanticTokensLegend, SymbolInformation, TextEdit, Uri, WorkspaceEdit,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::paths;
use super::positions::Encoding;
use super::session::Session;
use crate::diagnostic::{Code, Severity};
use crate::edit::Edits;
use crate::edit::format::format;
use crate::ide::{
    ActionKind, CompletionKind, Document, HighlightKind, Hint, Name, Symbol, SymbolKind,
    rename_previous,
};
use crate::message;
use crate::model::id_fault;

/// Maximum depth of the symbol tree; deeper units are shown at its last level.
const MAX_SYMBOL_DEPTH: usize = 64;

/// Answer to a request, or an error message.
type Answer = Result<Value, String>;

/// Answers a request; `None` if the server does not support it.
pub(super) fn answer(session: &Session, request: Request) -> Option<Answer> {
    use lsp_types::request::Request as _;
    let Request { method, params, .. } = request;
    Some(match method.as_str() {
        ask::Completion::METHOD => with(params, |it| completion(session, it)),
        ask::HoverRequest::METHOD => with(params, |it| hover(session, it)),
        ask::GotoDefinition::METHOD => with(params, |it| definition(session, it)),
        ask::References::METHOD => with(params, |it| references(session, it)),
        ask::DocumentHighlightRequest::METHOD => with(params, |it| highlight(session, it)),
        ask::DocumentSymbolRequest::METHOD => with(params, |it| document_symbols(session, it)),
        ask::WorkspaceSymbolRequest::METHOD => with(params, |it| workspace_symbols(session, it)),
        ask::PrepareRenameRequest::METHOD => with(params, |it| prepare_rename(session, it)),
        ask::Rename::METHOD => fallible(params, |it| rename(session, it)),
        ask::FoldingRangeRequest::METHOD => with(params, |it| foldings(session, it)),
        ask::Formatting::METHOD => with(params, |it| formatting(session, it)),
        ask::InlayHintRequest::METHOD => with(params, |it| inlay_hints(session, it)),
        ask::SemanticTokensFullRequest::METHOD => with(params, |it| semantic_tokens(session, it)),
        ask::CodeActionRequest::METHOD => with(params, |it| code_actions(session, it)),
        _ => return None,
    })
}

/// An answer that cannot fail, by the parameters of a request.
fn with<P: DeserializeOwned, R: Serialize>(params: Value, answer: impl FnOnce(&P) -> R) -> Answer {
    fallible(params, |it| Ok(answer(it)))
}

fn fallible<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(&P) -> Result<R, String>,
) -> Answer {
    let read: P = serde_json::from_value(params).map_err(|error| error.to_string())?;
    serde_json::to_value(answer(&read)?).map_err(|error| error.to_string())
}

/// The problems of a document, with related locations.
pub(super) fn problems(
    session: &Session,
    uri: &Uri,
    document: &Document,
) -> Vec<lsp_types::Diagnostic> {
    let problems = document.meaning().problems.iter();
    problems
        .map(|problem| {
            let span = problem.span.clone().unwrap_or_default();
            let hints = problem.hints.iter().map(|hint| session.messages.say(hint));
            let said = std::iter::once(session.messages.say(&problem.message)).chain(hints);
            let first =
                (problem.code == Code::DuplicateId).then(|| document.first_of(span.start + 1));
            let related = first.flatten().map(|first| {
                let range = session.encoding.range(document.source(), &first);
                let message = session.messages.say(&message!("the first one"));
                vec![DiagnosticRelatedInformation {
                    location: Location::new(uri.clone(), range),
                    message,
                }]
            });
            let is_needless =
                matches!(problem.code, Code::UnusedBody | Code::UnusedSet | Code::Repeated);
            lsp_types::Diagnostic {
                range: session.encoding.range(document.source(), &span),
                severity: Some(match problem.severity() {
                    Severity::Error => DiagnosticSeverity::ERROR,
                    Severity::Warning => DiagnosticSeverity::WARNING,
                    Severity::Note => DiagnosticSeverity::INFORMATION,
                }),
                code: Some(NumberOrString::String(problem.code.as_str().to_owned())),
                source: Some("organogram".to_owned()),
                message: said.collect::<Vec<_>>().join("\n"),
                related_information: related,
                tags: is_needless.then(|| vec![DiagnosticTag::UNNECESSARY]),
                ..lsp_types::Diagnostic::default()
            }
        })
        .collect()
}

/// The document and the byte that a request is about.
fn place<'s>(
    session: &'s Session,
    at: &lsp_types::TextDocumentPositionParams,
) -> Option<(&'s Document, usize)> {
    let document = session.document(&at.text_document.uri)?;
    Some((document, session.encoding.byte(document.source(), at.position)))
}

fn completion(session: &Session, params: &lsp_types::CompletionParams) -> Option<CompletionList> {
    let (document, byte) = place(session, &params.text_document_position)?;
    let completions = document.complete(byte);
    let range = session.encoding.range(document.source(), &completions.span);
    let typed = document.source().text()[completions.span.start..byte].to_owned();
    let items = completions.items.into_iter().enumerate().map(|(at, item)| CompletionItem {
        kind: Some(match item.kind {
            CompletionKind::Field => CompletionItemKind::FIELD,
            CompletionKind::Unit => CompletionItemKind::CLASS,
            CompletionKind::Post => CompletionItemKind::INTERFACE,
            CompletionKind::Body => CompletionItemKind::MODULE,
            CompletionKind::Set => CompletionItemKind::STRUCT,
            CompletionKind::Word => CompletionItemKind::ENUM_MEMBER,
            CompletionKind::Language => CompletionItemKind::CONSTANT,
            CompletionKind::Citation => CompletionItemKind::REFERENCE,
            CompletionKind::Record => CompletionItemKind::SNIPPET,
        }),
        detail: Some(item.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(item.documentation)
            .filter(|words| !words.is_empty())
            .map(Documentation::String),
        // The server has already filtered by ids and names: all items match whatever is typed.
        filter_text: Some(if typed.is_empty() { item.label.clone() } else { typed.clone() }),
        sort_text: Some(format!("{at:04}")),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, item.text))),
        label: item.label,
        ..CompletionItem::default()
    });
    Some(CompletionList { is_incomplete: true, items: items.collect() })
}

fn hover(session: &Session, params: &lsp_types::HoverParams) -> Option<Hover> {
    let (document, byte) = place(session, &params.text_document_position_params)?;
    let hover = document.hover(byte, session.messages)?;
    let content = MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown };
    let range = session.encoding.range(document.source(), &hover.span);
    Some(Hover { contents: HoverContents::Markup(content), range: Some(range) })
}

fn definition(session: &Session, params: &lsp_types::GotoDefinitionParams) -> Option<Location> {
    let at = &params.text_document_position_params;
    let (document, byte) = place(session, at)?;
    let name = document.names().at(byte)?;
    let defined = document.names().definition(name.space, &name.id)?;
    let range = session.encoding.range(document.source(), &defined.span);
    Some(Location::new(at.text_document.uri.clone(), range))
}

fn references(session: &Session, params: &lsp_types::ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let (document, byte) = place(session, at)?;
    let name = document.names().at(byte)?;
    let is_wanted =
        |place: &&Name| params.context.include_declaration || place.introduces.is_none();
    let places = document.names().places(name.space, &name.id).filter(is_wanted);
    let location = |place: &Name| {
        let range = session.encoding.range(document.source(), &place.span);
        Location::new(at.text_document.uri.clone(), range)
    };
    Some(places.map(location).collect())
}

fn highlight(
    session: &Session,
    params: &lsp_types::DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let (document, byte) = place(session, &params.text_document_position_params)?;
    let name = document.names().at(byte)?;
    let places = document.names().places(name.space, &name.id);
    let highlight = |place: &Name| DocumentHighlight {
        range: session.encoding.range(document.source(), &place.span),
        kind: None,
    };
    Some(places.map(highlight).collect())
}

const fn symbol_kind(kind: SymbolKind) -> lsp_types::SymbolKind {
    match kind {
        SymbolKind::Unit => lsp_types::SymbolKind::CLASS,
        SymbolKind::Post => lsp_types::SymbolKind::INTERFACE,
        SymbolKind::Body => lsp_types::SymbolKind::MODULE,
        SymbolKind::Set => lsp_types::SymbolKind::STRUCT,
        SymbolKind::Source => lsp_types::SymbolKind::FILE,
        SymbolKind::Kind => lsp_types::SymbolKind::ENUM,
        SymbolKind::Field => lsp_types::SymbolKind::FIELD,
    }
}

fn document_symbols(session: &Session, params: &lsp_types::DocumentSymbolParams) -> Option<Value> {
    let uri = &params.text_document.uri;
    let document = session.document(uri)?;
    let symbols = document.symbols();
    if !session.has_tree {
        let flat: Vec<SymbolInformation> = symbols
            .iter()
            .map(|symbol| information(session.encoding, uri, document, symbol))
            .collect();
        return serde_json::to_value(flat).ok();
    }
    serde_json::to_value(tree(session.encoding, document, &symbols)).ok()
}

/// The symbols as a tree, each below its nearest ancestor.
fn tree(encoding: Encoding, document: &Document, symbols: &[Symbol]) -> Vec<DocumentSymbol> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); symbols.len()];
    let mut roots = Vec::new();
    for (at, symbol) in symbols.iter().enumerate() {
        match symbol.parent {
            Some(parent) => children[parent].push(at),
            None => roots.push(at),
        }
    }
    // Listed from the top down, but built from the bottom up.
    let mut order: Vec<(usize, usize)> = roots.iter().map(|&root| (root, 0)).collect();
    let mut next = 0;
    while let Some(&(at, depth)) = order.get(next) {
        order.extend(children[at].iter().map(|&child| (child, depth + 1)));
        next += 1;
    }
    let mut made: Vec<Vec<DocumentSymbol>> = vec![Vec::new(); symbols.len()];
    let mut top = Vec::new();
    for &(at, depth) in order.iter().rev() {
        let symbol = &symbols[at];
        let mut below = std::mem::take(&mut made[at]);
        below.reverse();
        let deeper =
            if depth >= MAX_SYMBOL_DEPTH { std::mem::take(&mut below) } else { Vec::new() };
        #[expect(deprecated, reason = "the type has no other constructor")]
        let made_here = DocumentSymbol {
            name: symbol.name.clone(),
            detail: Some(symbol.id.clone()),
            kind: symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            range: encoding.range(document.source(), &symbol.span),
            selection_range: encoding.range(document.source(), &symbol.id_span),
            children: Some(below).filter(|below| !below.is_empty()),
        };
        let list = symbol.parent.map_or(&mut top, |parent| &mut made[parent]);
        list.extend(deeper.into_iter().rev());
        list.push(made_here);
    }
    top.reverse();
    top
}

/// A symbol in a list of such.
pub(super) fn information(
    encoding: Encoding,
    uri: &Uri,
    document: &Document,
    symbol: &Symbol,
) -> SymbolInformation {
    let range = encoding.range(document.source(), &symbol.id_span);
    #[expect(deprecated, reason = "the type has no other constructor")]
    SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        location: Location::new(uri.clone(), range),
        container_name: Some(symbol.id.clone()),
    }
}

fn workspace_symbols(
    session: &Session,
    params: &lsp_types::WorkspaceSymbolParams,
) -> Vec<SymbolInformation> {
    let mut all = Vec::new();
    for (uri, open) in &session.documents {
        let found = open.document.find_symbols(&params.query);
        let document = &open.document;
        all.extend(found.iter().map(|it| information(session.encoding, uri, document, it)));
    }
    let open: HashSet<PathBuf> = session.documents.keys().filter_map(paths::path).collect();
    all.extend(session.workspace.find(&params.query, |path| open.contains(path)).cloned());
    all
}

fn prepare_rename(
    session: &Session,
    params: &lsp_types::TextDocumentPositionParams,
) -> Option<PrepareRenameResponse> {
    let (document, byte) = place(session, params)?;
    let name = document.renamable(byte)?;
    let range = session.encoding.range(document.source(), &name.span);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: name.id.to_string() })
}

fn rename(session: &Session, params: &lsp_types::RenameParams) -> Result<WorkspaceEdit, String> {
    let at = &params.text_document_position;
    let Some((document, byte)) = place(session, at) else {
        return Err("the document is not open".to_owned());
    };
    let new = params.new_name.trim_matches('"');
    if let Some(fault) = id_fault(new) {
        return Err(session.messages.say(&fault));
    }
    let old = document.renamable(byte).map(|name| name.id.clone());
    let edits = document.rename(byte, new).map_err(|refused| refused.to_string())?;
    let mut changes = vec![(at.text_document.uri.clone(), document, edits)];
    let path = paths::path(&at.text_document.uri);
    for (uri, open) in &session.documents {
        let later = &open.document;
        let previous = later.meaning().chart.previous();
        let folder = paths::path(uri).and_then(|path| path.parent().map(ToOwned::to_owned));
        let follows = previous
            .zip(folder)
            .is_some_and(|(name, folder)| path.as_ref() == Some(&folder.join(name)));
        if let Some(old) = old.as_ref().filter(|_| follows) {
            changes.push((uri.clone(), later, rename_previous(later, old, new)));
        }
    }
    Ok(workspace_edit(session.encoding, changes))
}

/// Edits of several documents.
fn workspace_edit<'d>(
    encoding: Encoding,
    changes: impl IntoIterator<Item = (Uri, &'d Document, Edits)>,
) -> WorkspaceEdit {
    let changes = changes.into_iter().filter(|(_, _, edits)| !edits.list().is_empty());
    let changes =
        changes.map(|(uri, document, edits)| (uri, encoding.edits(document.source(), &edits)));
    WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}

fn foldings(session: &Session, params: &lsp_types::FoldingRangeParams) -> Vec<FoldingRange> {
    let Some(document) = session.document(&params.text_document.uri) else { return Vec::new() };
    let range = |span| {
        let range = session.encoding.range(document.source(), &span);
        FoldingRange {
            start_line: range.start.line,
            // The closing bracket stays visible.
            end_line: range.end.line.saturating_sub(1).max(range.start.line),
            ..FoldingRange::default()
        }
    };
    document.foldings().map(range).filter(|range| range.end_line > range.start_line).collect()
}

fn formatting(
    session: &Session,
    params: &lsp_types::DocumentFormattingParams,
) -> Option<Vec<TextEdit>> {
    let document = session.document(&params.text_document.uri)?;
    let text = document.source().text();
    let edits = Edits::between(text, &format(text)?);
    Some(session.encoding.edits(document.source(), &edits))
}

fn inlay_hints(session: &Session, params: &lsp_types::InlayHintParams) -> Option<Vec<InlayHint>> {
    let document = session.document(&params.text_document.uri)?;
    let span = session.encoding.span(document.source(), params.range);
    let hint = |hint: Hint| InlayHint {
        position: session.encoding.position(document.source(), hint.byte),
        label: InlayHintLabel::String(hint.words),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    Some(document.hints(span).into_iter().map(hint).collect())
}

/// Token types, by index in the legend.
const TOKEN_TYPES: [SemanticTokenType; 7] = [
    SemanticTokenType::COMMENT,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::CLASS,
    SemanticTokenType::STRING,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::NUMBER,
    SemanticTokenType::DECORATOR,
];

/// The legend of semantic tokens.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TOKEN_TYPES.to_vec(),
        token_modifiers: vec![SemanticTokenModifier::DECLARATION],
    }
}

/// The index of a type in the legend, and its modifiers.
const fn token_type(kind: HighlightKind) -> (u32, u32) {
    match kind {
        HighlightKind::Comment => (0, 0),
        HighlightKind::Field | HighlightKind::Key => (1, 0),
        HighlightKind::Definition => (2, 1),
        HighlightKind::Reference => (2, 0),
        HighlightKind::Text => (3, 0),
        HighlightKind::Word => (4, 0),
        HighlightKind::Number => (5, 0),
        HighlightKind::Citation => (6, 0),
    }
}

fn semantic_tokens(
    session: &Session,
    params: &lsp_types::SemanticTokensParams,
) -> Option<SemanticTokens> {
    let document = session.document(&params.text_document.uri)?;
    let text = document.source().text();
    let (mut line, mut column) = (0, 0);
    let mut data = Vec::new();
    for highlight in document.highlights() {
        let (token_type, token_modifiers_bitset) = token_type(highlight.kind);
        // A token must be on one line.
        let mut start = highlight.span.start;
        for part in text[highlight.span.clone()].split_inclusive('\n') {
            let words = part.trim_end_matches(['\n', '\r']);
            let at = session.encoding.position(document.source(), start);
            start += part.len();
            if words.is_empty() {
                continue;
            }
            let delta_start = if at.line == line { at.character - column } else { at.character };
            data.push(SemanticToken {
                delta_line: at.line - line,
                delta_start,
                length: session.encoding.length_of(words),
                token_type,
                token_modifiers_bitset,
            });
            (line, column) = (at.line, at.character);
        }
    }
    Some(SemanticTokens { result_id: None, data })
}

fn code_actions(
    session: &Session,
    params: &lsp_types::CodeActionParams,
) -> Option<Vec<CodeAction>> {
    let uri = &params.text_document.uri;
    let document = session.document(uri)?;
    let span = session.encoding.span(document.source(), params.range);
    let published = problems(session, uri, document);
    let actions = document.actions(&span).into_iter().map(|action| {
        let (kind, problem, is_certain) = match action.kind {
            ActionKind::Fix { problem, is_certain } => {
                (CodeActionKind::QUICKFIX, published.get(problem).cloned(), is_certain)
            }
            ActionKind::Refactor => (CodeActionKind::REFACTOR, None, false),
        };
        CodeAction {
            title: session.messages.say(&action.title),
            kind: Some(kind),
            diagnostics: problem.map(|problem| vec![problem]),
            edit: Some(workspace_edit(session.encoding, [(uri.clone(), document, action.edits)])),
            is_preferred: is_certain.then_some(true),
            ..CodeAction::default()
        }
    });
    Some(actions.collect())
}
