use axum_secured::SecuritySchemes;

#[derive(SecuritySchemes)]
pub struct Own<'a> {
    #[scheme(http(bearer))]
    pub token: &'a str,
}

fn main() {}
