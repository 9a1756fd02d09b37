use axum_secured::{Jwt, Secret};

fn main() {
    let secret = Secret::random().expect("randomness");
    let _ = Jwt::hs256(secret).issuer("i").audience("a").build();
}
