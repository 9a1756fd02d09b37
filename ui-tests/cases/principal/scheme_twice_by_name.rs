use axum_secured::{requirement, secured};
use ui_tests::{User, bearer};

requirement!(Editor -> User = bearer("items:write"));

#[secured(all(Editor, bearer))]
async fn handler(#[principal] _who: (User, User)) {}

fn main() {}
