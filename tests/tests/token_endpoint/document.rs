//! The document says what the endpoints read and answer.

use serde_json::{Value, json};

use super::*;

#[test]
fn forms_and_answers_are_described() {
    let api: Value = serde_json::to_value(Desk::new().api).expect("JSON");
    let schemas = &api["components"]["schemas"];
    let form = &api["paths"]["/token"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        ["schema"];
    assert_eq!(form["$ref"], "#/components/schemas/TokenForm");
    assert_eq!(
        schemas["TokenForm"]["oneOf"],
        json!([
            {"$ref": "#/components/schemas/PasswordForm"},
            {"$ref": "#/components/schemas/RefreshForm"},
            {"$ref": "#/components/schemas/ClientCredentialsForm"},
        ])
    );
    for (name, grant, required) in [
        (
            "PasswordForm",
            "password",
            json!(["grant_type", "username", "password"]),
        ),
        (
            "RefreshForm",
            "refresh_token",
            json!(["grant_type", "refresh_token"]),
        ),
        (
            "ClientCredentialsForm",
            "client_credentials",
            json!(["grant_type"]),
        ),
    ] {
        let schema = &schemas[name];
        assert_eq!(
            schema["properties"]["grant_type"]["enum"],
            json!([grant]),
            "{name}"
        );
        assert_eq!(schema["required"], required, "{name}");
        assert_eq!(schema["properties"]["scope"]["type"], "string", "{name}");
    }
    assert_eq!(schemas["RevocationForm"]["required"], json!(["token"]));
    assert_eq!(schemas["IntrospectionForm"]["required"], json!(["token"]));
    assert_eq!(
        schemas["TokenAnswer"]["required"],
        json!(["access_token", "token_type", "expires_in", "scope"])
    );
    assert_eq!(
        schemas["TokenFault"]["required"],
        json!(["error", "error_description"])
    );
    assert_eq!(
        schemas["IntrospectionAnswer"]["required"],
        json!(["active"])
    );
    assert_eq!(
        api["paths"]["/token"]["post"]["security"],
        json!([]),
        "open to everyone"
    );
}

#[tokio::test]
async fn answers_are_as_described() {
    let desk = Desk::new();
    let api: Value = serde_json::to_value(&desk.api).expect("JSON");
    let check = |name: &str, answer: &Value| {
        let mut schema = api["components"]["schemas"][name].clone();
        schema["additionalProperties"] = json!(false);
        schema["components"] = api["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let wrong: Vec<_> = validator
            .iter_errors(answer)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    };
    let answer = desk.token(JOHN).await;
    let (token, _) = token_of(&answer);
    check("TokenAnswer", &json(&answer));
    check("TokenFault", &json(&desk.token("").await));
    check("IntrospectionAnswer", &json(&desk.introspect(&token).await));
    check("IntrospectionAnswer", &json(&desk.introspect("x").await));
}
