//! Schemas: the forms as the document describes them. Requests are read by hand, because repeated
//! parameters must be seen.
#![allow(dead_code)]

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{OneOfBuilder, Ref, Schema},
    },
};

/// The form of a token request: one of the grants. A service that serves a single one publishes that
/// grant's form instead.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenForm {}

/// Signs in with name and password (RFC 6749, section 4.3.2).
#[derive(Debug, ToSchema)]
pub struct PasswordForm {
    #[schema(inline)]
    grant_type: Password,
    #[schema(example = "johndoe")]
    username: String,
    #[schema(format = Password)]
    password: String,
    /// Scopes asked for, separated by spaces; none are granted unasked.
    #[schema(example = "items:read", nullable = false)]
    scope: Option<String>,
    /// The client that asks, unless it has no name or names itself in `Authorization`.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// What the client proves itself with, unless it does so in `Authorization`.
    #[schema(nullable = false, format = Password)]
    client_secret: Option<String>,
}

/// Redeems a refresh token (RFC 6749, section 6).
#[derive(Debug, ToSchema)]
pub struct RefreshForm {
    #[schema(inline)]
    grant_type: Refresh,
    refresh_token: String,
    /// Scopes asked for, separated by spaces: those granted at log-in, or less; all of them unless given.
    #[schema(example = "items:read", nullable = false)]
    scope: Option<String>,
    /// The client that asks, unless it has no name or names itself in `Authorization`.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// What the client proves itself with, unless it does so in `Authorization`.
    #[schema(nullable = false, format = Password)]
    client_secret: Option<String>,
}

/// Asks for a token of the client's own (RFC 6749, section 4.4.2).
#[derive(Debug, ToSchema)]
pub struct ClientCredentialsForm {
    #[schema(inline)]
    grant_type: ClientCredentials,
    /// Scopes asked for, separated by spaces; none are granted unasked.
    #[schema(example = "items:read", nullable = false)]
    scope: Option<String>,
    /// The client that asks, unless it names itself in `Authorization`.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// What the client proves itself with, unless it does so in `Authorization`.
    #[schema(nullable = false, format = Password)]
    client_secret: Option<String>,
}

/// Ends a token (RFC 7009, section 2.1).
#[derive(Debug, ToSchema)]
pub struct RevocationForm {
    token: String,
    /// What kind of token it is. It is not needed.
    #[schema(nullable = false, example = "refresh_token")]
    token_type_hint: Option<String>,
    /// The client that asks, unless it has no name or names itself in `Authorization`.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// What the client proves itself with, unless it does so in `Authorization`.
    #[schema(nullable = false, format = Password)]
    client_secret: Option<String>,
}

/// Asks what a token is worth (RFC 7662, section 2.1).
#[derive(Debug, ToSchema)]
pub struct IntrospectionForm {
    token: String,
    /// What kind of token it is. It is not needed.
    #[schema(nullable = false, example = "access_token")]
    token_type_hint: Option<String>,
    /// The client that asks, unless it names itself in `Authorization`.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// What the client proves itself with, unless it does so in `Authorization`.
    #[schema(nullable = false, format = Password)]
    client_secret: Option<String>,
}

#[derive(Debug, ToSchema)]
enum Password {
    #[schema(rename = "password")]
    Password,
}

#[derive(Debug, ToSchema)]
enum Refresh {
    #[schema(rename = "refresh_token")]
    RefreshToken,
}

#[derive(Debug, ToSchema)]
enum ClientCredentials {
    #[schema(rename = "client_credentials")]
    ClientCredentials,
}

impl ToSchema for TokenForm {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            schemas.push((T::name().into_owned(), T::schema()));
            T::schemas(schemas);
        }
        add::<PasswordForm>(schemas);
        add::<RefreshForm>(schemas);
        add::<ClientCredentialsForm>(schemas);
    }
}

impl PartialSchema for TokenForm {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some("What is presented for a token."))
            .item(Ref::from_schema_name(PasswordForm::name()))
            .item(Ref::from_schema_name(RefreshForm::name()))
            .item(Ref::from_schema_name(ClientCredentialsForm::name()))
            .into()
    }
}
