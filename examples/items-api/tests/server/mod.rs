//! One running flagship, in a folder of its own, and the answers it gives.
#![allow(dead_code)] // each test program uses its part

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

pub(crate) const KEY: &str = "api-key-0123456789";
pub(crate) const SYSTEM: &str = "system-key-0123456789";
pub(crate) const SECRET: &str = "a-secret-of-thirty-two-bytes-or-more";
pub(crate) const CLIENT: &str = "items-service";
pub(crate) const CLIENT_SECRET: &str = "client-secret-0123456789.~_";
pub(crate) const ORIGIN: &str = "https://app.example.com";

/// A new folder; dropped, it is removed.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("items-api-{}-{count}", std::process::id()));
        std::fs::create_dir(&path).expect("a new folder");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("items.sqlite")
    }

    /// The flagship with all its secrets set, on a free loopback port, not yet started.
    pub(crate) fn flagship(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_items-api"));
        command
            .arg("--database")
            .arg(self.database())
            .args(["--listen", "127.0.0.1:0"])
            .env("SECRET_KEY", SECRET)
            .env("API_KEY", KEY)
            .env("SYSTEM_API_KEY", SYSTEM)
            .env("BASIC_USERNAME", "basic-user")
            .env("BASIC_PASSWORD", "basic:password")
            .env("CLIENT_SECRET", CLIENT_SECRET)
            .env("ALLOWED_ORIGINS", ORIGIN)
            .env("RUST_LOG", "trace");
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a server says that does not start and ends with this code.
pub(crate) fn fails(command: &mut Command, code: i32) -> String {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let started = stdout
        .lines()
        .any(|line| line.is_ok_and(|line| line.starts_with("listening on")));
    if started {
        let _ = child.kill();
    }
    let output = child.wait_with_output().expect("it ends");
    assert!(!started, "it serves: {command:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// One running server; dropped, it is stopped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: String,
    /// How it said where it listens.
    pub(crate) line: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts it and waits until it says where it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = child.stderr.take().expect("stderr is piped");
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = kept.lock().expect("no panic");
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let line = lines
            .find_map(|line| line.ok().filter(|line| line.starts_with("listening on")))
            .expect("it says where it listens");
        let address = line
            .split_once("://")
            .and_then(|(_, rest)| rest.split(',').next())
            .expect("an address")
            .to_owned();
        Self {
            child,
            address,
            line,
            log,
            reader: Some(reader),
        }
    }

    /// Stops the server and returns all it logged.
    pub(crate) fn stop(mut self) -> String {
        self.child.kill().expect("it runs");
        self.ended()
    }

    /// Waits for the server to end and returns all it logged.
    pub(crate) fn ended(&mut self) -> String {
        self.child.wait().expect("it ends");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no panic");
        }
        self.log.lock().expect("no panic").clone()
    }

    /// Sends it a signal, and waits until it takes nobody else in.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{name} {id}")])
            .status()
            .expect("a shell");
        assert!(sent.success());
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(&self.address).is_ok() {
            assert!(Instant::now() < deadline, "it still listens after {name}");
            std::thread::yield_now();
        }
    }

    pub(crate) fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.write_all(request).expect("it reads");
        Answer::read(&mut stream)
    }

    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.send(request.as_bytes())
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.call("GET", path, headers, "")
    }

    pub(crate) fn token_answer(&self, form: &str) -> Answer {
        self.form("/token", &[], form)
    }

    pub(crate) fn form(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
        let form_encoded = ("Content-Type", "application/x-www-form-urlencoded");
        let headers = [headers, &[form_encoded]].concat();
        self.call("POST", path, &headers, form)
    }

    /// The access token and the refresh token of a log-in.
    pub(crate) fn signed_in(&self, name: &str, password: &str, scope: &str) -> Tokens {
        let (name, password, scope) = (encoded(name), encoded(password), encoded(scope));
        let form = format!("grant_type=password&username={name}&password={password}&scope={scope}");
        Tokens::of(&self.token_answer(&form))
    }

    /// What is answered to a refresh token.
    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.token_answer(&format!("grant_type=refresh_token&refresh_token={token}"))
    }

    pub(crate) fn revoke(&self, token: &str) -> Answer {
        self.form("/revoke", &[], &format!("token={}", encoded(token)))
    }

    /// The status of a guarded route for this access token.
    pub(crate) fn admits(&self, path: &str, access: &str) -> u16 {
        let presented = format!("Bearer {access}");
        self.get(path, &[("Authorization", &presented)]).status
    }

    pub(crate) fn bearer(&self, scope: &str) -> String {
        let form = format!(
            "grant_type=password&username=johndoe&password=secret&scope={}",
            scope.replace(' ', "+")
        );
        let answer = self.token_answer(&form);
        assert_eq!(answer.status, 200, "{}", answer.body);
        format!(
            "Bearer {}",
            answer.json()["access_token"].as_str().expect("a token")
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a log-in or a refresh token was exchanged for.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) scope: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        let member = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: member("access_token"),
            refresh: member("refresh_token"),
            scope: member("scope"),
        }
    }
}

/// What an access token says.
pub(crate) fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).expect("three parts");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64");
    serde_json::from_slice(&claims).expect("JSON")
}

/// A text as a value in a form.
pub(crate) fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect()
}

/// One answer, whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// Reads until the server closes the connection.
    pub(crate) fn read(stream: &mut impl Read) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("a status");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status: status.parse().expect("a number"),
            headers,
            body: body.to_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The status and the error of a token endpoint that refuses.
    pub(crate) fn fails(&self, status: u16, error: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.json()["error"], error, "{}", self.body);
        assert_eq!(self.all("cache-control"), ["no-store"]);
    }

    /// A problem that the application found, whatever it says.
    pub(crate) fn problem(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.all("www-authenticate").len(), 0, "{}", self.body);
        assert_eq!(self.all("content-type"), ["application/problem+json"]);
        assert_eq!(self.all("cache-control"), ["no-store"]);
        assert_eq!(self.json()["status"], status);
    }

    /// Status, challenges, and a problem that says nothing else.
    pub(crate) fn refused(&self, status: u16, challenges: &[&str]) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.all("www-authenticate"), challenges);
        assert_eq!(self.all("content-type"), ["application/problem+json"]);
        assert_eq!(self.all("cache-control"), ["no-store"]);
        let problem = self.json();
        assert_eq!(problem["status"], status);
        let members: Vec<_> = problem
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        assert_eq!(members, ["detail", "status", "title", "type"]);
    }
}
