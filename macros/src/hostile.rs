//! Nothing an author writes makes a macro panic, and nothing that is refused is left without an error.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{checks, requirement, routes, schemes, scopes, secured};

/// What attributes are made of, and some that they are not.
const WORDS: &[&str] = &[
    "any",
    "all",
    "optional",
    "not",
    "or",
    "bearer",
    "api_key",
    "auth::bearer",
    "r#type",
    "Scope::A",
    "Editor",
    "scopes",
    "roles",
    "acr",
    "max_age",
    "check",
    "limit",
    "below_floor",
    "crate",
    "=",
    ",",
    ",",
    ",",
    "\"a\"",
    "\"a b\"",
    "\"\"",
    "\"a,b\"",
    "\"15m\"",
    "\"99999999999999999999d\"",
    "\"9\u{fc}\"",
    "b\"x\"",
    "1",
    "-1",
    "true",
    "|x| x",
    "::",
    "->",
    ";",
    "pub",
    "_",
    "self",
    "Self",
    "dyn",
    "'a",
    "#",
    "!",
    "?",
    "&",
    "*",
    "+",
    "u8",
    "Option<User>",
    "header",
    "query",
    "cookie",
    "http",
    "basic",
    "oauth2",
    "password",
    "token_url",
    "refresh_url",
    "open_id_connect",
    "url",
    "custom",
    "mutual_tls",
    "challenge",
    "document",
    "realm",
    "render",
    "implies",
    "\"é\"",
    "\"\\u{0}\"",
    "r#\"x\"#",
    "\"x\"suffix",
];

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("fewer sides")
    }

    fn text(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.roll(7) {
            if depth > 0 && self.roll(3) == 0 {
                let (open, close) = [("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")][self.roll(4)];
                text.push_str(open);
                text.push_str(&self.text(depth - 1));
                text.push_str(close);
            } else {
                text.push_str(WORDS[self.roll(WORDS.len())]);
            }
            text.push(' ');
        }
        text
    }

    /// Most texts are no tokens of Rust, and never reach a macro.
    fn tokens(&mut self) -> TokenStream {
        loop {
            if let Ok(tokens) = self.text(3).parse() {
                return tokens;
            }
        }
    }

    fn item(&mut self) -> TokenStream {
        let noise = self.tokens();
        match self.roll(8) {
            0 => quote!(async fn handler(#[principal] who: #noise) {}),
            1 => quote!(async fn handler(#noise) {}),
            2 => quote!(
                fn handler(#[principal] who: User) -> u8 {}
            ),
            3 => quote!(
                #[secured(#noise)]
                #[utoipa::path(#noise)]
                async fn handler() {}
            ),
            4 => quote!(
                #[public(#noise)]
                struct Handler;
            ),
            5 => {
                quote!(async fn handler<T: From<#noise>>(#[principal] #[cfg(x)] who: T) { #noise })
            }
            6 => noise,
            _ => quote!(
                pub async fn handler(#[principal] who: Admitted<User>) {}
            ),
        }
    }
}

fn has_error(expanded: &TokenStream) -> bool {
    expanded.to_string().contains("compile_error")
}

#[test]
fn what_is_half_an_expression_is_refused_whole() {
    for arguments in [
        r#"bearer(any("a")), scopes = "x""#,
        r#"bearer(scopes("a")), scopes = "x""#,
        r#""bearer", scopes = "x""#,
        r#"any(), scopes = "x""#,
        r#"or(a, b), scopes = "x""#,
        r#"optional, scopes = "x""#,
        r#"optional(optional(a)), scopes = "x""#,
        r#"scopes = "x""#,
        "all(any(), any())",
        "crate = ",
        "a, b, c, crate = x, crate = y, scopes = [], roles",
    ] {
        let tokens: TokenStream = arguments.parse().expect("tokens");
        let expanded = secured::secured(
            tokens,
            quote!(
                async fn handler() {}
            ),
        );
        assert!(has_error(&expanded), "{arguments}");
    }
}

#[test]
fn no_macro_panics_and_no_refusal_is_silent() {
    let mut dice = Dice(11);
    let (mut refused, mut accepted) = (0, 0);
    for _ in 0..6_000 {
        let arguments = match dice.roll(4) {
            0 => quote!(any(bearer, all(api_key, basic("a b")))),
            1 => quote!("why"),
            _ => dice.tokens(),
        };
        let item = dice.item();
        for expanded in [
            secured::secured(arguments.clone(), item.clone()),
            secured::public(arguments.clone(), item.clone()),
        ] {
            // Whoever is not refused is guarded.
            let text = expanded.to_string();
            let guarded = ["__private :: Guard", "__private :: Open"]
                .iter()
                .any(|guard| text.contains(guard));
            if has_error(&expanded) {
                refused += 1;
            } else {
                assert!(guarded, "#[secured({arguments})] {item}\n{text}");
                accepted += 1;
            }
        }
        let checked = checks::check(arguments.clone(), item.clone());
        let runs = checked.to_string().contains("__private :: CheckIn");
        assert!(has_error(&checked) || runs, "#[check({arguments})] {item}");
        let krate = quote!(::axum_secured;);
        routes::routes(quote!(#krate #arguments));
        requirement::requirement(quote!(#krate #arguments));
        requirement::requirement(quote!(#krate pub Name -> User = #arguments));
        schemes::derive(item.clone());
        schemes::derive(quote!(
            struct Auth {
                #[scheme(#arguments)]
                field: Verifier,
            }
        ));
        schemes::derive(quote!(
            #[schemes(#arguments)]
            pub struct Auth {
                #[scheme(http(bearer))]
                a: V,
            }
        ));
        scopes::scopes(item.clone());
        scopes::roles(item);
        scopes::roles(quote!(
            enum Role {
                #[role(#arguments)]
                A,
                #[role("b", includes(A))]
                B,
            }
        ));
        scopes::scopes(quote!(
            enum Scope {
                #[scope(#arguments)]
                A,
                #[scope("b")]
                B,
            }
        ));
    }
    assert!(refused > 1000 && accepted > 100, "{refused} and {accepted}");
}
