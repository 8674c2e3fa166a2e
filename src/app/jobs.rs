//! Background work: the workers and tasks that run it, and the jobs themselves. Each job takes values and
//! returns a value or commands; `execute` applies the result.

pub mod background;
pub(crate) mod cache;
pub(crate) mod dialogs;
pub(crate) mod exporter;
pub(crate) mod finder;
pub(crate) mod latest;
pub(crate) mod loader;
pub(crate) mod merging;
pub(crate) mod texts;
pub(crate) mod watch;
pub(crate) mod wording;
