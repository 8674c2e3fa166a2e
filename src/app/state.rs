//! What the window holds: the open document, what of it is seen, written and chosen, and what is
//! remembered from one run to the next. Values with methods; nothing here draws or waits.

// Kept from one run to the next.
pub(crate) mod backups;
pub(crate) mod drafts;
pub(crate) mod settings;
pub(crate) mod store;

// Of this run.
pub(crate) mod changes;
pub(crate) mod conflict;
pub(crate) mod dedent;
pub(crate) mod desk;
pub(crate) mod document;
pub(crate) mod export;
pub(crate) mod functions;
pub(crate) mod history;
pub(crate) mod modal;
pub(crate) mod page;
pub(crate) mod reading;
pub(crate) mod view;
