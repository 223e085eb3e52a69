//! Phone numbers: kept as typed, and read where they can be.

use phonenumber::{Mode, country::Id};

/// The number in E.164 ("+447700900123"), for dialling; numbers without a country are British.
///
/// `None` if it cannot be read as one number. Whether it is in use is not asked: the numbers
/// set aside for drama parse too.
pub fn e164(typed: &str) -> Option<String> {
    // The longest number has 15 digits; room for spaces, brackets and a country.
    if typed.len() > 40 || !typed.chars().all(may_stand_in_a_number) {
        return None;
    }
    let number = phonenumber::parse(Some(Id::GB), typed).ok()?;
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    (7..=17)
        .contains(&digits)
        .then(|| number.format().mode(Mode::E164).to_string())
}

fn may_stand_in_a_number(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_british_number_reads_however_it_is_spaced() {
        for typed in [
            "07700 900123",
            "(07700) 900-123",
            "+44 7700 900123",
            "+44 (0)7700 900123",
        ] {
            assert_eq!(e164(typed).as_deref(), Some("+447700900123"), "{typed}");
        }
        assert_eq!(e164("0113 496 0123").as_deref(), Some("+441134960123"));
    }

    #[test]
    fn what_is_no_number_stays_as_typed_only() {
        for typed in [
            "",
            "ask at the school office",
            "07700 900123 or 07700 900456",
            "12",
            "+",
        ] {
            assert_eq!(e164(typed), None, "{typed}");
        }
        assert_eq!(e164(&"0".repeat(10_000)), None);
    }
}
