// 2 mistakes
use axum_secured::secured;
use ui_tests::{User, bearer};

#[secured(bearer)]
async fn conditional(#[cfg(any())] #[principal] _who: User) {}

#[secured(bearer)]
async fn foreign_attribute(#[principal] #[serde(rename = "who")] _who: User) {}

fn main() {}
