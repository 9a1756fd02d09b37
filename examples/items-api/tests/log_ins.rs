//! What a new password ends.
#![allow(missing_docs)]

mod server;

use server::{Folder, Server};

const PASSWORD: &str = "staple battery horse";

/// The access token of a form, as a header holds it.
fn bearer(server: &Server, authorization: &[(&str, &str)], form: &str) -> String {
    let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
    headers.extend(authorization);
    let answer = server.call("POST", "/token", &headers, form);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.json()["access_token"].clone();
    format!("Bearer {}", token.as_str().expect("a token"))
}

fn signs_up(server: &Server, name: &str) {
    let form = serde_json::json!({
        "username": name, "email": "x@example.com", "full_name": "X", "password": PASSWORD,
    });
    let json = [("Content-Type", "application/json")];
    let answer = server.call("POST", "/users/", &json, &form.to_string());
    assert_eq!(answer.status, 201, "{}", answer.body);
}

fn signs_in(server: &Server, name: &str, password: &str) -> String {
    let password = password.replace(' ', "+");
    let form = format!(
        "grant_type=password&username={name}&password={password}&scope=users:read+users:write+items:read"
    );
    bearer(server, &[], &form)
}

#[test]
fn a_new_password_ends_the_log_ins_of_the_same_second_too() {
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    signs_up(&server, "ann");
    let own = signs_in(&server, "ann", PASSWORD);
    // Whoever else knows the password signs in over and over, one of the times right before the change.
    let (others, changed) = std::thread::scope(|scope| {
        let change = scope.spawn(|| {
            let form = serde_json::json!({
                "current_password": PASSWORD, "new_password": "horse staple battery",
            });
            let headers = [
                ("Authorization", own.as_str()),
                ("Content-Type", "application/json"),
            ];
            server.call("PUT", "/users/me/password", &headers, &form.to_string())
        });
        let form = format!(
            "grant_type=password&username=ann&scope=users:read&password={}",
            PASSWORD.replace(' ', "+")
        );
        let mut others = Vec::new();
        loop {
            let answer = server.token_answer(&form);
            if answer.status != 200 {
                break;
            }
            others.push(answer.json());
        }
        (others, change.join().expect("no panic"))
    });
    assert_eq!(changed.status, 204, "{}", changed.body);
    let status = |token: &str| server.get("/users/me/", &[("Authorization", token)]).status;
    assert_eq!(status(&own), 401);
    for other in others {
        let text = |name: &str| other[name].as_str().expect("a token").to_owned();
        assert_eq!(status(&format!("Bearer {}", text("access_token"))), 401);
        let form = format!(
            "grant_type=refresh_token&refresh_token={}",
            text("refresh_token")
        );
        assert_eq!(server.token_answer(&form).status, 400);
    }
    let anew = signs_in(&server, "ann", "horse staple battery");
    assert_eq!(status(&anew), 200, "at once");
}
