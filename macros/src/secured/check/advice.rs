//! Advice: the line the author may have meant.

use crate::{
    secured::args::{Atom, Expr, Named, Operator, Value, WordItem},
    suggest::suggest,
};

/// What to write for `name(members)`.
pub(super) fn operator(name: &str, members: &[Expr]) -> String {
    match Operator::meant_by(name) {
        Some("") => "say who may call; who may not follows from it".to_owned(),
        Some(ours) => {
            let members: Vec<_> = members.iter().map(Expr::written).collect();
            format!("write `{ours}({})`", members.join(", "))
        }
        None => suggest(name, &Operator::NAMES),
    }
}

/// What to write for a scheme in quotes: the name of a header or a role is nobody's.
pub(super) fn unquoted(text: &str) -> String {
    let is_name = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if is_name {
        format!("write `{text}`")
    } else {
        "name a field of the struct that derives `SecuritySchemes`".to_owned()
    }
}

/// What is wrong with `nested` among the scopes of `atom`, and what to write; `None` where its name
/// says nothing.
pub(super) fn nested(atom: &Atom, nested: &Expr) -> Option<(&'static str, String)> {
    let (name, words) = named_words(nested)?;
    let beside = Arguments::of(atom);
    let with = |words: &[String]| {
        let mut arguments = beside.clone();
        arguments.scopes.extend_from_slice(words);
        arguments.of_scheme(scheme(atom))
    };
    let together = with(&words);
    match Operator::meant_by(&name).unwrap_or(&name) {
        "any" => {
            let alternatives: Vec<_> = words
                .iter()
                .map(|word| with(std::slice::from_ref(word)))
                .collect();
            let help = match alternatives.as_slice() {
                [] => "list them: `any(bearer(\"a\"), bearer(\"b\"))`".to_owned(),
                [one] => format!("`{one}`"),
                several => format!("`any({})`", several.join(", ")),
            };
            Some(("one of several scopes is several alternatives", help))
        }
        "all" => Some((
            "a scheme demands every scope it lists",
            format!("`{together}`"),
        )),
        "optional" => Some((
            "`optional(...)` stands outermost only",
            format!("write `optional({together})`"),
        )),
        "scopes" | "scope" => Some((
            "scopes stand in the parentheses of their scheme",
            format!("`{together}`"),
        )),
        "roles" | "role" if !words.is_empty() => {
            let mut arguments = beside.clone();
            arguments.roles.extend(words);
            let written = arguments.of_scheme(scheme(atom));
            Some(("roles stand behind `roles =`", format!("write `{written}`")))
        }
        _ => None,
    }
}

/// `name("a", B)`, taken apart.
fn named_words(nested: &Expr) -> Option<(String, Vec<String>)> {
    match nested {
        Expr::Operator(_, ident, members) | Expr::Unknown(ident, members) => {
            let scopes = members.exprs.iter().map(|member| match member {
                Expr::Quoted(text) => WordItem::Text(text.clone()).written(),
                other => other.written(),
            });
            Some((ident.to_string(), scopes.collect()))
        }
        Expr::Atom(inner) => {
            let items = inner.positional.iter().flat_map(|list| &list.items);
            let scopes: Vec<_> = items.map(WordItem::written).collect();
            Some((inner.path.get_ident()?.to_string(), scopes))
        }
        Expr::Quoted(_) => None,
    }
}

/// The expression with the scopes given to one scheme.
pub(super) fn with_scopes(expr: &Expr, items: &[WordItem]) -> String {
    let more = Arguments {
        scopes: items.iter().map(WordItem::written).collect(),
        ..Arguments::default()
    };
    given(expr, &more)
}

/// What to write for an argument that could be any scheme's: the expression with it given to one of
/// them, unless that has one of its own with which it does not unite.
pub(super) fn with_argument(expr: &Expr, argument: &Named) -> String {
    let mut more = Arguments::default();
    more.add(argument);
    if let Some(atom) = chosen(expr, &more) {
        let own = Arguments::of(atom);
        let is_level = more.acr.is_some() && own.acr.is_some();
        if is_level || (more.max_age.is_some() && own.max_age.is_some()) {
            return format!("remove it: `{}` has its own", atom.written);
        }
    }
    format!("give it to the scheme: `{}`", given(expr, &more))
}

/// The scheme with its scopes in front of what has a name.
pub(super) fn in_order(atom: &Atom) -> String {
    Arguments::of(atom).of_scheme(scheme(atom))
}

fn given(expr: &Expr, more: &Arguments) -> String {
    rewritten(expr, chosen(expr, more), more)
}

/// Of the schemes the one that is meant: one that has arguments already, else one named like a token,
/// else the last. How a caller authenticated is said by tokens first.
fn chosen<'a>(expr: &'a Expr, more: &Arguments) -> Option<&'a Atom> {
    let is_step_up = more.acr.is_some() || more.max_age.is_some();
    let fitness = |atom: &&Atom| {
        let name = atom.written.to_ascii_lowercase();
        let token = ["bearer", "token", "oauth", "oidc", "jwt"]
            .iter()
            .any(|word| name.contains(word));
        (is_step_up && token, atom.parenthesized, token)
    };
    // Of equals the last.
    atoms(expr).into_iter().max_by_key(fitness)
}

fn atoms(expr: &Expr) -> Vec<&Atom> {
    match expr {
        Expr::Operator(_, _, members) | Expr::Unknown(_, members) => {
            members.exprs.iter().flat_map(atoms).collect()
        }
        Expr::Atom(atom) => vec![atom],
        Expr::Quoted(_) => Vec::new(),
    }
}

fn rewritten(expr: &Expr, chosen: Option<&Atom>, more: &Arguments) -> String {
    match expr {
        Expr::Operator(_, ident, members) | Expr::Unknown(ident, members) => {
            let name = ident.to_string();
            let name = Operator::meant_by(&name).unwrap_or(&name);
            let members: Vec<_> = members
                .exprs
                .iter()
                .map(|member| rewritten(member, chosen, more))
                .collect();
            format!("{name}({})", members.join(", "))
        }
        Expr::Atom(atom) if chosen.is_some_and(|chosen| std::ptr::eq(chosen, atom)) => {
            Arguments::all_of(atom).and(more).of_scheme(scheme(atom))
        }
        other => other.written(),
    }
}

fn scheme(atom: &Atom) -> &str {
    atom.written.split('(').next().unwrap_or_default()
}

/// The arguments of a scheme, as the author would write them. What was demanded already stays
/// demanded: following the advice never weakens.
#[derive(Clone, Default)]
struct Arguments {
    scopes: Vec<String>,
    roles: Vec<String>,
    acr: Option<String>,
    max_age: Option<String>,
}

impl Arguments {
    /// Those that stand where they belong.
    fn of(atom: &Atom) -> Self {
        let mut arguments = Self::default();
        let scopes = atom.positional.iter().flat_map(|list| &list.items);
        arguments.scopes.extend(scopes.map(WordItem::written));
        for named in &atom.named {
            arguments.add(named);
        }
        arguments
    }

    /// Those that stand elsewhere too.
    fn all_of(atom: &Atom) -> Self {
        let mut arguments = Self::default();
        for (name, words) in atom.nested.iter().filter_map(named_words) {
            if matches!(name.as_str(), "roles" | "role") {
                arguments.roles.extend(words);
            } else {
                arguments.scopes.extend(words);
            }
        }
        arguments.and(&Self::of(atom))
    }

    fn add(&mut self, named: &Named) {
        match &named.value {
            Some(Value::Words(list)) => {
                let words = list.items.iter().map(WordItem::written);
                if named.name == "roles" {
                    self.roles.extend(words);
                } else {
                    self.scopes.extend(words);
                }
            }
            Some(Value::Text(text)) if named.name == "acr" => self.acr = Some(text.value()),
            Some(Value::Text(text)) if named.name == "max_age" => {
                self.max_age = Some(text.value());
            }
            Some(Value::Text(_) | Value::Path(_) | Value::Unquoted(_) | Value::Checks(_))
            | None => {}
        }
    }

    fn and(mut self, more: &Self) -> Self {
        self.scopes.extend_from_slice(&more.scopes);
        self.roles.extend_from_slice(&more.roles);
        self.acr = self.acr.or_else(|| more.acr.clone());
        self.max_age = self.max_age.or_else(|| more.max_age.clone());
        self
    }

    /// The scheme with them.
    fn of_scheme(self, scheme: &str) -> String {
        let arguments: Vec<String> = [
            listed(self.scopes),
            listed(self.roles).map(|roles| format!("roles = {roles}")),
            self.acr.map(|acr| format!("acr = \"{acr}\"")),
            self.max_age.map(|span| format!("max_age = \"{span}\"")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if arguments.is_empty() {
            scheme.to_owned()
        } else {
            format!("{scheme}({})", arguments.join(", "))
        }
    }
}

/// The words as one value, each of them once.
fn listed(texts: Vec<String>) -> Option<String> {
    let mut known: Vec<String> = Vec::new();
    let mut listed: Vec<String> = Vec::new();
    for text in texts {
        let Some(quoted) = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        else {
            if !listed.contains(&text) {
                listed.push(text);
            }
            continue;
        };
        let new: Vec<_> = quoted
            .split_whitespace()
            .filter(|token| !known.iter().any(|known| known == token))
            .map(str::to_owned)
            .collect();
        if !new.is_empty() {
            listed.push(format!("\"{}\"", new.join(" ")));
            known.extend(new);
        }
    }
    match listed.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}
