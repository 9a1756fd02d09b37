use axum_secured::SecuritySchemes;

#[derive(SecuritySchemes)]
pub struct Own<const N: usize> {
    #[scheme(http(bearer))]
    pub token: [u8; N],
}

fn main() {}
