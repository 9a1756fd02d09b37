//! What document and manifest say of checks.

use axum_secured::{Decision, SecuredRouter, check, routes, routing, secured};
use serde_json::{Value, json};

use crate::{App, bearer, forms, owner};

/// One item.
#[secured(bearer, check = owner)]
#[utoipa::path(get, path = "/items/{id}", responses((status = 200)))]
async fn item() {}

#[check]
async fn awake(_: Option<&String>) -> Decision {
    Decision::Allow
}

#[secured(optional(bearer), check = [awake], limit = "1/hour")]
#[utoipa::path(
    get,
    path = "/maybe",
    responses((status = 200), (status = 404, description = "No such thing")),
    extensions(("x-checks" = json!(["forged"]))),
)]
async fn maybe() {}

#[secured(bearer)]
#[utoipa::path(
    get,
    path = "/unchecked",
    responses((status = 200)),
    extensions(("x-checks" = json!(["forged"]))),
)]
async fn unchecked() {}

fn router() -> SecuredRouter<App> {
    SecuredRouter::new()
        .routes(routes!(item))
        .routes(routes!(maybe))
        .routes(routes!(unchecked))
        .routes(routes!(forms::list))
        .routes(routes!(forms::note))
        .route("/by-path", routing::get(forms::by_path))
}

fn document() -> Value {
    let (_, api) = router().split_for_parts();
    serde_json::to_value(api).expect("the document serialises")
}

#[test]
fn the_document_names_the_checks() {
    let document = document();
    let paths = &document["paths"];
    let item = &paths["/items/{id}"]["get"];
    assert_eq!(item["x-checks"], json!(["owner"]));
    assert_eq!(item["description"], json!("Only where `owner` allows it."));
    let list = &paths["/lists/{id}"]["get"];
    assert_eq!(
        list["x-checks"],
        json!(["owns::<List>", "shorter::<String, 4>"])
    );
    assert_eq!(
        list["description"],
        json!("Only where `owns::<List>` and `shorter::<String, 4>` allow it.")
    );
    let maybe = &paths["/maybe"]["get"];
    assert_eq!(maybe["x-checks"], json!(["awake"]), "ours alone to say");
    assert_eq!(
        maybe["description"],
        json!(
            "At most 1 request an hour for each caller (anonymous ones: each address).\n\n\
             Only where `awake` allows it."
        )
    );
    assert_eq!(paths["/unchecked"]["get"].get("x-checks"), None);
}

#[test]
fn the_document_states_what_a_check_refuses() {
    let document = document();
    let paths = &document["paths"];
    let responses = &paths["/items/{id}"]["get"]["responses"];
    let hidden = &responses["404"];
    assert_eq!(
        hidden["content"]["application/problem+json"]["schema"]["$ref"],
        json!("#/components/schemas/SecurityProblem")
    );
    assert_eq!(hidden.get("headers"), None, "no challenge");
    assert!(responses["403"].is_object());
    let documented = &paths["/maybe"]["get"]["responses"]["404"];
    assert_eq!(documented["description"], json!("No such thing"));
    assert_eq!(documented.get("content"), None, "the author's stays");
    let unchecked = &paths["/unchecked"]["get"]["responses"];
    assert_eq!(unchecked.get("404"), None, "it cannot occur");
}

#[test]
fn the_manifest_lists_checks() {
    let manifest = router().manifest();
    let checks: Vec<(&str, &[&str])> = manifest
        .lines()
        .iter()
        .map(|line| (&*line.path, line.checks))
        .collect();
    assert_eq!(
        checks,
        [
            ("/by-path", &["match"] as &[_]),
            ("/items/{id}", &["owner"]),
            ("/lists/{id}", &["owns::<List>", "shorter::<String, 4>"]),
            ("/maybe", &["awake"]),
            ("/notes/{id}", &["owns::<Note>"]),
            ("/unchecked", &[]),
        ]
    );
    let text = manifest.to_string();
    for line in [
        "GET     /items/{id} bearer, check = owner ",
        "GET     /lists/{id} bearer, check = [owns::<List>, shorter::<String, 4>] ",
        "GET     /maybe optional(bearer), limit = \"1/hour\", check = awake ",
        "GET     /unchecked bearer tests",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[check]
async fn longer<const N: usize>(user: &String) -> Decision {
    if user.len() > N {
        Decision::Allow
    } else {
        Decision::Hide
    }
}

#[secured(bearer, check = longer::<{ "a

GET     /b bearer".len() }>)]
#[utoipa::path(get, path = "/broken", responses((status = 200)))]
async fn broken() {}

mod strict {
    use axum_secured::{Decision, check};

    #[check]
    pub(super) async fn awake(_: &String) -> Decision {
        Decision::Hide
    }
}

#[secured(bearer, check = [awake, strict::awake, owner])]
#[utoipa::path(get, path = "/alike", responses((status = 200)))]
async fn alike() {}

#[test]
fn the_name_of_a_check_is_one_line() {
    let router = SecuredRouter::<App>::new().routes(routes!(broken));
    let manifest = router.manifest();
    assert_eq!(manifest.to_string().lines().count(), 1, "{manifest}");
    let (_, api) = router.split_for_parts();
    let document = serde_json::to_value(api).expect("the document serialises");
    let description = &document["paths"]["/broken"]["get"]["description"];
    let description = description.as_str().expect("a description");
    assert_eq!(description.lines().count(), 1, "{description}");
}

#[test]
fn checks_of_one_name_are_told_apart() {
    let router = SecuredRouter::<App>::new().routes(routes!(alike));
    let checks = router.manifest().lines()[0].checks;
    assert_eq!(checks, ["awake", "strict::awake", "owner"]);
}
