//! Values: all of an object, for keys, which are read once.

use std::{borrow::Cow, fmt, sync::LazyLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use super::sound::Name;

/// How numbers arrive if some crate in the tree enables `serde_json`'s `arbitrary_precision`: as an
/// object of this one member. An object that is written so must not pass for a number.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether numbers arrive that way in this program.
static ARE_OBJECTS: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str::<Number>("1e400").is_ok());

/// Whether `text` writes an object that could be taken for a number.
pub(super) fn imitates_a_number(text: &[u8]) -> bool {
    *ARE_OBJECTS
        && text
            .windows(NUMBER.len())
            .any(|part| part == NUMBER.as_bytes())
}

/// Whether the first name of an object says that it is a number.
pub(super) fn is_number(name: &Name<'_>) -> bool {
    // A name that is written with escapes is never borrowed, serde_json's own always is.
    *ARE_OBJECTS && matches!(name.0, Cow::Borrowed(NUMBER))
}

/// The number that stands behind that name.
pub(super) fn number<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Number, A::Error> {
    let digits: String = access.next_value()?;
    digits.parse().map_err(A::Error::custom)
}

pub(super) fn finite<E: Error>(value: f64) -> Result<Number, E> {
    Number::from_f64(value).ok_or_else(|| E::custom("not a number"))
}

/// JSON without a duplicate name at any depth.
pub(super) struct Strict(pub(super) Value);

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
        finite(value).map(Value::Number)
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
        while let Some(name) = access.next_key()? {
            if members.is_empty() && is_number(&name) {
                return number(&mut access).map(Value::Number);
            }
            let Strict(value) = access.next_value()?;
            if members.insert(name.0.into_owned(), value).is_some() {
                return Err(A::Error::custom("duplicate name"));
            }
        }
        Ok(Value::Object(members))
    }
}
