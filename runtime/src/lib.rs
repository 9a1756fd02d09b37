#![doc = include_str!("../README.md")]

pub mod admitted;
pub mod api_keys;
mod catalogue;
mod challenge;
mod check;
pub mod client_certificates;
pub mod credential;
mod cross_site;
mod decision;
mod digests;
mod entry;
mod evaluate;
#[cfg(any(feature = "jwks", feature = "introspection"))]
mod fetch;
mod floor;
mod guard;
mod holder;
#[cfg(feature = "introspection")]
pub mod introspection;
#[cfg(feature = "jwt")]
pub mod jwt;
pub mod limit;
#[cfg(feature = "limits")]
pub mod limits;
pub mod manifest;
mod message;
mod misconfiguration;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "password")]
pub mod passwords;
pub mod practices;
#[cfg(feature = "redis")]
mod redis_link;
mod refusal;
pub mod render;
pub mod requirement;
pub mod role;
mod router;
pub mod scheme;
pub mod scope;
mod secret;
mod settings;
mod settled;
#[cfg(feature = "swagger-ui")]
mod swagger;
mod tenant;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tokens")]
pub mod tokens;
pub mod verifier;
mod vocabulary;

/// Handlers without a document: axum's vocabulary for decided handlers alone.
pub mod routing {
    pub use crate::router::{
        MethodRoutes, any, delete, get, head, options, patch, post, put, trace,
    };
}

pub use admitted::Admitted;
pub use api_keys::ApiKeys;
/// Declares the roles of an application: one variant each.
///
/// `#[role("admin", includes(Editor))]`; doc comments become descriptions. Who has a role has all it
/// includes; no role includes itself, not even through others. A name is visible ASCII without space,
/// `,`, `;`, `"` and `\`.
///
/// A role is what the principal is, whatever its token was granted: a key, certificate or user in a
/// table has the roles it was given there, and a token's principal those that
/// [`Accounts::load`] sets or else those in the claim that
/// [`roles_claim`](JwtBuilder::roles_claim) names. Who lacks a role is denied (403) without a
/// challenge: another token would not help.
///
/// ```
/// # use axum_secured::{BearerToken, Context, SecuritySchemes, Verdict, Verifier};
/// # struct V;
/// # impl Verifier<BearerToken> for V { type Principal = u8; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
/// use axum_secured::{Roles, secured};
///
/// #[derive(Roles)]
/// enum Role {
///     /// Changes items
///     #[role("editor")]
///     Editor,
///     /// Runs the place
///     #[role("admin", includes(Editor))]
///     Admin,
/// }
///
/// #[derive(SecuritySchemes)]
/// struct Auth {
///     #[scheme(http(bearer), roles = Role)]
///     bearer: V,
/// }
///
/// #[secured(bearer(roles = "editor"))]
/// async fn change() {}
/// ```
pub use axum_secured_macros::Roles;
/// Declares the scopes of an application: one variant each.
///
/// `#[scope("items:write", implies(ItemsRead))]`; doc comments become descriptions. Two scopes that
/// imply each other are one under two names.
pub use axum_secured_macros::Scopes;
/// Declares security schemes: one field each, whose type is the verifier.
///
/// | `#[scheme(..)]` | credential |
/// |---|---|
/// | `api_key(header = "…")`, `api_key(query = "…")`, `api_key(cookie = "…")` | [`ApiKey`] |
/// | `http(basic)` | [`Basic`] |
/// | `http(bearer)`, `http(bearer, format = "JWT")` | [`BearerToken`] |
/// | `oauth2(password(token_url = "…"), client_credentials(..), authorization_code(..), implicit(..))` | [`BearerToken`] |
/// | `open_id_connect(url = "…")` | [`BearerToken`] |
/// | `mutual_tls` | [`ClientCertificate`], from the TLS layer |
/// | `custom(Type, challenge = "…", document = api_key(..))` | `Type`, with `OptionalFromRequestParts<()>` |
///
/// Each takes `scopes = Scope`, `roles = Role` and `realm = "…"`; the struct takes
/// `#[schemes(realm = "…", render = path, crate = path)]`. Beside the struct stands an empty enum
/// for each field: other modules import it to name the scheme.
///
/// A key in the query stands in the URL, and others log URLs: proxies, browsers, tower-http's
/// `TraceLayer`, whose default span holds the whole URI (headers only with `include_headers(true)`).
/// Give it a span of the path alone: `.make_span_with(|request: &Request| tracing::info_span!("request",
/// path = request.uri().path()))`. What this crate logs holds no credential.
pub use axum_secured_macros::SecuritySchemes;
/// Lets the function below it have a say once a requirement is met: `#[secured(bearer, check = can_edit)]`.
///
/// A check is an `async fn` of a reference to the principal and of any extractors that leave the body
/// alone (`FromRequestParts`); it answers a [`Decision`]:
///
/// | answer | status |
/// |---|---|
/// | [`Decision::Allow`] | the handler's own |
/// | [`Decision::Deny`]`("why")` | 403, without a challenge; the reason is logged and never sent |
/// | [`Decision::Hide`] | 404, the same whether or not there is something |
/// | [`Decision::unavailable`]`(error)` | 503 |
///
/// It runs after the requirement and the limit, before the handler's own extractors: of the body nothing
/// is read by then. What one of its extractors refuses is answered as axum would. Several checks,
/// `check = [can_edit, is_open]`, are all required; they run in written order up to the first that does
/// not allow, and have five seconds together (503). A check that panics is a 500.
///
/// ```
/// # use axum_secured::{BearerToken, Context, SecuritySchemes, Verdict, Verifier};
/// # struct V;
/// # impl Verifier<BearerToken> for V { type Principal = User; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<User> { Verdict::Invalid } }
/// # #[derive(SecuritySchemes)]
/// # struct Auth { #[scheme(http(bearer))] bearer: V }
/// use std::{collections::HashMap, sync::Arc};
///
/// use axum::extract::{FromRef, Path, State};
/// use axum_secured::{Decision, SecuredRouter, check, routing::put, secured};
///
/// #[derive(Clone)]
/// struct User {
///     id: u64,
///     is_guest: bool,
/// }
///
/// /// The owner of each item.
/// #[derive(Clone)]
/// struct Owners(Arc<HashMap<u64, u64>>);
///
/// #[derive(Clone)]
/// struct App {
///     auth: Arc<Auth>,
///     owners: Owners,
/// }
///
/// // As `#[derive(FromRef)]` would write it.
/// impl FromRef<App> for Arc<Auth> {
///     fn from_ref(app: &App) -> Self {
///         app.auth.clone()
///     }
/// }
/// impl FromRef<App> for Owners {
///     fn from_ref(app: &App) -> Self {
///         app.owners.clone()
///     }
/// }
///
/// /// Items are their owners' alone; to others there are none.
/// #[check]
/// async fn owns_item(user: &User, Path(id): Path<u64>, State(owners): State<Owners>) -> Decision {
///     match owners.0.get(&id) {
///         Some(owner) if *owner == user.id && user.is_guest => Decision::Deny("guests look only"),
///         Some(owner) if *owner == user.id => Decision::Allow,
///         _ => Decision::Hide,
///     }
/// }
///
/// #[secured(bearer, check = owns_item)]
/// async fn change(#[principal] user: User, Path(id): Path<u64>, body: String) {}
///
/// let router: SecuredRouter<App> = SecuredRouter::new().route("/items/{id}", put(change));
/// ```
///
/// The principal is obtained like a handler's: its type is made with `From` of what *each* alternative
/// yields. It is written as `&User`, as `&Admitted<User>` where the scheme, subject or scopes matter, and
/// as `Option<&User>` where `optional(..)` lets anonymous callers in; the handler itself need not ask for
/// one. Where the handler and a check, or several checks, receive what a scheme yields, all but the last
/// of them get a clone of it: it has to be `Clone` then, and an `Arc` is one for little.
///
/// One check can serve many types, `check = owns::<Item>`:
///
/// ```
/// # use axum_secured::{BearerToken, Context, SecuritySchemes, Verdict, Verifier};
/// # struct V;
/// # impl Verifier<BearerToken> for V { type Principal = User; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<User> { Verdict::Invalid } }
/// # #[derive(SecuritySchemes)]
/// # struct Auth { #[scheme(http(bearer))] bearer: V }
/// # struct User { id: u64 }
/// use axum::extract::Path;
/// use axum_secured::{Decision, check, secured};
///
/// trait Owned {
///     fn owner(id: u64) -> Option<u64>;
/// }
///
/// #[check]
/// async fn owns<T: Owned>(user: &User, Path(id): Path<u64>) -> Decision {
///     match T::owner(id) {
///         Some(owner) if owner == user.id => Decision::Allow,
///         _ => Decision::Hide,
///     }
/// }
///
/// # struct Item;
/// # impl Owned for Item { fn owner(_: u64) -> Option<u64> { None } }
/// #[secured(bearer, check = owns::<Item>)]
/// async fn show(Path(id): Path<u64>) {}
/// ```
///
/// The function stays what it is and can be called, in tests for one. Beside it stands a type of its name,
/// by which `check = ...` finds it: that rustc expected a type and found a function means that `#[check]`
/// is missing. OpenAPI cannot say what a check decides: its name is published in `x-checks` and in the
/// operation's description, and 404 among the responses. `#[check(crate = renamed)]` looks there for this
/// crate.
pub use axum_secured_macros::check;
/// Says that everybody may call the handler below it, and why: `#[public("liveness probe")]`.
///
/// With the feature `limits`, `#[public("sign-in", limit = "5/minute")]` serves each client address so many
/// requests, and refuses more with 429 and `Retry-After`: see `limit` of [`secured`](macro@secured).
///
/// On a router with a [floor](SecuredRouter::floor) nothing is public but what also says why it may be
/// weaker than that: `#[public("liveness probe", below_floor = "the load balancer has no token")]`.
///
/// ```
/// use axum_secured::public;
///
/// #[public("liveness probe", below_floor = "the load balancer has no token")]
/// async fn health() {}
/// ```
#[cfg_attr(feature = "limits", doc = "")]
#[cfg_attr(feature = "limits", doc = "```")]
#[cfg_attr(feature = "limits", doc = "use axum_secured::public;")]
#[cfg_attr(feature = "limits", doc = "")]
#[cfg_attr(
    feature = "limits",
    doc = "#[public(\"sign-in\", limit = \"5/minute\")]"
)]
#[cfg_attr(feature = "limits", doc = "async fn sign_in() {}")]
#[cfg_attr(feature = "limits", doc = "```")]
pub use axum_secured_macros::public;
/// Says who may call the handler below it.
///
/// `#[secured(EXPR)]`, where `EXPR` is a scheme with what is needed of it, `any(..)`, `all(..)` or,
/// outermost, `optional(..)`. The attribute stands above `#[utoipa::path]` and
/// `#[debug_handler]`; it puts the guard before every other extractor of the handler. With a
/// state that is not `()`, `#[debug_handler]` needs `state = ...`.
///
/// | form | admits |
/// |---|---|
/// | `#[secured(bearer)]` | a valid credential of the scheme |
/// | `#[secured(bearer("a b"))]`, `bearer(["a", "b"])` | with every one of these scopes |
/// | `#[secured(bearer(Scope::A))]`, `bearer([Scope::A, Scope::B])` | the same, as variants |
/// | `#[secured(bearer, scopes = "a b")]` | the same, where the expression is a single scheme |
/// | `#[secured(bearer(roles = "c d"))]`, `bearer(roles = [Role::C, Role::D])` | a principal with every one of these roles |
/// | `#[secured(bearer(acr = "mfa"))]` | who authenticated at this level |
/// | `#[secured(bearer(max_age = "15m"))]` | who authenticated no longer ago: `s`, `m`, `h`, `d` |
/// | `#[secured(bearer("a", roles = "c", acr = "mfa"))]` | all of it; beside a single scheme too |
/// | `#[secured(any(api_key, bearer("a")))]` | either |
/// | `#[secured(all(api_key, bearer))]` | both |
/// | `#[secured(optional(bearer))]` | callers without any credential too |
/// | `#[secured(Editor)]` | whom the [`requirement!`] admits |
/// | `#[secured(bearer, check = can_edit)]`, `check = [can_edit, is_open]` | whom every [`check`](macro@check) allows too |
/// | `#[secured(bearer, limit = "100/minute")]` | so many requests of a caller, as said below (feature `limits`) |
/// | `#[secured(bearer, below_floor = "why")]` | whom it says, though a [floor](SecuredRouter::floor) of its router demands more |
/// | `#[secured(bearer, crate = renamed)]` | generated code looks there for this crate |
///
/// A router can demand a minimum of everything in it: `SecuredRouter::new().floor::<Editor>()`. A handler
/// that is weaker does not compile where both are visible, and is an error when the router is split where
/// not. With `below_floor` it may be weaker; the reason is mandatory, and the manifest shows it. See
/// [`SecuredRouter::floor`].
///
/// `acr` and `max_age` are for tokens and credentials of your own, which say how and when their caller
/// authenticated. One that does not, or says otherwise, is answered 401 with
/// `insufficient_user_authentication` and what is needed (RFC 9470).
///
/// A limit is a number up to 1000000, `/` and `second`, `minute`, `hour` or `day`: so many requests at once,
/// and as many again, evenly, in each period. It is looked at once the requirement is met and before the
/// handler's own extractors. A caller is a subject of a scheme (of each scheme in `all(..)`), or its
/// credential where the verifier names none; anonymous ones count by address. More is refused with 429 and
/// `Retry-After`. See `Limits` for where it is counted and what an address is.
///
/// A [`check`](macro@check) is a function of the application's that looks at the caller and at what is asked
/// for, who owns an item for one, and allows, denies (403) or hides (404). It runs after requirement and
/// limit, before the handler's own extractors, and is published by its name.
///
/// ```
/// # use axum_secured::{ApiKey, BearerToken, Context, Roles, Scopes, SecuritySchemes, Verdict, Verifier};
/// # struct V;
/// # impl Verifier<ApiKey> for V { type Principal = u8; async fn verify(&self, _: ApiKey, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
/// # impl Verifier<BearerToken> for V { type Principal = u8; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
/// # #[derive(Scopes)] enum Scope { #[scope("a")] A, #[scope("b")] B }
/// # #[derive(Roles)] enum Role { #[role("c")] C, #[role("d")] D }
/// # #[derive(SecuritySchemes)] struct Auth {
/// #     #[scheme(http(bearer), scopes = Scope, roles = Role)] bearer: V,
/// #     #[scheme(api_key(header = "k"))] api_key: V,
/// # }
/// use axum_secured::{Admitted, Decision, check, requirement, secured};
///
/// requirement!(Editor -> u8 = any(bearer("a"), api_key));
///
/// #[secured(bearer)]
/// async fn one(#[principal] id: u8) {}
/// #[secured(bearer(["a", "b"]))]
/// async fn listed() {}
/// #[secured(bearer([Scope::A, Scope::B]))]
/// async fn variants() {}
/// #[secured(bearer, scopes = "a b")]
/// async fn sugar() {}
/// #[secured(bearer(roles = "c d"))]
/// async fn with_roles() {}
/// #[secured(bearer(roles = [Role::C, Role::D]))]
/// async fn role_variants() {}
/// #[secured(bearer(acr = "mfa"))]
/// async fn strong() {}
/// #[secured(bearer, max_age = "15m")]
/// async fn fresh() {}
/// #[secured(bearer("a", roles = "c", acr = "mfa"))]
/// async fn all_of_it(#[principal] who: Admitted<u8>) {
///     assert!(who.has_role("c") && who.has_scope("a"));
/// }
/// #[secured(any(api_key, bearer("a")))]
/// async fn either(#[principal] who: Admitted<u8>) {}
/// #[secured(all(api_key, bearer))]
/// async fn both(#[principal] (key, token): (u8, u8)) {}
/// #[secured(optional(bearer))]
/// async fn maybe(#[principal] id: Option<u8>) {}
/// #[secured(Editor)]
/// async fn named(#[principal] id: u8) {}
/// #[secured(bearer, below_floor = "partners read with any token")]
/// async fn below() {}
/// #[secured(bearer, crate = ::axum_secured)]
/// async fn renamed() {}
/// #[check]
/// async fn can_edit(id: &u8) -> Decision {
///     if *id == 1 { Decision::Allow } else { Decision::Deny("read_only") }
/// }
/// #[check]
/// async fn is_open(_: &u8) -> Decision {
///     Decision::Allow
/// }
/// #[secured(bearer, check = can_edit)]
/// async fn checked() {}
/// #[secured(bearer, check = [can_edit, is_open])]
/// async fn checked_twice(#[principal] id: u8) {}
#[cfg_attr(feature = "limits", doc = "#[secured(bearer, limit = \"100/minute\")]")]
#[cfg_attr(feature = "limits", doc = "async fn limited() {}")]
/// ```
pub use axum_secured_macros::secured;
pub use catalogue::{Atom, Catalogue};
pub use challenge::{Challenge, Complaint};
pub use check::Decision;
pub use client_certificates::ClientCertificates;
pub use credential::{ApiKey, Basic, BearerToken, ClientCertificate};
pub use decision::{DecisionValue, Public, Secured, public, secured};
pub use floor::{Floor, NoFloor};
#[cfg(feature = "introspection")]
pub use introspection::{Introspection, IntrospectionBuilder};
#[cfg(feature = "jwt")]
pub use jwt::{
    Accounts, Algorithm, ClaimPath, ClaimsOnly, Clock, Issuer, Jwt, JwtBuilder, KeySet,
    ScopeFormat, SystemClock,
};
pub use limit::Limit;
#[cfg(feature = "limits")]
pub use limits::Limits;
pub use manifest::Manifest;
pub use misconfiguration::Misconfiguration;
#[cfg(feature = "password")]
pub use passwords::{PasswordHasher, PasswordStore, Passwords};
pub use practices::{Practice, Practices};
pub use refusal::{Cause, Refusal};
pub use render::Render;
pub use role::{NoRoles, RoleSet, Roles};
pub use router::{Misrouted, SecuredRouter};
pub use scheme::{Kind, Scheme};
pub use scope::{NoScopes, ScopeSet, Scopes};
pub use secret::Secret;
pub use settings::Settings;
pub use tenant::{Tenant, TenantIn};
pub use verifier::{Context, Source, Verdict, Verified, Verifier};

/// What generated code calls. Covered by no promise.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        admitted::{Proof, proofs},
        catalogue::{Group, Same, one_struct},
        check::{
            Anonymous, Check, CheckIn, Lending, Obtains, Of, Proven, Run, Shares, extracted,
            is_check, lent, lent_a_clone, lent_to_anonymous,
        },
        decision::{Decision, FirstArgument, NoArgument, Statement, Wired},
        entry::{Entry, Progress, Standing},
        floor::{Demand, assert_floor},
        guard::{
            Carried, Checked, Checking, Declaration, Guard, GuardChecked, GuardWith, Open, Yields,
            proofs_for,
        },
        limit::{Limit, Period},
        practices::practices,
        requirement::{
            Draft, Requirement, assert_alive, assert_apart, assert_fit, assert_once,
            assert_one_level, assert_role, assert_scope, assert_stepped,
        },
        role::{RoleEntry, RoleTable},
        scheme::{Flow, Grant},
        scope::{ScopeEntry, ScopeTable},
    };
    pub use axum::{extract::FromRequestParts, response::Response};
    pub use axum_secured_macros::requirement;
    #[cfg(feature = "openapi")]
    pub use axum_secured_macros::routes;
    pub use http::{HeaderName, request::Parts};

    #[cfg(feature = "openapi")]
    pub use crate::{
        openapi::{Document, Documented, Schemas, document, operation, schemas},
        router::Routes,
    };
    #[cfg(feature = "openapi")]
    pub use utoipa::{
        self,
        openapi::path::{HttpMethod, Operation},
    };

    /// Publishes a handler's decision. utoipa describes the handler by `$described`; everybody, its
    /// own router and derive included, asks `$path`, which adds the decision to every answer.
    #[cfg(feature = "openapi")]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __documented {
        ($visibility:vis $marker:ident $path:ident $described:ident $first:ty) => {
            #[doc(hidden)]
            #[allow(non_camel_case_types, missing_debug_implementations, unreachable_pub)]
            #[derive(Clone)]
            $visibility struct $path;
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            enum $described {}
            const _: () = {
                // Where utoipa refused its attribute nothing is described: that is said here, once.
                const fn __is_described<__T: $crate::__private::utoipa::Path>() -> ::core::primitive::bool {
                    true
                }
                const __PROVEN: ::core::primitive::bool = __is_described::<$described>();
                struct __Proof<const __PROVEN: ::core::primitive::bool>;
                trait __Of<__T> {
                    type Type;
                }
                impl<const __PROVEN: ::core::primitive::bool, __T> __Of<__T> for __Proof<__PROVEN> {
                    type Type = __T;
                }
                type __Described = <__Proof<{ __PROVEN }> as __Of<$described>>::Type;
                impl $crate::__private::utoipa::Path for $path {
                    fn path() -> ::std::string::String {
                        <__Described as $crate::__private::utoipa::Path>::path()
                    }
                    fn methods() -> ::std::vec::Vec<$crate::__private::HttpMethod> {
                        <__Described as $crate::__private::utoipa::Path>::methods()
                    }
                    fn operation() -> $crate::__private::Operation {
                        $crate::__private::operation::<__Described, $first>()
                    }
                }
                impl<'t> $crate::__private::utoipa::__dev::Tags<'t> for $path {
                    fn tags() -> ::std::vec::Vec<&'t ::core::primitive::str> {
                        <__Described as $crate::__private::utoipa::__dev::Tags<'t>>::tags()
                    }
                }
                impl $crate::__private::utoipa::__dev::SchemaReferences for $path {
                    fn schemas(schemas: &mut $crate::__private::Schemas) {
                        $crate::__private::schemas::<__Described, $first>(schemas);
                    }
                }
            };
            impl $crate::__private::Documented for $marker {
                fn document() -> $crate::__private::Document {
                    $crate::__private::document::<$path>()
                }
            }
        };
    }

    /// A handler's limit.
    #[cfg(feature = "limits")]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __limit {
        ($count:literal $period:ident) => {
            $crate::__private::Limit::new($count, $crate::__private::Period::$period)
        };
    }

    #[cfg(not(feature = "limits"))]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __limit {
        ($count:literal $period:ident) => {
            ::core::compile_error!(
                "the limit on this handler would not be enforced\nhelp: enable the feature `limits` of axum-secured"
            )
        };
    }

    #[cfg(not(feature = "openapi"))]
    #[macro_export]
    #[doc(hidden)]
    macro_rules! __documented {
        ($visibility:vis $marker:ident $path:ident $described:ident $first:ty) => {
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            enum $described {}
            ::core::compile_error!(
                "the decision on this handler would not be published\nhelp: enable the feature `openapi` of axum-secured"
            );
        };
    }
}

/// Names a requirement, to be used like a scheme:
/// `requirement!(pub Editor -> Caller = any(bearer("items:write"), all(api_key, basic)));`
#[macro_export]
macro_rules! requirement {
    ($($definition:tt)*) => {
        $crate::__private::requirement! { $crate; $($definition)* }
    };
}

/// Collects the decided and documented handlers of one path for
/// [`SecuredRouter::routes`](crate::SecuredRouter::routes).
#[cfg(feature = "openapi")]
#[macro_export]
macro_rules! routes {
    ($($handlers:tt)*) => {
        $crate::__private::routes! { $crate; $($handlers)* }
    };
}
