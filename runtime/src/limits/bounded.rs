//! States by key, in bounded memory.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use super::key::{Key, Place};

/// At most so many states. Where there is no room for another, the one goes that was not asked for the
/// longest, unless it holds somebody off; if all of them do, newcomers share one state for each place.
pub(super) struct Bounded<V> {
    table: Mutex<Table<V>>,
    capacity: usize,
}

struct Table<V> {
    entries: HashMap<Key, Entry<V>>,
    /// Those that hold nobody off, by when they were last asked for.
    idle: BTreeSet<(u64, Key)>,
    /// Those that hold somebody off, by until when.
    holding: BTreeSet<(u64, Key)>,
    shared: HashMap<Place, V>,
    /// Counts the questions.
    asked: u64,
}

struct Entry<V> {
    value: V,
    last: u64,
    /// Until when it holds somebody off; long past where it does not.
    until: u64,
    holds: bool,
}

/// What becomes of a state.
pub(super) struct Change<V> {
    pub(super) value: V,
    /// Until when it holds somebody off.
    pub(super) until: u64,
}

impl<V> Bounded<V> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            table: Mutex::new(Table {
                entries: HashMap::new(),
                idle: BTreeSet::new(),
                holding: BTreeSet::new(),
                shared: HashMap::new(),
                asked: 0,
            }),
            capacity,
        }
    }

    /// Asks for the state of `key`, and changes it if `change` says so.
    pub(super) fn update<R>(
        &self,
        key: Key,
        now: u64,
        change: impl FnOnce(Option<&V>) -> (R, Option<Change<V>>),
    ) -> R {
        // A panic leaves a table that is whole: `change` is called before anything moves.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.entries.contains_key(&key) {
            return table.again(key, now, change);
        }
        let is_full = table.entries.len() >= self.capacity;
        if is_full && !table.has_idle(now) {
            let (result, changed) = change(table.shared.get(&key.place));
            if let Some(Change { value, .. }) = changed {
                table.shared.insert(key.place, value);
            }
            return result;
        }
        let (result, changed) = change(None);
        if let Some(change) = changed {
            if is_full {
                table.forget_the_coldest();
            }
            table.insert(key, now, change);
        }
        result
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let table = self.table.lock().expect("no panic");
        assert_eq!(
            table.entries.len(),
            table.idle.len() + table.holding.len(),
            "each stands in one order"
        );
        table.entries.len()
    }
}

impl<V> Table<V> {
    fn again<R>(
        &mut self,
        key: Key,
        now: u64,
        change: impl FnOnce(Option<&V>) -> (R, Option<Change<V>>),
    ) -> R {
        let (result, changed) = change(self.entries.get(&key).map(|entry| &entry.value));
        if let Some(entry) = self.take(&key) {
            let change = changed.unwrap_or(Change {
                value: entry.value,
                until: entry.until,
            });
            self.insert(key, now, change);
        }
        result
    }

    fn take(&mut self, key: &Key) -> Option<Entry<V>> {
        let entry = self.entries.remove(key)?;
        if entry.holds {
            self.holding.remove(&(entry.until, *key));
        } else {
            self.idle.remove(&(entry.last, *key));
        }
        Some(entry)
    }

    fn insert(&mut self, key: Key, now: u64, Change { value, until }: Change<V>) {
        self.asked += 1;
        let (last, holds) = (self.asked, until > now);
        if holds {
            self.holding.insert((until, key));
        } else {
            self.idle.insert((last, key));
        }
        self.entries.insert(
            key,
            Entry {
                value,
                last,
                until,
                holds,
            },
        );
    }

    /// Whether there is one that may go.
    fn has_idle(&mut self, now: u64) -> bool {
        while let Some((until, key)) = self.holding.first().copied()
            && until <= now
        {
            self.holding.pop_first();
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.holds = false;
                self.idle.insert((entry.last, key));
            }
        }
        !self.idle.is_empty()
    }

    fn forget_the_coldest(&mut self) {
        if let Some((_, key)) = self.idle.pop_first() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::key::KeyDraft, *};

    const PLACE: Place = Place::named("here");

    fn key(name: &str) -> Key {
        KeyDraft::new().part("name", name.as_bytes()).at(PLACE)
    }

    /// Counts one for `name`, and holds it off until then; the count so far.
    fn count(states: &Bounded<u32>, name: &str, now: u64, until: u64) -> u32 {
        states.update(key(name), now, |known| {
            let count = known.copied().unwrap_or(0) + 1;
            (
                count,
                Some(Change {
                    value: count,
                    until,
                }),
            )
        })
    }

    #[test]
    fn the_coldest_goes_first() {
        let states = Bounded::new(3);
        for name in ["a", "b", "c", "a"] {
            count(&states, name, 0, 0);
        }
        count(&states, "d", 0, 0);
        assert_eq!(count(&states, "a", 0, 0), 3, "asked for after `b`");
        assert_eq!(count(&states, "c", 0, 0), 2);
        assert_eq!(count(&states, "b", 0, 0), 1, "gone");
        assert_eq!(states.len(), 3);
    }

    #[test]
    fn who_is_held_off_stays() {
        let states = Bounded::new(2);
        count(&states, "held", 0, 10);
        for (now, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
            count(&states, name, now as u64, 0);
        }
        assert_eq!(count(&states, "held", 4, 10), 2);
        count(&states, "e", 10, 0);
        count(&states, "f", 10, 0);
        assert_eq!(
            count(&states, "held", 10, 10),
            1,
            "no longer held off, it went"
        );
    }

    #[test]
    fn whom_a_question_does_not_change_is_held_off_as_before() {
        let states = Bounded::new(2);
        count(&states, "held", 0, 10);
        states.update(key("held"), 5, |_| ((), None));
        for name in ["a", "b"] {
            count(&states, name, 6, 0);
        }
        assert_eq!(count(&states, "held", 7, 10), 2);
    }

    #[test]
    fn a_question_that_changes_nothing_takes_no_room() {
        let states = Bounded::new(1);
        count(&states, "a", 0, 0);
        assert!(!states.update(key("b"), 0, |known| (known.is_some(), None)));
        assert_eq!(count(&states, "a", 0, 0), 2);
    }

    #[test]
    fn where_everybody_is_held_off_newcomers_count_together() {
        let states = Bounded::new(2);
        for name in ["a", "b"] {
            count(&states, name, 0, 10);
        }
        for (before, name) in ["c", "d", "c"].into_iter().enumerate() {
            assert_eq!(count(&states, name, 5, 10) as usize, before + 1, "{name}");
        }
        let elsewhere = KeyDraft::new().at(Place::named("there"));
        let other = states.update(elsewhere, 5, |known| (known.copied(), None));
        assert_eq!(other, None, "each place has its own");
        assert_eq!(count(&states, "a", 5, 10), 2, "who is known counts alone");
        assert_eq!(count(&states, "d", 10, 0), 1, "there is room again");
        assert_eq!(states.len(), 2);
    }

    #[test]
    fn many_names_take_no_more_room_than_few() {
        let states = Bounded::new(1000);
        for number in 0..100_000_u32 {
            let until = if number % 3 == 0 {
                u64::from(number) + 1500
            } else {
                0
            };
            count(&states, &number.to_string(), u64::from(number), until);
            if number % 10_000 == 0 {
                assert!(states.len() <= 1000);
            }
        }
        assert_eq!(states.len(), 1000);
    }
}
