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

impl Oracle<'_> {
    pub(crate) fn predict(&self, path: &str, sent: &Sent) -> Prediction {
        let operation = &self.document["paths"][path][sent.method.to_lowercase()];
        let published = operation["security"].as_array().expect("explicit security");
        let order = operation["x-security-order"].as_array();
        let mut optional = false;
        let mut alternatives: Vec<Vec<(String, BTreeSet<String>)>> = Vec::new();
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
            alternatives.push(
                names
                    .into_iter()
                    .map(|name| {
                        let scopes = strings(&entry[&name]).into_iter().collect();
                        (name, scopes)
                    })
                    .collect(),
            );
        }
        self.decide(&alternatives, optional, sent)
    }

    fn decide(
        &self,
        alternatives: &[Vec<(String, BTreeSet<String>)>],
        optional: bool,
        sent: &Sent,
    ) -> Prediction {
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
        let named: Vec<(String, BTreeSet<String>)> = {
            let mut seen = BTreeSet::new();
            alternatives
                .iter()
                .flatten()
                .filter(|(name, _)| seen.insert(name.clone()))
                .cloned()
                .collect()
        };
        let nothing = named.iter().all(|(name, _)| {
            self.slot(name, sent) == Slot::Absent
                && !(self.is_authorization(name)
                    && sent.authorization.iter().any(|line| !line.is_empty()))
        });
        if optional && nothing {
            return Prediction {
                status: 200,
                challenges: Vec::new(),
            };
        }
        let ((rank, _), index, deciding) = best.expect("an alternative");
        let status = [401, 401, 400, 403, 403, 503][usize::from(rank)];
        let challenges = match rank {
            0 | 1 => named
                .iter()
                .map(|(name, scopes)| {
                    let wrong =
                        self.was_found_invalid(alternatives, name, sent) && self.is_bearer(name);
                    self.challenge(name, scopes, wrong.then_some("invalid_token"))
                })
                .collect(),
            2 => named
                .iter()
                .filter(|(name, _)| self.slot(name, sent) == Slot::Malformed)
                .map(|(name, scopes)| self.challenge(name, scopes, Some("invalid_request")))
                .collect(),
            3 => {
                let (name, scopes) = alternatives[index]
                    .iter()
                    .find(|(name, _)| *name == deciding)
                    .expect("the deciding scheme");
                vec![self.challenge(name, scopes, Some("insufficient_scope"))]
            }
            _ => Vec::new(),
        };
        Prediction { status, challenges }
    }

    /// `None` if the alternative is covered.
    fn failure(
        &self,
        alternative: &[(String, BTreeSet<String>)],
        sent: &Sent,
    ) -> Option<(Rank, String)> {
        let slots: Vec<(&String, Slot)> = alternative
            .iter()
            .map(|(name, _)| (name, self.slot(name, sent)))
            .collect();
        if let Some((name, _)) = slots.iter().find(|(_, slot)| *slot == Slot::Malformed) {
            return Some(((2, 0), (*name).clone()));
        }
        if let Some((name, _)) = slots.iter().find(|(_, slot)| *slot == Slot::Absent) {
            return Some(((0, 0), (*name).clone()));
        }
        for (name, slot) in &slots {
            if let Some(rank) = self.rejected(name, slot, sent) {
                return Some(((rank, 0), (*name).clone()));
            }
        }
        let mut missing = 0;
        let mut first = None;
        for ((name, needed), (_, slot)) in alternative.iter().zip(&slots) {
            let granted = self.granted(name, slot);
            let lacking = i32::try_from(needed.difference(&granted).count()).expect("few scopes");
            if lacking > 0 {
                missing += lacking;
                first = first.or(Some(name.clone()));
            }
        }
        first.map(|name| ((3, -missing), name))
    }

    fn rejected(&self, name: &str, slot: &Slot, sent: &Sent) -> Option<u8> {
        let Slot::Script(script) = slot else {
            return None;
        };
        if self.is_sent_by_browsers(name) && sent.method == "POST" && sent.from_elsewhere {
            return Some(4);
        }
        match script.as_str() {
            "denied" => Some(4),
            "down" => Some(5),
            script if script.starts_with("ok") => None,
            _ => Some(1),
        }
    }

    /// A wrong credential is only known to be wrong once an alternative got as far as asking.
    fn was_found_invalid(
        &self,
        alternatives: &[Vec<(String, BTreeSet<String>)>],
        name: &str,
        sent: &Sent,
    ) -> bool {
        alternatives
            .iter()
            .filter_map(|alternative| self.failure(alternative, sent))
            .any(|((rank, _), scheme)| rank == 1 && scheme == name)
    }

    fn granted(&self, name: &str, slot: &Slot) -> BTreeSet<String> {
        let Slot::Script(script) = slot else {
            return BTreeSet::new();
        };
        let scheme = self.scheme(name);
        let declared = scheme["x-scopes"].as_object();
        let mut granted: BTreeSet<String> = script
            .split('.')
            .skip(1)
            .filter(|scope| declared.is_some_and(|declared| declared.contains_key(*scope)))
            .map(str::to_owned)
            .collect();
        for _ in 0..3 {
            let implied: Vec<String> = granted
                .iter()
                .flat_map(|scope| strings(&scheme["x-implies"][scope]))
                .collect();
            granted.extend(implied);
        }
        granted
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

    fn challenge(&self, name: &str, scopes: &BTreeSet<String>, error: Option<&str>) -> String {
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
