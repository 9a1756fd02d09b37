//! Limits: `"100/minute"`, and what may be meant for it.

use crate::{
    errors::Errors,
    secured::{
        args::Value,
        model::{Limit, Period},
    },
    suggest::near,
};

/// The most requests a limit counts: at more, a microsecond would bring several.
const MAX_COUNT: u32 = 1_000_000;

/// The limit that `value` says.
pub(crate) fn limit(value: &Value, errors: &mut Errors) -> Option<Limit> {
    let (text, written, read) = match value {
        Value::Text(text) => (text, text.value(), read(&text.value())),
        Value::Unquoted(text) => {
            let problem = "a limit is written in quotes".to_owned();
            (text, text.value(), Err(problem))
        }
        _ => return None,
    };
    match read {
        Ok((count, period)) => Some(Limit {
            count,
            period,
            span: text.span(),
        }),
        Err(problem) => {
            errors.push(text.span(), &problem, &advice(&written));
            None
        }
    }
}

fn read(written: &str) -> Result<(u32, Period), String> {
    if written.trim().is_empty() {
        return Err("`limit` is empty".to_owned());
    }
    if written.contains(char::is_whitespace) {
        return Err("a limit is a number, `/` and a period, without spaces".to_owned());
    }
    let Some((count, period)) = written.split_once('/') else {
        return Err("a limit is a number of requests, `/` and a period".to_owned());
    };
    if count.is_empty() || !count.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(format!(
            "`{}` is no number of requests",
            count.escape_default()
        ));
    }
    let count = match count.parse() {
        Ok(0) => return Err("a limit of 0 would let no request pass".to_owned()),
        Ok(count) if count <= MAX_COUNT => count,
        _ => return Err(format!("a limit counts to {MAX_COUNT} at most")),
    };
    match Period::ALL.into_iter().find(|known| known.name() == period) {
        Some(period) => Ok((count, period)),
        None => Err(format!(
            "`{}` is no period of a limit",
            period.escape_default()
        )),
    }
}

/// The limit that may be meant, if it is a single number with a period.
fn advice(written: &str) -> String {
    let numbers: Vec<String> = written
        .replace(['_', ',', '\''], "")
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(str::to_owned)
        .collect();
    let words: Vec<&str> = written
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let period = words.last().and_then(|word| meant(word));
    let (count, period) = match (numbers.as_slice(), period) {
        ([count], Some(period)) => (count.as_str(), period),
        ([count], None) if words.is_empty() => (count.as_str(), Period::Minute),
        ([], Some(period)) => ("100", period),
        ([_], None) => {
            let known = Period::ALL.map(Period::name).join("`, `");
            return format!("periods are `{known}`");
        }
        _ => ("100", Period::Minute),
    };
    let count = count.parse().unwrap_or(MAX_COUNT).clamp(1, MAX_COUNT);
    format!("write `limit = \"{count}/{}\"`", period.name())
}

fn meant(word: &str) -> Option<Period> {
    let word = word.to_lowercase();
    let short = Period::ALL.into_iter().find(|period| {
        let shorter: &[&str] = match period {
            Period::Second => &["s", "sec", "secs"],
            Period::Minute => &["m", "min", "mins"],
            Period::Hour => &["h", "hr", "hrs"],
            Period::Day => &["d", "daily"],
        };
        shorter.contains(&&*word)
    });
    short.or_else(|| {
        let name = near(&word, &Period::ALL.map(Period::name))?;
        Period::ALL.into_iter().find(|period| period.name() == name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_advised_is_a_limit() {
        for (written, advised) in [
            ("", "100/minute"),
            ("100", "100/minute"),
            ("100/min", "100/minute"),
            ("100/minutes", "100/minute"),
            ("100/Minute", "100/minute"),
            ("100 per minute", "100/minute"),
            ("100 / hour", "100/hour"),
            ("1_000/s", "1000/second"),
            ("1,000 requests a day", "1000/day"),
            ("0/hour", "1/hour"),
            ("-5/hour", "5/hour"),
            ("99999999999/second", "1000000/second"),
            ("many/hour", "100/hour"),
            ("10 per 5 minutes", "100/minute"),
        ] {
            assert!(read(written).is_err(), "{written}");
            assert_eq!(
                advice(written),
                format!("write `limit = \"{advised}\"`"),
                "{written}"
            );
            assert!(read(advised).is_ok(), "{advised}");
        }
        let known = "periods are `second`, `minute`, `hour`, `day`";
        assert_eq!(advice("100/week"), known);
        assert!(read("100/week").is_err());
    }

    #[test]
    fn a_limit_is_read_as_it_is_written() {
        for (written, count) in [
            ("1/second", 1),
            ("100/minute", 100),
            ("1000000/day", 1_000_000),
        ] {
            assert_eq!(
                read(written).map(|(count, _)| count),
                Ok(count),
                "{written}"
            );
        }
    }
}
