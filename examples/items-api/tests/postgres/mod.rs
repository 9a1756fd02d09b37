//! A PostgreSQL server of its own, which can be killed, held and started again.
#![allow(dead_code)] // each test program uses its part

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

/// The password, with what means something in a URL, and how a URL says it.
pub(crate) const PASSWORD: &str = "a/b@c?d:e%f";
const ESCAPED: &str = "a%2Fb%40c%3Fd%3Ae%25f";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// One server on a free port; dropped, it is killed and what it kept is removed.
pub(crate) struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<&'static str>,
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
}

impl Postgres {
    /// A server with these settings, `name=value`. Where PostgreSQL is not installed, it says what is
    /// left out; in CI, where it has to be, the test fails.
    pub(crate) fn start(settings: &[&str]) -> Option<Self> {
        let Some(programs) = programs() else {
            let said = "left out, because PostgreSQL is not installed: `.ci/run` installs it";
            assert!(
                std::env::var_os("CI").is_none_or(|ci| ci != "true"),
                "{said}"
            );
            // Not `eprintln!`, which the test harness swallows when the test passes.
            let _ = writeln!(std::io::stderr(), "{said}");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("items-api-postgres-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a new folder");
        let mut server = Self {
            folder,
            programs,
            user: unprivileged(),
            port: 0,
            settings: settings.iter().map(ToString::to_string).collect(),
            process: None,
        };
        server.initialise();
        // Between the look for a free port and its use another may take it.
        let started = (0..5).any(|_| {
            server.port = free_port();
            server.launch().is_ok()
        });
        assert!(started, "PostgreSQL does not start");
        Some(server)
    }

    /// Where `database` is; `postgres` is there from the start.
    pub(crate) fn url(&self, database: &str) -> String {
        format!(
            "postgres://owner:{ESCAPED}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The same for another account, whose password is its name.
    pub(crate) fn url_of(&self, account: &str, database: &str) -> String {
        format!(
            "postgres://{account}:{account}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// Its data and what else belongs there, such as a certificate; its user can read it.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Gives a file in its data to its user alone, as it demands of a private key.
    pub(crate) fn hand_over(&self, file: &Path) {
        if let Some(user) = self.user {
            done(Command::new("chown").arg(user).arg(file));
        }
        done(Command::new("chmod").arg("600").arg(file));
    }

    /// A setting for the next start.
    pub(crate) fn set(&mut self, setting: &str) {
        self.settings.push(setting.to_owned());
    }

    /// Ends it with SIGKILL, all of its processes at once.
    pub(crate) fn kill(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        let all = stopped(process.id());
        signal("KILL", &all);
        let _ = process.wait();
        let deadline = Instant::now() + PATIENCE;
        while all.iter().any(|id| is_running(*id)) {
            assert!(Instant::now() < deadline, "{all:?} are still there");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Starts it again after [`kill`](Self::kill), with its data and at its port.
    pub(crate) fn restart(&mut self) {
        assert!(self.process.is_none(), "it runs");
        if let Err(said) = self.launch() {
            panic!("{said}");
        }
    }

    /// Holds it with SIGSTOP: connections stay and nobody answers.
    pub(crate) fn hold(&self) {
        stopped(self.process.as_ref().expect("it runs").id());
    }

    /// Lets it go on after [`hold`](Self::hold).
    pub(crate) fn release(&self) {
        let id = self.process.as_ref().expect("it runs").id();
        signal("CONT", &family(id));
    }

    fn initialise(&self) {
        let password = self.folder.join("password");
        fs::write(&password, PASSWORD).expect("a new file");
        if let Some(user) = self.user {
            done(Command::new("chown").args(["-R", user]).arg(&self.folder));
        }
        done(
            self.program("initdb")
                .args(["--auth=scram-sha-256", "--username=owner"])
                .args(["--encoding=UTF8", "--locale=C", "--no-sync"])
                .arg("--pwfile")
                .arg(&password)
                .arg("--pgdata")
                .arg(self.data()),
        );
    }

    /// Starts it and waits until it is ready; else, what it said.
    fn launch(&mut self) -> Result<(), String> {
        let port = self.port.to_string();
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data());
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "shared_buffers=16MB",
            "max_connections=60",
            "logging_collector=off",
        ] {
            command.args(["-c", setting]);
        }
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        command.args(["-p", &port]).process_group(0);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("PostgreSQL starts");
        let stderr = process.stderr.take().expect("stderr is piped");
        self.process = Some(process);
        let (lines, said) = mpsc::channel();
        // It goes on reading, lest the server wait for somebody to read what it logs.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let deadline = Instant::now() + PATIENCE;
        let mut log = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match said.recv_timeout(left) {
                Ok(line) if line.contains("ready to accept connections") => return Ok(()),
                Ok(line) => log = format!("{log}{line}\n"),
                Err(RecvTimeoutError::Timeout) => panic!("it does not get ready:\n{log}"),
                Err(RecvTimeoutError::Disconnected) => {
                    self.kill();
                    return Err(log);
                }
            }
        }
    }

    /// It refuses to run as root, so it runs as somebody else then.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) if is_there("setpriv") => {
                let mut command = Command::new("setpriv");
                command.args([
                    "--reuid",
                    user,
                    "--regid",
                    &group(user),
                    "--clear-groups",
                    "--",
                ]);
                command.arg(program);
                command
            }
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
        };
        command
            .current_dir(&self.folder)
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of `postgres` and `initdb`: Debian keeps them away from the path.
fn programs() -> Option<PathBuf> {
    let has_both = |folder: &PathBuf| {
        ["postgres", "initdb"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&path))
        .chain([PathBuf::from("/usr/local/bin")])
        .find(has_both)
}

/// Who runs it, where we are root.
fn unprivileged() -> Option<&'static str> {
    if said(Command::new("id").arg("-u")).trim() != "0" {
        return None;
    }
    let is_known = Command::new("id")
        .arg("postgres")
        .output()
        .is_ok_and(|output| output.status.success());
    Some(if is_known { "postgres" } else { "nobody" })
}

fn group(user: &str) -> String {
    said(Command::new("id").args(["-g", user]))
        .trim()
        .to_owned()
}

fn is_there(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn done(command: &mut Command) {
    drop(said(command));
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Stops the server before its children are counted, lest it make more.
fn stopped(id: u32) -> Vec<u32> {
    signal("STOP", &[id]);
    let all = family(id);
    signal("STOP", &all);
    all
}

fn signal(name: &str, ids: &[u32]) {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    // Some may have ended by themselves.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -{name} {} 2>&-", ids.join(" "))])
        .status()
        .expect("a shell");
}

/// The server and its children; each of those has a process group of its own.
fn family(id: u32) -> Vec<u32> {
    let children = fs::read_dir("/proc")
        .expect("Linux")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|child| stat(*child).is_some_and(|(_, parent)| parent == id));
    std::iter::once(id).chain(children).collect()
}

fn is_running(id: u32) -> bool {
    stat(id).is_some_and(|(state, _)| state != "Z")
}

/// State and parent of a process.
fn stat(id: u32) -> Option<(String, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name before it is in parentheses and may contain anything.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}
