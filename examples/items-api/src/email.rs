//! A new e-mail address, which needs more than a token: a password, lately.

use axum::{Json, extract::State, http::header, response::IntoResponse};
use axum_secured::{Admitted, admitted::Proof, secured};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    accounts::User,
    auth::{Scope, bearer},
    input::Valid,
    problem::Problem,
    sign_in::SignIn,
};

/// Where to write to from now on.
#[derive(Deserialize, ToSchema, Validate)]
pub(crate) struct NewEmail {
    #[schema(example = "jane@example.org", format = Email, max_length = 254)]
    #[garde(length(bytes, max = 254), email)]
    email: String,
}

/// Set a new e-mail address
///
/// Whoever reads its mail may one day ask for a new password, so a token that lies about is not enough:
/// its log-in has to be of the last five minutes. Where it is not, the answer is 401 with
/// `insufficient_user_authentication` and `max_age` in the challenge (RFC 9470). The client then asks for
/// the password again, gets a new token with it from `POST /token`, and repeats the request; a refresh
/// token is of no use for that, since what comes of it is still the old log-in.
#[secured(bearer, scopes = Scope::UsersWrite, max_age = "5m")]
#[utoipa::path(
    put,
    path = "/users/me/email",
    request_body = NewEmail,
    responses(
        (status = 200, description = "The account as it is now", body = User),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_email(
    State(accounts): State<SignIn>,
    #[principal] user: Admitted<User>,
    Valid(NewEmail { email }): Valid<NewEmail>,
) -> Result<impl IntoResponse, Problem> {
    let logged_in_at = user.proofs().iter().find_map(Proof::authenticated_at);
    let logged_in_at = logged_in_at.ok_or_else(Problem::unavailable)?;
    let user = user.into_principal();
    let changed = accounts
        .accounts
        .set_email(user.username.clone(), email.clone(), logged_in_at);
    match changed.await {
        Ok(true) => {
            let fields = [(header::CACHE_CONTROL, "no-store")];
            Ok((fields, Json(User { email, ..user })))
        }
        // The account was there a moment ago, and the log-in counted.
        Ok(false) | Err(_) => Err(Problem::unavailable()),
    }
}
