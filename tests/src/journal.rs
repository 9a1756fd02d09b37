//! A journal: what is logged while a test runs.

use std::{
    cell::RefCell,
    fmt::{self, Write as _},
    sync::Once,
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

thread_local! {
    /// What was logged on this thread.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes every event and span down, with all its fields. It is the whole program's: tracing
/// remembers for each place in the code whether anybody listens, and other tests run beside this one.
#[derive(Debug)]
pub struct Journal;

impl Journal {
    /// Begins, for the thread it is called on.
    ///
    /// # Panics
    /// If something else listens already.
    pub fn open() {
        static OPENED: Once = Once::new();
        OPENED.call_once(|| {
            tracing::subscriber::set_global_default(Self).expect("the only one");
        });
        Self::lines();
    }

    fn write(line: String) {
        LINES.with_borrow_mut(|lines| lines.push(line));
    }

    /// What was logged since it was asked last.
    pub fn lines() -> Vec<String> {
        LINES.take()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Journal {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line("span".to_owned());
        attributes.record(&mut line);
        Self::write(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("record".to_owned());
        values.record(&mut line);
        Self::write(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        Self::write(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
