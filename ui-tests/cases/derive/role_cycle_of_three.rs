use axum_secured::Roles;

#[derive(Roles)]
pub enum Own {
    #[role("a", includes(B))]
    A,
    #[role("b", includes(C))]
    B,
    #[role("c", includes(A))]
    C,
    #[role("d", includes(A, C))]
    D,
}

fn main() {}
