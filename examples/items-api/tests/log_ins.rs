//! What a new password ends.
#![allow(missing_docs)]

mod server;

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
