//! State of the window: the open document, its view, its editing, and persistent settings. Values with methods; nothing
//! here draws or waits.

// Persistent.
pub(crate) mod backups;
pub(crate) mod drafts;
pub(crate) mod settings;
pub(crate) mod store;

// Of this run.
pub(crate) mod changes;
pub(crate) mod clock;
pub(crate) mod conflict;
pub(crate) mod dedent;
pub(crate) mod document;
pub(crate) mod editing;
pub(crate) mod editions;
pub(crate) mod export;
pub(crate) mod filter;
pub(crate) mod form;
pub(crate) mod functions;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod inspector;
pub(crate) mod matrix;
pub(crate) mod modal;
pub(crate) mod page;
pub(crate) mod print;
pub(crate) mod timeline;
pub(crate) mod view;
