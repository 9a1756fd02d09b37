use axum_secured::{secured};
use ui_tests::{bearer};

struct Handlers;

impl Handlers {
    #[secured(bearer)]
    async fn handler(&self) {}
}

fn main() {}
