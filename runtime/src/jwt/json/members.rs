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
pub(super) struct Wanted<'w, F, const N: usize> {
    pub(super) place: F,
    /// In which places a member is looked for within another, and by which names.
    pub(super) within: &'w [(usize, &'w [String])],
}

impl<'de, F: Fn(&str) -> Option<usize>, const N: usize> DeserializeSeed<'de> for Wanted<'_, F, N> {
    type Value = Members<'de, N>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Members<'de, N>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: Fn(&str) -> Option<usize>, const N: usize> Visitor<'de> for Wanted<'_, F, N> {
    type Value = Members<'de, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object without duplicate names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members<'de, N>, A::Error> {
        let mut members = [const { None }; N];
        let mut others = Names::default();
        while let Some(Name(name)) = access.next_key()? {
            let Some(place) = (self.place)(&name) else {
                others.add::<A::Error>(name)?;
                access.next_value::<Sound>()?;
                continue;
            };
            match members.get_mut(place) {
                Some(free @ None) => {
                    let mut within = self.within.iter();
                    let names = within.find(|(inner, _)| place == *inner);
                    let names = names.map_or(&[] as &[_], |(_, names)| names);
                    *free = Some(access.next_value_seed(Within(names))?);
                }
                _ => return Err(A::Error::custom("duplicate name")),
            }
        }
        Ok(Members(members))
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Within(&[]).deserialize(deserializer)
    }
}

/// Reads what is found by these names within a value, each of an object in the one before.
struct Within<'w>(&'w [String]);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member<'de>, D::Error> {
        let is_inner = !self.0.is_empty();
        match deserializer.deserialize_any(self)? {
            Found::Here(_) if is_inner => Ok(Member::Other),
            Found::Here(member) | Found::Within(member) => Ok(member),
        }
    }
}

/// Whether a member is the value that was read or one that was found in it.
enum Found<'t> {
    Here(Member<'t>),
    Within(Member<'t>),
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate names")
    }

    fn visit_unit<E>(self) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Other))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Number(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Found<'de>, E> {
        value::finite(value).map(Member::Number).map(Found::Here)
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Text(Cow::Borrowed(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Found<'de>, E> {
        Ok(Found::Here(Member::Text(Cow::Owned(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Found<'de>, A::Error> {
        let mut texts = Vec::new();
        let mut are_texts = true;
        while let Some(member) = access.next_element()? {
            match member {
                Member::Text(text) => texts.push(text),
                _ => are_texts = false,
            }
        }
        Ok(Found::Here(if are_texts {
            Member::Texts(texts)
        } else {
            Member::Other
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Found<'de>, A::Error> {
        let mut names = Names::default();
        let mut found = Member::Other;
        while let Some(name) = access.next_key()? {
            if names.is_empty() && value::is_number(&name) {
                let number = value::number(&mut access)?;
                return Ok(Found::Here(Member::Number(number)));
            }
            match self.0.split_first() {
                Some((first, rest)) if *first == name.0 => {
                    found = access.next_value_seed(Within(rest))?;
                }
                _ => {
                    access.next_value::<Sound>()?;
                }
            }
            names.add::<A::Error>(name.0)?;
        }
        Ok(if self.0.is_empty() {
            Found::Here(Member::Other)
        } else {
            Found::Within(found)
        })
    }
}
