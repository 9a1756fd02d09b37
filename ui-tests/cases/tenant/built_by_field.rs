use axum_secured::Tenant;

fn by_field() -> Tenant<u8> {
    Tenant { 0: 7 }
}

fn main() {}
