//! Session: the open documents, and what the editor can do.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{ErrorCode, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{Request as _, WorkspaceSymbolRequest};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams, OneOf,
    RenameOptions, SemanticTokensFullOptions, SemanticTokensOptions, ServerCapabilities,
    TextDocumentContentChangeEvent, TextDocumentSyncCapability, TextDocumentSyncKind, Uri,
    WorkDoneProgressOptions,
};
use serde::de::DeserializeOwned;

use super::positions::Encoding;
use super::workspace::Workspace;
use super::{answers, paths};
use crate::cli::check::{self, NamedFiles};
use crate::cli::limits::LimitArguments;
use crate::file::AllowedPaths;
use crate::i18n::Messages;
use crate::ide::Document;
use crate::model::LoadOptions;
use crate::source::SourceText;

/// Document that the editor has open.
pub(super) struct Open {
    pub(super) document: Document,
    version: i32,
    /// Whether its problems are those of an earlier text.
    is_stale: bool,
    /// The files that it names.
    named: Option<NamedFiles>,
}

/// The open documents, and the negotiated capabilities.
pub(super) struct Session {
    pub(super) documents: BTreeMap<Uri, Open>,
    pub(super) encoding: Encoding,
    /// The language of messages.
    pub(super) messages: &'static Messages,
    /// Whether the editor supports symbols as a tree.
    pub(super) has_tree: bool,
    /// The files that are not open.
    pub(super) workspace: Workspace,
    limits: LimitArguments,
    allowed_paths: AllowedPaths,
}

impl Session {
    pub(super) fn new(
        parameters: &InitializeParams,
        limits: LimitArguments,
        allowed_paths: AllowedPaths,
    ) -> Self {
        let general = parameters.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let text = parameters.capabilities.text_document.as_ref();
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        Self {
            documents: BTreeMap::new(),
            encoding: Encoding::of(offered.unwrap_or_default()),
            messages: Messages::of(parameters.locale.as_deref().unwrap_or("en")),
            has_tree: symbols
                .and_then(|symbols| symbols.hierarchical_document_symbol_support)
                .unwrap_or(false),
            workspace: Workspace::of(parameters),
            limits,
            allowed_paths,
        }
    }

    /// Capabilities of the server.
    pub(super) fn capabilities(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Kind(
                TextDocumentSyncKind::INCREMENTAL,
            )),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(["\"", "(", "{", "["].map(str::to_owned).into()),
                ..CompletionOptions::default()
            }),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            document_formatting_provider: Some(OneOf::Left(true)),
            inlay_hint_provider: Some(OneOf::Left(true)),
            semantic_tokens_provider: Some(
                SemanticTokensOptions {
                    legend: answers::legend(),
                    full: Some(SemanticTokensFullOptions::Bool(true)),
                    ..SemanticTokensOptions::default()
                }
                .into(),
            ),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR]),
                ..CodeActionOptions::default()
            })),
            ..ServerCapabilities::default()
        }
    }

    /// Handles a notification about documents.
    pub(super) fn take(&mut self, notification: Notification) {
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Some(opened) = read::<lsp_types::DidOpenTextDocumentParams>(notification)
                else {
                    return;
                };
                let opened = opened.text_document;
                let source = SourceText::new(name(&opened.uri), opened.text);
                let document = Document::new(source, Arc::default());
                let (version, is_stale) = (opened.version, true);
                let open = Open { document, version, is_stale, named: None };
                self.documents.insert(opened.uri, open);
            }
            DidChangeTextDocument::METHOD => {
                let Some(changed) = read::<lsp_types::DidChangeTextDocumentParams>(notification)
                else {
                    return;
                };
                let id = changed.text_document;
                let Some(open) = self.documents.remove(&id.uri) else { return };
                let encoding = self.encoding;
                let document = changed
                    .content_changes
                    .into_iter()
                    .fold(open.document, |document, change| edited(encoding, document, &change));
                let (version, is_stale) = (id.version, true);
                let open = Open { document, version, is_stale, named: open.named };
                self.documents.insert(id.uri, open);
            }
            // Another edition may refer to this one.
            DidSaveTextDocument::METHOD => {
                self.documents.values_mut().for_each(|open| open.is_stale = true);
            }
            DidCloseTextDocument::METHOD => {
                if let Some(closed) = read::<lsp_types::DidCloseTextDocumentParams>(notification) {
                    self.documents.remove(&closed.text_document.uri);
                }
            }
            _ => {}
        }
    }

    /// An open document.
    pub(super) fn document(&self, uri: &Uri) -> Option<&Document> {
        self.documents.get(uri).map(|open| &open.document)
    }

    /// The problems of documents that changed.
    pub(super) fn reports(&mut self) -> Vec<Notification> {
        let stale: Vec<Uri> = self
            .documents
            .iter()
            .filter(|(_, open)| open.is_stale)
            .map(|(uri, _)| uri.clone())
            .collect();
        stale.into_iter().filter_map(|uri| self.report(uri)).collect()
    }

    fn report(&mut self, uri: Uri) -> Option<Notification> {
        self.analyse(&uri);
        let open = self.documents.get(&uri)?;
        let problems = answers::problems(self, &uri, &open.document);
        let parameters =
            lsp_types::PublishDiagnosticsParams::new(uri, problems, Some(open.version));
        Some(Notification::new(PublishDiagnostics::METHOD.to_owned(), parameters))
    }

    /// Analyses a document whose analysis is outdated.
    fn analyse(&mut self, uri: &Uri) {
        let (limits, allowed) = (self.limits, self.allowed_paths);
        let Some(open) = self.documents.get_mut(uri).filter(|open| open.is_stale) else { return };
        let path: Option<PathBuf> = paths::path(uri);
        let source = open.document.source();
        let earlier = open.named.as_ref();
        let (meaning, named) = check::meaning(source, path.as_deref(), allowed, limits, earlier);
        open.named = Some(named);
        open.document.set_meaning(Arc::new(meaning));
        open.is_stale = false;
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let is_about_all = request.method == WorkspaceSymbolRequest::METHOD;
        let about = document_of(&request);
        // Answers use the chart: the current text must have been analysed once.
        let unread = self.documents.iter().filter(|(uri, open)| {
            open.is_stale && open.is_unread() && (is_about_all || about.as_ref() == Some(*uri))
        });
        let unread: Vec<Uri> = unread.map(|(uri, _)| uri.clone()).collect();
        for uri in &unread {
            self.analyse(uri);
        }
        if is_about_all {
            let options = LoadOptions { limits: self.limits.of_model(), notes: false };
            self.workspace.refresh(self.encoding, options);
        }
        match answers::answer(self, request) {
            Some(Ok(result)) => Response::new_ok(id, result),
            Some(Err(message)) => Response::new_err(id, ErrorCode::InvalidParams as i32, message),
            None => Response::new_err(
                id,
                ErrorCode::MethodNotFound as i32,
                "the server does not know this request".to_owned(),
            ),
        }
    }
}

impl Open {
    /// Whether it has not been analysed yet.
    fn is_unread(&self) -> bool {
        self.document.meaning().chart.units().is_empty()
    }
}

/// The document of a request.
fn document_of(request: &Request) -> Option<Uri> {
    request.params.get("textDocument")?.get("uri")?.as_str()?.parse().ok()
}

/// Name of a document in messages: the last part of its URI.
fn name(uri: &Uri) -> String {
    match paths::path(uri) {
        Some(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        None => uri.as_str().to_owned(),
    }
}

/// A document after a change.
fn edited(
    encoding: Encoding,
    document: Document,
    change: &TextDocumentContentChangeEvent,
) -> Document {
    let source = document.source();
    let span = match change.range {
        Some(range) => encoding.span(source, range),
        None => 0..source.text().len(),
    };
    document.edited(span, &change.text)
}

/// The parameters of a notification; malformed ones are ignored, because notifications have no answer.
fn read<T: DeserializeOwned>(notification: Notification) -> Option<T> {
    serde_json::from_value(notification.params).ok()
}
