//! What is known of the child: birth, NHS number, legal status.

use core::{fmt, str::FromStr};

use jiff::civil::Date;
use minicbor::{Decode, Encode};

use super::date_cbor;
use crate::codes::{ClosedList, closed_list, coded_enum};

/// When the child was, or will be, born.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum Born {
    /// Nobody on the team has said.
    #[default]
    #[n(0)]
    Unknown,
    /// On this day.
    #[n(1)]
    On(#[cbor(n(0), with = "date_cbor")] Date),
    /// About this day.
    #[n(2)]
    About(#[cbor(n(0), with = "date_cbor")] Date),
    /// Not born yet; expected on this day.
    #[n(3)]
    Expected(#[cbor(n(0), with = "date_cbor")] Date),
}

coded_enum!(
    /// The category of a child protection plan.
    PlanCategory {
        /// Neglect.
        Neglect = 1, "neglect", "Neglect";
        /// Physical abuse.
        PhysicalAbuse = 2, "physical-abuse", "Physical abuse";
        /// Emotional abuse.
        EmotionalAbuse = 3, "emotional-abuse", "Emotional abuse";
        /// Sexual abuse.
        SexualAbuse = 4, "sexual-abuse", "Sexual abuse";
        /// More than one.
        Multiple = 5, "multiple", "More than one";
    }
);

coded_enum!(
    /// Under what law a looked-after child is looked after.
    LegalStatus {
        /// Accommodated by agreement (Children Act 1989 s.20).
        Section20 = 1, "section20", "By agreement (section 20)";
        /// Interim care order (s.38).
        InterimCareOrder = 2, "interim-care-order", "Interim care order";
        /// Full care order (s.31).
        CareOrder = 3, "care-order", "Care order";
        /// Placement order.
        PlacementOrder = 4, "placement-order", "Placement order";
        /// Emergency protection order (s.44).
        EmergencyProtectionOrder = 5, "emergency-protection-order", "Emergency protection order";
        /// Police protection (s.46).
        PoliceProtection = 6, "police-protection", "Police protection";
        /// Remanded to care.
        Remand = 7, "remand", "On remand";
        /// Another, or not known here.
        Other = 8, "other", "Other";
    }
);

closed_list!(
    /// What sort of plan or legal status it is.
    StatusKind {
        /// No statutory plan.
        NoPlan, "no-plan", "No plan";
        /// Child in need (s.17).
        ChildInNeed, "child-in-need", "Child in need";
        /// Child protection plan.
        ProtectionPlan, "protection-plan", "Child protection plan";
        /// Looked after by the local authority.
        LookedAfter, "looked-after", "Looked after";
    }
);

/// The plan or legal status that everyone on the team must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum ChildStatus {
    /// No statutory plan.
    #[n(0)]
    NoPlan,
    /// Child in need (s.17).
    #[n(1)]
    ChildInNeed,
    /// Child protection plan.
    #[n(2)]
    ProtectionPlan(#[n(0)] Option<PlanCategory>),
    /// Looked after by the local authority.
    #[n(3)]
    LookedAfter(#[n(0)] Option<LegalStatus>),
}

impl ChildStatus {
    /// What sort it is.
    pub const fn kind(self) -> StatusKind {
        match self {
            Self::NoPlan => StatusKind::NoPlan,
            Self::ChildInNeed => StatusKind::ChildInNeed,
            Self::ProtectionPlan(_) => StatusKind::ProtectionPlan,
            Self::LookedAfter(_) => StatusKind::LookedAfter,
        }
    }

    /// What a screen calls it: "Child protection plan: Neglect".
    pub fn label(self) -> String {
        let kind = self.kind().label();
        let more = match self {
            Self::NoPlan | Self::ChildInNeed => None,
            Self::ProtectionPlan(category) => category.map(ClosedList::label),
            Self::LookedAfter(status) => status.map(ClosedList::label),
        };
        more.map_or_else(|| kind.to_owned(), |more| format!("{kind}: {more}"))
    }
}

/// A status, since when, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Status {
    /// The status.
    #[n(0)]
    pub status: ChildStatus,
    /// Since when.
    #[cbor(n(1), with = "date_cbor::optional", has_nil)]
    pub from: Option<Date>,
    /// Who told the writer, in their words: "review conference", "Leeds social care".
    #[n(2)]
    pub from_whom: Option<String>,
}

/// Why a text is not an NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNhsNumber {
    /// It needs exactly ten digits.
    #[error("expected 10 digits, got {got}")]
    Length {
        /// How many digits there were.
        got: usize,
    },
    /// It holds something other than digits, spaces and hyphens.
    #[error("expected only digits and spaces")]
    NotDigits,
    /// The last digit does not fit the others (modulus 11): probably a slip of the finger.
    #[error("the last digit does not fit the others")]
    CheckDigit,
}

/// An NHS number whose check digit holds. Never the sole match between two children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber([u8; 10]);

impl FromStr for NhsNumber {
    type Err = NotAnNhsNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = Vec::with_capacity(10);
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let digit = c
                .to_digit(10)
                .and_then(|digit| u8::try_from(digit).ok())
                .ok_or(NotAnNhsNumber::NotDigits)?;
            if digits.len() > 40 {
                break;
            }
            digits.push(digit);
        }
        let digits: [u8; 10] = digits
            .as_slice()
            .try_into()
            .map_err(|_| NotAnNhsNumber::Length { got: digits.len() })?;
        if !nhs_number::validate_check_digit(digits.map(u8::cast_signed)) {
            return Err(NotAnNhsNumber::CheckDigit);
        }
        Ok(Self(digits))
    }
}

impl fmt::Display for NhsNumber {
    /// In the printed form: 3, 3 and 4 digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            if place == 3 || place == 6 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl<C> Encode<C> for NhsNumber {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let number = self
            .0
            .iter()
            .fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
        e.u64(number)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for NhsNumber {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        format!("{:010}", d.u64()?)
            .parse()
            .map_err(|_| minicbor::decode::Error::message("not an NHS number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_names_its_category() {
        let plan = ChildStatus::ProtectionPlan(Some(PlanCategory::Neglect));
        assert_eq!(plan.label(), "Child protection plan: Neglect");
        assert_eq!(ChildStatus::LookedAfter(None).label(), "Looked after");
    }

    #[test]
    fn an_nhs_number_must_pass_its_check_digit() {
        // 999 000 0000–999 999 9999 are reserved for tests and never issued.
        let number: NhsNumber = "9990000018".parse().unwrap();
        assert_eq!(number.to_string(), "999 000 0018");
        assert_eq!("999-000-0018".parse(), Ok(number));
        assert_eq!(
            "999 000 0017".parse::<NhsNumber>(),
            Err(NotAnNhsNumber::CheckDigit)
        );
        assert_eq!(
            "12345".parse::<NhsNumber>(),
            Err(NotAnNhsNumber::Length { got: 5 })
        );
        assert_eq!(
            "99900000x8".parse::<NhsNumber>(),
            Err(NotAnNhsNumber::NotDigits)
        );
        assert!("9".repeat(100_000).parse::<NhsNumber>().is_err());
    }
}
