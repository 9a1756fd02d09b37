//! A provider that others wrote (npm's `oidc-provider`), in a process of its own.
//!
//! What it knows and how it is steered is in `tests/tools/oidc-provider.mjs`.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, ErrorKind, Write as _},
    ops::Deref,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::LazyLock,
};

use reqwest::{Client, redirect};
use serde::Deserialize;

/// One running provider with keys of its own, as its clients see it.
pub(crate) struct Provider {
    /// Follows no redirects. Of one test: connections belong to its runtime.
    pub(crate) client: Client,
    pub(crate) issuer: String,
    /// Of all clients that have one.
    pub(crate) secret: String,
}

/// A provider that one test has for itself: it counts, rotates keys, goes down.
pub(crate) struct Own {
    provider: Provider,
    process: Process,
}

/// Dropped, it is stopped; so it is when its input closes, at the latest with the tests.
struct Process {
    child: Child,
    started: Started,
}

#[derive(Deserialize)]
struct Started {
    issuer: String,
    control: String,
    secret: String,
}

impl Provider {
    /// The one that all tests share which only want tokens. None as with [`Own::start`].
    pub(crate) fn shared() -> Option<Self> {
        static SHARED: LazyLock<Option<Process>> = LazyLock::new(Process::start);
        SHARED.as_ref().map(|process| Self::of(&process.started))
    }

    fn of(started: &Started) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy();
        Self {
            client: client.build().expect("a client"),
            issuer: started.issuer.clone(),
            secret: started.secret.clone(),
        }
    }
}

impl Process {
    fn start() -> Option<Self> {
        if !tool("node_modules/oidc-provider").exists() {
            return left_out("tests/tools lacks `oidc-provider`");
        }
        let spawned = Command::new("node")
            .arg(tool("oidc-provider.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match spawned {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return left_out("there is no `node`");
            }
            spawned => spawned.expect("node starts"),
        };
        let stderr = child.stderr.take().expect("stderr is piped");
        // In a thread, so that the harness shows it where the test fails, and only there.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                eprintln!("{line}");
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout is piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        Some(Self {
            child,
            started: serde_json::from_str(&line).expect("a line of JSON"),
        })
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Own {
    /// Starts one, unless Node or the package is not installed: then the test says what it leaves
    /// out. In CI, where they have to be, it fails.
    pub(crate) fn start() -> Option<Self> {
        let process = Process::start()?;
        Some(Self {
            provider: Provider::of(&process.started),
            process,
        })
    }

    /// New keys sign from now on; the old ones stay published.
    pub(crate) async fn rotate(&self) {
        self.control("rotate").await;
    }

    /// Only the keys that sign stay published.
    pub(crate) async fn retire(&self) {
        self.control("retire").await;
    }

    /// Resets every connection until it is [`up`](Self::up) again.
    pub(crate) async fn down(&self) {
        self.control("down").await;
    }

    pub(crate) async fn up(&self) {
        self.control("up").await;
    }

    /// How often its keys were fetched.
    pub(crate) async fn fetches(&self) -> usize {
        self.count("/jwks").await
    }

    /// How often it was asked about a token.
    pub(crate) async fn introspections(&self) -> usize {
        self.count("/token/introspection").await
    }

    async fn count(&self, path: &str) -> usize {
        let counts = self.control("counts").await;
        counts.get(path).copied().unwrap_or_default()
    }

    /// Ends the process: nobody listens any more.
    pub(crate) fn stop(&mut self) {
        self.process.stop();
    }

    async fn control(&self, what: &str) -> HashMap<String, usize> {
        let url = format!("{}/{what}", self.process.started.control);
        let response = self.client.get(url).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{what}");
        response.json().await.expect("JSON")
    }
}

impl Deref for Own {
    type Target = Provider;

    fn deref(&self) -> &Provider {
        &self.provider
    }
}

fn tool(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools");
    folder.join(name)
}

fn left_out<T>(why: &str) -> Option<T> {
    let said = format!("left out, because {why}: `.ci/run` installs it");
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{said}"
    );
    // Not `eprintln!`, which the test harness swallows when the test passes.
    let _ = writeln!(std::io::stderr(), "{said}");
    None
}
