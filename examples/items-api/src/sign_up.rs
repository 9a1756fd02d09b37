//! Accounts of one's own: signing up, and a new password.

use axum::{Json, extract::State, response::IntoResponse};
use axum_secured::{
    passwords::{PasswordPolicy, WeakPassword},
    public, secured,
};
use garde::Validate;
use http::{StatusCode, header};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    accounts::{ALL_SCOPES, Creation, NewAccount, User},
    auth::{Scope, bearer},
    input::{Body, Origin, is_line},
    problem::{Problem, Wrong},
    sign_in::SignIn,
};

/// Who signs up.
#[derive(Deserialize, ToSchema, Validate)]
pub(crate) struct SignUp {
    /// Letters, digits, `-`, `_` and `.`, but not dots alone: no colon, which HTTP Basic could not carry.
    #[schema(
        example = "jane",
        min_length = 1,
        max_length = 64,
        pattern = "^[.]*[A-Za-z0-9_-][A-Za-z0-9._-]*$"
    )]
    #[garde(length(chars, min = 1, max = 64), custom(is_name))]
    username: String,
    #[schema(example = "jane@example.com", format = Email, max_length = 254)]
    #[garde(length(bytes, max = 254), email)]
    email: String,
    #[schema(example = "Jane Doe", min_length = 1, max_length = 200)]
    #[garde(length(chars, min = 1, max = 200), custom(is_line))]
    full_name: String,
    /// 15 characters or more, and not one of those that everybody uses.
    #[schema(format = Password, min_length = 15)]
    #[garde(skip)] // by its own policy
    password: String,
}

/// A new password, and the one that counts so far.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPassword {
    #[schema(format = Password)]
    current_password: String,
    /// 15 characters or more, and not one of those that everybody uses.
    #[schema(format = Password, min_length = 15)]
    new_password: String,
}

/// Sign up
///
/// Whoever does is a member of a tenant of their own: `~` and the user name.
#[public("sign-up: whoever calls has no account yet", limit = "60/minute")]
#[utoipa::path(
    post,
    path = "/users/",
    request_body = SignUp,
    responses(
        (status = 201, description = "The new account", body = User),
        (status = 409, description = "The name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "It may have been created or not", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_up(
    State(accounts): State<SignIn>,
    Body(form): Body<SignUp>,
) -> Result<impl IntoResponse, Problem> {
    let mut wrong: Vec<_> = match form.validate() {
        Ok(()) => Vec::new(),
        Err(report) => report.iter().map(Wrong::from).collect(),
    };
    let known = [form.username.as_str(), &form.email, &form.full_name];
    if let Err(weak) = checked(&form.password, &known) {
        wrong.push(Wrong {
            field: "password".to_owned(),
            detail: weak.to_string(),
        });
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    // Items and logs name owners, and attempts are counted, without a word of what they are.
    if accounts.is_reserved(&form.username) {
        return Err(Problem::taken());
    }
    let hash = accounts.hasher.hash(&form.password).await;
    let account = NewAccount {
        username: form.username.clone(),
        email: form.email.clone(),
        full_name: form.full_name.clone(),
        password_hash: hash.map_err(|_| Problem::unavailable())?,
        scopes: ALL_SCOPES.to_owned(),
        // No other tenant begins like that, so nobody signs up into one where others are.
        tenant: format!("~{}", form.username),
        role: "member".to_owned(),
    };
    match accounts.accounts.create(account).await {
        Ok(Creation::Created) => {
            let fields = [(header::CACHE_CONTROL, "no-store")];
            let user = User::new(form.username, form.email, form.full_name);
            Ok((StatusCode::CREATED, fields, Json(user)))
        }
        Ok(Creation::Taken) => Err(Problem::taken()),
        Ok(Creation::Unfit) => Err(Problem::of("username", "cannot be kept")),
        Err(_) => Err(Problem::unavailable()),
    }
}

/// Set a new password
///
/// It ends every log-in of the account, this one included.
#[secured(bearer, scopes = Scope::UsersWrite, limit = "10/minute")]
#[utoipa::path(
    put,
    path = "/users/me/password",
    request_body = NewPassword,
    responses(
        (status = 204, description = "It counts from now on"),
        (status = 422, description = "What is not valid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change_password(
    State(accounts): State<SignIn>,
    #[principal] user: User,
    Origin(address): Origin,
    Body(form): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    // Counted with those of log-ins: a stolen token is no further way to guess.
    let permit = accounts.attempts.check(address, &user.username).await;
    let permit = permit.map_err(Problem::too_many)?;
    let account = accounts.verified(&user.username, &form.current_password);
    let account = match account.await {
        Ok(Some(account)) => account,
        Ok(None) => return Err(Problem::of("current_password", "is wrong")),
        Err(_) => {
            permit.withdrawn().await;
            return Err(Problem::unavailable());
        }
    };
    permit.succeeded().await;
    let known = [user.username.as_str(), &user.email, &user.full_name];
    if let Err(weak) = checked(&form.new_password, &known) {
        return Err(Problem::of("new_password", weak.to_string()));
    }
    let hash = accounts.hasher.hash(&form.new_password).await;
    let hash = hash.map_err(|_| Problem::unavailable())?;
    let old = account.password_hash;
    let changed = accounts
        .accounts
        .change_password(user.username, old, hash)
        .await;
    match changed {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        // Another change was faster.
        Ok(false) => Err(Problem::of("current_password", "is wrong")),
        Err(_) => Err(Problem::unavailable()),
    }
}

fn checked(password: &str, known: &[&str]) -> Result<(), WeakPassword> {
    PasswordPolicy::new().check(password, known)
}

fn is_name<C>(text: &str, _: &C) -> garde::Result {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if !text.bytes().all(is_sound) {
        return Err(garde::Error::new(
            "has other characters than letters, digits, `-`, `_` and `.`",
        ));
    }
    // Paths with such a name are other paths (RFC 3986, section 5.2.4).
    if !text.is_empty() && text.bytes().all(|byte| byte == b'.') {
        return Err(garde::Error::new("is nothing but dots"));
    }
    Ok(())
}
