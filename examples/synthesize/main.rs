//! Writes an invented organization as a structure file, for experiments with large charts: `cargo run --release
//! --example synthesize -- --units 10000 -o large.ron`.

#[expect(dead_code, reason = "the sizes of cards are for the benchmarks")]
mod organization;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;

/// Writes a made-up organization as a structure file.
#[derive(Parser)]
struct Arguments {
    /// How many units it has.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    units: u32,
    /// Another organization of the same size for each number.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The file to write; standard output without it.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let out: Box<dyn Write> = match arguments.output {
        Some(path) => Box::new(File::create(path)?),
        None => Box::new(io::stdout().lock()),
    };
    let mut out = BufWriter::new(out);
    let units = organization::organization(arguments.units, arguments.seed);
    organization::write_structure(&units, &mut out)?;
    out.flush()
}
