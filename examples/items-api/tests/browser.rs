//! Swagger UI in a real browser: its Authorize button opens what it should, and nothing else.
//!
//! The steps are in `tests/tools/swagger-ui.mjs`. With `SCREENSHOT=FILE` a picture is taken,
//! as that in `docs`.
#![allow(missing_docs)]

mod server;
mod tools;

use std::process::Command;

use server::{Folder, Server};

const CHROMIUM: &str = "/usr/bin/chromium";

#[test]
fn the_authorize_button_opens_what_it_should() {
    if !tools::present(&["node_modules/playwright-core", CHROMIUM]) {
        return;
    }
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let mut command = Command::new("node");
    command
        .arg(tools::path("swagger-ui.mjs"))
        .args([CHROMIUM, &format!("http://{}", server.address)])
        .arg(folder.path());
    if let Some(file) = std::env::var_os("SCREENSHOT") {
        command.arg(file);
    }
    let output = command.output().expect("node starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
