use axum_secured::{Context, SecuritySchemes, Verdict, Verifier};
use ui_tests::User;

pub struct Signature;
pub struct Signatures;

impl Verifier<Signature> for Signatures {
    type Principal = User;
    async fn verify(&self, _: Signature, _: &Context<'_>) -> Verdict<User> {
        Verdict::Invalid
    }
}

#[derive(SecuritySchemes)]
pub struct Own {
    #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "S")))]
    pub signature: Signatures,
}

fn main() {}
