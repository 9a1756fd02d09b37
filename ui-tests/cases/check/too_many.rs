use axum_secured::{Decision, check, secured};
use ui_tests::{User, bearer};

#[check]
async fn c0(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c1(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c2(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c3(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c4(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c5(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c6(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c7(_: &User) -> Decision { Decision::Allow }
#[check]
async fn c8(_: &User) -> Decision { Decision::Allow }

#[secured(bearer, check = [c0, c1, c2, c3, c4, c5, c6, c7, c8])]
async fn handler() {}

fn main() {}
