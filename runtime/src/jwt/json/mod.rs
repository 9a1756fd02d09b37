//! JSON as tokens and keys hold it: an object, without a duplicate name at any depth.

mod members;
mod sound;
mod value;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeSeed as _;
use serde_json::{Map, Value};

pub(crate) use self::members::{Member, Members};
use self::value::{Strict, imitates_a_number};

/// Strict base64url: no padding, no other characters, no spare bits (RFC 7515, section 2).
pub(super) fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The members of `text`, which is one JSON object. Duplicate names are refused at any depth
/// (RFC 7515, section 4; RFC 7519, section 4), and nesting beyond `serde_json`'s limit of 128.
pub(super) fn object(text: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(text) {
        Ok(Strict(Value::Object(members))) if !imitates_a_number(text) => Some(members),
        _ => None,
    }
}

/// Those members of `text` whose names have a `place` below `N`, where `text` is such an object as a
/// whole.
pub(crate) fn members<const N: usize>(
    text: &[u8],
    place: impl Fn(&str) -> Option<usize>,
) -> Option<Members<'_, N>> {
    members_within(text, place, &[])
}

/// The same, but in these places stands what is found by these names within the member: nothing that
/// matters, where it is not there.
pub(crate) fn members_within<'t, const N: usize>(
    text: &'t [u8],
    place: impl Fn(&str) -> Option<usize>,
    within: &[(usize, &[String])],
) -> Option<Members<'t, N>> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let members = members::Wanted { place, within }
        .deserialize(&mut json)
        .ok()?;
    json.end().ok()?;
    (!imitates_a_number(text)).then_some(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(value: &Value) -> Member<'_> {
        match value {
            Value::String(text) => Member::Text(text.into()),
            Value::Bool(value) => Member::Bool(*value),
            Value::Number(number) => Member::Number(number.clone()),
            Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map(Into::into))
                .collect::<Option<_>>()
                .map_or(Member::Other, Member::Texts),
            _ => Member::Other,
        }
    }

    /// Both readers take the same texts and find the same in them.
    fn object(text: &[u8]) -> Option<Map<String, Value>> {
        let whole = super::object(text);
        let none = super::members::<0>(text, |_| None);
        let some = super::members::<2>(text, |name| ["a", "x"].iter().position(|x| *x == name));
        assert_eq!(whole.is_some(), none.is_some(), "{text:?}");
        assert_eq!(whole.is_some(), some.is_some(), "{text:?}");
        if let (Some(whole), Some(some)) = (&whole, &some) {
            assert_eq!(some.get(0).cloned(), whole.get("a").map(member), "{text:?}");
            assert_eq!(some.get(1).cloned(), whole.get("x").map(member), "{text:?}");
        }
        whole
    }

    #[test]
    fn names_are_told_apart_however_many_there_are() {
        let names = |count: usize| -> Vec<String> {
            (0..count)
                .map(|number| format!("\"n{number}\":0"))
                .collect()
        };
        for count in [1, 15, 16, 17, 18, 300] {
            let mut pairs = names(count);
            let text = format!("{{{}}}", pairs.join(","));
            assert!(object(text.as_bytes()).is_some(), "{count}");
            pairs.push(format!("\"\\u006e{}\":0", count - 1));
            let text = format!("{{{}}}", pairs.join(","));
            assert!(object(text.as_bytes()).is_none(), "{count}");
            let nested = format!("{{\"x\":[{text}]}}");
            assert!(object(nested.as_bytes()).is_none(), "{count}");
        }
    }

    #[test]
    fn a_name_stands_once_at_any_depth() {
        assert!(object(br#"{"a":{"a":[{"a":1,"b":-1.5}]},"b":null}"#).is_some());
        for refused in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#"{"x":[[{"a":1,"a":2}]]}"#,
        ] {
            assert!(object(refused.as_bytes()).is_none(), "{refused}");
        }
    }

    #[test]
    fn only_one_whole_object_counts() {
        for refused in [
            "",
            "[]",
            "1",
            "null",
            "\"{}\"",
            "{}{}",
            "{} x",
            "{\"a\":1,}",
            "{'a':1}",
            "{\"a\":NaN}",
            "{\"a\":\"\\ud800\"}",
            "\u{feff}{}",
            "{\"a\":01}",
        ] {
            assert!(object(refused.as_bytes()).is_none(), "{refused:?}");
        }
        // With `arbitrary_precision` it is read, as a number that is no finite one.
        let huge = object(b"{\"a\":1e999}");
        let is_finite =
            |members: Map<String, Value>| members["a"].as_f64().is_some_and(f64::is_finite);
        assert!(!huge.is_some_and(is_finite));
        assert!(object(b"{\"a\":\"\xff\"}").is_none(), "not UTF-8");
        assert!(object(b" {\r\n} ").is_some(), "white space is JSON's own");
    }

    #[test]
    fn an_object_is_no_number() {
        for name in [
            "$serde_json::private::Number",
            "\\u0024serde_json::private::Number",
        ] {
            let text = format!(r#"{{"a":{{"{name}":"1"}}}}"#);
            let read = object(text.as_bytes());
            // With `arbitrary_precision` such a text may be refused as a whole.
            assert!(
                read.is_none_or(|members| members["a"].is_object()),
                "{text}"
            );
        }
        let numbers = object(br#"{"a":1,"b":-1.5,"c":18446744073709551615}"#).expect("an object");
        assert!(numbers.values().all(Value::is_number));
    }

    #[test]
    fn a_member_is_what_stands_there() {
        let member = |value: &str| {
            let text = format!("{{\"b\":[1],\"a\":{value}}}");
            assert!(object(text.as_bytes()).is_some(), "{value}");
            super::members::<1>(text.as_bytes(), |name| (name == "a").then_some(0))
                .and_then(|members| members.get(0).map(|member| format!("{member:?}")))
        };
        for (value, expected) in [
            (r#""b""#, r#"Text("b")"#),
            (r#""\u0062\n""#, r#"Text("b\n")"#),
            (r#"["b","c"]"#, r#"Texts(["b", "c"])"#),
            ("[]", "Texts([])"),
            (r#"["b",1]"#, "Other"),
            (r#"[["b"]]"#, "Other"),
            (r#"{"b":"c"}"#, "Other"),
            ("null", "Other"),
            ("true", "Bool(true)"),
        ] {
            assert_eq!(member(value).as_deref(), Some(expected), "{value}");
        }
        assert!(member("1.5").is_some_and(|number| number.starts_with("Number(")));
    }

    #[test]
    fn a_member_within_is_what_stands_there() {
        for names in [&["b"] as &[&str], &["b", "c"], &["c", "b"]] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            for value in [
                r#"{"b":"x"}"#,
                r#"{"a":1,"b":["x","y"],"c":{"b":["z"]}}"#,
                r#"{"b":{"b":1,"c":["x"]},"c":{"c":"y","b":true}}"#,
                r#"{"c":[{"b":"x"}]}"#,
                r#"{"b":{}}"#,
                r#"["b",{"b":"x"}]"#,
                r#""b""#,
                "1.5",
                "null",
                "{}",
            ] {
                let text = format!(r#"{{"b":"outside","a":{value},"c":0}}"#);
                let whole = object(text.as_bytes()).expect("an object");
                let pointer = format!("/{}", names.join("/"));
                let expected = whole["a"].pointer(&pointer).map_or(Member::Other, member);
                let place = |name: &str| (name == "a").then_some(0);
                let read = super::members_within::<1>(text.as_bytes(), place, &[(0, &names)]);
                let found = read.as_ref().and_then(|members| members.get(0));
                assert_eq!(found, Some(&expected), "{pointer} in {value}");
            }
        }
    }

    #[test]
    fn nesting_has_an_end() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = |levels: usize| {
                format!("{{\"a\":{}1{}}}", open.repeat(levels), close.repeat(levels))
            };
            assert!(object(deep(100).as_bytes()).is_some());
            assert!(object(deep(100_000).as_bytes()).is_none());
        }
    }

    #[test]
    fn base64url_is_strict() {
        assert_eq!(base64url("e30").as_deref(), Some(b"{}".as_slice()));
        for refused in ["e30=", "e3 0", " e30", "e30\n", "e3+/", "e31", "e", "ü"] {
            assert!(base64url(refused).is_none(), "{refused:?}");
        }
    }
}
