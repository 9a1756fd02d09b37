//! A program whose `Cargo.toml` knows `axum-secured` as `guard`.

use std::sync::Arc;

use guard::{
    ApiKey, Basic, Context, Decision, Scopes, SecuredRouter, SecuritySchemes, Verdict, Verified,
    Verifier, check, public, requirement, routes, routing, secured,
};

/// What a key may do.
#[derive(Debug, Scopes)]
#[scopes(crate = guard)]
pub enum Scope {
    /// Read
    #[scope("read")]
    Read,
    /// Write
    #[scope("write", implies(Read))]
    Write,
}

/// Knows one key, `reader`, and nobody's password.
#[derive(Debug)]
pub struct Known;

impl Verifier<ApiKey> for Known {
    type Principal = String;

    async fn verify(&self, key: ApiKey, context: &Context<'_>) -> Verdict<String> {
        match key.expose() {
            "reader" => {
                Verdict::Valid(Verified::new("reader".to_owned()).scopes(context.scopes("read")))
            }
            _ => Verdict::Invalid,
        }
    }
}

impl Verifier<Basic> for Known {
    type Principal = String;

    async fn verify(&self, _: Basic, _: &Context<'_>) -> Verdict<String> {
        Verdict::Invalid
    }
}

/// Who may call.
#[derive(Debug, SecuritySchemes)]
#[schemes(crate = guard, render = guard::render::Detail)]
pub struct Auth {
    /// A key.
    #[scheme(api_key(header = "X-Key"), scopes = Scope)]
    pub key: Known,
    /// A password.
    #[scheme(http(basic))]
    pub login: Known,
}

requirement!(
    /// Who may read.
    pub Reader -> String = any(login, key("read"))
);

/// Greets who may read.
#[secured(Reader, limit = "100/minute", crate = guard)]
#[utoipa::path(get, path = "/")]
pub async fn greet(#[principal] who: String) -> String {
    format!("hello {who}")
}

/// Lets only who begins with the letter of the path see that there is something.
#[check(crate = guard)]
#[allow(clippy::ptr_arg, clippy::unused_async)]
pub async fn letter(
    who: &String,
    axum::extract::Path(letter): axum::extract::Path<char>,
) -> Decision {
    if who.starts_with(letter) {
        Decision::Allow
    } else {
        Decision::Hide
    }
}

/// Greets who begins with a letter.
#[secured(Reader, check = letter, crate = guard)]
#[utoipa::path(get, path = "/letters/{letter}")]
pub async fn checked(#[principal] who: String) -> String {
    who
}

/// Greets who may write.
#[secured(any(key(Scope::Write), all(login, key)), crate = guard)]
#[utoipa::path(post, path = "/")]
pub async fn write() {}

/// Is there.
#[public("liveness probe", crate = guard)]
#[utoipa::path(put, path = "/")]
pub async fn health() {}

/// Greets without a document.
#[secured(optional(key), crate = guard)]
pub async fn undocumented(#[principal] who: Option<String>) -> String {
    who.unwrap_or_default()
}

/// A facade that hands the crate on.
pub mod facade {
    pub use guard::*;
}

/// What speaks of the crate through the facade.
pub mod through {
    use crate::{Known, facade};

    /// What a key may do here.
    #[derive(Debug, facade::Scopes)]
    #[scopes(crate = crate::facade)]
    pub enum Scope {
        /// Read
        #[scope("read")]
        Read,
    }

    /// Who may call here.
    #[derive(Debug, facade::SecuritySchemes)]
    #[schemes(crate = facade)]
    pub struct Through {
        /// A key.
        #[scheme(api_key(header = "X-Key"), scopes = Scope)]
        pub through: Known,
    }

    facade::requirement!(
        /// Who may read here.
        pub Reader -> String = through("read")
    );

    /// Greets.
    #[facade::secured(Reader, crate = super::facade)]
    #[utoipa::path(get, path = "/through")]
    pub async fn greet(#[principal] who: String) -> String {
        who
    }

    /// Is there.
    #[facade::public("open", limit = "5/second", crate = self::facade)]
    #[utoipa::path(post, path = "/through")]
    pub async fn health() {}

    /// Both.
    pub fn app() -> axum::Router {
        facade::SecuredRouter::new()
            .routes(facade::routes!(greet, health))
            .split_for_parts()
            .0
            .with_state(std::sync::Arc::new(Through { through: Known }))
    }
}

/// All of them.
pub fn app() -> axum::Router {
    let auth = Auth {
        key: Known,
        login: Known,
    };
    SecuredRouter::new()
        .routes(routes!(greet, write, health))
        .routes(routes!(checked))
        .route("/undocumented", routing::get(undocumented))
        .split_for_parts()
        .0
        .with_state(Arc::new(auth))
        .merge(through::app())
}
