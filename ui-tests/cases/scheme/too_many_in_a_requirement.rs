// 2 mistakes
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
impl From<(Anyone, Anyone, Anyone)> for Anyone {
    fn from(_: (Anyone, Anyone, Anyone)) -> Self {
        Self
    }
}
requirement!(One -> Anyone = any(bearer, api_key, basic));
requirement!(Two -> Anyone = any(bearer, api_key, basic));
requirement!(Three -> Anyone = any(bearer, api_key, basic));
requirement!(Many -> Anyone = all(One, Two, Three));

#[secured(any(Many, basic))]
async fn handler() {}

fn main() {}
