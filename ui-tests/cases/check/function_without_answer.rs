use axum_secured::check;
use ui_tests::User;

#[check]
async fn can_edit(_: &User) {}

fn main() {}
