//! What stands in the wrong place: scopes, options and operators.

use syn::Ident;

use super::{advice, expression::Build, options};
use crate::secured::args::{Atom, Expr, Members, Operator, ScopeItem, ScopeList};

impl Build<'_> {
    /// Refuses further requirements, by what each may be meant as.
    pub(super) fn one(&mut self, first: &Expr, more: &[Expr]) {
        let more = match first {
            // Reported where it is flattened.
            Expr::Quoted(_) => more.iter().collect(),
            _ => self.no_scopes(first, more, |scoped| scoped),
        };
        for second in more {
            let written = second.written();
            let (problem, help) = match second {
                Expr::Operator(Operator::Optional, _, members) if members.exprs.is_empty() => (
                    "`optional` stands around the requirement",
                    format!("write `optional({})`", first.written()),
                ),
                Expr::Atom(atom) if options::is_option(atom, self.errors) => continue,
                Expr::Quoted(_) => {
                    self.flatten(second);
                    continue;
                }
                _ => (
                    "a second requirement needs to be joined to the first",
                    format!(
                        "`any(..., {written})` if one suffices, `all(..., {written})` if both are needed"
                    ),
                ),
            };
            self.refuse(second.span(), problem, &help);
        }
    }

    /// Options stand beside the expression.
    pub(super) fn no_options(&mut self, expr: &Expr, operator: &Ident, members: &Members) {
        self.sound &= members.named.is_empty();
        for (name, list) in options::inside(&members.named, operator, self.errors) {
            let rewritten = advice::with_scopes(expr, &list.items);
            self.refuse(
                name.span(),
                &format!("`scopes` inside `{operator}(...)` is ambiguous"),
                &format!("give it to the scheme: `{rewritten}`"),
            );
        }
    }

    /// Those of the further requirements that are not meant as scopes.
    pub(super) fn no_scopes<'a>(
        &mut self,
        first: &Expr,
        more: &'a [Expr],
        whole: impl Fn(String) -> String,
    ) -> Vec<&'a Expr> {
        let (scopes, others): (Vec<&Expr>, Vec<&Expr>) =
            more.iter().partition(|expr| expr.as_scopes().is_some());
        if let Some(one) = scopes.first() {
            let items: Vec<ScopeItem> = scopes
                .iter()
                .filter_map(|expr| expr.as_scopes())
                .flatten()
                .collect();
            let rewritten = whole(advice::with_scopes(first, &items));
            self.refuse(
                one.span(),
                "scopes belong to their scheme",
                &format!("write `{rewritten}`"),
            );
        }
        others
    }

    pub(super) fn nested(&mut self, atom: &Atom, nested: &Expr) {
        if let Some((problem, help)) = advice::nested(atom, nested) {
            self.refuse(nested.span(), problem, &help);
            return;
        }
        self.sound = false;
        match nested {
            Expr::Operator(_, ident, _) | Expr::Unknown(ident, _) => {
                options::unknown_argument(ident, self.errors);
            }
            Expr::Atom(atom) => {
                if let Some(last) = atom.path.segments.last() {
                    options::unknown_argument(&last.ident, self.errors);
                }
            }
            Expr::Quoted(_) => {}
        }
    }

    /// `scopes = …` beside the expression.
    pub(super) fn sugar(&mut self, expr: &Expr, name: &Ident, list: &ScopeList) {
        match expr {
            Expr::Operator(_, operator, _) => {
                let rewritten = advice::with_scopes(expr, &list.items);
                self.refuse(
                    name.span(),
                    &format!("`scopes` beside `{operator}(...)` is ambiguous"),
                    &format!("give it to the scheme: `{rewritten}`"),
                );
            }
            Expr::Atom(_) if !self.atoms[0].scopes.is_empty() => {
                self.refuse(name.span(), "duplicate `scopes`", "");
            }
            Expr::Atom(_) => self.atoms[0].scopes = self.scopes(list),
            Expr::Quoted(_) | Expr::Unknown(..) => {}
        }
    }
}
