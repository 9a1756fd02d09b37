use crate::{
    requirement::{Need, Policy},
    role::{RoleEntry, RoleTable},
    scheme::{Kind, Scheme},
    scope::{ScopeEntry, ScopeTable},
};

const fn entry(token: &'static str, implies: u128) -> ScopeEntry {
    ScopeEntry {
        token,
        description: "",
        implies,
    }
}

const BEARER: Scheme = Scheme::new(
    "bearer",
    "",
    None,
    Kind::Bearer { format: None },
    ScopeTable::new(&[entry("read", 0), entry("write", 0b1)]),
    RoleTable::new(&[
        RoleEntry {
            token: "viewer",
            description: "",
            implies: 0,
        },
        RoleEntry {
            token: "editor",
            description: "",
            implies: 0b1,
        },
    ]),
);
const KEY: Scheme = Scheme::new(
    "key",
    "",
    None,
    Kind::ApiKeyHeader("k"),
    ScopeTable::new(&[]),
    RoleTable::new(&[]),
);
static SCHEMES: &[Scheme] = &[BEARER, KEY];

/// What an alternative needs of `bearer`, and whether it needs `key`.
#[derive(Debug, Clone, Copy)]
struct Written {
    bearer: Option<Bearer>,
    key: bool,
}

#[derive(Debug, Clone, Copy)]
struct Bearer {
    scopes: &'static [&'static str],
    roles: &'static [&'static str],
    level: Option<&'static str>,
    max_age: Option<u32>,
}

/// A valid token as it was granted, everything implied included, and how long ago its caller
/// authenticated.
#[derive(Clone, Copy)]
struct Token {
    scopes: &'static [&'static str],
    roles: &'static [&'static str],
    level: Option<&'static str>,
    age: Option<u32>,
}

/// What a request proves.
type World = (Option<Token>, bool);

const SCOPES: [&[&str]; 3] = [&[], &["read"], &["read", "write"]];
const ROLES: [&[&str]; 3] = [&[], &["viewer"], &["viewer", "editor"]];
const LEVELS: [Option<&str>; 3] = [None, Some("mfa"), Some("pwd")];

/// Every combination that tells two requirements of these schemes apart.
fn worlds() -> Vec<World> {
    let mut tokens = vec![None];
    for scopes in SCOPES {
        for roles in ROLES {
            for level in LEVELS {
                for age in [None, Some(30), Some(60), Some(90)] {
                    tokens.push(Some(Token {
                        scopes,
                        roles,
                        level,
                        age,
                    }));
                }
            }
        }
    }
    let with_key = |token: &Option<Token>| [(*token, false), (*token, true)];
    tokens.iter().flat_map(with_key).collect()
}

impl Written {
    fn admits(&self, (token, key): &World) -> bool {
        let has_all =
            |wanted: &[&str], given: &[&str]| wanted.iter().all(|one| given.contains(one));
        let is_proved = match (self.bearer, token) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(bearer), Some(token)) => {
                has_all(bearer.scopes, token.scopes)
                    && has_all(bearer.roles, token.roles)
                    && (bearer.level.is_none() || bearer.level == token.level)
                    && bearer
                        .max_age
                        .is_none_or(|most| token.age.is_some_and(|age| age <= most))
            }
        };
        is_proved && (*key || !self.key)
    }

    fn needs(&self) -> Vec<Need> {
        let bits = |names: &[&str], first: &str| -> u128 {
            names
                .iter()
                .map(|name| if *name == first { 0b1 } else { 0b10 })
                .sum()
        };
        let bearer = self.bearer.map(|bearer| Need {
            scopes: bits(bearer.scopes, "read"),
            roles: bits(bearer.roles, "viewer"),
            level: bearer.level,
            max_age: bearer.max_age,
            ..Need::NONE
        });
        let key = self.key.then_some(Need {
            scheme: 1,
            ..Need::NONE
        });
        // Written order does not matter.
        key.into_iter().chain(bearer).collect()
    }
}

/// Alternatives of these needs of `bearer`, with `key` and without, and `key` alone.
fn alternatives(bearers: &[Bearer]) -> Vec<Written> {
    let alone = Written {
        bearer: None,
        key: true,
    };
    let of = |bearer: &Bearer| {
        [false, true].map(|key| Written {
            bearer: Some(*bearer),
            key,
        })
    };
    bearers.iter().flat_map(of).chain([alone]).collect()
}

/// A requirement, and which worlds it admits.
struct Case {
    written: Vec<Written>,
    policy: Policy,
    admitted: Vec<bool>,
}

impl Case {
    fn new(written: Vec<Written>, optional: bool, worlds: &[World]) -> Self {
        let (mut needs, mut ends) = (Vec::new(), Vec::new());
        for alternative in &written {
            needs.extend(alternative.needs());
            ends.push(u8::try_from(needs.len()).expect("few"));
        }
        let admits = |world: &World| {
            let is_anonymous = world.0.is_none() && !world.1;
            (optional && is_anonymous) || written.iter().any(|one| one.admits(world))
        };
        Self {
            admitted: worlds.iter().map(admits).collect(),
            policy: Policy::new(needs.leak(), ends.leak(), optional, SCHEMES),
            written,
        }
    }
}

/// Compares each with each; returns how many meet the other.
fn compare(cases: &[Case]) -> usize {
    let mut met = 0;
    for case in cases {
        for floor in cases {
            let mut both = case.admitted.iter().zip(&floor.admitted);
            let admits_all = both.all(|(admitted, needed)| !admitted || *needed);
            assert_eq!(
                case.policy.meets(&floor.policy),
                admits_all,
                "{} optional {}, floor {}: {:?} {:?}",
                case.policy,
                case.policy.optional,
                floor.policy,
                case.written,
                floor.written,
            );
            assert_eq!(
                case.policy.shortfall(&floor.policy).is_none(),
                admits_all || case.policy.optional && required(case).meets(&floor.policy),
            );
            met += usize::from(admits_all);
        }
    }
    met
}

/// The same without anonymous callers.
fn required(case: &Case) -> Policy {
    Policy::new(case.policy.needs, case.policy.ends, false, SCHEMES)
}

#[test]
fn one_alternative_meets_another_if_it_admits_nobody_else() {
    let mut bearers = Vec::new();
    for scopes in [&[][..], &["read"], &["write"], &["read", "write"]] {
        for roles in [&[][..], &["viewer"], &["editor"]] {
            for level in LEVELS {
                for max_age in [None, Some(60), Some(30)] {
                    bearers.push(Bearer {
                        scopes,
                        roles,
                        level,
                        max_age,
                    });
                }
            }
        }
    }
    let worlds = worlds();
    let cases: Vec<Case> = alternatives(&bearers)
        .into_iter()
        .map(|written| Case::new(vec![written], false, &worlds))
        .collect();
    let met = compare(&cases);
    assert!(met > cases.len() && met < cases.len() * cases.len() / 2);
}

#[test]
fn several_alternatives_meet_others_if_they_admit_nobody_else() {
    let mut bearers = Vec::new();
    for scopes in [&[][..], &["read"], &["write"]] {
        for level in [None, Some("mfa")] {
            bearers.push(Bearer {
                scopes,
                roles: &[],
                level,
                max_age: None,
            });
        }
    }
    let (worlds, alternatives) = (worlds(), alternatives(&bearers));
    let mut cases = Vec::new();
    for (index, first) in alternatives.iter().enumerate() {
        for optional in [false, true] {
            cases.push(Case::new(vec![*first], optional, &worlds));
            for second in &alternatives[index + 1..] {
                cases.push(Case::new(vec![*second, *first], optional, &worlds));
            }
        }
        for (between, second) in alternatives.iter().enumerate().skip(index + 1) {
            for third in &alternatives[between + 1..] {
                cases.push(Case::new(vec![*first, *second, *third], false, &worlds));
            }
        }
    }
    let met = compare(&cases);
    assert!(met > cases.len() && met < cases.len() * cases.len() / 2);
}

#[test]
fn schemes_of_other_names_meet_nothing() {
    const OTHER: Scheme = Scheme::new(
        "other",
        "",
        None,
        Kind::Basic,
        ScopeTable::new(&[]),
        RoleTable::new(&[]),
    );
    static OTHERS: &[Scheme] = &[OTHER, KEY];
    static FEWER: &[Scheme] = &[BEARER];
    let policy = |schemes| Policy::new(&[Need::NONE], &[1], false, schemes);
    assert!(policy(SCHEMES).meets(&policy(SCHEMES)));
    for schemes in [OTHERS, FEWER] {
        assert!(!policy(schemes).meets(&policy(SCHEMES)));
        assert!(!policy(SCHEMES).meets(&policy(schemes)));
    }
}
