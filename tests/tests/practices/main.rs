//! The report of practices: each is found where it is followed, and nowhere else.
#![allow(missing_docs, clippy::unused_async)]

mod probes;
mod routes;
mod verifiers;

use axum_secured::{Context, Practice, Practices, Verdict, Verifier};

/// Admits nobody, whatever is presented.
pub(crate) struct Nobody;

impl<C: Send + 'static> Verifier<C> for Nobody {
    type Principal = ();
    async fn verify(&self, _: C, _: &Context<'_>) -> Verdict<()> {
        Verdict::Invalid
    }
}

/// What is left to mend, a line each.
pub(crate) fn listed(found: &Practices) -> Vec<String> {
    found.findings().map(ToString::to_string).collect()
}

/// What follows this practice.
pub(crate) fn subjects(found: &Practices, practice: Practice) -> Vec<&str> {
    found
        .findings()
        .filter(|finding| finding.practice() == practice)
        .map(axum_secured::practices::Finding::subject)
        .collect()
}
