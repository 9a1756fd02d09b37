//! Members: the few of an object that matter.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Number;

use super::{
    sound::{Name, Names, Sound},
    value,
};

/// What stands in a member that matters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Member<'t> {
    Text(Cow<'t, str>),
    Bool(bool),
    Number(Number),
    /// An array of strings.
    Texts(Vec<Cow<'t, str>>),
    Other,
}

/// The members that matter, each in its place.
pub(crate) struct Members<'t, const N: usize>([Option<Member<'t>>; N]);

impl<'t, const N: usize> Members<'t, N> {
    pub(crate) fn get(&self, place: usize) -> Option<&Member<'t>> {
        self.0.get(place)?.as_ref()
    }
}

/// Reads the members whose names have a place, each of another one.
pub(super) struct Wanted<F, const N: usize>(pub(super) F);

impl<'de, F: Fn(&str) -> Option<usize>, const N: usize> DeserializeSeed<'de> for Wanted<F, N> {
    type Value = Members<'de, N>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Members<'de, N>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: Fn(&str) -> Option<usize>, const N: usize> Visitor<'de> for Wanted<F, N> {
    type Value = Members<'de, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object without duplicate names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members<'de, N>, A::Error> {
        let mut members = [const { None }; N];
        let mut others = Names::default();
        while let Some(Name(name)) = access.next_key()? {
            let Some(place) = (self.0)(&name) else {
                others.add::<A::Error>(name)?;
                access.next_value::<Sound>()?;
                continue;
            };
            match members.get_mut(place) {
                Some(free @ None) => *free = Some(access.next_value()?),
                _ => return Err(A::Error::custom("duplicate name")),
            }
        }
        Ok(Members(members))
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate names")
    }

    fn visit_unit<E>(self) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Member<'de>, E> {
        Ok(Member::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Member<'de>, E> {
        Ok(Member::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Member<'de>, E> {
        Ok(Member::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Member<'de>, E> {
        value::finite(value).map(Member::Number)
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Member<'de>, E> {
        Ok(Member::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        let mut texts = Vec::new();
        let mut are_texts = true;
        while let Some(member) = access.next_element()? {
            match member {
                Member::Text(text) => texts.push(text),
                _ => are_texts = false,
            }
        }
        Ok(if are_texts {
            Member::Texts(texts)
        } else {
            Member::Other
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        let mut names = Names::default();
        while let Some(name) = access.next_key()? {
            if names.is_empty() && value::is_number(&name) {
                return value::number(&mut access).map(Member::Number);
            }
            names.add::<A::Error>(name.0)?;
            access.next_value::<Sound>()?;
        }
        Ok(Member::Other)
    }
}
