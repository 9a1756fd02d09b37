//! JSON as tokens and keys hold it: an object, without a duplicate name at any depth.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// How numbers arrive if some crate in the tree enables `serde_json`'s `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Strict base64url: no padding, no other characters, no spare bits (RFC 7515, section 2).
pub(super) fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The members of `text`, which is one JSON object. Duplicate names are refused at any depth
/// (RFC 7515, section 4; RFC 7519, section 4), and nesting beyond `serde_json`'s limit of 128.
pub(super) fn object(text: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(text) {
        Ok(Strict(Value::Object(members))) => Some(members),
        _ => None,
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate names")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let Strict(value) = access.next_value()?;
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("duplicate name"));
            }
        }
        match members.get(NUMBER) {
            Some(Value::String(digits)) if members.len() == 1 => {
                digits.parse().map(Value::Number).map_err(A::Error::custom)
            }
            _ => Ok(Value::Object(members)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "{\"a\":1e999}",
            "{\"a\":\"\\ud800\"}",
            "\u{feff}{}",
            "{\"a\":01}",
        ] {
            assert!(object(refused.as_bytes()).is_none(), "{refused:?}");
        }
        assert!(object(b"{\"a\":\"\xff\"}").is_none(), "not UTF-8");
        assert!(object(b" {\r\n} ").is_some(), "white space is JSON's own");
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
