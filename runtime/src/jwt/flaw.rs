//! Flaws: why a token proves nothing.

/// What is wrong with a token. For logs and tests: a client never learns it, and it never holds
/// text from the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    Size,
    Parts,
    Encoding,
    Header,
    Algorithm,
    /// A header member that changes what the token means: `crit`, `b64`, `zip`, `enc`, `cty`.
    Extension,
    Type,
    KeyId,
    UnknownKey,
    Signature,
    Claims,
    Date,
    Expired,
    NotYetValid,
    Lifetime,
    Issuer,
    Audience,
    /// A registered claim of the wrong type.
    ClaimType,
    /// Bound to a key whose possession a bearer token does not prove (`cnf`).
    Bound,
    /// An ID token or a security event, not an access token.
    Purpose,
    /// A claim that RFC 9068 requires is absent.
    Profile,
    /// Without the identifier that it could be revoked by (`jti`).
    #[cfg(feature = "tokens")]
    NoId,
    #[cfg(feature = "tokens")]
    Revoked,
    /// Not what the application's claims type expects.
    Shape,
}

impl Flaw {
    /// A fixed word for logs.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Size => "too_long",
            Self::Parts => "not_three_parts",
            Self::Encoding => "not_base64url",
            Self::Header => "header_not_an_object",
            Self::Algorithm => "algorithm",
            Self::Extension => "header_extension",
            Self::Type => "type",
            Self::KeyId => "key_id",
            Self::UnknownKey => "unknown_key",
            Self::Signature => "signature",
            Self::Claims => "claims_not_an_object",
            Self::Date => "date",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::Lifetime => "lifetime",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::ClaimType => "claim_type",
            Self::Bound => "sender_constrained",
            Self::Purpose => "not_an_access_token",
            Self::Profile => "profile",
            #[cfg(feature = "tokens")]
            Self::NoId => "token_id",
            #[cfg(feature = "tokens")]
            Self::Revoked => "revoked",
            Self::Shape => "claims_shape",
        }
    }
}
