use axum_secured::SecuredRouter;
use ui_tests::{Auth, User};

fn main() {
    let _ = SecuredRouter::<std::sync::Arc<Auth>>::new().floor::<User>();
}
