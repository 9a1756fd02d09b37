//! The oracle: predicts an answer from the served document and the request alone.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Sent;

/// Status and challenges.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prediction {
    pub(crate) status: u16,
    pub(crate) challenges: Vec<String>,
}

pub(crate) struct Oracle<'d> {
    pub(crate) document: &'d Value,
}

/// What the request holds for one scheme.
#[derive(Clone, PartialEq)]
enum Slot {
    Absent,
    Malformed,
    Script(String),
}

/// Strength of a failure, and of insufficient ones how little is missing.
type Rank = (u8, i32);

const ABSENT: u8 = 0;
const INVALID: u8 = 1;
const MALFORMED: u8 = 2;
const STEP_UP: u8 = 3;
const INSUFFICIENT: u8 = 4;
const DENIED: u8 = 5;
const UNAVAILABLE: u8 = 6;
const STATUSES: [u16; 7] = [401, 401, 400, 401, 403, 403, 503];

/// What one alternative needs of one scheme.
#[derive(Clone)]
struct Need {
    scheme: String,
    scopes: BTreeSet<String>,
    roles: BTreeSet<String>,
    level: Option<String>,
    max_age: Option<u64>,
}

impl Oracle<'_> {
    pub(crate) fn predict(&self, path: &str, sent: &Sent) -> Prediction {
        let operation = &self.document["paths"][path][sent.method.to_lowercase()];
        let published = operation["security"].as_array().expect("explicit security");
        let order = operation["x-security-order"].as_array();
        let mut optional = false;
        let mut alternatives: Vec<Vec<Need>> = Vec::new();
        for (index, entry) in published.iter().enumerate() {
            let entry = entry.as_object().expect("an alternative");
            if entry.is_empty() {
                assert_eq!(index, published.len() - 1, "anonymous comes last");
                optional = true;
                continue;
            }
            let names: Vec<String> = match order {
                Some(order) => strings(&order[index]),
                None => entry.keys().cloned().collect(),
            };
            assert_eq!(names.len(), entry.len());
            let alternative = names.into_iter().map(|scheme| {
                let roles = strings(&operation["x-roles"][index][&scheme]);
                let mut scopes = strings(&entry[&scheme]);
                let behind = scopes.split_off(scopes.len() - roles.len());
                assert_eq!(behind, roles, "roles stand behind scopes");
                let step_up = &operation["x-step-up"][index][&scheme];
                Need {
                    scopes: scopes.into_iter().collect(),
                    roles: roles.into_iter().collect(),
                    level: step_up["acr"].as_str().map(str::to_owned),
                    max_age: step_up["max_age"].as_u64(),
                    scheme,
                }
            });
            alternatives.push(alternative.collect());
        }
        self.decide(&alternatives, optional, sent)
    }

    fn decide(&self, alternatives: &[Vec<Need>], optional: bool, sent: &Sent) -> Prediction {
        let mut best: Option<(Rank, usize, String)> = None;
        for (index, alternative) in alternatives.iter().enumerate() {
            let Some((rank, scheme)) = self.failure(alternative, sent) else {
                return Prediction {
                    status: 200,
                    challenges: Vec::new(),
                };
            };
            if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                best = Some((rank, index, scheme));
            }
        }
        let named: Vec<Need> = {
            let mut seen = BTreeSet::new();
            alternatives
                .iter()
                .flatten()
                .filter(|need| seen.insert(need.scheme.clone()))
                .cloned()
                .collect()
        };
        let nothing = named.iter().all(|need| {
            self.slot(&need.scheme, sent) == Slot::Absent
                && !(self.is_authorization(&need.scheme)
                    && sent.authorization.iter().any(|line| !line.is_empty()))
        });
        if optional && nothing {
            return Prediction {
                status: 200,
                challenges: Vec::new(),
            };
        }
        let ((rank, _), index, deciding) = best.expect("an alternative");
        let status = STATUSES[usize::from(rank)];
        let challenges = match rank {
            ABSENT | INVALID => named
                .iter()
                .map(|need| {
                    let wrong = self.was_found_invalid(alternatives, &need.scheme, sent)
                        && self.is_bearer(&need.scheme);
                    self.challenge(need, wrong.then_some("invalid_token"))
                })
                .collect(),
            MALFORMED => named
                .iter()
                .filter(|need| self.slot(&need.scheme, sent) == Slot::Malformed)
                .map(|need| self.challenge(need, Some("invalid_request")))
                .collect(),
            STEP_UP | INSUFFICIENT => {
                let need = alternatives[index]
                    .iter()
                    .find(|need| need.scheme == deciding)
                    .expect("the deciding scheme");
                vec![if rank == STEP_UP {
                    self.step_up(need)
                } else {
                    self.challenge(need, Some("insufficient_scope"))
                }]
            }
            _ => Vec::new(),
        };
        Prediction { status, challenges }
    }

    /// `None` if the alternative is covered.
    fn failure(&self, alternative: &[Need], sent: &Sent) -> Option<(Rank, String)> {
        let slots: Vec<(&Need, Slot)> = alternative
            .iter()
            .map(|need| (need, self.slot(&need.scheme, sent)))
            .collect();
        for (kind, rank) in [(Slot::Malformed, MALFORMED), (Slot::Absent, ABSENT)] {
            if let Some((need, _)) = slots.iter().find(|(_, slot)| *slot == kind) {
                return Some(((rank, 0), need.scheme.clone()));
            }
        }
        for (need, slot) in &slots {
            if let Some(rank) = self.rejected(&need.scheme, slot, sent) {
                return Some(((rank, 0), need.scheme.clone()));
            }
        }
        for (need, slot) in &slots {
            if !need.roles.is_subset(&self.held(&need.scheme, slot)) {
                return Some(((DENIED, 0), need.scheme.clone()));
            }
        }
        let mut missing = 0;
        let mut first = None;
        for (need, slot) in &slots {
            let granted = self.granted(&need.scheme, slot);
            let lacking = need.scopes.difference(&granted).count();
            if lacking > 0 {
                missing += i32::try_from(lacking).expect("few scopes");
                first = first.or(Some(need.scheme.clone()));
            }
        }
        if let Some(scheme) = first {
            return Some(((INSUFFICIENT, -missing), scheme));
        }
        let stale = slots.iter().find(|(need, slot)| {
            let level = words(slot, '~').next_back();
            let age = words(slot, '+').next_back();
            let age: Option<u64> = age.map(|age| age.parse().expect("seconds"));
            let is_old = |max_age: u64| age.is_none_or(|age| age > max_age);
            (need.level.is_some() && level != need.level) || need.max_age.is_some_and(is_old)
        });
        stale.map(|(need, _)| ((STEP_UP, 0), need.scheme.clone()))
    }

    fn rejected(&self, name: &str, slot: &Slot, sent: &Sent) -> Option<u8> {
        let Slot::Script(script) = slot else {
            return None;
        };
        if self.is_sent_by_browsers(name) && sent.method == "POST" && sent.from_elsewhere {
            return Some(DENIED);
        }
        match script.as_str() {
            "denied" => Some(DENIED),
            "down" => Some(UNAVAILABLE),
            script if script.starts_with("ok") => None,
            _ => Some(INVALID),
        }
    }

    /// A wrong credential is only known to be wrong once an alternative got as far as asking.
    fn was_found_invalid(&self, alternatives: &[Vec<Need>], name: &str, sent: &Sent) -> bool {
        alternatives
            .iter()
            .filter_map(|alternative| self.failure(alternative, sent))
            .any(|((rank, _), scheme)| rank == INVALID && scheme == name)
    }

    fn granted(&self, name: &str, slot: &Slot) -> BTreeSet<String> {
        let Slot::Script(script) = slot else {
            return BTreeSet::new();
        };
        let named = script.split('.').skip(1).map(str::to_owned);
        self.declared(name, named, "x-scopes", "x-implies")
    }

    fn held(&self, name: &str, slot: &Slot) -> BTreeSet<String> {
        self.declared(name, words(slot, '/'), "x-roles", "x-includes")
    }

    /// Those of the names that the scheme declares, with all they are worth.
    fn declared(
        &self,
        name: &str,
        named: impl Iterator<Item = String>,
        declared: &str,
        worth: &str,
    ) -> BTreeSet<String> {
        let scheme = self.scheme(name);
        let declared = scheme[declared].as_object();
        let mut known: BTreeSet<String> = named
            .filter(|name| declared.is_some_and(|declared| declared.contains_key(name)))
            .collect();
        for _ in 0..3 {
            let more: Vec<String> = known
                .iter()
                .flat_map(|name| strings(&scheme[worth][name]))
                .collect();
            known.extend(more);
        }
        known
    }

    fn scheme(&self, name: &str) -> &Value {
        &self.document["components"]["securitySchemes"][name]
    }

    fn is_authorization(&self, name: &str) -> bool {
        self.scheme(name)["type"] == "http"
    }

    fn is_bearer(&self, name: &str) -> bool {
        self.scheme(name)["scheme"] == "bearer"
    }

    fn is_sent_by_browsers(&self, name: &str) -> bool {
        self.scheme(name)["scheme"] == "basic" || self.scheme(name)["in"] == "cookie"
    }

    fn slot(&self, name: &str, sent: &Sent) -> Slot {
        let scheme = self.scheme(name);
        if self.is_authorization(name) {
            let lines = &sent.authorization;
            let [line] = lines.as_slice() else {
                return if lines.is_empty() {
                    Slot::Absent
                } else {
                    Slot::Malformed
                };
            };
            if line.contains('!') {
                return Slot::Malformed;
            }
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            if !word.eq_ignore_ascii_case(scheme["scheme"].as_str().expect("a scheme")) {
                return Slot::Absent;
            }
            if rest.is_empty() {
                return Slot::Malformed;
            }
            return Slot::Script(if word == "Basic" {
                sent.script.clone()
            } else {
                rest.to_owned()
            });
        }
        let values = match scheme["in"].as_str() {
            Some("header") => &sent.key,
            Some("cookie") => &sent.cookie,
            _ => &sent.query,
        };
        match values.as_slice() {
            [] => Slot::Absent,
            [value] if value.is_empty() => Slot::Absent,
            [value] => Slot::Script(value.clone()),
            _ => Slot::Malformed,
        }
    }

    fn step_up(&self, need: &Need) -> String {
        let mut text = self.challenge(need, Some("insufficient_user_authentication"));
        if let Some(level) = &need.level {
            text.push_str(&format!(", acr_values=\"{level}\""));
        }
        if let Some(max_age) = need.max_age {
            text.push_str(&format!(", max_age=\"{max_age}\""));
        }
        text
    }

    fn challenge(&self, need: &Need, error: Option<&str>) -> String {
        let (name, scopes) = (&need.scheme, &need.scopes);
        let scheme = self.scheme(name);
        // In JSON and in a quoted-string the same two characters are escaped, and in the same way.
        let realm = scheme
            .get("x-realm")
            .cloned()
            .unwrap_or_else(|| "api".into());
        let mut text = match scheme["type"].as_str() {
            Some("apiKey") => format!(
                "ApiKey realm={realm}, in={}, name={}",
                scheme["in"], scheme["name"]
            ),
            _ if self.is_bearer(name) => format!("Bearer realm={realm}"),
            _ => format!("Basic realm={realm}, charset=\"UTF-8\""),
        };
        if !scopes.is_empty() {
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            text.push_str(&format!(", scope=\"{}\"", scopes.join(" ")));
        }
        if let Some(error) = error {
            text.push_str(&format!(", error=\"{error}\""));
        }
        text
    }
}

/// The words of a script that begin with `sign`, without it.
fn words(slot: &Slot, sign: char) -> impl DoubleEndedIterator<Item = String> {
    let script = match slot {
        Slot::Script(script) => script.as_str(),
        _ => "",
    };
    let words: Vec<String> = script
        .split('.')
        .filter_map(|word| word.strip_prefix(sign).map(str::to_owned))
        .collect();
    words.into_iter()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .map(|list| {
            list.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default()
}
