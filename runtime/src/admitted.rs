//! Admission: the principal with how it got in.

use std::ops::Deref;

use crate::{
    catalogue::Catalogue,
    entry::{Standing, ValidFacts},
    requirement::Policy,
    scheme::Scheme,
    verifier::Facts,
};

/// A principal and how it was admitted: `#[principal] who: Admitted<User>`. It derefs to the
/// principal.
///
/// The attribute knows it by its name: write it as `Admitted<_>`, not through an alias.
#[derive(Debug, Clone)]
pub struct Admitted<P> {
    principal: P,
    proofs: Vec<Proof>,
}

/// One verified credential of the alternative that admitted the request.
#[derive(Debug, Clone)]
pub struct Proof {
    scheme: &'static Scheme,
    facts: Facts,
}

impl<P> Admitted<P> {
    #[doc(hidden)]
    pub fn new(principal: P, proofs: Vec<Proof>) -> Self {
        Self { principal, proofs }
    }

    /// The principal itself.
    pub fn into_principal(self) -> P {
        self.principal
    }

    /// The verified credentials in written order: one for each scheme of the alternative.
    pub fn proofs(&self) -> &[Proof] {
        &self.proofs
    }

    /// The name of the first scheme.
    pub fn scheme(&self) -> &'static str {
        self.proofs.first().map_or("", Proof::scheme)
    }

    /// The first subject that a credential names.
    pub fn subject(&self) -> Option<&str> {
        self.proofs.iter().find_map(Proof::subject)
    }

    /// The scope tokens granted, over all credentials, with those they imply.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        self.proofs.iter().flat_map(Proof::scopes)
    }

    /// Whether some credential was granted `scope`.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|granted| granted == scope)
    }

    /// The roles of the principal, over all credentials, with those they include.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.proofs.iter().flat_map(Proof::roles)
    }

    /// Whether the principal has `role` by some credential.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles().any(|held| held == role)
    }
}

impl<P> Deref for Admitted<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.principal
    }
}

impl Proof {
    /// The scheme's name.
    pub fn scheme(&self) -> &'static str {
        self.scheme.name
    }

    /// The caller's stable identifier (`sub`).
    pub fn subject(&self) -> Option<&str> {
        self.facts.details().subject.as_deref()
    }

    /// The tenant the principal belongs to.
    pub fn tenant(&self) -> Option<&str> {
        self.facts.details().tenant.as_deref()
    }

    /// The token's identifier (`jti`).
    pub fn token_id(&self) -> Option<&str> {
        self.facts.details().token_id.as_deref()
    }

    /// When the caller authenticated (`auth_time`).
    pub fn authenticated_at(&self) -> Option<std::time::SystemTime> {
        self.facts.details().authenticated_at
    }

    /// The authentication level (`acr`).
    pub fn level(&self) -> Option<&str> {
        self.facts.details().level.as_deref()
    }

    /// The scope tokens granted, with those they imply.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.scheme.scopes.names(self.facts.granted())
    }

    /// The roles the credential's principal has, with those they include.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.scheme.roles.names(self.facts.held())
    }
}

/// What the alternative that admitted the request rests on.
#[doc(hidden)]
pub fn proofs<C: Catalogue>(policy: &Policy, alternative: usize, slots: &C::Slots) -> Vec<Proof> {
    policy
        .alternative(alternative)
        .needs()
        .iter()
        .filter_map(|need| match C::standing(need.scheme(), slots) {
            Standing::Valid(ValidFacts(facts)) => Some(Proof {
                scheme: &C::SCHEMES[need.scheme()],
                facts: facts.clone(),
            }),
            _ => None,
        })
        .collect()
}
