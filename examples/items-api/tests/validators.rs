//! Validators written elsewhere read the document that the flagship serves.
//!
//! They are installed by `npm ci` and `pip` in `tests/tools` (see `.ci/run`).
#![allow(missing_docs)]

mod server;
mod tools;

use std::process::Command;

use serde_json::Value;
use server::{Folder, Server};

/// The name of a validator, and the command that judges the document in a file.
type Validator = (&'static str, fn(&str) -> Command);

const VALIDATORS: [Validator; 2] = [
    ("Redocly CLI", |file| {
        let mut command = Command::new("node");
        command
            .arg(tools::path("node_modules/@redocly/cli/bin/cli.js"))
            .args(["lint", "--config"])
            .arg(tools::path("redocly.yaml"))
            .arg(file)
            .env("REDOCLY_TELEMETRY", "off")
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        command
    }),
    ("openapi-spec-validator", |file| {
        let mut command = Command::new(tools::path("venv/bin/python"));
        command.args([
            "-m",
            "openapi_spec_validator",
            "--schema",
            "3.1",
            "--validation-errors",
            "all",
            file,
        ]);
        command
    }),
];

/// Whether the validator accepts the document, and what it says.
fn judge(validator: fn(&str) -> Command, document: &Value) -> (bool, String) {
    let folder = Folder::new();
    let file = folder.path().join("openapi.json");
    let text = serde_json::to_string_pretty(document).expect("JSON");
    std::fs::write(&file, text).expect("a new file");
    let output = validator(file.to_str().expect("UTF-8"))
        .current_dir(folder.path())
        .output()
        .expect("the validator starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

/// Where a document is broken, and what is written there.
const BROKEN: [(&str, &str); 3] = [
    ("/components/securitySchemes/api_key/in", r#""body""#),
    (
        "/components/securitySchemes/bearer/flows/password/scopes",
        r#"["items:read"]"#,
    ),
    ("/paths/~1items~1/get/responses", "[]"),
];

#[test]
fn validators_accept_the_served_document_and_refuse_it_broken() {
    if !tools::present(&["node_modules/@redocly/cli", "venv/bin/python"]) {
        return;
    }
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let document = server.get("/openapi.json", &[]).json();
    for (name, validator) in VALIDATORS {
        let (accepted, said) = judge(validator, &document);
        assert!(accepted, "{name} refuses the document: {said}");
        for (place, wrong) in BROKEN {
            let mut broken = document.clone();
            *broken.pointer_mut(place).expect("a place in the document") =
                serde_json::from_str(wrong).expect("JSON");
            let (accepted, said) = judge(validator, &broken);
            assert!(!accepted, "{name} accepts a wrong {place}: {said}");
            let member = place.rsplit('/').next().unwrap_or_default();
            assert!(
                said.contains(member),
                "{name} refuses something else: {said}"
            );
        }
    }
}
