//! What is written, read back with other people's programs.

mod drawings;
mod exports;
mod keeps;
mod neovim;
mod office;
mod page;
mod terminal;
mod turtle;
