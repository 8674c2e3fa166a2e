//! The clock of the system, or in a page that of the browser.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use std::time::Instant;
use std::time::SystemTime;

#[cfg(target_arch = "wasm32")]
pub(crate) use web_time::Instant;

/// The current time.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// The current time.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now() -> SystemTime {
    web_time::web::SystemTimeExt::to_std(web_time::SystemTime::now())
}
