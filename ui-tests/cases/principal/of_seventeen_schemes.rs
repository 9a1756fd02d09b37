// 2 mistakes
use axum_secured::{requirement, secured};
use ui_tests::{
    User, bearer, bearer as a, bearer as b, bearer as c, bearer as d, bearer as e, bearer as f,
    bearer as g, bearer as h, bearer as i, bearer as j, bearer as k, bearer as l, bearer as m,
    bearer as n, bearer as o, bearer as p,
};

#[secured(all(bearer, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p))]
async fn handler(#[principal] _who: User) {}

requirement!(Every -> User = any(bearer, all(bearer, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)));

fn main() {}
