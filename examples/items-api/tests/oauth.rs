//! OAuth clients written elsewhere, in Rust and in Python, find the token endpoints as RFCs have them.
//!
//! The programs in Python stand in `tests/tools/oauth`.
#![allow(missing_docs)]

mod server;
mod tools;

use std::{convert::Infallible, fmt::Debug, process::Command};

use oauth2::{
    AccessToken, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IntrospectionUrl, RefreshToken, RequestTokenError, ResourceOwnerPassword,
    ResourceOwnerUsername, RevocationUrl, Scope, TokenIntrospectionResponse, TokenResponse,
    TokenUrl,
    basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType},
};
use server::{CLIENT, CLIENT_SECRET, Folder, Server};

type Client = BasicClient<EndpointNotSet, EndpointNotSet, EndpointSet, EndpointSet, EndpointSet>;

/// The crate revokes at `https` alone; these requests go to the flagship next door all the same.
fn client(id: &str, secret: Option<&str>) -> Client {
    let url = |path| format!("https://items.example{path}");
    let client = BasicClient::new(ClientId::new(id.to_owned()))
        .set_token_uri(TokenUrl::new(url("/token")).expect("a URL"))
        .set_revocation_url(RevocationUrl::new(url("/revoke")).expect("a URL"))
        .set_introspection_url(IntrospectionUrl::new(url("/introspect")).expect("a URL"));
    match secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.to_owned())),
        None => client,
    }
}

fn sent(server: &Server, request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().expect("ASCII")))
        .collect();
    let body = String::from_utf8(body).expect("UTF-8");
    let answer = server.call(parts.method.as_str(), parts.uri.path(), &headers, &body);
    let mut response = http::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let body = answer.body.into_bytes();
    response.body(body).expect("a response")
}

/// A secret with what means something in a form and in Basic: the crate encodes it, as it has to.
const ODD: &str = "a client+secret%2F&=:of the service";

type Failure = RequestTokenError<Infallible, BasicErrorResponse>;

fn fails<T: Debug>(answer: Result<T, Failure>, error: &BasicErrorResponseType) {
    match answer {
        Err(RequestTokenError::ServerResponse(said)) => assert_eq!(said.error(), error),
        other => panic!("{other:?}"),
    }
}

fn scopes(text: &str) -> Vec<Scope> {
    text.split_whitespace()
        .map(|scope| Scope::new(scope.to_owned()))
        .collect()
}

#[test]
fn the_oauth2_crate_logs_in_renews_and_ends_it() {
    let folder = Folder::new();
    let server = Server::start(folder.flagship().env("CLIENT_SECRET", ODD));
    let http = |request| Ok::<_, Infallible>(sent(&server, request));
    let anyone = client("", None);
    let service = client(CLIENT, Some(ODD));
    let is_active = |token: &AccessToken| {
        let answer = service.introspect(token).request(&http).expect("it says");
        answer.active()
    };
    let me = |token: &AccessToken| {
        let presented = format!("Bearer {}", token.secret());
        server
            .get("/users/me/", &[("Authorization", &presented)])
            .status
    };

    // The password grant.
    let johndoe = ResourceOwnerUsername::new("johndoe".to_owned());
    let sign_in = |password: &str| {
        anyone
            .exchange_password(&johndoe, &ResourceOwnerPassword::new(password.to_owned()))
            .add_scopes(scopes("users:read items:read"))
            .request(&http)
    };
    fails(sign_in("wrong"), &BasicErrorResponseType::InvalidGrant);
    let first = sign_in("secret").expect("a token");
    assert_eq!(first.expires_in().map(|time| time.as_secs()), Some(1800));
    assert_eq!(first.scopes(), Some(&scopes("users:read items:read")));
    assert_eq!(me(first.access_token()), 200);

    // What it is worth.
    let worth = service.introspect(first.access_token()).request(&http);
    let worth = worth.expect("it says");
    assert!(worth.active());
    assert_eq!(
        (worth.sub(), worth.iss()),
        (Some("johndoe"), Some("items-api"))
    );
    assert_eq!(worth.scopes(), Some(&scopes("users:read items:read")));
    let stranger = client(CLIENT, Some("another secret of that length"));
    let refused = stranger.introspect(first.access_token()).request(&http);
    fails(refused, &BasicErrorResponseType::InvalidClient);

    // The refresh grant, with less and then with more than before.
    let refresh = |token: &RefreshToken, scope: &str| {
        anyone
            .exchange_refresh_token(token)
            .add_scopes(scopes(scope))
            .request(&http)
    };
    let spent = first.refresh_token().expect("a refresh token");
    let second = refresh(spent, "users:read").expect("a token");
    assert_eq!(second.scopes(), Some(&scopes("users:read")));
    let current = second.refresh_token().expect("a refresh token");
    assert_ne!(current.secret(), spent.secret());
    let wider = refresh(current, "users:read users:write");
    fails(wider, &BasicErrorResponseType::InvalidScope);

    // Revocation: of an access token alone, then of the refresh token and all that came of it.
    let revoke = |token| {
        let request = anyone.revoke_token(token).expect("an https URL");
        request.request(&http).expect("it is revoked");
    };
    assert!(is_active(second.access_token()));
    revoke(second.access_token().clone().into());
    assert!(!is_active(second.access_token()));
    assert_eq!(
        (me(second.access_token()), me(first.access_token())),
        (401, 200)
    );
    let third = refresh(current, "").expect("a token");
    let current = third.refresh_token().expect("a refresh token");
    revoke(current.clone().into());
    assert_eq!(
        (me(third.access_token()), me(first.access_token())),
        (401, 401)
    );
    fails(refresh(current, ""), &BasicErrorResponseType::InvalidGrant);
    revoke(RefreshToken::new("nobody-knows-it".to_owned()).into());

    // A used refresh token ends the log-in.
    let first = sign_in("secret").expect("a token");
    let spent = first.refresh_token().expect("a refresh token");
    let second = refresh(spent, "").expect("a token");
    let current = second.refresh_token().expect("a refresh token");
    fails(refresh(spent, ""), &BasicErrorResponseType::InvalidGrant);
    fails(refresh(current, ""), &BasicErrorResponseType::InvalidGrant);
    assert_eq!(me(second.access_token()), 401);
}

#[test]
fn the_oauth2_crate_gets_a_service_its_own_token() {
    let folder = Folder::new();
    let server = Server::start(folder.flagship().env("CLIENT_SECRET", ODD));
    let http = |request| Ok::<_, Infallible>(sent(&server, request));
    let anyone = client("", None);
    let stranger = client(CLIENT, Some("another secret of that length"));
    // Its credentials are taken in either place.
    for place in [AuthType::BasicAuth, AuthType::RequestBody] {
        let service = client(CLIENT, Some(ODD)).set_auth_type(place);
        let is_active = |token: &AccessToken| {
            let answer = service.introspect(token).request(&http).expect("it says");
            answer.active()
        };
        let own = service
            .exchange_client_credentials()
            .add_scopes(scopes("items:read users:read"))
            .request(&http)
            .expect("a token");
        assert_eq!(own.scopes(), Some(&scopes("items:read")));
        assert!(own.refresh_token().is_none());
        assert!(is_active(own.access_token()));
        // It is not anybody's to revoke.
        let foreign = anyone.revoke_token(own.access_token().clone().into());
        let foreign = foreign.expect("an https URL").request(&http);
        assert!(
            matches!(&foreign, Err(RequestTokenError::ServerResponse(_))),
            "{foreign:?}"
        );
        assert!(is_active(own.access_token()));
        let request = service.revoke_token(own.access_token().clone().into());
        let request = request.expect("an https URL");
        request.request(&http).expect("it is revoked");
        assert!(!is_active(own.access_token()));
    }
    let own = stranger.exchange_client_credentials().request(&http);
    fails(own, &BasicErrorResponseType::InvalidClient);
    let own = anyone.exchange_client_credentials().request(&http);
    fails(own, &BasicErrorResponseType::UnauthorizedClient);
}

/// The program ends well against a flagship of its own.
fn held(program: &str) {
    let version = std::fs::read_dir(tools::path("venv/lib")).ok();
    let version = version.and_then(|mut versions| versions.next()?.ok());
    let version = version.map_or_else(|| "python3".into(), |version| version.file_name());
    let packages = format!("venv/lib/{}/site-packages", version.display());
    let needed = ["authlib", "requests_oauthlib"].map(|package| format!("{packages}/{package}"));
    if !tools::present(&needed.each_ref().map(String::as_str)) {
        return;
    }
    let folder = Folder::new();
    let server = Server::start(&mut folder.flagship());
    let output = Command::new(tools::path("venv/bin/python"))
        .arg(tools::path("oauth").join(program))
        .args([&format!("http://{}", server.address), CLIENT, CLIENT_SECRET])
        // The flagship is next door.
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.lines().last(), Some("everything held"), "{said}");
}

#[test]
fn authlib_finds_what_it_expects() {
    held("authlib_client.py");
}

#[test]
fn requests_oauthlib_finds_what_it_expects() {
    held("requests_oauthlib_client.py");
}
