// 5 mistakes
use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("chief editor")]
    A,
    #[role("a,b")]
    B,
    #[role("a;b")]
    C,
    #[role("a\"b")]
    D,
    #[role("éditeur")]
    E,
}

fn main() {}
