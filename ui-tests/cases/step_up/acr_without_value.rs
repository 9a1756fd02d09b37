// 5 mistakes
use axum_secured::secured;
use ui_tests::bearer;

#[secured(bearer, acr)]
async fn handler_1() {}

#[secured(bearer, acr =)]
async fn handler_2() {}

#[secured(bearer(acr =))]
async fn handler_3() {}

#[secured(bearer, acr("mfa"))]
async fn handler_4() {}

#[secured(bearer(acr("mfa")))]
async fn handler_5() {}

fn main() {}
