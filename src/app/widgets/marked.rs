//! Text with highlighted words.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId};

use crate::canvas::color32;
use crate::scene::theme::Theme;

/// The style of a text that is truncated with an ellipsis to a number of rows, with highlights.
pub(crate) struct Marked<'a> {
    pub(crate) theme: &'a Theme,
    pub(crate) font: FontId,
    pub(crate) color: Color32,
    pub(crate) width: f32,
    pub(crate) rows: usize,
}

impl Marked<'_> {
    /// The layout job; `marks` are disjoint byte ranges in order.
    pub(crate) fn job(&self, words: &str, marks: &[Range<usize>]) -> LayoutJob {
        let mut job = LayoutJob {
            wrap: TextWrapping {
                max_width: self.width,
                max_rows: self.rows,
                break_anywhere: self.rows == 1,
                ..TextWrapping::default()
            },
            ..LayoutJob::default()
        };
        self.append(&mut job, words, marks);
        job
    }

    /// Appends a text to a job.
    pub(crate) fn append(&self, job: &mut LayoutJob, words: &str, marks: &[Range<usize>]) {
        let plain = TextFormat::simple(self.font.clone(), self.color);
        let mut found = TextFormat::simple(self.font.clone(), color32(self.theme.accent));
        found.background = color32(self.theme.accent_faint);
        let mut from = 0;
        for mark in marks {
            job.append(&words[from..mark.start], 0.0, plain.clone());
            job.append(&words[mark.clone()], 0.0, found.clone());
            from = mark.end;
        }
        job.append(&words[from..], 0.0, plain);
    }
}
