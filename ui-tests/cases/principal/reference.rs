// 3 mistakes
use axum_secured::{Admitted, secured};
use ui_tests::{User, bearer};

#[secured(bearer)]
async fn plain(#[principal] _who: &User) {}

#[secured(bearer)]
async fn admitted(#[principal] _who: (u8, Admitted<std::borrow::Cow<'_, str>>)) {}

#[secured(optional(bearer))]
async fn optional(#[principal] _who: Option<Admitted<&User>>) {}

fn main() {}
