//! Floors on the router: what is demanded of each route, and which fall short of it.

use crate::{
    catalogue::Atom,
    decision::{Ruling, Statement},
    floor::{Demand, Floor},
    requirement::Site,
    router::{
        SecuredRouter,
        mounted::{Methods, Mounted},
    },
};

impl<S: Clone + Send + Sync + 'static, F: Floor> SecuredRouter<S, F> {
    /// Demands the scheme or named requirement `A` as the least of everything in this router, whether
    /// it is added before or after: routes, services, fallbacks, and the routers nested in or merged
    /// into it, whose own floors stay. Each must be at least as strong as all floors above it.
    ///
    /// A handler that is weaker does not compile where it is added after the floor; every other one is
    /// an error when the router is split. `optional(..)`, `#[public]` and requirements of another struct
    /// of schemes are weaker than any floor. What has to be weaker says why, and the manifest shows it:
    /// `#[secured(bearer, below_floor = "why")]`, `#[public("why", below_floor = "why")]`,
    /// `public("why").below_floor("why")`. One reason is for all floors above. Where they are met all the
    /// same it is an error: it would silently hold once they are not. The floor itself checks no request:
    /// what a handler states is enforced.
    ///
    /// The type of the router carries its floor: `SecuredRouter<App, Editor>`. Merged into a router
    /// without one it is a `SecuredRouter<App>` again, and what was merged keeps the floor. `routes!` has
    /// to know the floor: where that is a parameter, what is added is collected in a router of its own and
    /// merged.
    ///
    /// ```
    /// # use axum_secured::{BearerToken, Context, Scopes, SecuritySchemes, Verdict, Verifier};
    /// # struct V;
    /// # impl Verifier<BearerToken> for V { type Principal = u8; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
    /// # #[derive(Scopes)] enum Scope { #[scope("read")] Read, #[scope("write", implies(Read))] Write }
    /// # #[derive(SecuritySchemes)] struct Auth { #[scheme(http(bearer), scopes = Scope)] bearer: V }
    /// use std::sync::Arc;
    ///
    /// use axum_secured::{SecuredRouter, public, requirement, routing::get, secured};
    ///
    /// requirement!(Reader -> u8 = bearer("read"));
    ///
    /// #[secured(bearer("write"))]
    /// async fn create() {}
    ///
    /// #[public("liveness probe", below_floor = "the load balancer has no token")]
    /// async fn health() {}
    ///
    /// let router: SecuredRouter<Arc<Auth>, Reader> = SecuredRouter::new()
    ///     .floor::<Reader>()
    ///     .route("/items", get(create))
    ///     .route("/health", get(health));
    /// assert!(router.try_into_router().is_ok());
    /// ```
    ///
    /// ```compile_fail
    /// # use axum_secured::{BearerToken, Context, Scopes, SecuritySchemes, Verdict, Verifier};
    /// # struct V;
    /// # impl Verifier<BearerToken> for V { type Principal = u8; async fn verify(&self, _: BearerToken, _: &Context<'_>) -> Verdict<u8> { Verdict::Invalid } }
    /// # #[derive(Scopes)] enum Scope { #[scope("read")] Read, #[scope("write", implies(Read))] Write }
    /// # #[derive(SecuritySchemes)] struct Auth { #[scheme(http(bearer), scopes = Scope)] bearer: V }
    /// # use std::sync::Arc;
    /// # use axum_secured::{SecuredRouter, requirement, routing::get, secured};
    /// # requirement!(Reader -> u8 = bearer("read"));
    /// #[secured(bearer)]
    /// async fn weaker() {}
    ///
    /// let router: SecuredRouter<Arc<Auth>, Reader> = SecuredRouter::new()
    ///     .floor::<Reader>()
    ///     .route("/items", get(weaker));
    /// ```
    #[must_use]
    pub fn floor<A: Atom>(mut self) -> SecuredRouter<S, F::And<A>> {
        self.floors.push(A::DEMAND);
        self.retyped()
    }

    /// The floors above a route, each once, the outermost first.
    pub(super) fn above(&self, route: &Mounted) -> Vec<Demand> {
        let mut above: Vec<Demand> = Vec::new();
        for floor in self.floors.iter().chain(&route.floors) {
            if !above.iter().any(|known| known.is(floor)) {
                above.push(*floor);
            }
        }
        above
    }

    /// What is weaker than a floor above it and does not say why, and what says why without being so.
    pub(super) fn weaknesses(&self) -> Vec<String> {
        let mut weak: Vec<(Statement, Demand, Vec<String>)> = Vec::new();
        let mut exempt: Vec<(Site, bool)> = Vec::new();
        for route in &self.mounted {
            let (statement, above) = (&route.statement, self.above(route));
            let is_met = above.iter().all(|floor| floor.is_met_by(statement));
            if statement.below_floor.is_some() && !above.is_empty() {
                let site = statement.site;
                match exempt.iter_mut().find(|(known, _)| *known == site) {
                    Some((_, needless)) => *needless &= is_met,
                    None => exempt.push((site, is_met)),
                }
                continue;
            }
            for floor in above.iter().filter(|floor| !floor.is_met_by(statement)) {
                let known = weak
                    .iter_mut()
                    .find(|(other, demand, _)| other.site == statement.site && demand.is(floor));
                match known {
                    Some((.., places)) => places.extend(places_of(route)),
                    None => weak.push((*statement, *floor, places_of(route))),
                }
            }
        }
        let weak = weak
            .iter()
            .map(|(statement, floor, places)| weaker(statement, floor, places));
        let needless = exempt.iter().filter(|(_, needless)| *needless);
        let needless = needless.map(|(site, _)| {
            let Site { name, file, line } = site;
            format!("`{name}` ({file}:{line}) meets every floor above it: remove `below_floor`")
        });
        weak.chain(needless).collect()
    }
}

/// Methods and path, as one reads them in the manifest.
fn places_of(route: &Mounted) -> Vec<String> {
    let path = &route.path;
    match &route.methods {
        Methods::These(methods) => methods
            .iter()
            .map(|method| format!("`{method} {path}`"))
            .collect(),
        Methods::Any => vec![format!("`{path}`")],
        Methods::Fallback => vec![format!("the fallback of `{path}`")],
    }
}

fn weaker(statement: &Statement, floor: &Demand, places: &[String]) -> String {
    let Site { name, file, line } = statement.site;
    let is = match statement.ruling {
        Ruling::Public { .. } => "public, below",
        Ruling::Secured { .. } => "weaker than",
    };
    format!(
        "`{name}` ({file}:{line}) at {} is {is} the floor `{}`, which demands `{}`: {}{}",
        places.join(", "),
        floor.site.name,
        floor.policy,
        add(statement, floor),
        statement.exempted,
    )
}

/// What has to be added to a requirement.
fn add(statement: &Statement, floor: &Demand) -> String {
    let Ruling::Secured { policy, .. } = statement.ruling else {
        return String::new();
    };
    if !floor.knows(statement) {
        return "its schemes are another struct's; require the floor's, or ".to_owned();
    }
    match policy.shortfall(floor.policy) {
        Some((alternative, lacking)) => {
            let lacking: Vec<String> = lacking
                .iter()
                .map(|need| format!("`{}`", policy.written(*need)))
                .collect();
            let lacking = lacking.join(" and ");
            format!("`{alternative}` lacks {lacking}; add that, or ")
        }
        None => "`optional(...)` admits anonymous callers; remove it, or ".to_owned(),
    }
}
