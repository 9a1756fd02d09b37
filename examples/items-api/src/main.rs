//! An items API behind every kind of credential: `cargo run -p items-api`, then open `/docs`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    items_api::main().await
}
