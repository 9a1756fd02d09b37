// 5 mistakes
use axum_secured::secured;

#[secured("X-API-Key")]
async fn handler_1() {}

#[secured("")]
async fn handler_2() {}

#[secured("ROLE_ADMIN")]
async fn handler_3() {}

#[secured("hasRole('x')")]
async fn handler_4() {}

#[secured(optional("0"))]
async fn handler_5() {}

fn main() {}
