use axum_secured::{public};

#[public("why")]
#[public("because")]
async fn handler() {}

fn main() {}
