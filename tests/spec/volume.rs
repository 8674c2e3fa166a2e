//! Extent of the slow tests.

/// Returns whether the run is thorough: `ORGANOGRAM_TESTS=thorough`, as `.ci/run` sets it.
pub(crate) fn is_thorough() -> bool {
    std::env::var_os("ORGANOGRAM_TESTS").is_some_and(|value| value == "thorough")
}

/// Returns the extent of a test in this run.
pub(crate) fn quick_or_thorough<T>(quick: T, thorough: T) -> T {
    if is_thorough() { thorough } else { quick }
}
