//! A value that is made in the background from a comparable key.

use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Reporter, Task, Worker};

/// The last value that was made, and the one that is being made. A value stays until the one of
/// another key is there; a key whose value panicked is not tried again.
pub(crate) struct Latest<K, T> {
    made: Option<(K, Arc<T>)>,
    making: Option<(K, Task<T>)>,
    failed: Option<(K, Option<Panicked>)>,
}

impl<K, T> Default for Latest<K, T> {
    fn default() -> Self {
        Self { made: None, making: None, failed: None }
    }
}

impl<K: PartialEq + Clone + Send + 'static, T: Send + 'static> Latest<K, T> {
    /// Takes over a value that was made elsewhere.
    pub(crate) fn keep(&mut self, key: K, value: T) {
        self.made = Some((key, Arc::new(value)));
        self.making = None;
    }

    /// The value of a key; while it is being made, or if it cannot be, the last one that could,
    /// with its key.
    pub(crate) fn get(
        &mut self,
        worker: &Worker,
        key: &K,
        make: impl FnOnce(&K, &Reporter) -> T + Send + 'static,
    ) -> Option<&(K, Arc<T>)> {
        if self.is_made(key) {
            self.making = None;
        } else if !self.is_failed(key) {
            if self.making.as_ref().is_none_or(|(making, _)| making != key) {
                let job = key.clone();
                let task = worker.spawn(move |reporter| make(&job, reporter));
                self.making = Some((key.clone(), task));
            }
            self.poll();
        }
        self.made.as_ref()
    }

    /// Takes over the value that is being made, if it is there.
    fn poll(&mut self) {
        let outcome = self.making.as_ref().and_then(|(_, task)| task.poll());
        if let Some(outcome) = outcome
            && let Some((key, _)) = self.making.take()
        {
            self.put(key, outcome);
        }
    }

    /// Takes over what came of making a value.
    pub(crate) fn put(&mut self, key: K, outcome: Result<T, Panicked>) {
        match outcome {
            Ok(value) => self.keep(key, value),
            Err(panic) => self.failed = Some((key, Some(panic))),
        }
    }

    /// Whether the last value is of a key.
    pub(crate) fn is_made(&self, key: &K) -> bool {
        self.made.as_ref().is_some_and(|(made, _)| made == key)
    }

    /// Whether no value could be made of a key.
    pub(crate) fn is_failed(&self, key: &K) -> bool {
        self.failed.as_ref().is_some_and(|(failed, _)| failed == key)
    }

    /// The last panic, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.failed.as_mut()?.1.take()
    }
}

/// A shared value that is compared by identity, as part of a key.
pub(crate) struct Same<T>(pub(crate) Arc<T>);

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
