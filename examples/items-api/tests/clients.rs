//! Clients that others' generators make of the served document compile, and find what it promises.
//!
//! Their programs stand in `tests/tools/typescript` and `tests/tools/python`.
#![cfg(unix)]
#![allow(missing_docs)]

mod server;
mod tools;

use std::{path::Path, process::Command};

use server::{CLIENT_SECRET, Folder, Server};

/// A flagship, and a folder with its document and the files of a client.
fn beside(client: &str) -> (Folder, Server) {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let document = server.get("/openapi.json", &[]).body;
    std::fs::write(folder.path().join("openapi.json"), document).expect("a new file");
    for entry in std::fs::read_dir(tools::path(client)).expect("a folder") {
        let file = entry.expect("an entry");
        if file.path().is_file() {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("a new file");
        }
    }
    (folder, server)
}

/// Whether it ends well in that folder, and what it says.
fn run(command: &mut Command, folder: &Folder) -> (bool, String) {
    let output = command
        .current_dir(folder.path())
        // The flagship is next door.
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

fn succeeds(command: &mut Command, folder: &Folder) {
    let (well, said) = run(command, folder);
    assert!(well, "{command:?}: {said}");
}

/// It fails, and names the marked lines of the file and no others; `line` reads one from what
/// follows the file's name.
fn sees_the_mistakes(
    command: &mut Command,
    folder: &Folder,
    file: &str,
    line: impl Fn(&str) -> Option<&str>,
) {
    let (well, said) = run(command, folder);
    assert!(!well, "{said}");
    let mut seen: Vec<usize> = said
        .lines()
        .filter(|line| line.contains(" error"))
        .filter_map(|message| line(message.strip_prefix(file)?)?.parse().ok())
        .collect();
    seen.dedup();
    let text = std::fs::read_to_string(folder.path().join(file)).expect("the file");
    let marked: Vec<usize> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.ends_with(" mistake"))
        .map(|(number, _)| number)
        .collect();
    assert!(!marked.is_empty());
    assert_eq!(seen, marked, "{said}");
}

fn node(script: impl AsRef<Path>) -> Command {
    let mut command = Command::new("node");
    command.arg(script.as_ref());
    command
}

#[test]
fn a_typescript_client_is_served_what_its_types_say() {
    let needed = ["openapi-fetch", "openapi-typescript", "typescript"];
    let needed = needed.map(|package| format!("node_modules/{package}"));
    if !tools::present(&needed.each_ref().map(String::as_str)) {
        return;
    }
    let (folder, server) = beside("typescript");
    let packages = std::path::absolute(tools::path("node_modules")).expect("a path");
    std::os::unix::fs::symlink(packages, folder.path().join("node_modules")).expect("a new link");
    succeeds(
        node("node_modules/openapi-typescript/bin/cli.js").args([
            "openapi.json",
            "--output",
            "schema.d.ts",
        ]),
        &folder,
    );
    let compiler = |project: &str| {
        let mut compiler = node("node_modules/typescript/bin/tsc");
        compiler.args(["--project", project]);
        compiler
    };
    succeeds(&mut compiler("tsconfig.json"), &folder);
    let origin = format!("http://{}", server.address);
    succeeds(
        node("built/client.js").args([&origin, CLIENT_SECRET]),
        &folder,
    );
    sees_the_mistakes(
        &mut compiler("tsconfig.mistakes.json"),
        &folder,
        "mistakes.ts",
        |rest| Some(rest.strip_prefix('(')?.split_once(',')?.0),
    );
}

#[test]
fn a_python_client_is_served_what_its_types_say() {
    if !tools::present(&["venv/bin/openapi-python-client", "venv/bin/mypy"]) {
        return;
    }
    let (folder, server) = beside("python");
    let tool = |name: &str| Command::new(tools::path("venv/bin").join(name));
    succeeds(
        tool("openapi-python-client")
            .args(["generate", "--path", "openapi.json", "--fail-on-warning"])
            .args(["--meta", "none", "--output-path", "items_client"])
            .args(["--config", "generator.yaml"]),
        &folder,
    );
    succeeds(
        tool("python").args(["-m", "compileall", "-q", "items_client"]),
        &folder,
    );
    let types = |files: &[&str]| {
        let mut types = tool("mypy");
        types.args(["--strict", "--no-color-output"]).args(files);
        types
    };
    succeeds(&mut types(&["items_client", "client.py"]), &folder);
    let origin = format!("http://{}", server.address);
    succeeds(
        tool("python").args(["client.py", &origin, CLIENT_SECRET]),
        &folder,
    );
    sees_the_mistakes(
        &mut types(&["mistakes.py"]),
        &folder,
        "mistakes.py",
        |rest| Some(rest.strip_prefix(':')?.split_once(':')?.0),
    );
}
