//! Two processes that share a PostgreSQL and a Redis: what one does holds at the other, also when a
//! server or one of the two breaks.
#![cfg(target_os = "linux")] // servers are killed with all their processes
#![allow(missing_docs)]

mod postgres;
mod server;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use postgres::Postgres;
use serde_json::json;
use server::{Answer, CLIENT_SECRET, Folder, KEY, Server, Tokens, encoded};
use tests::PrivateRedis;

const REDIS_PASSWORD: &str = "redis-password-0123456789";
const ALL: &str = "users:read users:write items:read items:write";
const PASSWORD: &str = "moth wardrobe 47 lamps";
const NEW: &str = "another 12 wardrobe of moths";

/// How late an instance may learn what another revoked, as the flagship has it.
const WITHIN: Duration = Duration::from_secs(2);

/// The same on a slow machine.
const SOON: Duration = Duration::from_secs(10);

/// How long a slow machine may take for what else is awaited.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the instances share.
struct Shared {
    postgres: Postgres,
    redis: PrivateRedis,
    folder: Folder,
}

impl Shared {
    /// Where one of the servers is not installed the test says what it leaves out; in CI it fails.
    fn new() -> Option<Self> {
        Some(Self {
            postgres: Postgres::start(&[])?,
            redis: PrivateRedis::with(&[["requirepass", REDIS_PASSWORD]])?,
            folder: Folder::new(),
        })
    }

    fn flagship(&self) -> Command {
        let redis = format!("redis://:{REDIS_PASSWORD}@127.0.0.1:{}", self.redis.port());
        let mut command = self.folder.flagship();
        command
            .args(["--database", &self.postgres.url("postgres")])
            .args(["--redis", &redis]);
        command
    }

    fn both(&self) -> [Server; 2] {
        [(); 2].map(|()| Server::start(&mut self.flagship()))
    }
}

fn demo(server: &Server) -> Tokens {
    server.signed_in("johndoe", "secret", ALL)
}

/// Polls until the answer to this token is `status`, which it stays; before, it is `before`.
fn becomes(server: &Server, access: &str, before: u16, status: u16, patience: Duration) {
    let deadline = Instant::now() + patience;
    loop {
        let seen = server.admits("/users/me/", access);
        if seen == status {
            break;
        }
        assert_eq!(seen, before);
        assert!(Instant::now() < deadline, "it never becomes {status}");
        std::thread::sleep(Duration::from_millis(10));
    }
    // Longer than an answer of the store is believed.
    let until = Instant::now() + WITHIN + WITHIN / 2;
    while Instant::now() < until {
        assert_eq!(server.admits("/users/me/", access), status);
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn is_refused_for_good(server: &Server, access: &str) {
    becomes(server, access, 200, 401, SOON);
}

fn sign_up(server: &Server, name: &str) -> Answer {
    let body = json!({
        "username": name, "email": "jane@example.com", "full_name": "Jane Doe",
        "password": PASSWORD,
    });
    let json = ("Content-Type", "application/json");
    server.call("POST", "/users/", &[json], &body.to_string())
}

/// What needs neither server, or only says who somebody is.
fn what_needs_no_server_is_served(server: &Server) {
    assert_eq!(server.get("/health", &[]).status, 200);
    assert_eq!(server.get("/greeting/", &[]).status, 200);
    assert_eq!(server.get("/openapi.json", &[]).status, 200);
    let key = [("X-API-Key", KEY)];
    assert_eq!(server.get("/protected-route/", &key).status, 200);
    let basic = [(
        "Authorization",
        "Basic YmFzaWMtdXNlcjpiYXNpYzpwYXNzd29yZA==",
    )];
    assert_eq!(server.get("/basic-auth/", &basic).status, 200);
    // What proves nothing is no matter for a server either.
    assert_eq!(server.get("/users/me/", &[]).status, 401);
    assert_eq!(server.admits("/users/me/", "x.y.z"), 401);
}

#[test]
fn a_log_in_is_one_at_both_and_ends_at_both() {
    let Some(shared) = Shared::new() else { return };
    let [a, b] = shared.both();
    let first = demo(&a);
    for server in [&a, &b] {
        assert_eq!(server.admits("/users/me/", &first.access), 200);
    }
    let second = Tokens::of(&b.refresh(&first.refresh));
    for server in [&a, &b] {
        assert_eq!(server.admits("/users/me/", &second.access), 200);
    }
    // Reuse.
    a.refresh(&first.refresh).fails(400, "invalid_grant");
    for tokens in [&first, &second] {
        assert_eq!(a.admits("/users/me/", &tokens.access), 401);
        b.refresh(&tokens.refresh).fails(400, "invalid_grant");
    }
    std::thread::scope(|scope| {
        for tokens in [&first, &second] {
            scope.spawn(|| is_refused_for_good(&b, &tokens.access));
        }
    });
    assert!(
        !shared.folder.database().exists(),
        "another database is used"
    );
    for server in [a, b] {
        let log = server.stop();
        assert!(log.contains("revoked"), "{log}");
        for secret in [
            REDIS_PASSWORD,
            postgres::PASSWORD,
            "a%2Fb",
            CLIENT_SECRET,
            "$argon2",
            &first.refresh,
            &second.refresh,
            &first.access[first.access.len() - 40..],
            &second.access[second.access.len() - 40..],
        ] {
            assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
        }
    }
}

#[test]
fn what_one_revokes_the_other_refuses_soon_and_ever_after() {
    let Some(shared) = Shared::new() else { return };
    let [a, b] = shared.both();
    let (one, all, other) = (demo(&a), demo(&a), demo(&a));
    for tokens in [&one, &all, &other] {
        assert_eq!(b.admits("/users/me/", &tokens.access), 200);
    }
    assert_eq!(a.revoke(&one.access).status, 200);
    assert_eq!(a.admits("/users/me/", &one.access), 401);
    assert_eq!(a.revoke(&all.refresh).status, 200);
    assert_eq!(a.admits("/users/me/", &all.access), 401);
    b.refresh(&all.refresh).fails(400, "invalid_grant");
    std::thread::scope(|scope| {
        for tokens in [&one, &all] {
            scope.spawn(|| is_refused_for_good(&b, &tokens.access));
        }
    });
    // The log-in of the one goes on, and so does that of the other.
    for tokens in [one, other] {
        let tokens = Tokens::of(&b.refresh(&tokens.refresh));
        assert_eq!(a.admits("/users/me/", &tokens.access), 200);
    }
}

#[test]
fn of_many_that_redeem_a_token_at_both_one_is_served() {
    let Some(shared) = Shared::new() else { return };
    let both = shared.both();
    for _ in 0..3 {
        let tokens = demo(&both[0]);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let attempts: Vec<_> = (0..16)
                .map(|number| {
                    let server = &both[number % 2];
                    let token = &tokens.refresh;
                    scope.spawn(move || server.refresh(token))
                })
                .collect();
            let attempts = attempts.into_iter();
            attempts
                .map(|attempt| attempt.join().expect("no panic"))
                .collect()
        });
        let (served, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(served.len(), 1);
        for answer in refused {
            answer.fails(400, "invalid_grant");
        }
        // The others were reuse.
        let won = Tokens::of(served[0]);
        both[1].refresh(&won.refresh).fails(400, "invalid_grant");
    }
}

#[test]
fn accounts_are_those_of_both() {
    let Some(shared) = Shared::new() else { return };
    let [a, b] = shared.both();
    assert_eq!(sign_up(&a, "jane").status, 201);
    assert_eq!(sign_up(&b, "jane").status, 409);
    let (first, second) = (
        b.signed_in("jane", PASSWORD, ALL),
        b.signed_in("jane", PASSWORD, ALL),
    );
    assert_eq!(b.admits("/users/me/", &second.access), 200);
    let presented = format!("Bearer {}", first.access);
    let headers = [
        ("Content-Type", "application/json"),
        ("Authorization", &presented),
    ];
    let body = json!({ "current_password": PASSWORD, "new_password": NEW });
    let answer = a.call("PUT", "/users/me/password", &headers, &body.to_string());
    assert_eq!(answer.status, 204, "{}", answer.body);
    for server in [&a, &b] {
        for tokens in [&first, &second] {
            assert_eq!(server.admits("/users/me/", &tokens.access), 401);
            server.refresh(&tokens.refresh).fails(400, "invalid_grant");
        }
    }
    let old = format!(
        "grant_type=password&username=jane&password={}",
        encoded(PASSWORD)
    );
    b.token_answer(&old).fails(400, "invalid_grant");
    let third = b.signed_in("jane", NEW, ALL);
    assert_eq!(a.admits("/users/me/", &third.access), 200);
}

#[test]
fn without_redis_nobody_is_let_in_by_a_token_and_nothing_is_lost() {
    let Some(mut shared) = Shared::new() else {
        return;
    };
    let both = shared.both();
    let [a, b] = &both;
    let (kept, revoked, ended) = (demo(a), demo(a), demo(a));
    let spent = kept.refresh.clone();
    let kept = Tokens::of(&b.refresh(&kept.refresh));
    assert_eq!(a.revoke(&revoked.access).status, 200);
    assert_eq!(a.revoke(&ended.refresh).status, 200);
    is_refused_for_good(b, &revoked.access);
    for server in &both {
        assert_eq!(server.admits("/users/me/", &kept.access), 200);
    }
    shared.redis.kill();
    std::thread::scope(|scope| {
        for server in &both {
            scope.spawn(|| becomes(server, &kept.access, 200, 503, SOON));
        }
    });
    for server in &both {
        let form = "grant_type=password&username=johndoe&password=secret";
        let unavailable = "temporarily_unavailable";
        server.token_answer(form).fails(503, unavailable);
        server.refresh(&kept.refresh).fails(503, unavailable);
        server.revoke(&kept.refresh).fails(503, unavailable);
        server.revoke(&kept.access).fails(503, unavailable);
        for path in ["/users/me/", "/items/", "/dual-secured/", "/greeting/"] {
            assert_eq!(server.admits(path, &kept.access), 503, "{path}");
            // What was refused stays so, or nobody can tell; it is never let in.
            let seen = server.admits(path, &revoked.access);
            assert!([401, 503].contains(&seen), "{path}: {seen}");
        }
        what_needs_no_server_is_served(server);
    }
    shared.redis.start_again();
    for server in &both {
        becomes(server, &kept.access, 503, 200, PATIENCE);
        for dead in [&revoked, &ended] {
            assert_eq!(server.admits("/users/me/", &dead.access), 401);
        }
        server.refresh(&ended.refresh).fails(400, "invalid_grant");
        demo(server);
    }
    let next = Tokens::of(&a.refresh(&kept.refresh));
    assert_eq!(b.admits("/users/me/", &next.access), 200);
    // What was spent before is known, too.
    b.refresh(&spent).fails(400, "invalid_grant");
    a.refresh(&next.refresh).fails(400, "invalid_grant");
}

#[test]
fn without_postgresql_nobody_is_let_in_by_a_token_and_nothing_is_lost() {
    let Some(mut shared) = Shared::new() else {
        return;
    };
    let both = shared.both();
    let [a, b] = &both;
    assert_eq!(sign_up(a, "jane").status, 201);
    let jane = b.signed_in("jane", PASSWORD, ALL);
    for server in &both {
        assert_eq!(server.admits("/users/me/", &jane.access), 200);
    }
    shared.postgres.kill();
    for server in &both {
        assert_eq!(server.admits("/users/me/", &jane.access), 503);
        let form = format!(
            "grant_type=password&username=jane&password={}",
            encoded(PASSWORD)
        );
        let unavailable = "temporarily_unavailable";
        server.token_answer(&form).fails(503, unavailable);
        // It is not spent while nobody can tell whose it is.
        server.refresh(&jane.refresh).fails(503, unavailable);
        assert_eq!(sign_up(server, "joe").status, 503);
        what_needs_no_server_is_served(server);
    }
    shared.postgres.restart();
    for server in &both {
        becomes(server, &jane.access, 503, 200, PATIENCE);
    }
    let next = Tokens::of(&a.refresh(&jane.refresh));
    assert_eq!(b.admits("/users/me/", &next.access), 200);
    b.signed_in("jane", PASSWORD, ALL);
    assert_eq!(sign_up(b, "joe").status, 201);
}

/// The answer of a server that may die meanwhile, if it came whole.
fn attempt(address: &str, form: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!(
        "POST /token HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    if !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        return None;
    }
    let answer = Answer::read(&mut bytes.as_slice());
    let length = answer.all("content-length").first()?.parse::<usize>();
    (answer.body.len() == length.ok()?).then_some(answer)
}

#[test]
fn an_instance_that_dies_in_a_storm_takes_no_token_with_it() {
    let Some(shared) = Shared::new() else { return };
    let [mut a, b] = [(); 2].map(|()| Server::start(shared.flagship().env("RUST_LOG", "warn")));
    // From here on this address is known to be an honest one: many log-ins at once are no guessing.
    demo(&a);
    // Whose answer came, and that nobody has presented since; and that was presented last, without one.
    let (held, presented) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let at_b = AtomicUsize::new(0);
    let is_over = AtomicBool::new(false);
    let address = a.address.clone();
    let renewal = |token: &str| format!("grant_type=refresh_token&refresh_token={token}");
    let storm = || -> Option<()> {
        let sign_in = "grant_type=password&username=johndoe&password=secret&scope=users:read";
        loop {
            let mut token = Tokens::of(&attempt(&address, sign_in)?).refresh;
            for _ in 0..5 {
                let Some(answer) = attempt(&address, &renewal(&token)) else {
                    presented.lock().expect("no panic").push(token);
                    return None;
                };
                token = Tokens::of(&answer).refresh;
            }
            held.lock().expect("no panic").push(token);
        }
    };
    let elsewhere = || {
        let mut token = demo(&b);
        while !is_over.load(Relaxed) {
            token = Tokens::of(&b.refresh(&token.refresh));
            at_b.fetch_add(1, Relaxed);
        }
        assert_eq!(b.admits("/users/me/", &token.access), 200);
    };
    std::thread::scope(|scope| {
        let storms: Vec<_> = (0..6).map(|_| scope.spawn(storm)).collect();
        let others: Vec<_> = (0..2).map(|_| scope.spawn(elsewhere)).collect();
        let deadline = Instant::now() + PATIENCE;
        while held.lock().expect("no panic").len() < 12 {
            assert!(Instant::now() < deadline, "it is too slow");
            std::thread::sleep(Duration::from_millis(5));
        }
        a.child.kill().expect("it runs");
        for storm in storms {
            assert_eq!(storm.join().expect("no panic"), None);
        }
        let before = at_b.load(Relaxed);
        while at_b.load(Relaxed) < before + 20 {
            assert!(Instant::now() < deadline, "the other does not go on");
            std::thread::sleep(Duration::from_millis(5));
        }
        is_over.store(true, Relaxed);
        for other in others {
            other.join().expect("no panic");
        }
    });
    a.ended();
    let held = held.into_inner().expect("no panic");
    assert!(held.len() >= 12);
    for token in &held {
        let next = Tokens::of(&b.refresh(token));
        assert_eq!(b.admits("/users/me/", &next.access), 200);
    }
    // Those were spent or not, as far as it came; nobody has them twice.
    for token in &presented.into_inner().expect("no panic") {
        let seen = b.refresh(token).status;
        assert!([200, 400].contains(&seen), "{seen}");
        b.refresh(token).fails(400, "invalid_grant");
    }
}
