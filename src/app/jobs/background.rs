//! Background work: tasks that run on worker threads, or step by step on the caller's thread.
//!
//! A `Worker` runs one job at a time in the order of arrival, so that the number of threads never depends on files or
//! their writers. A `Task` is the receiving end of one job. Dropping it cancels the job: a queued job never starts, a
//! running one stops at its next report.

use std::any::Any;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, OnceLock, Weak};
use std::thread;
use std::time::Duration;

use egui::Context;
use parking_lot::{Condvar, Mutex};

/// The shortest time between two frames that show progress.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(50);

/// Executor of background work. Clones share the same queue and counters.
#[derive(Clone, Debug, Default)]
pub struct Background(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    mode: Mode,
    /// Jobs that were accepted and have not ended.
    unfinished: Mutex<usize>,
    all_finished: Condvar,
}

#[derive(Debug, Default)]
enum Mode {
    /// Each worker has a thread of its own.
    #[default]
    Threads,
    /// All workers share this queue, which [`Background::step`] takes jobs from.
    Steps(Mutex<Steps>),
}

#[derive(Default)]
struct Steps {
    jobs: VecDeque<Job>,
    /// Whether frames do not run queued jobs.
    is_held: bool,
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} jobs, held: {}", self.jobs.len(), self.is_held)
    }
}

type Job = Box<dyn FnOnce(Fault) + Send>;

/// Replacement of a job's work, in tests.
#[derive(Clone, Copy)]
enum Fault {
    None,
    Panic,
}

impl Background {
    /// Work on threads.
    #[must_use]
    pub fn threads() -> Self {
        Self::default()
    }

    /// Work without threads: the window runs one queued job at the start of each frame.
    #[must_use]
    pub fn steps() -> Self {
        let mode = Mode::Steps(Mutex::default());
        Self(Arc::new(Shared { mode, ..Shared::default() }))
    }

    /// The executor of exports. They can be cancelled only while frames continue, so they have a thread in every mode,
    /// except in a page, which has none.
    pub(crate) fn of_exports(&self) -> Self {
        if cfg!(target_arch = "wasm32") { self.clone() } else { Self::threads() }
    }

    /// Keeps jobs in the queue until [`Self::step`] or [`Self::release`]; without effect on threads.
    pub fn hold(&self) {
        self.set_held(true);
    }

    /// Lets frames run jobs again.
    pub fn release(&self) {
        self.set_held(false);
    }

    fn set_held(&self, is_held: bool) {
        if let Mode::Steps(steps) = &self.0.mode {
            steps.lock().is_held = is_held;
        }
    }

    /// Runs the oldest queued job to its end.
    pub fn step(&self) {
        self.run_queued(Fault::None);
    }

    /// Runs the oldest queued job as one that panics.
    pub fn step_with_panic(&self) {
        self.run_queued(Fault::Panic);
    }

    /// The number of jobs that are queued or at work.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        *self.0.unfinished.lock()
    }

    /// Blocks until every job has ended; queued jobs are run.
    pub fn finish(&self) {
        self.run_queue();
        let mut unfinished = self.0.unfinished.lock();
        self.0.all_finished.wait_while(&mut unfinished, |unfinished| *unfinished > 0);
    }

    /// Blocks until every job on a thread has ended, for a limited time.
    pub(crate) fn wait(&self, limit: Duration) {
        if matches!(self.0.mode, Mode::Threads) {
            let mut unfinished = self.0.unfinished.lock();
            let is_at_work = |unfinished: &mut usize| *unfinished > 0;
            self.0.all_finished.wait_while_for(&mut unfinished, is_at_work, limit);
        }
    }

    /// Runs all queued jobs; without effect on threads.
    pub(crate) fn run_queue(&self) {
        while self.run_queued(Fault::None) {}
    }

    /// The work of one frame: a queued job, unless they are held.
    pub(crate) fn step_in_frame(&self) {
        if let Mode::Steps(steps) = &self.0.mode
            && !steps.lock().is_held
        {
            self.step();
        }
    }

    /// Runs the oldest queued job; returns `false` if there is none.
    fn run_queued(&self, fault: Fault) -> bool {
        let Mode::Steps(steps) = &self.0.mode else { return false };
        let job = steps.lock().jobs.pop_front();
        let is_some = job.is_some();
        if let Some(job) = job {
            job(fault);
        }
        is_some
    }
}

/// Counts a job as unfinished while it exists.
struct Unfinished(Arc<Shared>);

impl Unfinished {
    fn new(shared: &Arc<Shared>) -> Self {
        *shared.unfinished.lock() += 1;
        Self(Arc::clone(shared))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = self.0.unfinished.lock();
        *unfinished -= 1;
        if *unfinished == 0 {
            self.0.all_finished.notify_all();
        }
    }
}

/// Runs jobs one after the other, on a thread that starts with the first. Clones share it.
#[derive(Clone)]
pub(crate) struct Worker {
    name: &'static str,
    background: Background,
    context: Context,
    thread: Arc<OnceLock<Sender<Job>>>,
}

impl Worker {
    /// Creates a worker, whose thread starts with the first job; `name` is the name of the thread.
    pub(crate) fn new(name: &'static str, background: &Background, context: &Context) -> Self {
        let (background, context) = (background.clone(), context.clone());
        Self { name, background, context, thread: Arc::default() }
    }

    /// Queues a job. The window is repainted when it has ended.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reporter) -> T + Send + 'static,
    ) -> Task<T> {
        let (sender, outcome) = channel();
        let progress = Arc::default();
        let reporter =
            Reporter { progress: Arc::downgrade(&progress), context: self.context.clone() };
        let unfinished = Unfinished::new(&self.background.0);
        self.queue(Box::new(move |fault| {
            if !reporter.is_cancelled() {
                let outcome = catch_panic(|| match fault {
                    Fault::None => work(&reporter),
                    Fault::Panic => panic!("a fault that a test asked for"),
                });
                // The receiver is gone if the task was cancelled.
                let _ = sender.send(outcome);
            }
            drop(unfinished);
            reporter.context.request_repaint();
        }));
        Task { outcome, progress }
    }

    fn queue(&self, job: Job) {
        match &self.background.0.mode {
            Mode::Steps(steps) => {
                steps.lock().jobs.push_back(job);
                self.context.request_repaint();
            }
            Mode::Threads => {
                let thread = self.thread.get_or_init(|| start_thread(self.name));
                if let Err(refused) = thread.send(job) {
                    // The system refused a thread, so the job runs here.
                    refused.0(Fault::None);
                }
            }
        }
    }
}

/// Starts a thread that runs jobs until the sender is gone.
fn start_thread(name: &'static str) -> Sender<Job> {
    let (sender, jobs) = channel::<Job>();
    let run = move || jobs.into_iter().for_each(|job| job(Fault::None));
    // Without a thread the receiver is dropped here, and sending fails.
    let _ = thread::Builder::new().name(name.to_owned()).spawn(run);
    sender
}

/// The message of a job's panic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panicked(pub(crate) String);

/// Runs work that may panic.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Panicked(words_of(&*panic)))
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(ToString::to_string);
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// The pending result of a job. Dropping it cancels the job.
pub(crate) struct Task<T> {
    outcome: Receiver<Result<T, Panicked>>,
    /// The completed fraction, from 0 to 1; none before the first report.
    progress: Arc<Mutex<Option<f32>>>,
}

impl<T> Task<T> {
    /// Result of the job; `None` while it is queued or running. Later calls return an error.
    pub(crate) fn poll(&self) -> Option<Result<T, Panicked>> {
        match self.outcome.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(Panicked(String::new()))),
        }
    }

    /// Empties the slot once the job has ended; returns the job's result.
    pub(crate) fn take(slot: &mut Option<Self>) -> Option<Result<T, Panicked>> {
        Self::take_with(slot, |task| task).map(|(_, outcome)| outcome)
    }

    /// Like [`Self::take`], for a slot that contains more than the task; returns all of it.
    pub(crate) fn take_with<S>(
        slot: &mut Option<S>,
        task: impl Fn(&S) -> &Self,
    ) -> Option<(S, Result<T, Panicked>)> {
        let outcome = task(slot.as_ref()?).poll()?;
        Some((slot.take()?, outcome))
    }

    /// Waits for the job to end, for a limited time, and drops its result.
    pub(crate) fn wait(&self, limit: Duration) {
        // Nobody needs the result at exit.
        drop(self.outcome.recv_timeout(limit));
    }

    /// The completed fraction, from 0 to 1; none before the first report.
    pub(crate) fn progress(&self) -> Option<f32> {
        *self.progress.lock()
    }
}

/// Tasks of one worker, none of which is cancelled.
pub(crate) struct Tasks<T>(VecDeque<Task<T>>);

impl<T> Default for Tasks<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Tasks<T> {
    pub(crate) fn push(&mut self, task: Task<T>) {
        self.0.push_back(task);
    }

    /// The result of the oldest task, once its job has ended.
    pub(crate) fn take_first(&mut self) -> Option<Result<T, Panicked>> {
        let outcome = self.0.front()?.poll()?;
        self.0.pop_front();
        Some(outcome)
    }

    /// Waits for all jobs to end, for a limited time.
    pub(crate) fn wait(&self, limit: Duration) {
        if let Some(last) = self.0.back() {
            last.wait(limit);
        }
    }
}

/// The job's side of a task.
pub(crate) struct Reporter {
    progress: Weak<Mutex<Option<f32>>>,
    context: Context,
}

impl Reporter {
    /// Reports the completed fraction; `Break` if the task was cancelled.
    pub(crate) fn report(&self, fraction: f32) -> ControlFlow<()> {
        let Some(progress) = self.progress.upgrade() else { return ControlFlow::Break(()) };
        *progress.lock() = Some(fraction);
        self.context.request_repaint_after(PROGRESS_INTERVAL);
        ControlFlow::Continue(())
    }

    /// The reporter of a cancelled task.
    #[cfg(test)]
    pub(crate) fn cancelled() -> Self {
        Self { progress: Weak::new(), context: Context::default() }
    }

    /// Whether the task was dropped.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.progress.strong_count() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker(background: &Background) -> Worker {
        Worker::new("test", background, &Context::default())
    }

    #[test]
    fn threads_return_results_and_panics() {
        let background = Background::threads();
        let worker = worker(&background);
        let sum = worker.spawn(|reporter| {
            assert!(reporter.report(0.5).is_continue());
            1 + 1
        });
        let panics = worker.spawn(|_| -> u32 { panic!("no {}", "such thing") });
        background.finish();
        assert_eq!(sum.progress(), Some(0.5));
        assert_eq!(sum.poll(), Some(Ok(2)));
        assert_eq!(panics.poll(), Some(Err(Panicked("no such thing".to_owned()))));
    }

    #[test]
    fn dropping_a_task_cancels_it() {
        let background = Background::threads();
        let worker = worker(&background);
        let (started, is_started) = channel();
        let (ended, has_ended) = channel();
        let at_work = worker.spawn(move |reporter| {
            started.send(()).expect("the test waits");
            while reporter.report(0.0).is_continue() {}
            ended.send(reporter.is_cancelled()).expect("the test waits");
        });
        let queued = worker.spawn(|_| panic!("a cancelled job was run"));
        is_started.recv().expect("the job starts");
        drop(queued);
        drop(at_work);
        assert_eq!(has_ended.recv(), Ok(true));
        let last = worker.spawn(|_| "done");
        background.finish();
        assert_eq!(last.poll(), Some(Ok("done")), "the worker goes on after a cancelled job");
    }

    #[test]
    fn a_worker_uses_one_thread() {
        let background = Background::threads();
        let worker = worker(&background);
        let thread = || thread::current().id();
        let tasks: Vec<_> = (0..20).map(|_| worker.spawn(move |_| thread())).collect();
        background.finish();
        let mut threads: Vec<_> = tasks.iter().map(|task| task.poll().expect("it ended")).collect();
        threads.dedup();
        assert_eq!(threads.len(), 1);
        assert_ne!(threads, [Ok(thread())]);
    }

    #[test]
    fn jobs_run_one_at_a_time_without_threads() {
        let background = Background::steps();
        let worker = worker(&background);
        let [first, second, third] = [1, 2, 3].map(|number| worker.spawn(move |_| number));
        assert_eq!((first.poll(), background.unfinished()), (None, 3));
        background.step();
        assert_eq!((first.poll(), second.poll()), (Some(Ok(1)), None));
        background.hold();
        background.step_in_frame();
        assert_eq!(second.poll(), None, "frames leave held jobs alone");
        background.step_with_panic();
        assert!(matches!(second.poll(), Some(Err(_))));
        background.release();
        background.step_in_frame();
        assert_eq!((third.poll(), background.unfinished()), (Some(Ok(3)), 0));
    }
}
