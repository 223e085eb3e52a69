//! E-mail addresses: kept as typed, and read where they can be.

use core::fmt::Write as _;

use email_address::{EmailAddress, Options};

use crate::text::{is_ignorable, typed};

/// Why nobody can be written to there. It is kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This cannot be written to: it is not an email address.")]
pub struct NotAnEmailAddress;

/// What a mail program takes, for an address as somebody typed it: `mailto:…`.
///
/// # Errors
/// [`NotAnEmailAddress`] for what is none, or none outside one network.
pub fn mailto(text: &str) -> Result<String, NotAnEmailAddress> {
    let address = typed(text);
    let address = address.trim_matches(is_ignorable);
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    let read = EmailAddress::parse_with_options(address, options).map_err(|_| NotAnEmailAddress)?;
    // A quoted name may hold anything; what cannot be seen is there to deceive.
    if read
        .as_str()
        .chars()
        .any(|c| c.is_whitespace() || is_ignorable(c))
    {
        return Err(NotAnEmailAddress);
    }
    let mut link = "mailto:".to_owned();
    for byte in read.as_str().bytes() {
        // RFC 6068: what has a meaning in a link is written as its number.
        if byte.is_ascii_alphanumeric() || b"-._~@!$'*+".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_link_that_says_only_that() {
        for (typed, link) in [
            (" joan@health.example ", "mailto:joan@health.example"),
            ("o'neill@example.org", "mailto:o'neill@example.org"),
            (
                "joan+ella@health.example",
                "mailto:joan+ella@health.example",
            ),
            (
                "\u{200e}joan@health.example\u{200b}",
                "mailto:joan@health.example",
            ),
            ("a&b?c@health.example", "mailto:a%26b%3Fc@health.example"),
            ("zoë@health.example", "mailto:zo%C3%AB@health.example"),
        ] {
            assert_eq!(mailto(typed).as_deref(), Ok(link), "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_becomes_no_link() {
        for odd in [
            "",
            "joan",
            "joan@health",
            "joan@health.example?cc=x@y.example",
            "a@b@c.d",
            "joan@\u{202e}x.example",
            "Joan <joan@health.example>",
            "joan@health.example, tom@school.example",
            "joan@[127.0.0.1]",
            "ask Jean",
        ] {
            assert_eq!(mailto(odd), Err(NotAnEmailAddress), "{odd}");
        }
    }
}
