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
    pub(super) const NONE: Self = Self([const { None }; N]);

    pub(crate) fn get(&self, place: usize) -> Option<&Member<'t>> {
        self.0.get(place)?.as_ref()
    }
}

/// Reads the members whose names have a place, each of another one.
pub(super) struct Wanted<'m, 't, F, W, const N: usize> {
    pub(super) place: F,
    /// By which names what belongs in a place is looked for within the member: mostly none.
    pub(super) within: W,
    /// Filled where it is, for it is large.
    pub(super) members: &'m mut Members<'t, N>,
}

impl<'de, 'w, F, W, const N: usize> DeserializeSeed<'de> for Wanted<'_, 'de, F, W, N>
where
    F: Fn(&str) -> Option<usize>,
    W: Fn(usize) -> &'w [String],
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, 'w, F, W, const N: usize> Visitor<'de> for Wanted<'_, 'de, F, W, N>
where
    F: Fn(&str) -> Option<usize>,
    W: Fn(usize) -> &'w [String],
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object without duplicate names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let Members(members) = self.members;
        let mut others = Names::default();
        while let Some(Name(name)) = access.next_key()? {
            let Some(place) = (self.place)(&name) else {
                others.add::<A::Error>(name)?;
                access.next_value::<Sound>()?;
                continue;
            };
            match members.get_mut(place) {
                Some(free @ None) => {
                    *free = Some(match (self.within)(place) {
                        [] => access.next_value()?,
                        names => access.next_value_seed(Within(names))?,
                    });
                }
                _ => return Err(A::Error::custom("duplicate name")),
            }
        }
        Ok(())
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

/// Reads what is found by these names within a value, each of an object in the one before.
struct Within<'w>(&'w [String]);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Member<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Member<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate names")
    }

    fn visit_unit<E>(self) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Member<'de>, E> {
        Ok(Member::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        while access.next_element::<Sound>()?.is_some() {}
        Ok(Member::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Member<'de>, A::Error> {
        let mut names = Names::default();
        let mut found = Member::Other;
        while let Some(Name(name)) = access.next_key()? {
            match self.0 {
                [last] if *last == name => found = access.next_value()?,
                [first, rest @ ..] if *first == name => {
                    found = access.next_value_seed(Within(rest))?;
                }
                _ => {
                    access.next_value::<Sound>()?;
                }
            }
            names.add::<A::Error>(name)?;
        }
        Ok(found)
    }
}
