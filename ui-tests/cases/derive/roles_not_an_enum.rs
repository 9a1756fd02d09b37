use axum_secured::SecuritySchemes;
use ui_tests::{Nobody, Scope};

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer), roles = Scope)]
    pub token: Nobody,
}

fn main() {}
