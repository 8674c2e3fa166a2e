//! Drafts: unsaved text, stored in case the program ends, and offered at the next start.

use egui::Context;

use crate::app::App;
use crate::app::command::{Command, DraftCommand};
use crate::app::jobs::loader::Restored;
use crate::app::state::document::Document;
use crate::app::state::drafts::{Draft, NotKept};
use crate::app::state::modal::Modal;
use crate::edit::Edits;
use crate::i18n::Messages;

impl App {
    /// Runs the decision on the offered draft.
    pub(super) fn decide_on_draft(&mut self, context: &Context, command: DraftCommand) {
        let Some(offer) = self.modals.take_draft() else { return };
        match command {
            DraftCommand::Restore => {
                let sight = self.sight(context, Some(&offer.draft.path));
                self.loader.restore(offer, sight, context.input(|input| input.time));
            }
            DraftCommand::Discard => self.drafts.discard(offer),
        }
    }

    /// Stores unsaved text as a draft, and reports a failure.
    pub(in crate::app) fn keep_draft(&mut self, context: &Context) {
        let now_seconds = context.input(|input| input.time);
        let document = self.timeline.present(&self.document);
        if let Some(seconds) = self.drafts.follow(document, now_seconds) {
            context.request_repaint_after(std::time::Duration::from_secs_f64(seconds));
        }
        if let Some(offer) = self.drafts.found() {
            self.modals.open(Modal::Draft(Box::new(offer)));
        }
        if let Some(why) = self.drafts.poll() {
            let words = move |messages: &Messages| match &why {
                NotKept::TooLarge => messages.get("draft.too_large").to_owned(),
                NotKept::Refused(error) => messages.fill("draft.refused", &[error]),
            };
            self.notify(words, true);
        }
    }

    /// Shows a draft as unsaved text of its file.
    pub(super) fn show_restored(&mut self, context: &Context, restored: Restored) {
        let Restored { offer, parsed, sound } = restored;
        let path = offer.draft.path.clone();
        // Unsaved changes made meanwhile would be lost; the draft is offered again with its file.
        if self.must_ask(&Command::OpenPath(path.clone())) {
            return;
        }
        let (mut shown, unsound) = match sound {
            Some(sound) => (sound, Some(parsed)),
            None => (parsed, None),
        };
        if let Some((request, stage)) = shown.scene.take() {
            self.stages.keep(&shown.chart, request, stage);
        }
        let mut document = Document::new(Some(path), shown);
        if let Some(unsound) = unsound {
            document.take_text(unsound);
            document.is_stale = true;
        }
        self.settings.shows_problems = document.has_errors();
        self.settings.open(document.path.as_deref());
        self.show_document(document);
        let Draft { base, text, .. } = &offer.draft;
        self.document.disk = Some(base.clone());
        self.document.history.note(Edits::between(base, text).inverse(base), false);
        self.drafts.adopt(offer, &self.document);
        self.notify(|messages| messages.get("draft.restored").to_owned(), false);
        // The file may have changed since the draft was written.
        self.follow(context);
    }
}
