use axum_secured::check;

#[check]
struct Rules;

fn main() {}
