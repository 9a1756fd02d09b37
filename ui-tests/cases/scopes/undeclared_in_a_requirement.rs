use axum_secured::{requirement, secured};
use ui_tests::{User, basic, bearer};

requirement!(Reader -> User = any(basic, bearer("items:raed")));

#[secured(any(Reader, bearer))]
async fn handler() {}

fn main() {}
