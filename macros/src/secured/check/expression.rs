//! The expression: flattened to alternatives in written order.

use proc_macro2::Span;
use syn::{Ident, spanned::Spanned};

use super::{MAX_ALTERNATIVES, advice, options};
use crate::{
    errors::Errors,
    secured::{
        args::{Atom, Expr, Named, Noun, Operator, Value, WordList},
        model::{Group, Member, Policy},
    },
};

/// A policy in the making.
pub(super) struct Build<'e> {
    pub(super) atoms: Vec<Member>,
    pub(super) errors: &'e mut Errors,
    pub(super) sound: bool,
}

impl<'e> Build<'e> {
    pub(super) fn new(errors: &'e mut Errors) -> Self {
        Self {
            atoms: Vec::new(),
            errors,
            sound: true,
        }
    }

    pub(super) fn refuse(&mut self, span: Span, problem: &str, help: &str) {
        self.errors.push(span, problem, help);
        self.sound = false;
    }

    /// The policy, unless something was refused.
    pub(super) fn finish(
        mut self,
        groups: Option<(Vec<Group>, bool)>,
        expr: &Expr,
    ) -> Option<Policy> {
        let (groups, optional) = groups?;
        if groups.len() > MAX_ALTERNATIVES {
            self.refuse(
                expr.span(),
                &format!(
                    "a requirement has at most {MAX_ALTERNATIVES} alternatives, found {}",
                    groups.len()
                ),
                "list fewer schemes, or serve some callers at another path",
            );
        }
        self.sound.then_some(Policy {
            atoms: self.atoms,
            groups,
            optional,
            span: expr.span(),
        })
    }

    pub(super) fn outermost(&mut self, expr: &Expr) -> Option<(Vec<Group>, bool)> {
        let Expr::Operator(Operator::Optional, ident, members) = expr else {
            return Some((self.flatten(expr)?, false));
        };
        self.no_options(expr, ident, members);
        match members.exprs.as_slice() {
            [one] => Some((self.flatten(one)?, true)),
            [] => {
                self.refuse(
                    ident.span(),
                    "`optional()` lists no scheme",
                    "name one: `optional(bearer)`",
                );
                None
            }
            [first, more @ ..] => {
                let mut more = self.no_scopes(first, more, |scoped| format!("optional({scoped})"));
                more.retain(|expr| {
                    !matches!(expr, Expr::Atom(atom) if options::is_option(atom, self.errors))
                });
                if !more.is_empty() {
                    let members: Vec<_> =
                        [first].into_iter().chain(more).map(Expr::written).collect();
                    self.refuse(
                        ident.span(),
                        "`optional(...)` takes one requirement",
                        &format!("join them: `optional(any({}))`", members.join(", ")),
                    );
                }
                None
            }
        }
    }

    /// The alternatives of an expression; `None` where there are none to speak of.
    pub(super) fn flatten(&mut self, expr: &Expr) -> Option<Vec<Group>> {
        match expr {
            Expr::Quoted(text) => {
                self.refuse(
                    text.span(),
                    "a security scheme is written without quotes",
                    &advice::unquoted(&text.value()),
                );
                None
            }
            Expr::Atom(atom) => {
                let member = self.atom(atom);
                Some(vec![Group {
                    members: vec![member],
                    span: atom.path.span(),
                }])
            }
            Expr::Operator(operator, ident, members) => {
                let groups = self.operation(*operator, ident, &members.exprs);
                self.no_options(expr, ident, members);
                groups
            }
            Expr::Unknown(name, members) => {
                let help = advice::operator(&name.to_string(), &members.exprs);
                self.refuse(name.span(), &format!("unknown operator `{name}`"), &help);
                self.no_options(expr, name, members);
                None
            }
        }
    }

    fn operation(
        &mut self,
        operator: Operator,
        ident: &Ident,
        members: &[Expr],
    ) -> Option<Vec<Group>> {
        let refused = match operator {
            Operator::Optional => Some((
                "`optional(...)` stands outermost only",
                "write `optional(any(...))`",
            )),
            Operator::Any if members.is_empty() => Some((
                "`any()` lists no scheme, so no request could pass",
                "list the schemes: `any(api_key, bearer)`",
            )),
            Operator::All if members.is_empty() => Some((
                "`all()` lists no scheme, so every request would pass",
                "list the schemes: `all(api_key, bearer)`",
            )),
            _ => None,
        };
        if let Some((problem, help)) = refused {
            self.refuse(ident.span(), problem, help);
            return None;
        }
        // Every member is looked at before one that is unsound ends it: all mistakes are told.
        let flat: Vec<_> = members.iter().map(|member| self.flatten(member)).collect();
        let flat: Vec<Vec<Group>> = flat.into_iter().collect::<Option<_>>()?;
        if operator == Operator::Any {
            return Some(flat.concat());
        }
        let product = product(&flat, ident.span());
        for group in &product {
            self.once(group);
        }
        Some(product)
    }

    /// A scheme stands once in an alternative. Aliases are found when the constant is built.
    fn once(&mut self, group: &Group) {
        for (at, member) in group.members.iter().enumerate() {
            let path = &self.atoms[*member].path;
            let Some(before) = group.members[..at]
                .iter()
                .find(|other| self.atoms[**other].path == *path)
            else {
                continue;
            };
            if !self.sound {
                return;
            }
            let (name, span) = (self.atoms[*member].name(), self.atoms[*member].span);
            let both = || {
                [*before, *member]
                    .into_iter()
                    .map(|member| &self.atoms[member])
            };
            let help = if both().any(Member::needs_more_than_scopes) {
                "name it once, with all that is needed of it".to_owned()
            } else if both().any(|member| !member.scopes.is_empty()) {
                format!("give it all its scopes at once: `{name}(\"a b\")`")
            } else {
                "name it once".to_owned()
            };
            self.refuse(
                span,
                &format!("scheme `{name}` stands twice in one alternative"),
                &help,
            );
        }
    }

    fn atom(&mut self, atom: &Atom) -> usize {
        let mut member = Member {
            path: atom.path.clone(),
            scopes: Vec::new(),
            roles: Vec::new(),
            acr: None,
            max_age: None,
            written: atom.written.clone(),
            span: atom.path.span(),
        };
        for nested in &atom.nested {
            self.nested(atom, nested);
        }
        let is_empty =
            atom.positional.is_empty() && atom.named.is_empty() && atom.nested.is_empty();
        if atom.parenthesized && is_empty {
            let name = member.name();
            self.refuse(
                member.span,
                &format!("`{name}()` has empty parentheses"),
                &format!("write `{name}` to accept any of its credentials"),
            );
        }
        // Alone it may be a scope's own name.
        let is_alone = atom.positional.len() + atom.named.len() == 1;
        let is_bare = |list: &&WordList| !is_alone && list.as_option().is_some();
        let (bare, lists): (Vec<_>, Vec<_>) = atom.positional.iter().partition(is_bare);
        for name in bare.into_iter().filter_map(WordList::as_option) {
            options::called_argument(name, self.errors);
            self.sound = false;
        }
        if let Some(list) = lists.first() {
            member.scopes = self.words(Noun::Scope, list);
        }
        for list in lists.iter().skip(1) {
            self.refuse(
                list.span,
                "scopes are listed twice",
                "join them: `\"a b\"`, or `[\"a\", \"b\"]`",
            );
        }
        for (at, named) in atom.named.iter().enumerate() {
            if !options::is_argument(named, self.errors) {
                self.sound = false;
            } else if atom.gives(&named.name, at) {
                self.duplicate_argument(named);
            } else {
                self.fill(&mut member, named);
            }
        }
        if let Some(span) = atom.late
            && lists.len() == 1
            && !atom.named.iter().any(|named| named.name == "scopes")
        {
            let help = format!("write `{}`", advice::in_order(atom));
            self.refuse(span, "scopes stand before what has a name", &help);
        }
        self.atoms.push(member);
        self.atoms.len() - 1
    }

    pub(super) fn duplicate_argument(&mut self, named: &Named) {
        let problem = format!("duplicate `{}`", named.name);
        self.refuse(named.name.span(), &problem, "");
    }

    /// Reads an argument into the member.
    pub(super) fn fill(&mut self, member: &mut Member, named: &Named) {
        let span = named.name.span();
        match &named.value {
            Some(Value::Words(list)) if named.name == "roles" => {
                member.roles = self.words(Noun::Role, list);
            }
            Some(Value::Words(list)) => member.scopes = self.words(Noun::Scope, list),
            Some(Value::Text(text)) if named.name == "acr" => {
                member.acr = self.level(text).map(|level| (level, span));
            }
            Some(Value::Text(text)) => {
                member.max_age = self.seconds(text).map(|seconds| (seconds, span));
            }
            Some(Value::Path(_) | Value::Unquoted(_) | Value::Checks(_)) | None => {}
        }
    }
}

impl Atom {
    /// Whether the argument is there among the first `count` with a name, or as scopes without one.
    pub(super) fn gives(&self, name: &Ident, count: usize) -> bool {
        let mut named = self.named.iter().take(count);
        named.any(|named| named.name == *name) || (name == "scopes" && !self.positional.is_empty())
    }
}

/// Every combination, the last member varying fastest.
fn product(members: &[Vec<Group>], span: Span) -> Vec<Group> {
    let nothing = Group {
        members: Vec::new(),
        span,
    };
    let mut product = vec![nothing];
    for groups in members {
        // Far beyond what is refused anyway; it must not fill the memory first.
        if product.len() * groups.len() > 64 * MAX_ALTERNATIVES {
            break;
        }
        product = product
            .iter()
            .flat_map(|left| {
                groups.iter().map(|right| Group {
                    members: [left.members.as_slice(), &right.members].concat(),
                    span,
                })
            })
            .collect();
    }
    product
}
