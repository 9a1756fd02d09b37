//! What a new password ends, and how often one may be guessed.
#![allow(missing_docs)]

mod server;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use server::{Folder, Server, Tokens, encoded};

const OLD: &str = "moth wardrobe 47 lamps";
const NEW: &str = "47 lamps wardrobe moth";

#[test]
fn a_new_password_ends_the_log_ins_of_the_same_second_too() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let json = ("Content-Type", "application/json");
    let form = serde_json::json!({
        "username": "ann", "email": "ann@example.com", "full_name": "Ann", "password": OLD,
    });
    let answer = server.call("POST", "/users/", &[json], &form.to_string());
    assert_eq!(answer.status, 201, "{}", answer.body);
    let own = server.signed_in("ann", OLD, "users:read users:write");
    // Who else knows the password signs in over and over, one of the times right before the change.
    let (others, changed) = std::thread::scope(|scope| {
        let change = scope.spawn(|| {
            let form = serde_json::json!({ "current_password": OLD, "new_password": NEW });
            let authorization = ("Authorization", &*format!("Bearer {}", own.access));
            let headers = [authorization, json];
            server.call("PUT", "/users/me/password", &headers, &form.to_string())
        });
        let form = format!(
            "grant_type=password&username=ann&scope=users:read&password={}",
            encoded(OLD)
        );
        let signs_in = || Some(server.token_answer(&form)).filter(|answer| answer.status == 200);
        let others: Vec<_> = std::iter::from_fn(signs_in).collect();
        (others, change.join().expect("no panic"))
    });
    assert_eq!(changed.status, 204, "{}", changed.body);
    for tokens in others.iter().map(Tokens::of).chain([own]) {
        assert_eq!(server.admits("/users/me/", &tokens.access), 401);
        assert_eq!(server.refresh(&tokens.refresh).status, 400);
    }
    let anew = server.signed_in("ann", NEW, "users:read");
    assert_eq!(server.admits("/users/me/", &anew.access), 200, "at once");
}

#[test]
fn whoever_guesses_passwords_is_held_off() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let guess = |number: u32| {
        let form = format!("grant_type=password&username=nobody-{number}&password=guess");
        server.token_answer(&form)
    };
    let held_off = (0..100)
        .map(guess)
        .find(|answer| answer.status != 400)
        .expect("an end to it");
    assert_eq!(held_off.status, 429, "{}", held_off.body);
    assert_eq!(held_off.json()["error"], "temporarily_unavailable");
    let wait = held_off.all("retry-after");
    let [wait] = wait.as_slice() else {
        panic!("how long to wait: {wait:?}")
    };
    assert!((1..=300).contains(&wait.parse::<u32>().expect("seconds")));
    // At the other doors to the same accounts and to the one of Basic too.
    let basic = STANDARD.encode("basic-user:basic:password");
    let basic = server.get(
        "/basic-auth/",
        &[("Authorization", &format!("Basic {basic}"))],
    );
    assert_eq!(basic.status, 429, "{}", basic.body);
}

#[test]
fn a_stolen_access_token_is_no_way_to_guess_the_password() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let stolen = server.signed_in("johndoe", "secret", "users:write");
    let headers = [
        ("Authorization", &*format!("Bearer {}", stolen.access)),
        ("Content-Type", "application/json"),
    ];
    let guess = |number: u32| {
        let form = serde_json::json!({
            "current_password": format!("guess {number}"), "new_password": NEW,
        });
        server.call("PUT", "/users/me/password", &headers, &form.to_string())
    };
    let held_off = (0..100)
        .map(guess)
        .find(|answer| answer.status != 422)
        .expect("an end to it");
    assert_eq!(held_off.status, 429, "{}", held_off.body);
    assert_eq!(held_off.all("retry-after").len(), 1);
}

#[test]
fn a_password_is_guessed_at_its_change_no_more_often_than_at_a_log_in() {
    let folder = Folder::new();
    let server = Server::start(folder.flagship().env("FAILED_LOGINS", "3"));
    let stolen = server.signed_in("johndoe", "secret", "users:write");
    let headers = [
        ("Authorization", &*format!("Bearer {}", stolen.access)),
        ("Content-Type", "application/json"),
    ];
    let change = |current: &str| {
        let form = serde_json::json!({ "current_password": current, "new_password": NEW });
        server.call("PUT", "/users/me/password", &headers, &form.to_string())
    };
    for _ in 0..3 {
        assert_eq!(change("guess").status, 422);
    }
    // Not even the right one is looked at.
    for current in ["guess", "secret"] {
        let held_off = change(current);
        held_off.refused(429, &[]);
        let wait = held_off.all("retry-after")[0].parse::<u32>();
        assert!((1..=300).contains(&wait.expect("seconds")));
    }
    let form = "grant_type=password&username=johndoe&password=secret";
    assert_eq!(server.token_answer(form).status, 429, "counted together");
}

#[test]
fn nobody_signs_up_under_a_name_whose_attempts_are_counted_as_anothers() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    // Whose name is theirs but for its case would be let guess, once they had signed in themselves.
    for name in ["Grace", "GRACE", "ALICE", "basic-user", "Basic-User"] {
        let form = serde_json::json!({
            "username": name, "email": "eve@example.com", "full_name": "Eve", "password": OLD,
        });
        let json = ("Content-Type", "application/json");
        let answer = server.call("POST", "/users/", &[json], &form.to_string());
        assert_eq!(answer.status, 409, "{name}: {}", answer.body);
        let form = format!(
            "grant_type=password&username={name}&password={}",
            encoded(OLD)
        );
        server.token_answer(&form).fails(400, "invalid_grant");
    }
    let guess = || server.token_answer("grant_type=password&username=grace&password=guess");
    let guesses: Vec<_> = (0..10).map(|_| guess().status).collect();
    assert!(guesses.contains(&429), "{guesses:?}");
}

#[test]
fn an_address_that_floods_the_token_endpoint_is_held_off_there() {
    let folder = Folder::new();
    let server = Server::start(folder.flagship().env("RUST_LOG", "error"));
    // It guesses nothing, so nothing else counts it.
    let flood = || {
        let mut asked = (0..12_000).map(|_| server.token_answer("grant_type=none"));
        let held_off = asked.by_ref().find(|answer| answer.status != 400);
        (12_000 - asked.len() - 1, held_off.expect("an end to it"))
    };
    let floods: Vec<_> = std::thread::scope(|scope| {
        let floods: Vec<_> = (0..4).map(|_| scope.spawn(flood)).collect();
        let floods = floods.into_iter();
        floods
            .map(|flood| flood.join().expect("no panic"))
            .collect()
    });
    let passed: usize = floods.iter().map(|(passed, _)| passed).sum();
    assert!(passed >= 6000, "{passed}");
    for (_, held_off) in floods {
        held_off.refused(429, &[]);
        let wait = held_off.all("retry-after")[0].parse::<u32>();
        assert!((1..=60).contains(&wait.expect("seconds")));
    }
    // What is asked elsewhere is counted elsewhere.
    assert_eq!(server.revoke("unknown").status, 200);
    assert_eq!(server.get("/greeting/", &[]).status, 200);
}
