//! What each shape of input becomes, to be read by people.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{checks, requirement, routes, schemes, scopes, secured};

fn readable(expanded: TokenStream) -> String {
    let file = syn::parse2(expanded).expect("items");
    prettyplease::unparse(&file)
}

/// `routes!` makes an expression.
fn readable_expression(expanded: TokenStream) -> String {
    readable(quote!(const _: () = #expanded;))
}

#[test]
fn secured_without_principal() {
    let expanded = secured::secured(
        quote!(bearer, scopes = "items:write"),
        quote! {
            /// Its own documentation.
            pub async fn create_item(Json(item): Json<NewItem>) -> StatusCode { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_with_principal_and_document() {
    let expanded = secured::secured(
        quote!(any(api_key, bearer(Scope::ItemsRead))),
        quote! {
            #[utoipa::path(get, path = "/items")]
            async fn list_items(State(app): State<App>, #[principal] caller: Caller) -> Json<Items> { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_optional_and_admitted() {
    let expanded = secured::secured(
        quote!(optional(all(api_key, any(bearer, Editor)))),
        quote! {
            async fn greet<U: From<(Key, User)> + Bounded<N>, const N: usize>(
                #[principal] who: Option<Admitted<U>>,
            ) -> impl IntoResponse where U: Send, [u8; N]: Sized { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_with_roles_and_step_up() {
    let expanded = secured::secured(
        quote!(
            bearer("items:read", roles = ["editor", Role::Admin]),
            acr = "mfa",
            max_age = "15m"
        ),
        quote! {
            async fn delete_item(Path(id): Path<u64>) { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_in_a_renamed_crate() {
    let expanded = secured::secured(
        quote!(auth::bearer, crate = guard),
        quote!(
            pub(crate) async fn r#match(#[principal] _: User) {}
        ),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_with_a_limit() {
    let expanded = secured::secured(
        quote!(bearer, limit = "100/minute"),
        quote!(
            async fn limited() {}
        ),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_with_checks() {
    let expanded = secured::secured(
        quote!(optional(bearer), check = [checks::can_edit, owns::<T>]),
        quote! {
            async fn edit<T: Owned>(#[principal] user: Option<User>, Path(id): Path<T::Id>) { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn a_check() {
    let expanded = checks::check(
        quote!(),
        quote! {
            /// Its own documentation.
            pub(crate) async fn owns<T: Owned>(
                user: &Option<Admitted<User>>,
                Path(id): Path<T::Id>,
                State(items): State<Items>,
            ) -> Decision { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn a_check_refused() {
    let expanded = checks::check(
        quote!(),
        quote! {
            fn can_edit(user: &User) -> Decision { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn public_with_a_limit() {
    let expanded = secured::public(
        quote!("sign-in", limit = "5/minute"),
        quote!(
            async fn token() {}
        ),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_below_a_floor() {
    let expanded = secured::secured(
        quote!(bearer, below_floor = "read by partners"),
        quote!(
            async fn list_items() {}
        ),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn public_below_a_floor() {
    let expanded = secured::public(
        quote!(
            "liveness probe",
            below_floor = "the load balancer has no token"
        ),
        quote!(
            async fn health() {}
        ),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn secured_refused() {
    let expanded = secured::secured(
        quote!(any(bearer, "api_key")),
        quote! {
            #[utoipa::path(get, path = "/items")]
            async fn list_items(#[principal] caller: Caller) -> Json<Items> { body }
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn public() {
    let expanded = secured::public(
        quote!("liveness probe"),
        quote! {
            #[utoipa::path(get, path = "/health")]
            async fn health() {}
        },
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn named_requirement() {
    let expanded = requirement::requirement(
        quote!(::axum_secured; pub Editor -> Caller = any(bearer("items:write"), all(api_key, basic));),
    );
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn collected_routes() {
    let expanded = routes::routes(quote!(::axum_secured; items::list, generic::<u8>));
    insta::assert_snapshot!(readable_expression(expanded));
}

#[test]
fn derived_scopes() {
    let expanded = scopes::scopes(quote! {
        pub enum Scope {
            /// Read items
            #[scope("items:read")]
            ItemsRead,
            /// Create and change items
            #[scope("items:write", implies(ItemsRead))]
            ItemsWrite,
        }
    });
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn derived_roles() {
    let expanded = scopes::roles(quote! {
        #[roles(crate = guard)]
        pub enum Role {
            /// Changes items
            #[role("editor")]
            Editor,
            /// Runs the place
            #[role("admin", includes(Editor))]
            Admin,
        }
    });
    insta::assert_snapshot!(readable(expanded));
}

#[test]
fn derived_schemes() {
    let expanded = schemes::derive(quote! {
        #[schemes(realm = "items")]
        pub struct Auth {
            /// Access token from `POST /token`.
            #[scheme(oauth2(password(token_url = "/token")), scopes = Scope, roles = Role)]
            pub bearer: Jwt<Users>,
            #[scheme(custom(Signature, challenge = "Signature", document = api_key(header = "Signature")))]
            signature: Signatures,
            #[scheme(api_key(header = "X-API-Key"))]
            key: Keys,
        }
    });
    insta::assert_snapshot!(readable(expanded));
}
