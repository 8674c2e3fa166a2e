//! Memoization of one value by a comparable key.

use std::sync::Arc;

use crate::app::jobs::background::{Panicked, Reporter, Task, Worker, catch_panic};

/// The last value with its key. While a value is computed in the background, the previous one stays; a key whose
/// computation panicked is not tried again.
pub(crate) struct Memo<K, V> {
    made: Option<(K, Arc<V>)>,
    making: Option<(K, Task<V>)>,
    failed: Option<(K, Option<Panicked>)>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { made: None, making: None, failed: None }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value of a key, computed synchronously if the key is new.
    pub(crate) fn get(&mut self, key: K, make: impl FnOnce(&K) -> V) -> Arc<V> {
        let value = match self.made.take() {
            Some((known, value)) if known == key => value,
            _ => Arc::new(make(&key)),
        };
        self.made = Some((key, Arc::clone(&value)));
        value
    }

    /// Stores a value that was computed elsewhere.
    pub(crate) fn keep(&mut self, key: K, value: V) {
        self.made = Some((key, Arc::new(value)));
        self.making = None;
    }

    /// Clears the value, so that it is computed again.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether computing the value of a key panicked.
    pub(crate) fn is_failed(&self, key: &K) -> bool {
        self.failed.as_ref().is_some_and(|(failed, _)| failed == key)
    }

    /// The last panic, once.
    pub(crate) fn take_failure(&mut self) -> Option<Panicked> {
        self.failed.as_mut()?.1.take()
    }

    fn is_made(&self, key: &K) -> bool {
        self.made.as_ref().is_some_and(|(made, _)| made == key)
    }

    fn put(&mut self, key: K, outcome: Result<V, Panicked>) {
        match outcome {
            Ok(value) => self.keep(key, value),
            Err(panic) => self.failed = Some((key, Some(panic))),
        }
    }
}

impl<K: PartialEq + Clone + Send + 'static, V: Send + 'static> Memo<K, V> {
    /// Computes the value of a key synchronously, if the key is new. A panic counts as a failure.
    pub(crate) fn make_now(&mut self, key: &K, make: impl FnOnce(&K) -> V) {
        if !self.is_made(key) && !self.is_failed(key) {
            let outcome = catch_panic(|| make(key));
            self.put(key.clone(), outcome);
        }
    }

    /// Computes the value of a key in the background, if the key is new. Returns the last value with its key.
    pub(crate) fn follow(
        &mut self,
        worker: &Worker,
        key: &K,
        make: impl FnOnce(&K, &Reporter) -> V + Send + 'static,
    ) -> Option<&(K, Arc<V>)> {
        if self.is_made(key) {
            self.making = None;
        } else if !self.is_failed(key) {
            if self.making.as_ref().is_none_or(|(making, _)| making != key) {
                let job = key.clone();
                let task = worker.spawn(move |reporter| make(&job, reporter));
                self.making = Some((key.clone(), task));
            }
            if let Some(outcome) = self.making.as_ref().and_then(|(_, task)| task.poll()) {
                self.making = None;
                self.put(key.clone(), outcome);
            }
        }
        self.made.as_ref()
    }
}

/// A shared value that is compared by identity, as part of a key.
pub(crate) struct Same<T>(pub(crate) Arc<T>);

impl<T> Same<T> {
    pub(crate) fn of(value: &Arc<T>) -> Self {
        Self(Arc::clone(value))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self::of(&self.0)
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::jobs::background::Background;

    #[test]
    fn computes_once_per_key() {
        let (mut memo, mut count) = (Memo::default(), 0);
        for key in ["a", "a", "b", "a"] {
            let value = memo.get(key, |key| {
                count += 1;
                key.to_uppercase()
            });
            assert_eq!(*value, key.to_uppercase());
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn keeps_the_last_value_until_the_next_is_ready() {
        let background = Background::steps();
        let worker = Worker::new("test", &background, &egui::Context::default());
        let mut memo: Memo<u32, u32> = Memo::default();
        let mut follow = |key: u32| {
            let made = memo.follow(&worker, &key, |key, _| 100 / key);
            (made.map(|(key, value)| (*key, **value)), background.unfinished())
        };
        assert_eq!(follow(5), (None, 1));
        background.step();
        assert_eq!(follow(5), (Some((5, 20)), 0));
        assert_eq!(follow(0), (Some((5, 20)), 1));
        background.step();
        assert_eq!(follow(0), (Some((5, 20)), 0));
        assert_eq!(follow(0), (Some((5, 20)), 0), "it is not tried again");
        assert!(memo.take_failure().is_some() && memo.take_failure().is_none());
    }
}
