//! Members: the few of an object that matter.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    sound::{Name, Names, Sound},
    value::Strict,
};

/// The wanted members that an object has.
pub(in crate::jwt) struct Members<'w>(Vec<(&'w str, Value)>);

impl Members<'_> {
    pub(in crate::jwt) fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    pub(in crate::jwt) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Reads the members of these names.
pub(super) struct Wanted<'w>(pub(super) &'w [String]);

impl<'de, 'w> DeserializeSeed<'de> for Wanted<'w> {
    type Value = Members<'w>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Members<'w>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, 'w> Visitor<'de> for Wanted<'w> {
    type Value = Members<'w>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object without duplicate names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members<'w>, A::Error> {
        let mut names = Names::default();
        let mut members = Vec::with_capacity(8);
        while let Some(Name(name)) = access.next_key()? {
            match self.0.iter().find(|wanted| **wanted == name) {
                Some(wanted) => {
                    let Strict(value) = access.next_value()?;
                    members.push((wanted.as_str(), value));
                }
                None => {
                    access.next_value::<Sound>()?;
                }
            }
            names.add::<A::Error>(name)?;
        }
        Ok(Members(members))
    }
}
