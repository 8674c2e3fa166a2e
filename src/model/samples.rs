//! Bundled samples.

/// Bundled structure file, with accompanying files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Name on the command line.
    pub name: &'static str,
    /// Name of the structure file.
    pub file_name: &'static str,
    /// Text of the structure file.
    pub text: &'static str,
    /// Accompanying files: names and contents.
    pub beside: &'static [(&'static str, &'static str)],
    /// Whether the structure file can be used without the other files.
    pub stands_alone: bool,
}

/// The Department of Peacekeeping Operations as organized by its bulletin of 2010.
pub const SAMPLE: &str = include_str!("../../assets/samples/dpko.ron");

/// Name and content of a file of the harbour authority.
macro_rules! harbour {
    ($name:literal) => {
        ($name, include_str!(concat!("../../assets/samples/harbour/", $name)))
    };
}

/// All samples. The first one is shown if no file is open.
pub const SAMPLES: &[Sample] = &[
    Sample { name: "dpko", file_name: "dpko.ron", text: SAMPLE, beside: &[], stands_alone: true },
    Sample {
        name: "clinic",
        file_name: "clinic.ron",
        text: include_str!("../../assets/samples/clinic.ron"),
        beside: &[("clinic.csv", include_str!("../../assets/samples/clinic.csv"))],
        stands_alone: true,
    },
    Sample {
        name: "harbour",
        file_name: "2024.ron",
        text: harbour!("2024.ron").1,
        beside: &[
            harbour!("2009.ron"),
            harbour!("2016.ron"),
            harbour!("README.md"),
            harbour!("act-2023.txt"),
            harbour!("changes.md"),
            harbour!("decree-2009.txt"),
            harbour!("decree-2016.en.txt"),
            harbour!("decree-2016.zh.txt"),
            harbour!("pilotage-act-2022.txt"),
        ],
        stands_alone: false,
    },
];
