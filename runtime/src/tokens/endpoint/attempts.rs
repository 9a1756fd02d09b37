//! Attempts at passwords, where an application counts them.

use std::time::Duration;

use http::request::Parts;

use super::Owner;
#[cfg(feature = "limits")]
use crate::limits::{Attempts, ClientAddress, Permit};
use crate::verifier::Verdict;

/// Where a request comes from, as far as anybody asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    #[cfg(feature = "limits")]
    address: ClientAddress,
}

impl Origin {
    #[cfg_attr(not(feature = "limits"), expect(unused_variables))]
    pub(super) fn of(parts: &Parts) -> Self {
        Self {
            #[cfg(feature = "limits")]
            address: ClientAddress::of(parts),
        }
    }
}

/// Counts attempts, if it has been given what counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter {
    #[cfg(feature = "limits")]
    pub(super) attempts: Option<Attempts>,
}

impl Counter {
    #[cfg_attr(not(feature = "limits"), expect(clippy::unused_self))]
    pub(super) fn counts(&self) -> bool {
        #[cfg(feature = "limits")]
        return self.attempts.is_some();
        #[cfg(not(feature = "limits"))]
        false
    }

    /// What `asked` says of `account`, unless there were too many attempts: then nobody is asked.
    #[cfg_attr(not(feature = "limits"), expect(unused_variables))]
    pub(super) async fn counted(
        &self,
        origin: Origin,
        account: &str,
        deadline: Duration,
        asked: impl Future<Output = Verdict<Owner>>,
    ) -> Verdict<Owner> {
        #[cfg(feature = "limits")]
        if let Some(attempts) = &self.attempts {
            let permit = match attempts.check(origin.address, account).await {
                Ok(permit) => permit,
                Err(wait) => return wait.into(),
            };
            let verdict = Permit::in_time(deadline, asked).await;
            match verdict {
                // Told as a wrong password is, it counts as one.
                Verdict::Denied(_) => permit.failed(),
                _ => permit.settled(&verdict).await,
            }
            return verdict;
        }
        asked.await
    }
}
