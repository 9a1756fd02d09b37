//! Assertions in constants: what a requirement must not be, said on the author's own words.

use super::{Draft, MAX_ALTERNATIVES, distance::nearest};
use crate::{
    message::Message,
    scheme::{Kind, Scheme},
    vocabulary::{Noun, Table},
};

/// Refuses, in a constant, a group none or not all of whose alternatives can ever decide.
/// `lengths` holds the number of alternatives of each written group, `written` their text.
#[doc(hidden)]
pub const fn assert_alive(
    draft: &Draft,
    schemes: &[Scheme],
    group: usize,
    lengths: &[usize],
    written: &[&str],
) {
    if draft.overflows || draft.flawed || draft.torn != 0 {
        return;
    }
    let mut start = 0;
    let mut before = 0;
    while before < group {
        start += lengths[before];
        before += 1;
    }
    let mut dead = 0;
    let mut by = 0;
    let mut after = start;
    while after < start + lengths[group] {
        let mut earlier = 0;
        while earlier < after {
            if draft.covers(earlier, after, schemes) {
                by = earlier;
                dead += 1;
                break;
            }
            earlier += 1;
        }
        after += 1;
    }
    if dead == 0 {
        return;
    }
    let mut owner = 0;
    while by >= lengths[owner] {
        by -= lengths[owner];
        owner += 1;
    }
    let message = Message::new()
        .text(if dead == lengths[group] {
            "alternative `"
        } else {
            "a part of alternative `"
        })
        .text(written[group])
        .text("` can never matter\nhelp: `")
        .text(written[owner])
        .text("`, written before it, already admits the request");
    panic!("{}", message.as_str());
}

/// Refuses, in a constant, more alternatives than are evaluated.
#[doc(hidden)]
pub const fn assert_fit(draft: &Draft) {
    assert!(
        !draft.overflows || draft.flawed,
        "a requirement has at most 16 alternatives, naming 64 schemes\nhelp: list fewer schemes, or serve some callers at another path"
    );
}

/// Refuses, in a constant, a scheme written twice in one alternative. Named requirements stand for
/// themselves: what they share unites.
#[doc(hidden)]
pub const fn assert_once(members: &[Draft]) {
    let mut one = 0;
    while one < members.len() {
        let mut other = one + 1;
        while other < members.len() {
            assert!(
                members[one].named
                    || members[other].named
                    || !members[one].shares_a_scheme_with(&members[other]),
                "a scheme stands twice in one alternative\nhelp: name it once, with all its scopes"
            );
            other += 1;
        }
        one += 1;
    }
}

/// Refuses, in a constant, members of one alternative that share a scheme: its principal can be
/// handed over once.
#[doc(hidden)]
pub const fn assert_apart(members: &[Draft]) {
    let mut one = 0;
    while one < members.len() {
        let mut other = one + 1;
        while other < members.len() {
            assert!(
                !members[one].shares_a_scheme_with(&members[other]),
                "a scheme would yield its principal twice\nhelp: leave `#[principal]` out, or name the scheme once"
            );
            other += 1;
        }
        one += 1;
    }
}

/// Refuses, in a constant, a group in which one scheme needs two levels: no caller authenticated at
/// both.
#[doc(hidden)]
pub const fn assert_one_level(draft: &Draft, group: usize, lengths: &[usize]) {
    let mut at = 0;
    let mut before = 0;
    while before < group {
        at += lengths[before];
        before += 1;
    }
    let end = at + lengths[group];
    while at < end && at < MAX_ALTERNATIVES {
        assert!(
            draft.flawed || draft.torn & (1 << at) == 0,
            "a scheme would need two values of `acr` at once\nhelp: name one of them, or make alternatives of them: `any(...)`"
        );
        at += 1;
    }
}

// Each assertion panics by itself: what is inside another call is shown to the author as well.

const WITHOUT_ARGUMENTS: &str = "a named requirement is used as it is, without arguments";

/// Refuses, in a constant, a scope the scheme does not declare.
#[doc(hidden)]
pub const fn assert_scope(scheme: Option<&Scheme>, token: &str) {
    let Some(scheme) = scheme else {
        panic!("{}", WITHOUT_ARGUMENTS)
    };
    if let Some(message) = undeclared(scheme, scheme.scopes, token) {
        panic!("{}", message.as_str());
    }
}

/// Refuses, in a constant, a role the scheme does not declare.
#[doc(hidden)]
pub const fn assert_role(scheme: Option<&Scheme>, name: &str) {
    let Some(scheme) = scheme else {
        panic!("{}", WITHOUT_ARGUMENTS)
    };
    if let Some(message) = undeclared(scheme, scheme.roles, name) {
        panic!("{}", message.as_str());
    }
}

/// Refuses, in a constant, `acr` and `max_age` where the credential cannot say how and when its caller
/// authenticated.
#[doc(hidden)]
pub const fn assert_stepped(scheme: Option<&Scheme>, argument: &str) {
    let Some(scheme) = scheme else {
        panic!("{}", WITHOUT_ARGUMENTS)
    };
    if matches!(
        scheme.kind,
        Kind::Bearer { .. } | Kind::OAuth2(_) | Kind::OpenIdConnect(_) | Kind::Custom { .. }
    ) {
        return;
    }
    let message = Message::new()
        .text("scheme `")
        .text(scheme.name)
        .text("` takes no `")
        .text(argument)
        .text("`\nhelp: remove it; tokens alone say how and when their caller authenticated");
    panic!("{}", message.as_str());
}

/// What is wrong with a name that is not among the declared ones.
const fn undeclared<N: Noun>(scheme: &Scheme, declared: Table<N>, token: &str) -> Option<Message> {
    if declared.position(token).is_some() {
        return None;
    }
    let declared = declared.entries();
    if declared.is_empty() {
        let message = Message::new()
            .text("scheme `")
            .text(scheme.name)
            .text("` declares no ")
            .text(N::SEVERAL)
            .text("\nhelp: remove them, or declare them with `")
            .text(N::SEVERAL)
            .text(" = ")
            .text(N::ENUM)
            .text("` on the field");
        return Some(message);
    }
    let mut message = Message::new()
        .text("unknown ")
        .text(N::ONE)
        .text(" `")
        .text(token)
        .text("` of scheme `")
        .text(scheme.name)
        .text("`\nhelp: ");
    if let Some(nearest) = nearest(declared, token) {
        message = message
            .text("did you mean `")
            .text(declared[nearest].token)
            .text("`?");
        return Some(message);
    }
    message = message.text("it declares");
    let mut at = 0;
    while at < declared.len() {
        message = message
            .text(if at == 0 { " `" } else { ", `" })
            .text(declared[at].token)
            .text("`");
        at += 1;
    }
    Some(message)
}
