//! Small widgets that any panel may use, and the style of all. They are given what they show and return
//! egui's response; none knows the document.

mod buttons;
pub(crate) mod code;
mod lists;
pub(crate) mod marked;
mod picture;
mod sheet;
mod side;
pub(crate) mod style;
mod text;

pub(crate) use buttons::{named, offered, radio_button, tick_box};
pub(crate) use lists::{cell_text, column_headings, row_ground};
pub(crate) use picture::Picture;
pub(crate) use sheet::overlay;
pub(crate) use side::{has_room, panel_frame, side_panel};
pub(crate) use text::{first_lines, mark_all, running_text};
