//! The window, driven headless through the accessible names of its widgets.

mod afternoon;
mod background;
mod canvas;
mod cards_menu;
mod common;
mod dialog;
mod drafts;
mod editions;
mod facts;
mod faults;
mod forms;
mod geometry;
mod glide;
mod hanzi;
mod import;
mod keeper;
mod keyboard;
mod kill;
mod letters;
mod lines;
mod new_files;
mod newcomers;
mod opening;
mod pictures;
mod placing;
mod previous;
mod print;
mod reading;
mod remembers;
mod same_places;
mod software;
mod texts;
mod time;
mod together;
mod writing;

#[path = "../spec/volume.rs"]
mod volume;
