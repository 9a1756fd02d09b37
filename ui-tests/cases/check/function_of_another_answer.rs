// 3 mistakes
use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn by_bool(_: &User) -> bool {
    true
}

#[check]
async fn by_result(_: &User) -> Result<Decision, ()> {
    Ok(Decision::Allow)
}

#[check]
async fn by_number(_: &User) -> u8 {
    1
}

fn main() {}
