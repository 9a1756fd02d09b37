// 3 mistakes
use axum::{Json, body::Bytes, extract::Request};
use axum_secured::{Decision, check};
use ui_tests::User;

#[check]
async fn by_json(_: &User, _: Json<u8>) -> Decision {
    Decision::Allow
}

#[check]
async fn whole(_: &User, _: Request) -> Decision {
    Decision::Allow
}

#[check]
async fn by_bytes(_: &User, _: Bytes) -> Decision {
    Decision::Allow
}

fn main() {}
