use axum_secured::{Jwt, Secret};

fn main() {
    let secret = Secret::from_bytes(b"0123456789abcdef0123456789abcdef");
    let _ = Jwt::hs256(secret).issuer("i").audience("a").build();
}
