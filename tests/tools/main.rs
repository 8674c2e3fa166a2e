//! What is written, read back with other people's programs.

mod exports;
mod fonts;
mod keeps;
mod terminal;
