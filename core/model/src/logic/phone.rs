//! Phone numbers: kept as typed, and read where they can be.

use phonenumber::country;

use crate::text::{is_ignorable, typed};

/// The longest text that is read as one number, in characters: 15 digits, room for spaces,
/// brackets and an extension.
const LONGEST: usize = 60;
/// Fewer digits are no number of a subscriber anywhere.
const FEWEST_DIGITS: usize = 4;
/// The most digits, with the country's code (ITU-T E.164).
const MOST_DIGITS: usize = 15;

/// A number that can be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// "+447700900123"; or, for a short number of one country, its digits: "999".
    pub number: String,
    /// What to dial once connected, or empty.
    pub extension: String,
    /// Whether it may be one that takes text messages: a mobile, so far as the number tells.
    pub takes_texts: bool,
}

/// Why what was typed cannot be called. It is kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCallable {
    /// There are words, or nothing, where a number should be.
    #[error("This cannot be called: it is not a phone number.")]
    NotANumber,
    /// A local number.
    #[error("This cannot be called: the area code is missing.")]
    NoAreaCode,
    /// Digits are missing.
    #[error("This cannot be called: it has too few digits.")]
    TooShort,
    /// There are digits too many.
    #[error("This cannot be called: it has too many digits.")]
    TooLong,
    /// Several numbers in one place.
    #[error("This cannot be called: write each number on its own.")]
    Several,
}

impl PhoneNumber {
    /// Reads what somebody typed; a number without a country's code is British.
    ///
    /// Whether it is in use is not asked.
    ///
    /// # Errors
    /// Why it cannot be called.
    pub fn read(text: &str) -> Result<Self, NotCallable> {
        let visible: String = typed(text).chars().filter(|c| !is_ignorable(*c)).collect();
        let plain = crate::text::fold(&visible);
        if plain.chars().count() > LONGEST || !plain.chars().any(|c| c.is_ascii_digit()) {
            return Err(NotCallable::NotANumber);
        }
        if are_several(&plain) {
            return Err(NotCallable::Several);
        }
        let (number, extension) = without_extension(&plain);
        if !number.chars().all(may_stand_in_a_number) {
            return Err(NotCallable::NotANumber);
        }
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let has_plus = number.trim_start_matches('(').starts_with('+');
        if number.matches('+').count() > usize::from(has_plus) {
            return Err(NotCallable::NotANumber);
        }
        if !has_plus && is_short_british(&digits) {
            return Ok(Self {
                number: digits,
                extension,
                takes_texts: false,
            });
        }
        if !has_plus && !digits.starts_with('0') {
            let is_whole = digits.len() > 10;
            return Err(match digits.len() {
                0..FEWEST_DIGITS => NotCallable::TooShort,
                _ if is_whole => NotCallable::TooLong,
                _ => NotCallable::NoAreaCode,
            });
        }
        let number = international(number, &digits, has_plus)?;
        Ok(Self {
            takes_texts: extension.is_empty() && may_take_texts(&number),
            number,
            extension,
        })
    }

    /// What a dialler takes. The extension follows a comma: phones wait there until somebody has
    /// answered; `;ext=`, the other way to write it, is dialled as digits by some of them.
    pub fn tel(&self) -> String {
        if self.extension.is_empty() {
            format!("tel:{}", self.number)
        } else {
            format!("tel:{},{}", self.number, self.extension)
        }
    }

    /// What a program for text messages takes; empty for a number that takes none.
    pub fn sms(&self) -> String {
        if self.takes_texts {
            format!("sms:{}", self.number)
        } else {
            String::new()
        }
    }
}

/// The number in E.164 ("+447700900123"); `None` if it cannot be read as one, or is a short
/// number.
pub fn e164(text: &str) -> Option<String> {
    let read = PhoneNumber::read(text).ok()?;
    read.number.starts_with('+').then_some(read.number)
}

/// With its country's code, by the numbering plan of that country.
///
/// British numbers, nearly all that are typed, are read without the library of all countries'
/// plans: what it compiles on its first use takes a tenth of the time of a first sync.
fn international(number: &str, digits: &str, has_plus: bool) -> Result<String, NotCallable> {
    if let Some(national) = national_british(digits, has_plus) {
        return british(national);
    }
    let read = phonenumber::parse(Some(country::GB), number);
    let (code, national) = match &read {
        Ok(read) => (read.code().value(), read.national().to_string()),
        // No country has this code, so far as this version knows.
        Err(_) => return unknown_country(digits, has_plus),
    };
    if code == 44 {
        return british(&national);
    }
    match code.to_string().len() + national.len() {
        0..7 => Err(NotCallable::TooShort),
        7..=MOST_DIGITS => Ok(format!("+{code}{national}")),
        _ => Err(NotCallable::TooLong),
    }
}

/// The digits of a number that is surely British, without its country's code and leading 0.
fn national_british(digits: &str, has_plus: bool) -> Option<&str> {
    let after_code = if has_plus {
        digits.strip_prefix("44")
    } else {
        digits.strip_prefix("0044")
    };
    let national = match after_code {
        // As it is often written: "+44 (0)7700 900123".
        Some(national) => national.strip_prefix('0').unwrap_or(national),
        None if has_plus => return None,
        None => digits.strip_prefix('0')?,
    };
    (!national.starts_with('0')).then_some(national)
}

/// A British number without its leading 0: ten digits, in some places nine, and two old
/// helplines with seven.
fn british(national: &str) -> Result<String, NotCallable> {
    const HELPLINES: [&str; 2] = ["8001111", "8454647"];
    match national.len() {
        _ if national.starts_with('0') => Err(NotCallable::NotANumber),
        9 | 10 => Ok(format!("+44{national}")),
        7 if HELPLINES.contains(&national) => Ok(format!("+44{national}")),
        0..9 => Err(NotCallable::TooShort),
        _ => Err(NotCallable::TooLong),
    }
}

fn unknown_country(digits: &str, has_plus: bool) -> Result<String, NotCallable> {
    let number = match digits.strip_prefix("00") {
        Some(rest) if !has_plus => rest,
        _ if has_plus => digits,
        _ => {
            return Err(if digits.len() > 11 {
                NotCallable::TooLong
            } else {
                NotCallable::TooShort
            });
        }
    };
    match number.len() {
        _ if number.starts_with('0') => Err(NotCallable::NotANumber),
        0..7 => Err(NotCallable::TooShort),
        7..=MOST_DIGITS => Ok(format!("+{number}")),
        _ => Err(NotCallable::TooLong),
    }
}

/// Numbers that are dialled as they are: 999, 112, 101, 111, 116 123, 18000.
fn is_short_british(digits: &str) -> bool {
    digits == "999" || (digits.starts_with('1') && matches!(digits.len(), 3..=6))
}

/// British mobiles begin with 7, but for 70 (follow-me) and 76 (pagers). Of other countries'
/// numbers only the person knows.
fn may_take_texts(number: &str) -> bool {
    match number.strip_prefix("+44") {
        Some(national) => {
            national.starts_with('7') && !national.starts_with("70") && !national.starts_with("76")
        }
        None => number.starts_with('+'),
    }
}

/// The number, and the extension behind it: "ext 12", "x12", "#12".
fn without_extension(text: &str) -> (&str, String) {
    let names = ["extension", "extn", "ext", "x", "#"];
    let found = names
        .iter()
        .find_map(|name| text.split_once(name))
        .map(|(number, rest)| (number, rest.trim_matches(|c: char| !c.is_ascii_digit())));
    match found {
        Some((number, extension))
            if (1..=7).contains(&extension.len())
                && extension.bytes().all(|b| b.is_ascii_digit()) =>
        {
            let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
            (number, extension.to_owned())
        }
        _ => (text, String::new()),
    }
}

/// Whether there is more than one number: "07700 900123 or 07700 900456".
fn are_several(text: &str) -> bool {
    let parts = text
        .split(['/', ',', ';', '&', '|'])
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" and "));
    let is_number = |part: &str| part.chars().filter(char::is_ascii_digit).count() > 5;
    parts.filter(|part| is_number(part)).count() > 1
}

fn may_stand_in_a_number(c: char) -> bool {
    c.is_ascii_digit() || c == ' ' || matches!(c, '+' | '(' | ')' | '-' | '.' | '/')
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
        // Numbers set aside for drama.
        for (typed, number) in [
            ("+1 (202) 555-0123", "+12025550123"),
            ("00 61 491 570 006", "+61491570006"),
            ("+33 (0)1 99 00 12 34", "+33199001234"),
            ("+353 20 910 1234", "+353209101234"),
        ] {
            assert_eq!(e164(typed).as_deref(), Some(number), "{typed}");
        }
    }

    #[test]
    fn an_extension_is_dialled_after_a_pause() {
        for typed in [
            "0113 496 0000 ext 12",
            "0113 496 0000 ext. 12",
            "0113 496 0000 x12",
            "+44 (0)113 496 0000 Extension 12",
            "0113 496 0000 #12",
        ] {
            let read = PhoneNumber::read(typed).unwrap();
            assert_eq!(read.tel(), "tel:+441134960000,12", "{typed}");
            assert_eq!(read.sms(), "");
        }
    }

    #[test]
    fn short_numbers_and_helplines_can_be_called() {
        for (typed, link) in [
            ("999", "tel:999"),
            ("112", "tel:112"),
            ("101", "tel:101"),
            ("1 0 1", "tel:101"),
            ("111", "tel:111"),
            ("116 123", "tel:116123"),
            ("101 ext 3", "tel:101,3"),
            ("0800 1111", "tel:+448001111"),
        ] {
            assert_eq!(PhoneNumber::read(typed).unwrap().tel(), link, "{typed}");
        }
    }

    #[test]
    fn invisible_characters_and_other_digits_do_not_matter() {
        for typed in [
            "\u{202a}0113 496 0000\u{202c}",
            "\u{200e}+44 113 496 0000",
            "0113\u{a0}496\u{2011}0000",
            "٠١١٣ ٤٩٦ ٠٠٠٠",
            "０１１３ ４９６ ００００",
        ] {
            assert_eq!(e164(typed).as_deref(), Some("+441134960000"), "{typed:?}");
        }
    }

    #[test]
    fn only_what_may_be_a_mobile_takes_texts() {
        let sms = |typed| PhoneNumber::read(typed).unwrap().sms();
        assert_eq!(sms("07700 900123"), "sms:+447700900123");
        assert_eq!(sms("+61 491 570 006"), "sms:+61491570006");
        assert_eq!(sms("0113 496 0000"), "");
        assert_eq!(sms("999"), "");
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

    #[test]
    fn it_is_said_why_a_number_cannot_be_called() {
        for (typed, why) in [
            ("not a number", NotCallable::NotANumber),
            ("\u{200b}", NotCallable::NotANumber),
            ("room 12", NotCallable::NotANumber),
            ("12", NotCallable::TooShort),
            ("07700 900", NotCallable::TooShort),
            ("496 0123", NotCallable::NoAreaCode),
            ("07700 900123 456", NotCallable::TooLong),
            ("07700 900123 or 07700 900456", NotCallable::Several),
        ] {
            assert_eq!(PhoneNumber::read(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn a_british_number_reads_as_the_numbering_plans_read_it() {
        proptest::proptest!(|(
            before in r"0|\+44 ?|\+44 \(0\)|0044 ?|\(0|\(\+44\) ",
            national in "[1-9][0-9]{8,9}",
        )| {
            let read = phonenumber::parse(None, format!("+44{national}")).unwrap();
            let expected = format!("+{}{}", read.code().value(), read.national());
            let typed = format!("{before}{national}");
            proptest::prop_assert_eq!(e164(&typed), Some(expected), "{}", typed);
        });
    }

    #[test]
    fn nothing_that_is_typed_makes_reading_fail() {
        proptest::proptest!(|(text in "[+0-9() ./x#,;-]{0,40}|\\PC{0,40}")| {
            let _ = PhoneNumber::read(&text).map(|read| read.tel());
        });
    }
}
