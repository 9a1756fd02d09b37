//! Attempts as one process counts them.

use std::time::Duration;

use tokio::time::Instant;

use super::{Asked, Counted, Rules, account::Account};
use crate::limits::{
    bounded::{Bounded, Change},
    key::Key,
    memory::{InProcess, nanoseconds},
};

pub(super) struct Local {
    pub(super) addresses: InProcess,
    pub(super) accounts: Bounded<Account>,
    /// Who succeeded from where.
    known: Bounded<()>,
    epoch: Instant,
}

impl Local {
    pub(super) fn new(entries: usize) -> Self {
        Self {
            addresses: InProcess::new(entries),
            accounts: Bounded::new(entries),
            known: Bounded::new(entries),
            epoch: Instant::now(),
        }
    }

    /// Counts an attempt, or says how long to wait. Until when the next one at the account waits, if it
    /// counts for the account.
    pub(super) fn count(&self, asked: &Asked, rules: Rules) -> Counted {
        self.addresses.count(rules.per_address, &asked.address)?;
        if asked.both.is_some_and(|both| self.is_known(both)) {
            return Ok(None);
        }
        let counted = self.count_account(asked.account, rules.free);
        if counted.is_err() {
            // Nothing was tried.
            self.addresses.give_back(rules.per_address, &asked.address);
        }
        counted.map(Some)
    }

    /// Takes back what was counted.
    pub(super) fn give_back(&self, asked: &Asked, until: Option<u64>, rules: Rules) {
        self.addresses.give_back(rules.per_address, &asked.address);
        if let Some(until) = until {
            self.accounts.update(asked.account, self.now(), |known| {
                let change = known.map(|known| change(known.succeeded(until), rules.free));
                ((), change)
            });
        }
    }

    pub(super) fn remember(&self, both: Key) {
        let seen = Change {
            value: (),
            until: 0,
        };
        self.known.update(both, self.now(), |_| ((), Some(seen)));
    }

    pub(super) fn is_known(&self, both: Key) -> bool {
        self.known
            .update(both, self.now(), |known| (known.is_some(), None))
    }

    fn count_account(&self, account: Key, free: u32) -> Result<u64, Duration> {
        let now = self.now();
        self.accounts.update(account, now, |known| {
            let known = known.copied().unwrap_or_default();
            match known.failed(now, free) {
                Ok(account) => (Ok(account.until()), Some(change(account, free))),
                Err(wait) => (Err(wait), None),
            }
        })
    }

    fn now(&self) -> u64 {
        nanoseconds(self.epoch.elapsed())
    }
}

fn change(account: Account, free: u32) -> Change<Account> {
    Change {
        value: account,
        until: account.kept_until(free),
    }
}
