//! What stands in the wrong place: scopes, options and operators.

use syn::Ident;

use super::{advice, expression::Build, options};
use crate::secured::args::{Atom, Expr, Members, Named, Operator, WordItem};

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
        for argument in options::inside(&members.named, operator, self.errors) {
            self.ambiguous(expr, argument, &format!("inside `{operator}(...)`"));
        }
    }

    /// Refuses an argument of a scheme where there is more than one.
    fn ambiguous(&mut self, expr: &Expr, argument: &Named, place: &str) {
        let name = &argument.name;
        self.refuse(
            name.span(),
            &format!("`{name}` {place} is ambiguous"),
            &advice::with_argument(expr, argument),
        );
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
            let items: Vec<WordItem> = scopes
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
                options::called_argument(ident, self.errors);
            }
            Expr::Atom(atom) => {
                if let Some(last) = atom.path.segments.last() {
                    options::called_argument(&last.ident, self.errors);
                }
            }
            Expr::Quoted(_) => {}
        }
    }

    /// An argument of the scheme beside the expression: `scopes = …`.
    pub(super) fn sugar(&mut self, expr: &Expr, argument: &Named) {
        match expr {
            Expr::Operator(_, operator, _) => {
                self.ambiguous(expr, argument, &format!("beside `{operator}(...)`"));
            }
            Expr::Atom(atom) if atom.gives(&argument.name, atom.named.len()) => {
                self.duplicate_argument(argument);
            }
            Expr::Atom(_) => {
                if let Some(mut member) = self.atoms.pop() {
                    self.fill(&mut member, argument);
                    self.atoms.push(member);
                }
            }
            Expr::Quoted(_) | Expr::Unknown(..) => {}
        }
    }
}
