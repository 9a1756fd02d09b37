//! Named arguments: `name = value, …`, read so that one mistake hides no other.

use proc_macro2::TokenTree;
use syn::{
    Attribute, Ident, Lit, LitStr, Meta, Path, Token,
    ext::IdentExt,
    parenthesized,
    parse::{ParseBuffer, ParseStream, Parser},
};

use crate::{errors::Errors, suggest::suggest};

/// An argument: its name, and how to write it.
pub(crate) type Known = (&'static str, &'static str);

/// The arguments of one place, which may be written over several attributes.
pub(crate) struct Named<'k> {
    what: &'static str,
    known: &'k [Known],
    seen: Vec<&'static str>,
    hint: fn(&str) -> Option<(&'static str, &'static str)>,
}

impl<'k> Named<'k> {
    pub(crate) fn new(what: &'static str, known: &'k [Known]) -> Self {
        Self {
            what,
            known,
            seen: Vec::new(),
            hint: |_| None,
        }
    }

    /// Has problem and help of its own for some unknown names.
    pub(crate) fn hint(mut self, hint: fn(&str) -> Option<(&'static str, &'static str)>) -> Self {
        self.hint = hint;
        self
    }

    /// Reads to the end of `input`; `take` finds the value and answers `None` if it reported an
    /// error. Whether there was none.
    pub(crate) fn read(
        &mut self,
        input: ParseStream<'_>,
        errors: &mut Errors,
        mut take: impl FnMut(Known, &Ident, ParseStream<'_>, &mut Errors) -> Option<()>,
    ) -> bool {
        each(input, errors, |input, errors| {
            let (known, name) = self.name(input, errors)?;
            take(known, &name, input, errors)
        })
    }

    /// The name in front of a value.
    fn name(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> Option<(Known, Ident)> {
        if input.peek(Lit) {
            let help = self.known.first().map_or("", |(_, example)| example);
            errors.push(
                input.span(),
                "this value needs its name",
                &format!("`{help}`"),
            );
            return None;
        }
        let name = errors.take(input.call(Ident::parse_any))?;
        let text = name.to_string();
        let Some(known) = self.known.iter().find(|(known, _)| *known == text) else {
            if let Some((problem, help)) = (self.hint)(&text) {
                errors.push(name.span(), problem, help);
                return None;
            }
            let names: Vec<_> = self.known.iter().map(|(name, _)| *name).collect();
            let problem = format!("unknown {} `{text}`", self.what);
            errors.push(name.span(), &problem, &suggest(&text, &names));
            return None;
        };
        if self.seen.contains(&known.0) {
            errors.push(name.span(), &format!("duplicate `{text}`"), "");
            return None;
        }
        self.seen.push(known.0);
        let given = input.parse::<Token![=]>().is_ok();
        if !given || input.is_empty() || input.peek(Token![,]) {
            let problem = format!("`{text}` needs a value");
            errors.push(name.span(), &problem, &format!("`{}`", known.1));
            return None;
        }
        Some((*known, name))
    }
}

/// Reads arguments to the end of `input`, passing over those for which `read` reported an error.
/// Whether there were none.
pub(crate) fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut read: impl FnMut(ParseStream<'_>, &mut Errors) -> Option<()>,
) -> bool {
    let mut sound = true;
    while !input.is_empty() {
        if read(input, errors).is_none() {
            skip(input);
            sound = false;
        }
        sound &= comma(input, errors);
    }
    sound
}

/// A string that is not blank.
pub(crate) fn string(
    (name, example): Known,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Option<LitStr> {
    let help = format!("`{example}`");
    if !input.peek(LitStr) {
        errors.push(input.span(), &format!("`{name}` takes a string"), &help);
        return None;
    }
    let text: LitStr = errors.take(input.parse())?;
    if text.value().trim().is_empty() {
        errors.push(text.span(), &format!("`{name}` is empty"), &help);
        return None;
    }
    Some(text)
}

pub(crate) fn path(
    (name, example): Known,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> Option<Path> {
    if input.peek(Ident::peek_any) || input.peek(Token![::]) {
        return errors.take(input.call(Path::parse_mod_style));
    }
    let problem = format!("`{name}` takes a path");
    errors.push(input.span(), &problem, &format!("`{example}`"));
    None
}

/// Reads the parentheses of an attribute.
pub(crate) fn content<T>(
    attribute: &Attribute,
    example: &str,
    errors: &mut Errors,
    read: impl FnOnce(ParseStream<'_>, &mut Errors) -> Option<T>,
) -> Option<T> {
    let Meta::List(list) = &attribute.meta else {
        return needs_arguments(attribute, example, errors);
    };
    let mut answer = None;
    let parsed = (|input: ParseStream<'_>| {
        answer = read(input, errors);
        drain(input);
        Ok(())
    })
    .parse2(list.tokens.clone());
    errors.take(parsed)?;
    answer
}

/// What stands in the parentheses that come next.
pub(crate) fn parentheses<'p>(
    input: ParseStream<'p>,
    errors: &mut Errors,
) -> Option<ParseBuffer<'p>> {
    let parsed = (|| {
        let content;
        parenthesized!(content in input);
        Ok(content)
    })();
    errors.take(parsed)
}

/// The error of an attribute that says nothing.
pub(crate) fn needs_arguments<T>(
    attribute: &Attribute,
    example: &str,
    errors: &mut Errors,
) -> Option<T> {
    let name = attribute.path().get_ident()?;
    let problem = format!("`#[{name}]` needs its arguments");
    errors.push(name.span(), &problem, &format!("`{example}`"));
    None
}

/// The comma behind an argument, unless it is the last one.
pub(crate) fn comma(input: ParseStream<'_>, errors: &mut Errors) -> bool {
    if input.is_empty()
        || input
            .parse::<Option<Token![,]>>()
            .is_ok_and(|comma| comma.is_some())
    {
        return true;
    }
    errors.add(input.error("expected `,`"));
    skip(input);
    comma(input, errors);
    false
}

/// Passes over what is left of an argument.
pub(crate) fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) && input.parse::<TokenTree>().is_ok() {}
}

/// Passes over everything that is left.
pub(crate) fn drain(input: ParseStream<'_>) {
    while !input.is_empty() && input.parse::<TokenTree>().is_ok() {}
}
