use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
#[schemes(scopes = Scope)]
pub struct Own {
    #[scheme(http(bearer))]
    pub token: Nobody,
}

fn main() {}
