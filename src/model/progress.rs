//! Progress of loading a file, and cancellation.

use std::ops::ControlFlow;

/// Stage of loading, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadStage {
    /// Parsing.
    Parsing,
    /// Resolving references, and checking.
    Validating,
    /// Parsing again to locate problems; only if there are any.
    Placing,
}

/// Progress of loading a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Current stage.
    pub stage: LoadStage,
    /// Completed fraction of the stage, from 0 to 1.
    pub part: f32,
}

/// Maximum number of reports per stage.
const STEPS: usize = 200;

/// Receiver of progress reports, which can cancel.
pub(super) struct Watch<'a> {
    tell: Option<&'a mut dyn FnMut(Progress) -> ControlFlow<()>>,
    stage: LoadStage,
    of: usize,
    done: usize,
    next: usize,
    is_stopped: bool,
}

impl<'a> Watch<'a> {
    pub(super) const fn new(tell: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        Self { tell: Some(tell), ..Self::nobody() }
    }

    /// A receiver that ignores all reports.
    pub(super) const fn nobody() -> Self {
        let (of, done, next) = (0, 0, usize::MAX);
        Self { tell: None, stage: LoadStage::Parsing, of, done, next, is_stopped: false }
    }

    pub(super) const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Starts a stage with a total number of items or bytes.
    pub(super) fn start(&mut self, stage: LoadStage, of: usize) -> ControlFlow<()> {
        if self.tell.is_none() {
            return ControlFlow::Continue(());
        }
        self.stage = stage;
        self.of = of;
        self.done = 0;
        self.report()
    }

    /// Completes one item.
    pub(super) fn step(&mut self) -> ControlFlow<()> {
        self.reach(self.done + 1)
    }

    /// Sets the number of completed items.
    pub(super) fn reach(&mut self, done: usize) -> ControlFlow<()> {
        self.done = done;
        if self.is_stopped {
            ControlFlow::Break(())
        } else if done < self.next {
            ControlFlow::Continue(())
        } else {
            self.report()
        }
    }

    fn report(&mut self) -> ControlFlow<()> {
        let Some(tell) = &mut self.tell else { return ControlFlow::Continue(()) };
        self.next = self.done + (self.of / STEPS).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a part is not exact")]
        let part = (self.done as f32 / self.of.max(1) as f32).min(1.0);
        let word = tell(Progress { stage: self.stage, part });
        self.is_stopped |= word.is_break();
        word
    }
}
