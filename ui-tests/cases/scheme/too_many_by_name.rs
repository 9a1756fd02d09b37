use axum_secured::{requirement, secured};
use ui_tests::{Machine, User, api_key, basic, bearer};

pub struct Anyone;
impl From<User> for Anyone {
    fn from(_: User) -> Self {
        Self
    }
}
impl From<Machine> for Anyone {
    fn from(_: Machine) -> Self {
        Self
    }
}
requirement!(One -> Anyone = any(bearer, api_key, basic));
requirement!(Two -> Anyone = any(bearer, api_key, basic));
requirement!(Three -> Anyone = any(bearer, api_key, basic));

#[secured(all(One, Two, Three))]
async fn handler() {}

fn main() {}
