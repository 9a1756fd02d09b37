use axum_secured::{Context, SecuritySchemes, Verdict, Verifier};
use ui_tests::User;

struct Own;

impl Verifier<axum_secured::BearerToken> for Own {
    type Principal = User;
    async fn verify(&self, _: axum_secured::BearerToken, _: &Context<'_>) -> Verdict<User> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
pub struct Auth {
    #[scheme(http(bearer))]
    pub token: Own,
}

fn main() {}
