//! The rules of a requirement, with their wording.

use proc_macro2::Span;
use syn::{LitStr, Path, spanned::Spanned};

use crate::{
    errors::Errors,
    secured::{
        args::{Args, Atom, Expr, Named, Operator, ScopeItem, ScopeList, Value},
        model::{Group, Member, Policy, Scope},
    },
    suggest::suggest,
};

/// The most alternatives the runtime takes.
const MAX_ALTERNATIVES: usize = 16;

/// Options beside the expression: name, and whether it is there already.
const OPTIONS: [(&str, bool); 8] = [
    ("scopes", true),
    ("crate", true),
    ("roles", false),
    ("acr", false),
    ("max_age", false),
    ("check", false),
    ("limit", false),
    ("below_floor", false),
];

/// Arguments of a scheme.
const ARGUMENTS: [(&str, bool); 4] = [
    ("scopes", true),
    ("roles", false),
    ("acr", false),
    ("max_age", false),
];

/// What `#[secured(...)]` says.
pub(crate) struct Stated {
    pub(crate) policy: Policy,
    pub(crate) krate: Option<Path>,
}

/// Checks the arguments of `#[secured]`; `None` if there is an error among them.
pub(crate) fn secured(args: Args, errors: &mut Errors) -> Option<Stated> {
    let Args {
        requirements,
        options,
    } = args;
    let mut requirements = requirements.into_iter();
    let Some(first) = requirements.next() else {
        errors.push(
            Span::call_site(),
            "`#[secured]` needs a requirement",
            "`#[secured(bearer)]`, or `#[public(\"why\")]` for a route open to everyone",
        );
        return None;
    };
    let mut sound = true;
    for second in requirements {
        let written = second.written();
        errors.push(
            second.span(),
            "a second requirement needs to be joined to the first",
            &format!(
                "`any(..., {written})` if one suffices, `all(..., {written})` if both are needed"
            ),
        );
        sound = false;
    }
    let mut krate = None;
    let mut scopes = None;
    for option in &options {
        if !known(option, &OPTIONS, "option", errors) {
            sound = false;
            continue;
        }
        let name = option.name.to_string();
        let taken = if name == "crate" {
            krate.is_some()
        } else {
            scopes.is_some()
        };
        match (&option.value, taken) {
            (_, true) => {
                errors.push(option.name.span(), &format!("duplicate `{name}`"), "");
                sound = false;
            }
            (Some(Value::Path(path)), _) => krate = Some(path.clone()),
            (Some(Value::Scopes(list)), _) => scopes = Some((option, list)),
            (None, _) => {
                let help = if name == "crate" {
                    "`crate = ::axum_secured`"
                } else {
                    "`scopes = \"items:read\"`"
                };
                errors.push(option.name.span(), &format!("`{name}` needs a value"), help);
                sound = false;
            }
        }
    }
    let mut build = Build {
        atoms: Vec::new(),
        errors,
        sound,
    };
    let groups = build.outermost(&first);
    if let Some((option, list)) = scopes {
        build.sugar(&first, option, list);
    }
    let Build {
        atoms,
        sound,
        errors,
    } = build;
    let (groups, optional) = groups?;
    if groups.len() > MAX_ALTERNATIVES {
        errors.push(
            first.span(),
            &format!(
                "a requirement has at most {MAX_ALTERNATIVES} alternatives, found {}",
                groups.len()
            ),
            "name a part of it with `requirement!`, or ask for less",
        );
        return None;
    }
    sound.then_some(Stated {
        policy: Policy {
            atoms,
            groups,
            optional,
        },
        krate,
    })
}

/// Checks the expression of `requirement!`.
pub(crate) fn expression(expr: &Expr, errors: &mut Errors) -> Option<Policy> {
    if let Expr::Operator(Operator::Optional, ident, _) = expr {
        errors.push(
            ident.span(),
            "a named requirement cannot be optional",
            "put `optional(...)` around it where it is used",
        );
        return None;
    }
    let mut build = Build {
        atoms: Vec::new(),
        errors,
        sound: true,
    };
    let groups = build.flatten(expr)?;
    let Build { atoms, sound, .. } = build;
    sound.then_some(Policy {
        atoms,
        groups,
        optional: false,
    })
}

fn known(option: &Named, table: &[(&str, bool)], what: &str, errors: &mut Errors) -> bool {
    let name = option.name.to_string();
    match table.iter().find(|(known, _)| *known == name) {
        Some((_, true)) => true,
        Some((_, false)) => {
            errors.push(
                option.name.span(),
                &format!("`{name}` is not supported yet"),
                "remove it; it is reserved for a later version",
            );
            false
        }
        None => {
            let names: Vec<_> = table
                .iter()
                .filter(|(_, there)| *there)
                .map(|(name, _)| *name)
                .collect();
            errors.push(
                option.name.span(),
                &format!("unknown {what} `{name}`"),
                &suggest(&name, &names),
            );
            false
        }
    }
}

struct Build<'e> {
    atoms: Vec<Member>,
    errors: &'e mut Errors,
    sound: bool,
}

impl Build<'_> {
    fn refuse(&mut self, span: Span, problem: &str, help: &str) {
        self.errors.push(span, problem, help);
        self.sound = false;
    }

    fn outermost(&mut self, expr: &Expr) -> Option<(Vec<Group>, bool)> {
        match expr {
            Expr::Operator(Operator::Optional, ident, members) => {
                if let [one] = members.as_slice() {
                    Some((self.flatten(one)?, true))
                } else {
                    let (problem, help) = match members.len() {
                        0 => (
                            "`optional()` lists no scheme",
                            "name one: `optional(bearer)`",
                        ),
                        _ => (
                            "`optional(...)` takes one requirement",
                            "join them: `optional(any(api_key, bearer))`",
                        ),
                    };
                    self.refuse(ident.span(), problem, help);
                    None
                }
            }
            expr => Some((self.flatten(expr)?, false)),
        }
    }

    /// The alternatives of an expression; `None` where there are none to speak of.
    fn flatten(&mut self, expr: &Expr) -> Option<Vec<Group>> {
        match expr {
            Expr::Quoted(text) => {
                self.refuse(
                    text.span(),
                    "a security scheme is written without quotes",
                    &format!("write `{}`", text.value()),
                );
                None
            }
            Expr::Atom(atom) => {
                let member = self.atom(atom);
                Some(vec![Group {
                    members: vec![member],
                }])
            }
            Expr::Operator(Operator::Optional, ident, _) => {
                self.refuse(
                    ident.span(),
                    "`optional(...)` stands outermost only",
                    "write `optional(any(...))`",
                );
                None
            }
            Expr::Operator(Operator::Any, ident, members) if members.is_empty() => {
                self.refuse(
                    ident.span(),
                    "`any()` lists no scheme, so no request could pass",
                    "list the schemes: `any(api_key, bearer)`",
                );
                None
            }
            Expr::Operator(Operator::All, ident, members) if members.is_empty() => {
                self.refuse(
                    ident.span(),
                    "`all()` lists no scheme, so every request would pass",
                    "list the schemes: `all(api_key, bearer)`",
                );
                None
            }
            Expr::Operator(Operator::Any, _, members) => {
                let flat: Vec<_> = members.iter().map(|member| self.flatten(member)).collect();
                flat.into_iter()
                    .collect::<Option<Vec<_>>>()
                    .map(|groups| groups.concat())
            }
            Expr::Operator(Operator::All, _, members) => self.product(members),
        }
    }

    fn product(&mut self, members: &[Expr]) -> Option<Vec<Group>> {
        let flat: Vec<_> = members.iter().map(|member| self.flatten(member)).collect();
        let flat: Vec<Vec<Group>> = flat.into_iter().collect::<Option<_>>()?;
        let mut product = vec![Group {
            members: Vec::new(),
        }];
        for groups in flat {
            if product.len() * groups.len() > 64 * MAX_ALTERNATIVES {
                break;
            }
            product = product
                .iter()
                .flat_map(|left| {
                    groups.iter().map(|right| Group {
                        members: left.members.iter().chain(&right.members).copied().collect(),
                    })
                })
                .collect();
        }
        for group in &product {
            self.once(group);
        }
        Some(product)
    }

    /// A scheme stands once in an alternative. Aliases are found when the constant is built.
    fn once(&mut self, group: &Group) {
        for (at, member) in group.members.iter().enumerate() {
            let path = &self.atoms[*member].path;
            let before = group.members[..at]
                .iter()
                .find(|other| self.atoms[**other].path == *path);
            if before.is_some() && self.sound {
                let name = path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                let name = name.unwrap_or_default();
                let span = self.atoms[*member].span;
                self.refuse(
                    span,
                    &format!("scheme `{name}` stands twice in one alternative"),
                    &format!("give it all its scopes at once: `{name}(\"a b\")`"),
                );
            }
        }
    }

    fn atom(&mut self, atom: &Atom) -> usize {
        let span = atom.path.span();
        if atom.parenthesized && atom.positional.is_empty() && atom.named.is_empty() {
            let name = &atom
                .path
                .segments
                .last()
                .map(|s| s.ident.to_string())
                .unwrap_or_default();
            self.refuse(
                span,
                &format!("`{name}()` has empty parentheses"),
                &format!("write `{name}` to accept any of its credentials"),
            );
        }
        let mut lists: Vec<&ScopeList> = Vec::new();
        for list in &atom.positional {
            if !lists.is_empty() {
                self.refuse(
                    list.span,
                    "scopes are listed twice",
                    "join them: `\"a b\"`, or `[\"a\", \"b\"]`",
                );
            }
            lists.push(list);
        }
        for named in &atom.named {
            if !known(named, &ARGUMENTS, "argument", self.errors) {
                self.sound = false;
                continue;
            }
            match &named.value {
                Some(Value::Scopes(list)) if lists.is_empty() => lists.push(list),
                Some(_) => self.refuse(named.name.span(), "duplicate `scopes`", ""),
                None => self.refuse(
                    named.name.span(),
                    "`scopes` needs a value",
                    "`scopes = \"items:read\"`",
                ),
            }
        }
        let mut scopes = Vec::new();
        if let Some(list) = lists.first() {
            scopes = self.scopes(list);
        }
        self.atoms.push(Member {
            path: atom.path.clone(),
            scopes,
            written: atom.written.clone(),
            span,
        });
        self.atoms.len() - 1
    }

    /// `scopes = …` beside the expression.
    fn sugar(&mut self, expr: &Expr, option: &Named, list: &ScopeList) {
        match expr {
            Expr::Operator(..) => {
                let rewritten = rewritten(expr, list);
                self.refuse(
                    option.name.span(),
                    &format!("`scopes` beside `{}(...)` is ambiguous", operator(expr)),
                    &format!("give it to the scheme: `{rewritten}`"),
                );
            }
            Expr::Atom(_)
                if self
                    .atoms
                    .first()
                    .is_some_and(|atom| !atom.scopes.is_empty()) =>
            {
                self.refuse(option.name.span(), "duplicate `scopes`", "");
            }
            Expr::Atom(_) => {
                let scopes = self.scopes(list);
                if let Some(atom) = self.atoms.first_mut() {
                    atom.scopes = scopes;
                }
            }
            Expr::Quoted(_) => {}
        }
    }

    fn scopes(&mut self, list: &ScopeList) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        if list.items.is_empty() {
            self.refuse(
                list.span,
                "`scopes` is empty",
                "remove it to accept any token of the scheme",
            );
        }
        for item in &list.items {
            match item {
                ScopeItem::Path(path) => scopes.push(Scope::Variant(path.clone())),
                ScopeItem::Text(text) => self.tokens(text, &mut scopes),
            }
        }
        scopes
    }

    fn tokens(&mut self, text: &LitStr, scopes: &mut Vec<Scope>) {
        let value = text.value();
        if value.trim().is_empty() {
            self.refuse(
                text.span(),
                "`scopes` is empty",
                "remove it to accept any token of the scheme",
            );
            return;
        }
        for token in value.split_whitespace() {
            if token.contains([',', ';']) {
                self.refuse(
                    text.span(),
                    &format!("scope `{token}` contains a separator"),
                    "separate scopes with spaces",
                );
            } else if !token.bytes().all(is_scope_character) {
                self.refuse(
                    text.span(),
                    &format!(
                        "scope `{}` has a character no scope may have",
                        token.escape_default()
                    ),
                    "visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
                );
            } else if scopes
                .iter()
                .any(|scope| matches!(scope, Scope::Token(known, _) if known == token))
            {
                self.refuse(text.span(), &format!("duplicate scope `{token}`"), "");
            } else {
                scopes.push(Scope::Token(token.to_owned(), text.span()));
            }
        }
    }
}

/// RFC 6749, section 3.3.
pub(crate) fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

fn operator(expr: &Expr) -> String {
    match expr {
        Expr::Operator(_, ident, _) => ident.to_string(),
        _ => String::new(),
    }
}

/// The expression with the scopes given to its last scheme.
fn rewritten(expr: &Expr, list: &ScopeList) -> String {
    match expr {
        Expr::Operator(_, ident, members) => {
            let mut texts: Vec<_> = members.iter().map(Expr::written).collect();
            if let (Some(last), Some(member)) = (texts.last_mut(), members.last()) {
                *last = rewritten(member, list);
            }
            format!("{ident}({})", texts.join(", "))
        }
        Expr::Atom(atom) if !atom.parenthesized => {
            format!(
                "{}({})",
                atom.written,
                scopes_text(&list.items.iter().collect::<Vec<_>>())
            )
        }
        // What the author demanded already stays demanded: following the advice never weakens.
        Expr::Atom(atom) => {
            let name = atom.written.split('(').next().unwrap_or_default();
            let given = atom
                .positional
                .iter()
                .chain(atom.named.iter().filter_map(|named| match &named.value {
                    Some(Value::Scopes(scopes)) => Some(scopes),
                    _ => None,
                }));
            let all: Vec<_> = given.chain([list]).flat_map(|list| &list.items).collect();
            format!("{name}({})", scopes_text(&all))
        }
        Expr::Quoted(_) => expr.written(),
    }
}

fn scopes_text(items: &[&ScopeItem]) -> String {
    let texts: Vec<_> = items
        .iter()
        .map(|item| match item {
            ScopeItem::Text(text) => format!("\"{}\"", text.value()),
            ScopeItem::Path(path) => path
                .segments
                .iter()
                .map(|s| s.ident.to_string())
                .collect::<Vec<_>>()
                .join("::"),
        })
        .collect();
    match texts.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}
