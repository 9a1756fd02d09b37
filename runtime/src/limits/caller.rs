//! Callers: for whom a request is counted.

use http::{HeaderName, request::Parts};

use super::{
    Limits,
    key::{Key, KeyDraft, Place},
};
use crate::{
    catalogue::Catalogue,
    credential::{self, Slot},
    entry::{Standing, ValidFacts},
    requirement::Policy,
    scheme::{Kind, Scheme},
    verifier::Details,
};

/// Whoever the alternative that admitted the request proves: each of its schemes with the subject, or else
/// the credential. Nobody in particular counts by address.
pub(super) fn admitted<C: Catalogue>(
    place: Place,
    policy: &Policy,
    alternative: Option<usize>,
    slots: &C::Slots,
    parts: &Parts,
    limits: &Limits,
) -> Key {
    let Some(alternative) = alternative else {
        return anonymous(place, parts, limits);
    };
    let needs = policy.alternative(alternative).needs();
    let draft = needs.iter().fold(KeyDraft::new(), |draft, need| {
        let scheme = &C::SCHEMES[need.scheme()];
        let draft = draft.part("scheme", scheme.name.as_bytes());
        match C::standing(need.scheme(), slots) {
            Standing::Valid(ValidFacts(facts)) => match facts.details() {
                Details {
                    subject: Some(subject),
                    issuer,
                    tenant,
                    ..
                } => {
                    let issuer = issuer.as_deref().unwrap_or_default();
                    let tenant = tenant.as_deref().unwrap_or_default();
                    draft
                        .part("issuer", issuer.as_bytes())
                        .part("tenant", tenant.as_bytes())
                        .part("subject", subject.as_bytes())
                }
                _ => presented(draft, scheme, parts, limits),
            },
            _ => presented(draft, scheme, parts, limits),
        }
    });
    draft.at(place)
}

/// By the client's address.
pub(super) fn anonymous(place: Place, parts: &Parts, limits: &Limits) -> Key {
    address(KeyDraft::new(), parts, limits).at(place)
}

fn address(draft: KeyDraft, parts: &Parts, limits: &Limits) -> KeyDraft {
    let network = limits.client(parts).network();
    draft.part("address", network.bytes())
}

/// By what was presented, in a form that its holder cannot vary. What an application reads itself may have
/// many.
fn presented(draft: KeyDraft, scheme: &Scheme, parts: &Parts, limits: &Limits) -> KeyDraft {
    let key = match scheme.kind {
        Kind::ApiKeyHeader(name) => match HeaderName::try_from(name) {
            Ok(name) => credential::api_key_header(&parts.headers, &name),
            Err(_) => Slot::Malformed,
        },
        Kind::ApiKeyCookie(name) => credential::api_key_cookie(&parts.headers, name),
        Kind::ApiKeyQuery(name) => credential::api_key_query(parts, name),
        Kind::Basic => {
            return match credential::basic(&parts.headers) {
                Slot::Present(basic) => draft.part("user", basic.username().as_bytes()),
                _ => address(draft, parts, limits),
            };
        }
        Kind::Bearer { .. } | Kind::OAuth2(_) | Kind::OpenIdConnect(_) => {
            return match credential::bearer(&parts.headers) {
                Slot::Present(token) => draft.part("token", token.as_bytes()),
                _ => address(draft, parts, limits),
            };
        }
        Kind::MutualTls => {
            return match credential::client_certificate(&parts.extensions) {
                Slot::Present(shown) => draft.part("certificate", shown.digest()),
                _ => address(draft, parts, limits),
            };
        }
        Kind::Custom { .. } => return address(draft, parts, limits),
    };
    match key {
        Slot::Present(key) => draft.part("key", key.as_bytes()),
        _ => address(draft, parts, limits),
    }
}
