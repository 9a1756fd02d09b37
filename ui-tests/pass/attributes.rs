//! The attributes rustc and others know, beside ours.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]
use std::sync::Arc;

use axum_secured::{Catalogue, Scopes, SecuredRouter, SecuritySchemes, routes, routing::get, secured};
use ui_tests::{Auth, Nobody, User, bearer};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Scopes)]
#[repr(u8)]
#[non_exhaustive]
pub enum Scope {
    /// Reads.
    #[doc(alias = "get")]
    #[scope("read")]
    #[allow(dead_code)]
    Read,
    #[doc = "Writes"]
    #[doc = concat!("and ", "more")]
    #[scope("write")]
    Write,
}

#[derive(Debug, Clone, Default, SecuritySchemes)]
#[non_exhaustive]
#[repr(C)]
#[allow(clippy::struct_field_names)]
pub struct Described {
    /** A block
    comment. */
    #[scheme(http(bearer), scopes = Scope)]
    #[doc(hidden)]
    pub token: Quiet,
    #[doc = concat!("Made of ", "pieces.")]
    #[scheme(http(basic))]
    #[allow(unused)]
    pub login: Quiet,
    #[doc = include_str!("../Cargo.toml")]
    #[scheme(api_key(header = "X-Key"))]
    pub key: Quiet,
}

#[derive(Debug, Clone, Default)]
pub struct Quiet;
impl<C: Send + 'static> axum_secured::Verifier<C> for Quiet {
    type Principal = User;
    async fn verify(&self, _: C, _: &axum_secured::Context<'_>) -> axum_secured::Verdict<User> {
        axum_secured::Verdict::Invalid
    }
}

/// Documented.
#[must_use]
#[inline]
#[doc(hidden)]
#[secured(bearer)]
#[allow(clippy::needless_pass_by_value)]
#[utoipa::path(get, path = "/")]
#[expect(unused_variables)]
pub async fn many(#[principal] #[allow(unused)] who: User, unused: axum::http::Method) {}

#[secured(bearer)]
#[deprecated = "use `many`"]
async fn deprecated() {}

#[secured(bearer)]
#[cold]
#[inline(never)]
async fn codegen() {}

fn main() {
    let _ = Nobody;
    let about = |index: usize| Described::SCHEMES[index].description;
    assert!(about(0).contains("comment."));
    assert_eq!(about(1), "Made of pieces.");
    assert!(about(2).contains("ui-tests"));
    let writes = <Scope as Scopes>::TABLE.entries()[1].description;
    assert_eq!(writes, "Writes\nand more");
    #[allow(deprecated)]
    let router: SecuredRouter<Arc<Auth>> = SecuredRouter::new()
        .routes(routes!(many))
        .route("/deprecated", get(deprecated).put(codegen));
    let _ = router.split_for_parts();
}
