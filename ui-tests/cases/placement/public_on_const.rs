use axum_secured::{public};

#[public("why")]
const X: u8 = 0;

fn main() {}
