//! Checks of every form, and what the messages about them suggest.
#![deny(warnings, missing_docs, unreachable_pub)]
#![allow(dead_code, clippy::unused_async)]
use std::{borrow::Cow, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
};
use axum_secured::{
    Admitted, Decision, SecuredRouter, check, requirement, routing::get, secured,
};
use ui_tests::{Auth, Machine, User, api_key, basic, bearer};

#[check]
async fn can_edit(_: &User) -> Decision {
    Decision::Allow
}

/// Also of who is not known.
#[check(crate = ::axum_secured)]
pub(crate) async fn is_open(_: Option<&User>, _headers: HeaderMap) -> Decision {
    Decision::Hide
}

#[check]
async fn admitted(_: &Admitted<User>, Path(_id): Path<u64>) -> Decision {
    Decision::Deny("why")
}

trait Owner {}

impl Owner for User {}

#[check]
async fn can_edit_by<U: Owner + 'static>(_user: &U) -> Decision {
    Decision::Allow
}

#[check]
async fn can_edit_if_known<U: Owner>(_user: Option<&U>) -> Decision {
    Decision::Allow
}

trait Owned: Send + serde::de::DeserializeOwned {}

impl Owned for u32 {}

#[check]
async fn owns<T: Owned>(_user: &User, _item: Path<T>) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = can_edit)]
async fn one() {}
#[secured(optional(bearer), check = is_open)]
async fn known_if_signed_in() {}
#[secured(bearer, check = owns::<u32>)]
async fn generic() {}
#[secured(bearer, check = can_edit_by::<User>)]
async fn generic_principal() {}
#[secured(bearer, check = owns::<T>)]
async fn given<T: Owned + 'static>(_: Path<T>) {}
#[secured(any(bearer, basic), check = [can_edit])]
async fn of_either() {}
#[secured(bearer("items:read", roles = "editor"), limit = "100/minute", check = admitted)]
async fn beside_others() {}
#[secured(bearer, scopes = "items:read", check = can_edit, crate = ::axum_secured)]
async fn among_options() {}

requirement!(Editor -> User = bearer("items:write"));

#[secured(Editor, check = can_edit)]
async fn named() {}

/// Public, of what is private.
mod of_a_module {
    use axum_secured::{Decision, check, secured};
    use ui_tests::{Machine, api_key};

    struct Caller;

    impl From<Machine> for Caller {
        fn from(_: Machine) -> Self {
            Self
        }
    }

    #[check]
    async fn is_ours(_: &Caller) -> Decision {
        Decision::Allow
    }

    /// Where only this module knows the check and whom it looks at.
    #[secured(api_key, check = is_ours)]
    pub(crate) async fn handler() {}
}

macro_rules! checked {
    ($($check:ident $path:path, $principal:ty;)*) => {$(
        #[check]
        async fn $check(_: &$principal) -> Decision {
            Decision::Allow
        }

        const _: () = {
            #[secured(api_key, check = $check)]
            async fn by_name() {}
            #[secured(api_key, check = $path)]
            async fn by_path() {}
        };
    )*};
}

checked! {
    first self::second, Machine;
    second first, Machine;
}

/// Holds a lifetime.
#[derive(Clone)]
struct Label<'l>(Cow<'l, str>);

impl From<User> for Label<'static> {
    fn from(_: User) -> Self {
        Self(Cow::Borrowed("user"))
    }
}

#[check]
async fn labelled(label: &Label<'static>, _kind: Extension<&'static str>) -> Decision {
    std::future::ready(()).await;
    if label.0.is_empty() { Decision::Hide } else { Decision::Allow }
}

#[secured(bearer, check = labelled)]
async fn with_a_lifetime() {}

#[secured(bearer, check = can_edit)]
#[axum::debug_handler(state = Arc<Auth>)]
async fn debugged() {}

/// Types as macros hand them over.
macro_rules! typed {
    ($($check:ident $principal:ty, $extractor:ty;)*) => {$(
        #[check]
        async fn $check(_: $principal, _: $extractor) -> Decision {
            Decision::Allow
        }
    )*};
}

typed! {
    lent &User, HeaderMap;
    lent_if_signed_in Option<&User>, HeaderMap;
    lent_static &&'static str, HeaderMap;
}

#[secured(bearer, check = lent)]
async fn of_a_macro() {}

#[check]
#[cfg(all())]
async fn conditional(_: &User) -> Decision {
    Decision::Allow
}

#[check]
#[cfg(any())]
async fn conditional(_: &User, _: HeaderMap) -> Decision {
    Decision::Allow
}

#[secured(bearer, check = conditional)]
async fn of_a_condition() {}

#[deprecated]
#[check]
async fn deprecated(_: &User) -> Decision {
    Decision::Allow
}

#[check]
async fn texts(_: &String) -> Decision {
    Decision::Allow
}

#[check]
async fn list(_: Option<&Vec<u8>>) -> Decision {
    Decision::Allow
}

fn inside_a_function() -> SecuredRouter<Arc<Auth>> {
    #[check]
    async fn local(_: &Machine, State(_auth): State<Arc<Auth>>) -> Decision {
        Decision::Allow
    }

    #[secured(api_key, check = local)]
    async fn handler() {}

    SecuredRouter::new().route("/local", get(handler))
}

fn main() {
    let router = inside_a_function()
        .route("/one", get(one))
        .route("/generic/{id}", get(generic))
        .route("/given/{id}", get(given::<u32>))
        .route("/generic-principal", get(generic_principal))
        .route("/module", get(of_a_module::handler))
        .route("/labelled", get(with_a_lifetime))
        .route("/either", get(of_either))
        .route("/known", get(known_if_signed_in));
    let _ = router.split_for_parts();
}
