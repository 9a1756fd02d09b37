//! What document and manifest say of limits.

use axum_secured::{Limit, Render};
use serde_json::{Value, json};

use crate::router;

fn document() -> Value {
    let (_, api) = router().split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn the_document_states_the_limit_and_its_refusal() {
    let document = document();
    let items = &document["paths"]["/items"]["get"];
    assert_eq!(items["x-limit"], json!("3/minute"));
    assert_eq!(
        items["description"],
        json!(
            "All of them.\n\nAt most 3 requests at once, and 3 a minute from then on, for each caller."
        )
    );
    let refused = &items["responses"]["429"];
    assert_eq!(
        refused["headers"]["Retry-After"]["schema"],
        json!({ "type": "integer" })
    );
    let content = &refused["content"][axum_secured::render::Problem::CONTENT_TYPE];
    assert_eq!(
        content["schema"]["$ref"],
        json!("#/components/schemas/SecurityProblem")
    );
    let both = &document["paths"]["/both"]["get"];
    assert_eq!(
        both["description"],
        json!("At most 1 request an hour for each caller.")
    );
    let maybe = &document["paths"]["/maybe"]["get"];
    assert_eq!(
        maybe["description"],
        json!(
            "At most 2 requests at once, and 2 a second from then on, for each caller (anonymous \
             ones: each address)."
        )
    );
}

// Three at once, and as many again before the minute is over: that is no more than three a minute only
// from then on.
#[tokio::test(start_paused = true)]
async fn the_document_promises_no_more_than_is_enforced() {
    let app = crate::app();
    let mut served = 0;
    for _ in 0..60 {
        for _ in 0..4 {
            served += usize::from(crate::bear(&app, "/items", "ann").await.status == 200);
        }
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
    }
    assert_eq!(served, 3 + 2);
    let said = document()["paths"]["/items"]["get"]["description"].to_string();
    assert!(
        said.contains("3 requests at once, and 3 a minute"),
        "{said}"
    );
}

#[test]
fn the_document_of_a_public_handler_states_its_limit() {
    let document = document();
    let token = &document["paths"]["/token"]["post"];
    assert_eq!(token["x-limit"], json!("5/minute"));
    assert_eq!(
        token["description"],
        json!("At most 5 requests at once, and 5 a minute from then on, for each client address.")
    );
    let refused = &token["responses"]["429"];
    assert!(refused["headers"]["Retry-After"].is_object(), "{refused}");
    assert_eq!(token["security"], json!([]));
    let health = &document["paths"]["/health"]["get"];
    assert_eq!(
        (health.get("x-limit"), health["responses"].get("429")),
        (None, None)
    );
}

#[test]
fn the_manifest_shows_limits() {
    let manifest = router().manifest();
    let limits: Vec<(&str, Option<String>)> = manifest
        .lines()
        .iter()
        .map(|line| (&*line.path, line.limit.as_ref().map(Limit::to_string)))
        .collect();
    let limit = |text: &str| Some(text.to_owned());
    assert_eq!(
        limits,
        [
            ("/both", limit("1/hour")),
            ("/health", None),
            ("/items", limit("3/minute")),
            ("/maybe", limit("2/second")),
            ("/token", limit("5/minute")),
        ]
    );
    let text = manifest.to_string();
    assert!(
        text.contains("POST    /token public, limit = \"5/minute\" (sign-in) "),
        "{text}"
    );
}
