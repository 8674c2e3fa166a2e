//! Watching the open file: a change becomes [`Command::Follow`](crate::app::command::Command::Follow).

#[cfg(not(target_arch = "wasm32"))]
mod desktop;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use desktop::Watch;
#[cfg(target_arch = "wasm32")]
pub(crate) use page::Watch;
