//! What is written, read back with other people's programs.

mod exports;
mod keeps;
mod neovim;
mod office;
mod terminal;
mod turtle;
