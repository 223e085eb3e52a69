//! Facts with more than one value, until someone chooses.

use patchwork_model::{ConflictRow, ContactKind, KeptField, KeptValue, PersonId, Relation};

use super::{
    Names,
    case_read::CaseRead,
    handles::encode_choice,
    reach::reach,
    words::{self, whose},
};
use crate::{Client, ConflictValue, ConflictView, Result};

/// In place of a withheld address among others' values.
const MASKED: &str = "Withheld address";

impl CaseRead<'_> {
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
        let why_not = self.names.roster.why_not_write(self.case);
        let why_not = why_not.unwrap_or_default();
        self.rows
            .conflicts
            .iter()
            .map(|row| ConflictView {
                case: self.case,
                field: row.field.to_string(),
                label: self.label(row),
                person: row.person,
                is_address: matches!(row.field, KeptField::Address(_)),
                values: self.values(row, Withheld::Masked),
                may_keep_all: why_not.is_empty()
                    && matches!(row.field, KeptField::ContactDetail(_)),
                why_not: why_not.clone(),
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
                let what = kind.unwrap_or(ContactKind::Phone).label().to_lowercase();
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
                link: match &value.value {
                    KeptValue::ContactDetail { kind, value, .. } => reach(*kind, value).link,
                    _ => String::new(),
                },
            })
            .collect()
    }

    /// The values among which someone must choose; empty while there is one. A withheld address is
    /// among them.
    pub(super) fn values_of(&self, field: KeptField) -> Vec<ConflictValue> {
        self.conflict(field)
            .map(|row| self.values(row, Withheld::Shown))
            .unwrap_or_default()
    }

    pub(super) fn conflict(&self, field: KeptField) -> Option<&ConflictRow> {
        self.rows.conflicts.iter().find(|row| row.field == field)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Withheld {
    Masked,
    /// What only this crate looks at, or what was asked for.
    Shown,
}

pub(super) fn in_words(value: &KeptValue) -> String {
    match value {
        KeptValue::Status(status) => match status.from {
            Some(from) => format!("{}, from {}", status.status.label(), words::day(from)),
            None => status.status.label(),
        },
        value => value.text(),
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Facts with more than one value, over all of this person's cases.
    pub async fn conflicts(&self) -> Result<Vec<ConflictView>> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
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

#[cfg(test)]
mod tests {
    use patchwork_model::{CaseEdit, testing as model};

    use super::{
        super::case_read::testing::{ella, read},
        *,
    };
    use crate::ClientError;

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
        let mut values: Vec<_> = conflicts[0]
            .values
            .iter()
            .map(|value| value.value.as_str())
            .collect();
        values.sort_unstable();
        assert_eq!(values, ["07700 900111", "07700 900222"]);
        assert_eq!(
            conflicts[0].field.parse(),
            Ok(KeptField::ContactDetail(model::MUMS_MOBILE))
        );
    }

    #[test]
    fn who_cannot_choose_is_told_why() {
        let apart = [
            model::mums_mobile("07700 900111"),
            model::mums_mobile("07700 900222"),
        ];
        let mut names = Names::default();
        for (is_read_only, why_not) in [
            (false, ClientError::NotOnTeam),
            (true, ClientError::ReadOnly),
        ] {
            names.roster.is_read_only = is_read_only;
            let conflicts = read(ella(&apart), &names).conflicts();
            assert_eq!(conflicts[0].why_not, why_not.to_string());
        }
    }

    #[test]
    fn a_withheld_address_in_conflict_is_named_but_not_told() {
        let address = |address: &str| CaseEdit::SetAddress {
            id: model::HOME,
            address: address.to_owned(),
        };
        let names = Names::default();
        let case = read(
            ella(&[address("1 Secret Row"), address("2 Secret Row")]),
            &names,
        );
        let told = format!("{:?}", case.conflicts());
        assert!(!told.contains("Secret"), "{told}");
        assert_eq!(case.values_of(KeptField::Address(model::HOME)).len(), 2);
    }
}
