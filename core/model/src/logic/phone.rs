//! Phone numbers: kept as typed, and read where they can be.
//!
//! Only what dialling needs: British numbers with their area code, and numbers with a country
//! code. A library with the numbering plans of all countries was measured: 97 ms at its first
//! call and a megabyte of tables, to refuse numbers that a person may well want to try.

/// The number in E.164 ("+447700900123"), for dialling; numbers without a country are British.
///
/// `None` if it cannot be read as one number. Whether it is in use is not asked.
pub fn e164(typed: &str) -> Option<String> {
    // The longest number has 15 digits; room for spaces, brackets and a country.
    if typed.len() > 40 || !typed.chars().all(may_stand_in_a_number) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let plus = typed.trim_start().trim_start_matches('(').starts_with('+');
    if typed.matches('+').count() > usize::from(plus) {
        return None;
    }
    let international = match digits.strip_prefix("00") {
        Some(rest) if !plus => Some(rest),
        _ => plus.then_some(digits.as_str()),
    };
    let Some(number) = international else {
        return british(digits.strip_prefix('0')?);
    };
    match number.strip_prefix("44") {
        // "+44 (0)7700 …" is often written; the 0 is not dialled.
        Some(national) => british(national.strip_prefix('0').unwrap_or(national)),
        None => (number.len() >= 7 && number.len() <= 15 && !number.starts_with('0'))
            .then(|| format!("+{number}")),
    }
}

/// A British number without its leading 0: nine or ten digits.
fn british(national: &str) -> Option<String> {
    let possible = matches!(national.len(), 9 | 10) && !national.starts_with('0');
    possible.then(|| format!("+44{national}"))
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
            " (+44) 7700.900.123",
            "0044 7700 900123",
        ] {
            assert_eq!(e164(typed).as_deref(), Some("+447700900123"), "{typed}");
        }
        assert_eq!(e164("0113 496 0123").as_deref(), Some("+441134960123"));
    }

    #[test]
    fn a_number_of_another_country_keeps_its_code() {
        // 999 is no country's code, so that this is nobody's number.
        assert_eq!(e164("+999 123 456 789").as_deref(), Some("+999123456789"));
        assert_eq!(e164("00999 123 456 789").as_deref(), Some("+999123456789"));
    }

    #[test]
    fn what_is_no_number_stays_as_typed_only() {
        for typed in [
            "",
            "+",
            "12",
            "496 0123",
            "ask at the school office",
            "07700 900123 or 07700 900456",
            "07700 900123 / 07700 900456",
            "07700 +900123",
            "++447700900123",
            "+0113 496 0123",
        ] {
            assert_eq!(e164(typed), None, "{typed}");
        }
        assert_eq!(e164(&"0".repeat(10_000)), None);
    }
}
