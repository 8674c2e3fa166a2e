//! Output files, read back with third-party programs.

mod drawings;
mod exports;
mod handbook;
mod keeps;
mod neovim;
mod office;
mod page;
mod persons;
mod tagged;
mod terminal;
mod turtle;

#[path = "../spec/cases.rs"]
mod cases;
#[path = "../spec/volume.rs"]
mod volume;
