// 4 mistakes
use axum_secured::Tenant;

fn by_hand() -> Tenant {
    Tenant("acme".to_owned())
}

fn by_conversion() -> Tenant {
    "acme".to_owned().into()
}

fn by_default() -> Tenant {
    Tenant::default()
}

fn exchanged(tenant: &mut Tenant) {
    tenant.push_str("-and-others");
}

fn main() {}
