//! Small widgets for any panel, and the style of the interface. They receive what they show and return egui's response;
//! none depends on the document.

mod buttons;
pub(crate) mod code;
mod lists;
pub(crate) mod marked;
mod picture;
mod sheet;
mod side;
pub(crate) mod style;
mod text;
mod word_order;

pub(crate) use buttons::{named, offered, radio_button, tick_box};
pub(crate) use lists::{cell_text, column_headings, row_ground};
pub(crate) use picture::Picture;
pub(crate) use sheet::overlay;
pub(crate) use side::{has_room, panel_frame, side_panel};
pub(crate) use text::{first_lines, mark_all, running_text};
