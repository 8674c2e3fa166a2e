//! The bundled samples.

/// A bundled structure file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The name on the command line, and of the file without its ending.
    pub name: &'static str,
    /// The structure file.
    pub text: &'static str,
    /// Files that belong beside it: names and contents.
    pub beside: &'static [(&'static str, &'static str)],
}

/// The Department of Peacekeeping Operations as its 2010 bulletin orders it.
pub const SAMPLE: &str = include_str!("../../assets/samples/dpko.ron");

/// All samples. The first one is shown where no file is open.
pub const SAMPLES: &[Sample] = &[
    Sample { name: "dpko", text: SAMPLE, beside: &[] },
    Sample {
        name: "clinic",
        text: include_str!("../../assets/samples/clinic.ron"),
        beside: &[("clinic.csv", include_str!("../../assets/samples/clinic.csv"))],
    },
];

impl Sample {
    /// The name of its structure file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.ron", self.name)
    }
}
