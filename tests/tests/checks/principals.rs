//! Whom a check looks at: obtained like the handler's principal, and whether or not it has one.

use axum::{Router, routing::get};
use axum_secured::{Admitted, Decision, check, requirement, secured};
use tests::{ABSENT, Answer, DENIED, INVALID, send};

use crate::{App, Machine, bear, bearer, key, request};

/// Either of them, by name.
enum Caller {
    Person(String),
    Machine(String),
}

impl From<String> for Caller {
    fn from(name: String) -> Self {
        Self::Person(name)
    }
}

impl From<Machine> for Caller {
    fn from(machine: Machine) -> Self {
        Self::Machine(machine.0)
    }
}

#[check]
async fn only_bots(caller: &Caller) -> Decision {
    match caller {
        Caller::Machine(name) if name == "bot" => Decision::Allow,
        Caller::Machine(_) => Decision::Deny("another machine"),
        Caller::Person(_) => Decision::Deny("a person"),
    }
}

#[secured(any(bearer, key), check = only_bots)]
async fn either() -> &'static str {
    "bot"
}

#[secured(any(bearer, key), check = only_bots)]
async fn either_with(#[principal] who: Caller) -> String {
    match who {
        Caller::Person(name) => format!("person {name}"),
        Caller::Machine(name) => format!("machine {name}"),
    }
}

/// The tuple, in written order.
#[check]
async fn same(pair: &(String, Machine)) -> Decision {
    let (name, machine) = pair;
    if *name == machine.0 {
        Decision::Allow
    } else {
        Decision::Deny("of two callers")
    }
}

#[secured(all(bearer, key), check = same)]
async fn both() -> &'static str {
    "both"
}

requirement!(Anybody -> Caller = any(bearer, key));

struct Shared(std::sync::Arc<Caller>);

impl From<Caller> for Shared {
    fn from(caller: Caller) -> Self {
        Self(std::sync::Arc::new(caller))
    }
}

#[check]
async fn machine(shared: &Shared) -> Decision {
    match &*shared.0 {
        Caller::Machine(_) => Decision::Allow,
        Caller::Person(_) => Decision::Deny("a person"),
    }
}

// What the requirement yields is no `Clone`, and need be none for one.
#[secured(Anybody, check = machine)]
async fn by_name() -> &'static str {
    "machine"
}

/// As its principal's type is, word for word.
#[check]
#[allow(clippy::ref_option)]
async fn if_known(name: &Option<String>) -> Decision {
    match name.as_deref() {
        None | Some("ann") => Decision::Allow,
        Some(_) => Decision::Deny("known, and not she"),
    }
}

#[secured(optional(bearer), check = if_known)]
async fn maybe(#[principal] name: Option<String>) -> String {
    name.unwrap_or_else(|| "nobody".to_owned())
}

/// The same, as is usual.
#[check]
async fn if_known_inside(name: Option<&String>) -> Decision {
    if_known(&name.cloned()).await
}

#[secured(optional(bearer), check = if_known_inside)]
async fn maybe_without() -> &'static str {
    "entered"
}

// Who has to be known is known to it as well.
#[secured(bearer, check = if_known)]
async fn always(#[principal] name: String) -> String {
    name
}

#[check]
async fn by_token(who: &Admitted<String>) -> Decision {
    match (who.scheme(), who.subject(), who.as_str()) {
        ("bearer", Some("ann:bearer"), "ann") => Decision::Allow,
        _ => Decision::Deny("not she, or not so"),
    }
}

#[secured(bearer, check = by_token)]
async fn admitted() -> &'static str {
    "admitted"
}

#[secured(bearer, check = [by_token, if_known])]
async fn admitted_both(#[principal] who: Admitted<String>) -> String {
    format!("{}, {}", *who, who.subject().unwrap_or_default())
}

#[check]
async fn if_admitted(who: Option<&Admitted<String>>) -> Decision {
    match who.map(Admitted::subject) {
        None | Some(Some("ann:bearer")) => Decision::Allow,
        Some(_) => Decision::Deny("known, and not she"),
    }
}

#[secured(optional(bearer), check = if_admitted)]
async fn maybe_admitted(#[principal] who: Option<Admitted<String>>) -> String {
    who.map_or_else(|| "nobody".to_owned(), Admitted::into_principal)
}

fn app() -> Router {
    Router::new()
        .route("/either", get(either))
        .route("/either-with", get(either_with))
        .route("/both", get(both))
        .route("/by-name", get(by_name))
        .route("/maybe", get(maybe))
        .route("/maybe-without", get(maybe_without))
        .route("/always", get(always))
        .route("/admitted", get(admitted))
        .route("/admitted-both", get(admitted_both))
        .route("/maybe-admitted", get(maybe_admitted))
        .with_state(App::new())
}

async fn ask(path: &str, headers: &[(&str, &str)]) -> Answer {
    send(&app(), request("GET", path, headers)).await
}

#[tokio::test]
async fn every_alternative_is_converted_for_check_and_handler() {
    for (path, body) in [("/either", "bot"), ("/either-with", "machine bot")] {
        ask(path, &[("k", "bot")]).await.assert_admitted(body, path);
        ask(path, &[("k", "cat")])
            .await
            .assert_refused(DENIED, &[], path);
        ask(path, &[("authorization", "Bearer bot")])
            .await
            .assert_refused(DENIED, &[], path);
        // The first that is covered names the principal.
        ask(path, &[("k", "bot"), ("authorization", "Bearer ann")])
            .await
            .assert_refused(DENIED, &[], path);
    }
}

#[tokio::test]
async fn a_check_sees_both_where_both_are_required() {
    let ann = ("authorization", "Bearer ann");
    let same = ask("/both", &[("k", "ann"), ann]).await;
    same.assert_admitted("both", "of one caller");
    let other = ask("/both", &[("k", "bot"), ann]).await;
    other.assert_refused(DENIED, &[], "of two");
}

#[tokio::test]
async fn a_named_requirements_principal_is_checked() {
    let bot = ask("/by-name", &[("k", "bot")]).await;
    bot.assert_admitted("machine", "a machine");
    let ann = ask("/by-name", &[("authorization", "Bearer ann")]).await;
    ann.assert_refused(DENIED, &[], "a person");
}

#[tokio::test]
async fn an_anonymous_caller_is_checked_where_one_may_call() {
    let app = app();
    for (path, nobody, ann) in [
        ("/maybe", "nobody", "ann"),
        ("/maybe-without", "entered", "entered"),
        ("/maybe-admitted", "nobody", "ann"),
    ] {
        ask(path, &[]).await.assert_admitted(nobody, path);
        bear(&app, path, "ann").await.assert_admitted(ann, path);
        let bob = bear(&app, path, "bob").await;
        bob.assert_refused(DENIED, &[], path);
        let no = bear(&app, path, "no").await;
        no.assert_refused(
            INVALID,
            &[r#"Bearer realm="api", error="invalid_token""#],
            path,
        );
    }
    let nobody = ask("/always", &[]).await;
    nobody.assert_refused(ABSENT, &[r#"Bearer realm="api""#], "not optional here");
    bear(&app, "/always", "ann")
        .await
        .assert_admitted("ann", "known");
    bear(&app, "/always", "bob")
        .await
        .assert_refused(DENIED, &[], "known");
}

#[tokio::test]
async fn a_check_can_look_at_how_the_caller_got_in() {
    let app = app();
    bear(&app, "/admitted", "ann")
        .await
        .assert_admitted("admitted", "by the token");
    bear(&app, "/admitted-both", "ann")
        .await
        .assert_admitted("ann, ann:bearer", "and so can the handler");
    for path in ["/admitted", "/admitted-both"] {
        let bob = bear(&app, path, "bob").await;
        bob.assert_refused(DENIED, &[], path);
    }
}
