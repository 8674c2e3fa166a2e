//! What is written, read back with other people's programs.

mod drawings;
mod exports;
mod handbook;
mod keeps;
mod neovim;
mod office;
mod page;
mod tagged;
mod terminal;
mod turtle;
