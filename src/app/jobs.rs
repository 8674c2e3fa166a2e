//! Background work: the workers and tasks that run it, and the jobs themselves. Each job takes values and
//! returns a value or commands; `execute` applies the result.

pub mod background;
pub(crate) mod dialogs;
pub(crate) mod exporter;
pub(crate) mod finder;
pub(crate) mod importer;
pub(crate) mod loader;
pub(crate) mod memo;
pub(crate) mod merging;
pub(crate) mod previous;
pub(crate) mod scenes;
pub(crate) mod series;
pub(crate) mod texts;
pub(crate) mod watch;
pub(crate) mod wording;
