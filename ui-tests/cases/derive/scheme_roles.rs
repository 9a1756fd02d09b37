// 4 mistakes
use axum_secured::SecuritySchemes;
use ui_tests::Nobody;

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(http(bearer), roles = "Role")]
    pub quoted: Nobody,
    #[scheme(http(bearer), roles)]
    pub bare: Nobody,
    #[scheme(http(bearer), roles = Role, roles = Role)]
    pub twice: Nobody,
    #[scheme(http(bearer, roles = Role))]
    pub inside: Nobody,
}

fn main() {}
