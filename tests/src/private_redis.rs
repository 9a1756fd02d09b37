//! A Redis of one's own: a process that a test starts, kills, pauses, and starts again.

use std::{
    collections::hash_map::RandomState,
    fs,
    hash::{BuildHasher as _, Hasher as _},
    io::{ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// A running `redis-server` with an empty folder of its own, on a free port of the loopback address.
///
/// What it acknowledges it has written down: `appendonly yes`, `appendfsync always`. Dropped, it is
/// killed and its folder removed.
#[derive(Debug)]
pub struct PrivateRedis {
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    is_encrypted: bool,
    child: Option<Child>,
}

/// The files of its certificate and private key.
const IDENTITY: [&str; 2] = ["certificate.pem", "key.pem"];

/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

impl PrivateRedis {
    /// Starts one and returns once it answers. Where `redis-server` is not installed the test says what
    /// it leaves out; in CI, where it has to be, it fails.
    ///
    /// # Panics
    /// If it is installed and does not come up.
    pub fn start() -> Option<Self> {
        Self::with(&[])
    }

    /// With further settings, such as `["requirepass", "hunter2"]`, before or in place of the usual.
    ///
    /// # Panics
    /// If it is installed and does not come up.
    pub fn with(settings: &[[&str; 2]]) -> Option<Self> {
        Self::new(settings, None)
    }

    /// One that speaks TLS alone, with this certificate and its private key, both PEM.
    ///
    /// # Panics
    /// If it is installed and does not come up.
    pub fn encrypted(certificate: &str, key: &str) -> Option<Self> {
        Self::new(&[], Some([certificate, key]))
    }

    fn new(settings: &[[&str; 2]], identity: Option<[&str; 2]>) -> Option<Self> {
        let settings = settings.iter().flat_map(|[name, value]| {
            let name = format!("--{name}");
            [name, (*value).to_owned()]
        });
        let mut redis = Self {
            folder: folder(),
            port: 0,
            settings: settings.collect(),
            is_encrypted: identity.is_some(),
            child: None,
        };
        if let Some(identity) = identity {
            for (name, pem) in IDENTITY.iter().zip(identity) {
                fs::write(redis.folder.join(name), pem).expect("a folder of ours");
            }
        }
        // Somebody else may take the port in between.
        for _ in 0..10 {
            redis.port = free_port();
            match redis.try_start() {
                Ok(true) => return Some(redis),
                Ok(false) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return left_out(),
                Err(error) => panic!("redis-server: {error}"),
            }
        }
        panic!("redis-server does not start: {}", redis.log());
    }

    /// Where it answers: `redis://127.0.0.1:…`, or `rediss://` if it is [encrypted](Self::encrypted).
    pub fn url(&self) -> String {
        let scheme = if self.is_encrypted { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The port it answers at, also while it is down.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends it at once, as `kill -9` does. What it has written down stays.
    ///
    /// # Panics
    /// If the system does not let us.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("a process of ours");
            child.wait().expect("a process of ours");
        }
    }

    /// Starts it again after [`kill`](Self::kill), on the same port and data, and returns once it answers.
    ///
    /// # Panics
    /// If it does not come up.
    pub fn start_again(&mut self) {
        assert!(self.child.is_none(), "it runs");
        let started = self.try_start().expect("redis-server");
        assert!(started, "redis-server does not start: {}", self.log());
    }

    /// Stops it without ending it: connections stay open, and nobody answers.
    ///
    /// # Panics
    /// If it does not run.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on after [`pause`](Self::pause).
    ///
    /// # Panics
    /// If it does not run.
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let child = self.child.as_ref().expect("it runs");
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.expect("`kill`").success());
    }

    /// `false` if it ended before it answered.
    fn try_start(&mut self) -> Result<bool, std::io::Error> {
        // It is asked where only it listens, whoever has the port. That it binds first.
        let socket = self.folder.join("socket");
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.log_file())?;
        let port = self.port.to_string();
        let ports: &[&str] = if self.is_encrypted {
            &[
                "--port",
                "0",
                "--tls-port",
                &port,
                "--tls-auth-clients",
                "no",
            ]
        } else {
            &["--port", &port]
        };
        let mut command = Command::new("redis-server");
        if self.is_encrypted {
            for (setting, name) in ["--tls-cert-file", "--tls-key-file"].iter().zip(IDENTITY) {
                command.arg(setting).arg(self.folder.join(name));
            }
        }
        let child = command
            .args(["--bind", "127.0.0.1"])
            .args(ports)
            .arg("--dir")
            .arg(&self.folder)
            .arg("--unixsocket")
            .arg(&socket)
            .args(["--daemonize", "no", "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", "always"])
            .args(&self.settings)
            .stdin(Stdio::null())
            .stderr(log.try_clone()?)
            .stdout(log)
            .spawn()?;
        let child = self.child.insert(child);
        let since = Instant::now();
        while !answers(&socket) {
            if child.try_wait()?.is_some() {
                self.child = None;
                return Ok(false);
            }
            assert!(since.elapsed() < PATIENCE, "redis-server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(true)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether it answers, be it that one has to log in, and has read its data.
fn answers(socket: &Path) -> bool {
    let Ok(mut stream) = UnixStream::connect(socket) else {
        return false;
    };
    let mut answer = [0; 7];
    let asked = stream.write_all(b"PING\r\n");
    asked.and_then(|()| stream.read_exact(&mut answer)).is_ok()
        && (answer == *b"+PONG\r\n" || answer == *b"-NOAUTH")
}

fn folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Relaxed);
    let name = format!("private-redis-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    // What a process of the same number left behind.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

/// Below the ports that systems give to whoever connects: while the server is down nobody else gets it.
fn free_port() -> u16 {
    loop {
        let random = RandomState::new().build_hasher().finish();
        let port = 10_000 + u16::try_from(random % 20_000).expect("small");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

fn left_out<T>() -> Option<T> {
    let said = "left out, because there is no `redis-server`: `.ci/run` installs it";
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{said}"
    );
    // Not `eprintln!`, which the test harness swallows when the test passes.
    let _ = writeln!(std::io::stderr(), "{said}");
    None
}
