//! Accounts that change while a test runs.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::SystemTime,
};

use axum_secured::{
    Verdict,
    tokens::{Owner, ResourceOwners},
};
use tokio::sync::Notify;

/// One account, `johndoe` with the password `se cret:ö`, and what is to be said of it.
#[derive(Clone)]
pub(crate) struct Users {
    mood: Arc<Mutex<Mood>>,
    asked: Arc<AtomicUsize>,
    gate: Arc<Notify>,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Mood {
    May(&'static str),
    Disabled,
    Gone,
    Down,
    Hanging,
    Panicking,
    /// It is found at once, and the answer comes when the [gate](Users::open_gate) opens.
    Waiting,
    /// It is called otherwise.
    Called(&'static str),
    /// Its log-ins before this time have ended.
    Since(SystemTime),
}

impl Users {
    pub(crate) fn new() -> Self {
        Self {
            mood: Arc::new(Mutex::new(Mood::May("items:write"))),
            asked: Arc::default(),
            gate: Arc::default(),
        }
    }

    pub(crate) fn set(&self, mood: Mood) {
        *self.mood() = mood;
    }

    /// How often somebody was asked for.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn open_gate(&self) {
        self.gate.notify_one();
    }

    fn mood(&self) -> MutexGuard<'_, Mood> {
        self.mood.lock().expect("no panic meanwhile")
    }

    async fn say(&self) -> Verdict<Owner> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mood = self.mood().clone();
        match mood {
            Mood::May(scopes) => {
                Verdict::valid(Owner::new("user-1").scopes(scopes).username("johndoe"))
            }
            Mood::Disabled => Verdict::Denied("a reason nobody is told"),
            Mood::Gone => Verdict::Invalid,
            Mood::Down => Verdict::unavailable("postgres://user:hunter2@db"),
            Mood::Hanging => std::future::pending().await,
            Mood::Panicking => panic!("scripted"),
            Mood::Waiting => {
                self.gate.notified().await;
                Verdict::valid(Owner::new("user-1").scopes("items:write"))
            }
            Mood::Since(time) => {
                Verdict::valid(Owner::new("user-1").scopes("items:write").since(time))
            }
            Mood::Called(subject) => Verdict::valid(Owner::new(subject).scopes("items:write")),
        }
    }
}

impl ResourceOwners for Users {
    async fn sign_in(&self, username: &str, password: &str) -> Verdict<Owner> {
        match self.say().await {
            Verdict::Valid(_) if (username, password) != ("johndoe", "se cret:ö") => {
                Verdict::Invalid
            }
            verdict => verdict,
        }
    }

    async fn find(&self, subject: &str) -> Verdict<Owner> {
        match self.say().await {
            Verdict::Valid(_) if subject != "user-1" => Verdict::Invalid,
            verdict => verdict,
        }
    }
}
