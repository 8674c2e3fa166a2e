//! Volume of the slow tests.

/// True in a run that tries everything at full length: `ORGANOGRAM_TESTS=thorough`, as `.ci/run` sets it.
pub(crate) fn is_thorough() -> bool {
    std::env::var_os("ORGANOGRAM_TESTS").is_some_and(|value| value == "thorough")
}
