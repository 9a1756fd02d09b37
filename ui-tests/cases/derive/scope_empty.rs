use axum_secured::{Scopes};

#[derive(Scopes)]
pub enum Own {
    
}

fn main() {}
