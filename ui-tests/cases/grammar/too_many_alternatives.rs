use axum_secured::{secured};
use ui_tests::{api_key, basic, bearer};

#[secured(any(bearer, all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read"))), all(api_key, any(basic, bearer("items:read")))))]
async fn handler() {}

fn main() {}
