//! Whom a token is about, and what a new password ends.
#![allow(missing_docs)]

mod server;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use server::{Folder, Server};

const CLIENT_SECRET: &str = "client-secret-0123456789";
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
fn an_account_that_is_called_as_the_service_is_not_the_service() {
    let folder = Folder::new();
    let server = Server::start(
        folder
            .flagship()
            .env("CLIENT_ID", "reports")
            .env("CLIENT_SECRET", CLIENT_SECRET),
    );
    signs_up(&server, "reports");
    let account = signs_in(&server, "reports", PASSWORD);
    let basic = STANDARD.encode(format!("reports:{CLIENT_SECRET}"));
    let basic = format!("Basic {basic}");
    let form = "grant_type=client_credentials&scope=items:read";
    let service = bearer(&server, &[("Authorization", &basic)], form);
    let owner = |token: &str| {
        let answer = server.get("/items/", &[("Authorization", token)]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()[0]["owner"].clone()
    };
    assert_eq!(owner(&account), "reports");
    assert_ne!(owner(&service), owner(&account), "its items are its own");
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
