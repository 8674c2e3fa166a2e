//! The window, driven headless through the accessible names of its widgets.

mod background;
mod canvas;
mod common;
mod dialog;
mod drafts;
mod facts;
mod faults;
mod geometry;
mod glide;
mod hanzi;
mod keeper;
mod keyboard;
mod kill;
mod letters;
mod lines;
mod newcomers;
mod opening;
mod pictures;
mod reading;
mod remembers;
mod same_places;
mod software;
mod texts;
mod together;
mod writing;
