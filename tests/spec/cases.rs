//! Number of cases of a property.

use proptest::test_runner::Config;

use crate::volume::quick_or_thorough;

/// Returns a configuration with `count` random cases in a thorough run and a quarter of them in a quick one, or
/// `PROPTEST_CASES` if set.
pub(crate) fn cases(count: u32) -> Config {
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    let default = Config::default();
    Config {
        cases: if is_set { default.cases } else { quick_or_thorough(count / 4, count) },
        ..default
    }
}
