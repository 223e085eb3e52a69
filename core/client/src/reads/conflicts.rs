//! Facts with more than one value, until someone chooses.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{
    AsKnown, CaseProjection, ConflictRow, ContactKind, Heads, KeptField, KeptValue, PersonId,
    Relation, ValueId,
};
use patchwork_protocol::{PractitionerId, SpaceId};
use patchwork_store::Reader;

use super::{
    Names,
    words::{self, whose},
};
use crate::{
    CaseId, Client, ClientError, ConflictValue, ConflictView, MarkerView, Result, StatusView,
};

/// In place of a withheld address wherever it cannot be masked.
const MASKED: &str = "Withheld address";

/// A case as the store has it, with the names to tell it.
pub(super) struct CaseRead<'n> {
    pub(super) case: CaseId,
    pub(super) rows: CaseProjection,
    /// What the screen shows, as a handle.
    pub(super) shown: String,
    pub(super) names: &'n Names,
    pub(super) now: Timestamp,
    pub(super) today: Date,
}

impl<'n> CaseRead<'n> {
    /// Reads the rows of a case; a case of this person's whose document has not
    /// come yet has none.
    pub(super) fn read(
        case: CaseId,
        names: &'n Names,
        r: &Reader<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let rows = match r.case(case)? {
            Some(rows) => rows,
            None if names.roster.is_mine(case) => {
                let mut rows = CaseProjection::default();
                rows.case.name = patchwork_model::display_name("", "", None);
                rows
            }
            None => return Err(ClientError::NotFound),
        };
        Ok(Self {
            case,
            rows,
            shown: encode_shown(&r.document_heads(case)?.unwrap_or_default()),
            names,
            now,
            today: words::today(now),
        })
    }

    /// The name of someone in the case, whether or not they were taken off again.
    pub(super) fn person_name(&self, person: PersonId) -> String {
        if person == PersonId::CHILD {
            return self.rows.case.name.clone();
        }
        self.rows
            .people
            .iter()
            .find(|row| row.id == person)
            .map(|row| row.name.clone())
            // A practitioner's face bears their own id.
            .or_else(|| {
                let card = self.names.card(PractitionerId(person.0))?;
                Some(card.card.name.clone())
            })
            .unwrap_or_else(|| "Someone".to_owned())
    }

    /// Mum and Dad by those words while there is one of each; others by name.
    fn called(&self, person: PersonId) -> String {
        let relation = self
            .rows
            .people
            .iter()
            .find(|row| row.id == person)
            .and_then(|row| row.relation)
            .filter(|relation| matches!(relation, Relation::Mother | Relation::Father));
        let Some(relation) = relation else {
            return self.person_name(person);
        };
        let alike = self
            .rows
            .people
            .iter()
            .filter(|row| row.relation == Some(relation) && !row.removed);
        if alike.count() > 1 {
            return self.person_name(person);
        }
        relation.label().to_owned()
    }

    /// Every fact with more than one value.
    pub(super) fn conflicts(&self) -> Vec<ConflictView> {
        self.rows
            .conflicts
            .iter()
            .map(|row| ConflictView {
                case: self.case,
                field: row.field.to_string(),
                label: self.label(row),
                person: row.person,
                values: self.values(row, Withheld::Masked),
            })
            .collect()
    }

    /// What the fact is: "Mum’s mobile".
    fn label(&self, row: &ConflictRow) -> String {
        let of = whose(&self.called(row.person.unwrap_or(PersonId::CHILD)));
        match row.field {
            KeptField::Status => "Plan or legal status".to_owned(),
            KeptField::Marker(_) => "Risk marker".to_owned(),
            KeptField::Address(_) => format!("{of} address"),
            KeptField::ContactDetail(_) => {
                let kind = row.values.iter().find_map(|value| match value.value {
                    KeptValue::ContactDetail { kind, .. } => Some(kind),
                    _ => None,
                });
                let what = match kind {
                    Some(ContactKind::Mobile) => "mobile",
                    Some(ContactKind::Work) => "work phone",
                    Some(ContactKind::Email) => "email",
                    Some(ContactKind::Other) => "contact",
                    Some(ContactKind::Phone) | None => "phone",
                };
                format!("{of} {what}")
            }
        }
    }

    fn values(&self, row: &ConflictRow, withheld: Withheld) -> Vec<ConflictValue> {
        row.values
            .iter()
            .map(|value| ConflictValue {
                choice: encode_choice(&value.id, &self.shown),
                value: if row.withheld && withheld == Withheld::Masked {
                    MASKED.to_owned()
                } else {
                    in_words(&value.value)
                },
                by: self.names.writer(value.known),
                at: value.known.at,
            })
            .collect()
    }

    /// The values among which someone must choose; empty while there is one.
    pub(super) fn values_of(&self, field: KeptField) -> Vec<ConflictValue> {
        self.conflict(field)
            .map(|row| self.values(row, Withheld::Shown))
            .unwrap_or_default()
    }

    fn conflict(&self, field: KeptField) -> Option<&ConflictRow> {
        self.rows.conflicts.iter().find(|row| row.field == field)
    }

    /// Every status that stands.
    pub(super) fn statuses(&self) -> Vec<StatusView> {
        let view = |label, from, source: Option<String>, known: AsKnown| StatusView {
            label,
            from,
            source: source.unwrap_or_default(),
            recorded_by: self.names.writer(known),
            recorded_at: known.at,
        };
        if let Some(row) = self.conflict(KeptField::Status) {
            return row
                .values
                .iter()
                .filter_map(|value| match &value.value {
                    KeptValue::Status(status) => Some(view(
                        status.status.label(),
                        status.from,
                        status.from_whom.clone(),
                        value.known,
                    )),
                    _ => None,
                })
                .collect();
        }
        self.rows
            .status
            .iter()
            .map(|row| view(row.status.label(), row.from, row.from_whom.clone(), row.known))
            .collect()
    }

    /// The risk markers that hold, or that not everyone says have ended.
    pub(super) fn markers(&self) -> Vec<MarkerView> {
        self.rows
            .markers
            .iter()
            .filter_map(|row| {
                let values = self.conflict(KeptField::Marker(row.id));
                let mut texts: Vec<String> = values.map_or_else(
                    || vec![row.text.clone()],
                    |row| row.values.iter().map(|value| in_words(&value.value)).collect(),
                );
                texts.dedup();
                let has_ended = row.ended.is_some_and(|ended| ended <= self.today);
                (values.is_some() || !has_ended).then(|| MarkerView {
                    marker: row.id,
                    texts,
                    review: row.review,
                    recorded_by: self.names.writer(row.known),
                    recorded_at: row.known.at,
                })
            })
            .collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Withheld {
    Masked,
    /// Where the screen itself masks it until tapped.
    Shown,
}

fn in_words(value: &KeptValue) -> String {
    match value {
        KeptValue::Status(status) => match status.from {
            Some(from) => format!("{}, from {}", status.status.label(), words::day(from)),
            None => status.status.label(),
        },
        value => value.text(),
    }
}

/// What a screen shows, as a handle.
pub(super) fn encode_shown(heads: &[u8]) -> String {
    use core::fmt::Write;
    heads.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What the screen showed; `None` means the latest.
pub(crate) fn decode_shown(shown: &str) -> Option<Heads> {
    let digits = shown.as_bytes();
    if digits.is_empty() || digits.len() % 2 != 0 {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = digits
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect();
    Heads::decode(&bytes?).ok()
}

/// A value and what was on the screen beside it: choosing settles what the
/// person saw, and no value that came after.
fn encode_choice(value: &ValueId, shown: &str) -> String {
    format!("{}/{shown}", value.0)
}

/// The other way round.
pub(crate) fn decode_choice(choice: &str) -> (ValueId, Option<Heads>) {
    match choice.split_once('/') {
        Some((value, shown)) => (ValueId(value.to_owned()), decode_shown(shown)),
        None => (ValueId(choice.to_owned()), None),
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Facts with more than one value, over all of this person's cases.
    pub async fn conflicts(&self) -> Result<Vec<ConflictView>> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let names = Names::read(roster, r)?;
            let now = crate::ledger::now();
            let mut conflicts = Vec::new();
            for case in r.cases_in_conflict()? {
                if names.roster.is_mine(case) {
                    conflicts.extend(CaseRead::read(case, &names, r, now)?.conflicts());
                }
            }
            Ok(conflicts)
        })
        .await
    }
}

/// The child of a case by name, or empty where no document has come.
pub(super) fn child_name(case: SpaceId, r: &Reader<'_>) -> Result<String> {
    Ok(r.case_row(case)?.map(|(row, _)| row.name).unwrap_or_default())
}

#[cfg(test)]
pub(super) mod testing {
    use patchwork_model::{CaseDocument, CaseEdit, project, testing};

    use super::*;

    /// Ella's case with these edits made apart on top of it, one phone each.
    pub(crate) fn ella(apart: &[CaseEdit]) -> CaseProjection {
        project(&document(apart))
    }

    pub(crate) fn document(apart: &[CaseEdit]) -> CaseDocument {
        let mut priya = testing::Phone::new(testing::PRIYA);
        let mut tom = testing::Phone::new(testing::TOM);
        priya.edits(&testing::ellas_case(), testing::minute(0));
        tom.hears(&priya);
        for (minute, edit) in (1..).zip(apart) {
            let phone = if minute % 2 == 0 { &mut tom } else { &mut priya };
            phone.edits(core::slice::from_ref(edit), testing::minute(minute));
        }
        priya.hears(&tom);
        priya.case
    }

    pub(crate) fn read<'n>(rows: CaseProjection, names: &'n Names) -> CaseRead<'n> {
        let now = testing::minute(60);
        CaseRead {
            case: SpaceId([7; 32]),
            rows,
            shown: String::new(),
            names,
            now,
            today: words::today(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::{CaseEdit, testing as model};

    use super::{
        testing::{ella, read},
        *,
    };

    #[test]
    fn two_numbers_for_mum_are_both_shown_under_her_name() {
        let names = Names::default();
        let case = read(
            ella(&[
                model::mums_mobile("07700 900111"),
                model::mums_mobile("07700 900222"),
            ]),
            &names,
        );
        let conflicts = case.conflicts();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].label, "Mum’s mobile");
        assert_eq!(conflicts[0].person, Some(model::MUM));
        let mut values: Vec<_> = conflicts[0].values.iter().map(|value| value.value.as_str()).collect();
        values.sort_unstable();
        assert_eq!(values, ["07700 900111", "07700 900222"]);
        assert_eq!(
            conflicts[0].field.parse(),
            Ok(KeptField::ContactDetail(model::MUMS_MOBILE))
        );
    }

    #[test]
    fn a_withheld_address_in_conflict_is_named_but_not_told() {
        let address = |address: &str| CaseEdit::SetAddress {
            id: model::HOME,
            address: address.to_owned(),
        };
        let names = Names::default();
        let case = read(ella(&[address("1 Secret Row"), address("2 Secret Row")]), &names);
        let told = format!("{:?}", case.conflicts());
        assert!(!told.contains("Secret"), "{told}");
        assert_eq!(case.values_of(KeptField::Address(model::HOME)).len(), 2);
    }

    #[test]
    fn a_choice_names_its_value_and_what_was_shown_beside_it() {
        let document = testing::document(&[model::mums_mobile("07700 900111")]);
        let heads = document.heads();
        let shown = encode_shown(&heads.encode());
        assert_eq!(decode_shown(&shown), Some(heads.clone()));
        let value = ValueId("12@abcdef".to_owned());
        assert_eq!(
            decode_choice(&encode_choice(&value, &shown)),
            (value, Some(heads))
        );
    }

    #[test]
    fn a_handle_of_nonsense_means_the_latest() {
        for nonsense in ["", "0", "zz", "é", "ff00"] {
            assert_eq!(decode_shown(nonsense), None, "{nonsense}");
        }
    }
}
