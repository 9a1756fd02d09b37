//! Vocabularies: in what scopes and roles differ where they are declared.

use crate::{
    schemes::named::Known,
    secured::check::{is_role_character, is_scope_character},
};

/// How an enum declares names of one kind.
pub(super) struct Vocabulary {
    /// The trait, and the name of its derive.
    pub(super) derive: &'static str,
    /// The attribute above a variant, and what one name is.
    pub(super) one: &'static str,
    /// The attribute above the enum, and what several names are.
    pub(super) several: &'static str,
    /// What is written first in the attribute above a variant.
    pub(super) name: &'static str,
    /// The argument that lists the names of which this one is worth as much.
    pub(super) implies: &'static str,
    /// Whether two names may be worth the same.
    pub(super) may_cycle: bool,
    pub(super) is_character: fn(u8) -> bool,
    /// What those characters are.
    pub(super) characters: &'static str,
    /// How a variant is written,
    pub(super) example: &'static str,
    /// a list of others,
    pub(super) list: &'static str,
    /// and an option of the enum.
    pub(super) option: &'static str,
    /// The types of the entries and of the table, in the module of the same name as one.
    pub(super) entry: &'static str,
    pub(super) table: &'static str,
}

pub(super) const OPTIONS: [Known; 1] = [("crate", "crate = ::axum_secured")];

pub(super) const SCOPES: Vocabulary = Vocabulary {
    derive: "Scopes",
    one: "scope",
    several: "scopes",
    name: "token",
    implies: "implies",
    // Two names of one scope, an old one and a new one.
    may_cycle: true,
    is_character: is_scope_character,
    characters: "visible ASCII without space, `\"` and `\\` (RFC 6749, section 3.3)",
    example: "#[scope(\"items:read\")]",
    list: "implies(ItemsRead)",
    option: "#[scopes(crate = ::axum_secured)]",
    entry: "ScopeEntry",
    table: "ScopeTable",
};

pub(super) const ROLES: Vocabulary = Vocabulary {
    derive: "Roles",
    one: "role",
    several: "roles",
    name: "name",
    implies: "includes",
    may_cycle: false,
    is_character: is_role_character,
    characters: "visible ASCII without space, `,`, `;`, `\"` and `\\`",
    example: "#[role(\"editor\")]",
    list: "includes(Editor)",
    option: "#[roles(crate = ::axum_secured)]",
    entry: "RoleEntry",
    table: "RoleTable",
};
