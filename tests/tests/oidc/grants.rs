//! Grants: how the tests, as clients of the provider, come to tokens.

use std::collections::BTreeMap;

use axum::http::header;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use reqwest::{Response, Url};
use serde::Deserialize;
use serde_json::Value;

use crate::provider::Provider;

/// Its access tokens are signed, as those of [`ORDERS`].
pub(crate) const ITEMS: &str = "https://items.example.com";
pub(crate) const ORDERS: &str = "https://orders.example.com";

/// Its access tokens are opaque, as those of [`STOCK`].
pub(crate) const REPORTS: &str = "https://reports.example.com";
pub(crate) const STOCK: &str = "https://stock.example.com";

/// The client that logs users in.
pub(crate) const WEB: &str = "web";
const CALLBACK: &str = "https://web.example.com/callback";
const STATE: &str = "af0ifjsldkj";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What a token endpoint hands out.
#[derive(Deserialize)]
pub(crate) struct Tokens {
    #[serde(rename = "access_token")]
    pub(crate) access: String,
    #[serde(rename = "id_token", default)]
    pub(crate) id: String,
    #[serde(rename = "refresh_token", default)]
    pub(crate) refresh: String,
}

impl Provider {
    /// A token for the client `service` itself, without any user.
    pub(crate) async fn service(&self, resource: &str, scope: &str) -> String {
        self.client_credentials("service", resource, scope).await
    }

    pub(crate) async fn client_credentials(
        &self,
        client: &str,
        resource: &str,
        scope: &str,
    ) -> String {
        self.grant(&[
            ("client_id", client),
            ("client_secret", &self.secret),
            ("grant_type", "client_credentials"),
            ("resource", resource),
            ("scope", scope),
        ])
        .await
        .access
    }

    /// What a user's browser and the client `web` do: authorization code with PKCE (RFC 7636).
    pub(crate) async fn log_in(&self, user: &str, resource: &str, scope: &str) -> Tokens {
        let code = self.authorize(user, resource, scope).await;
        self.grant(&[
            ("client_id", WEB),
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("code_verifier", VERIFIER),
            ("redirect_uri", CALLBACK),
            ("resource", resource),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, refresh: &str, resource: Option<&str>) -> Tokens {
        let mut form = vec![
            ("client_id", WEB),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
        ];
        form.extend(resource.map(|resource| ("resource", resource)));
        self.grant(&form).await
    }

    /// Takes a token of the client `service` back (RFC 7009).
    pub(crate) async fn revoke(&self, token: &str) {
        let client = [("client_id", "service"), ("client_secret", &self.secret)];
        self.revoke_as(&client, token).await;
    }

    /// Takes a token of the client [`WEB`] back.
    pub(crate) async fn revoke_of_web(&self, token: &str) {
        self.revoke_as(&[("client_id", WEB)], token).await;
    }

    async fn revoke_as(&self, client: &[(&str, &str)], token: &str) {
        let form = [client, &[("token", token)]].concat();
        let response = self.post("/token/revocation", &form).await;
        assert_eq!(response.status(), 200);
    }

    async fn grant(&self, form: &[(&str, &str)]) -> Tokens {
        let response = self.post("/token", form).await;
        let status = response.status();
        let body = response.text().await.expect("a body");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("tokens")
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(format!("{}{path}", self.issuer));
        request.form(form).send().await.expect("an answer")
    }

    /// Goes where the provider sends the browser until it comes back with a code.
    async fn authorize(&self, user: &str, resource: &str, scope: &str) -> String {
        let parameters = [
            ("response_type", "code"),
            ("client_id", WEB),
            ("redirect_uri", CALLBACK),
            ("scope", scope),
            ("resource", resource),
            ("state", STATE),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            // No refresh token without it (OpenID Connect Core 1.0, section 11).
            ("prompt", "consent"),
            ("login_hint", user),
        ];
        let mut at =
            Url::parse_with_params(&format!("{}/auth", self.issuer), parameters).expect("a URL");
        let mut cookies = BTreeMap::new();
        for _ in 0..10 {
            if at.as_str().starts_with(CALLBACK) {
                let parameters: BTreeMap<_, _> = at.query_pairs().into_owned().collect();
                assert_eq!(parameters["state"], STATE);
                assert_eq!(parameters["iss"], self.issuer);
                return parameters["code"].clone();
            }
            let sent: Vec<_> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            let request = self
                .client
                .get(at.clone())
                .header(header::COOKIE, sent.join("; "));
            let response = request.send().await.expect("an answer");
            keep(&mut cookies, &response);
            let to = response.headers().get(header::LOCATION);
            let to = to.expect("a redirect").to_str().expect("ASCII");
            at = at.join(to).expect("a URL");
        }
        panic!("no code after ten redirects");
    }
}

/// A jar for one host; an empty cookie is a deleted one.
fn keep(cookies: &mut BTreeMap<String, String>, response: &Response) {
    for line in response.headers().get_all(header::SET_COOKIE) {
        let pair = line.to_str().expect("ASCII").split(';').next();
        let (name, value) = pair.and_then(|pair| pair.split_once('=')).expect("a pair");
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Header, claims or signature of a signed token, decoded.
pub(crate) fn part(token: &str, index: usize) -> Vec<u8> {
    let part = token.split('.').nth(index).expect("three parts");
    BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url")
}

/// The header of a signed token.
pub(crate) fn header_of(token: &str) -> Value {
    serde_json::from_slice(&part(token, 0)).expect("JSON")
}

/// The token with another header, other claims, or another signature.
pub(crate) fn with_part(token: &str, index: usize, decoded: &[u8]) -> String {
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    parts[index] = BASE64_URL_SAFE_NO_PAD.encode(decoded);
    parts.join(".")
}

/// The token with a claim set to something else, under the old signature.
pub(crate) fn with_claim(token: &str, name: &str, value: &str) -> String {
    let mut claims: Value = serde_json::from_slice(&part(token, 1)).expect("JSON");
    assert_ne!(claims[name], value, "nothing would change");
    claims[name] = value.into();
    with_part(token, 1, claims.to_string().as_bytes())
}
