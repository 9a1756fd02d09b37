use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub union Own {
    #[scheme(http(bearer))]
    pub token: std::mem::ManuallyDrop<Nobody>,
}

fn main() {}
