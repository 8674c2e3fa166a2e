//! How far the reading of a file is, told while it goes on, and the word to stop.

use std::ops::ControlFlow;

/// What is done with a file's text, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadStage {
    /// The text is taken apart.
    Parsing,
    /// References are resolved and rules checked.
    Validating,
    /// The text is read again, for the places of the problems found; only where there are any.
    Placing,
}

/// How far the reading of a file is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What is being done.
    pub stage: LoadStage,
    /// How much of the stage is done, from 0 to 1.
    pub part: f32,
}

/// Told in as many steps in a stage, no more.
const STEPS: usize = 200;

/// Who is told of the progress, and whether they said stop.
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

    /// Nobody is told, and nobody says stop.
    pub(super) const fn nobody() -> Self {
        let (of, done, next) = (0, 0, usize::MAX);
        Self { tell: None, stage: LoadStage::Parsing, of, done, next, is_stopped: false }
    }

    pub(super) const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Starts a stage with so many items, or bytes, to go through.
    pub(super) fn start(&mut self, stage: LoadStage, of: usize) -> ControlFlow<()> {
        if self.tell.is_none() {
            return ControlFlow::Continue(());
        }
        self.stage = stage;
        self.of = of;
        self.done = 0;
        self.report()
    }

    /// One more is done.
    pub(super) fn step(&mut self) -> ControlFlow<()> {
        self.reach(self.done + 1)
    }

    /// So many are done by now.
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
