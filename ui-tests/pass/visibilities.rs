//! Schemes, requirements and handlers of every visibility.
#![deny(warnings)]
#![allow(dead_code, clippy::unused_async)]

pub mod outer {
    use axum_secured::{Scopes, SecuritySchemes, requirement, secured};
    use ui_tests::{Nobody, User};

    #[derive(Debug, Scopes)]
    pub(super) enum Scope {
        #[scope("read")]
        Read,
    }

    pub(crate) mod inner {
        use super::{Nobody, Scope, SecuritySchemes};

        #[derive(Debug, SecuritySchemes)]
        pub(crate) struct Auth {
            #[scheme(http(bearer), scopes = Scope)]
            pub(in crate::outer) token: Nobody,
            #[scheme(api_key(header = "A"))]
            pub(crate) a: Nobody,
            #[scheme(api_key(header = "B"))]
            pub(super) b: Nobody,
            #[scheme(api_key(header = "C"))]
            pub(self) c: Nobody,
            #[scheme(api_key(header = "D"))]
            d: Nobody,
            #[scheme(api_key(header = "E"))]
            pub e: Nobody,
        }

        #[super::secured(any(self::a, b, c, d, e))]
        async fn everything() {}

        #[super::secured(any(self::a, b, c, d, e))]
        pub(crate) async fn more_visible_than_its_schemes() {}
    }

    use inner::{a, b, e, token};

    requirement!(Private -> User = token(Scope::Read));
    requirement!(pub(crate) Crate -> ui_tests::Machine = any(a, b, e));

    #[secured(any(Private, Crate))]
    async fn private() {}
    #[secured(Crate)]
    pub(super) async fn above() {}
    #[secured(Private)]
    pub(in crate::outer) async fn within(#[principal] _who: User) {}
}

// A struct less visible than its fields.
mod structs {
    use ui_tests::Nobody;

    pub mod private {
        #[derive(axum_secured::SecuritySchemes)]
        struct Auth {
            #[scheme(http(bearer))]
            pub everywhere: super::Nobody,
            #[scheme(http(basic))]
            pub(crate) in_the_crate: super::Nobody,
            #[scheme(api_key(header = "A"))]
            pub(super) above: super::Nobody,
            #[scheme(api_key(header = "B"))]
            pub(in crate::structs) within: super::Nobody,
        }

        #[axum_secured::secured(any(everywhere, in_the_crate, above, within))]
        async fn handler() {}
    }

    pub mod above {
        #[derive(axum_secured::SecuritySchemes)]
        pub(super) struct Auth {
            #[scheme(http(bearer))]
            pub everywhere: super::Nobody,
            #[scheme(http(basic))]
            pub(crate) in_the_crate: super::Nobody,
            #[scheme(api_key(header = "A"))]
            pub(in crate::structs) within: super::Nobody,
        }
    }

    pub mod within {
        #[derive(axum_secured::SecuritySchemes)]
        pub(in crate::structs) struct Auth {
            #[scheme(http(bearer))]
            pub everywhere: super::Nobody,
            #[scheme(http(basic))]
            pub(crate) in_the_crate: super::Nobody,
        }
    }

    #[axum_secured::secured(any(above::everywhere, above::in_the_crate, above::within))]
    async fn of_above() {}
    #[axum_secured::secured(any(within::everywhere, within::in_the_crate))]
    async fn of_within() {}
}

#[derive(axum_secured::SecuritySchemes)]
struct Private {
    #[scheme(http(bearer))]
    token: ui_tests::Nobody,
    #[scheme(http(basic))]
    pub login: ui_tests::Nobody,
}

#[axum_secured::secured(any(token, login))]
async fn of_private(#[principal] _who: ui_tests::User) {}

fn main() {
    let _: axum_secured::SecuredRouter<std::sync::Arc<outer::inner::Auth>> =
        axum_secured::SecuredRouter::new().route("/", axum_secured::routing::get(outer::above));
}
