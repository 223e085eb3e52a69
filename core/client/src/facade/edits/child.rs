//! What is known of the child.

use jiff::civil::Date;
use patchwork_model::{Born, CaseEdit, CaseRow, NhsNumber, typed};

use super::{as_shown, line, may_write, save, unless_left};
use crate::{
    CaseId, ChildDetails, Client,
    error::{ClientError, Result},
    facade::{dates::birth_must_be_plausible, reads::decode_shown},
    workspace::today,
};

/// What two dates on a form say of a birth.
pub(crate) fn birth(born: Option<Date>, is_approximate: bool, expected: Option<Date>) -> Born {
    match (born, expected) {
        (Some(day), _) if is_approximate => Born::About(day),
        (Some(day), _) => Born::On(day),
        (None, Some(day)) => Born::Expected(day),
        (None, None) => Born::Unknown,
    }
}

/// An NHS number as typed; nothing typed is none.
pub(crate) fn nhs_number(typed: &str) -> Result<Option<NhsNumber>> {
    line(typed)
        .map(|typed| {
            typed.parse().map_err(|error| {
                ClientError::invalid(
                    "nhs_number",
                    format!("This is not an NHS number: {error}. Check it, or leave it empty."),
                )
            })
        })
        .transpose()
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Changes what is known of the child: names, birth, NHS number, family. A
    /// child who was expected and is born keeps the case. Only what differs
    /// from what the screen showed is written.
    pub async fn change_child(&self, case: CaseId, details: ChildDetails) -> Result<()> {
        let names = [&details.given, &details.family, &details.preferred];
        if names.into_iter().all(|name| line(name).is_none()) {
            return Err(ClientError::invalid(
                "given",
                "Write at least one name of the child.",
            ));
        }
        let nhs_number = nhs_number(&details.nhs_number)?;
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let (now, _) = w.case_row(case)?.ok_or(ClientError::NotFound)?;
            let was = as_shown(case, shown.as_ref(), w, touched)?.case;
            let wanted = wanted(&details, nhs_number, &was, &now);
            if wanted.born != now.born {
                birth_must_be_plausible(wanted.born, today(touched.now()))?;
            }
            save(case, &differences(&now, &wanted), None, device, w, touched)
        })
        .await
    }
}

fn wanted(
    details: &ChildDetails,
    nhs_number: Option<NhsNumber>,
    was: &CaseRow,
    now: &CaseRow,
) -> CaseRow {
    let born = birth(details.born, details.born_is_approximate, details.expected);
    CaseRow {
        given: unless_left(typed(&details.given), &was.given, &now.given),
        family: unless_left(typed(&details.family), &was.family, &now.family),
        preferred: unless_left(line(&details.preferred), &was.preferred, &now.preferred),
        born: unless_left(born, &was.born, &now.born),
        nhs_number: unless_left(nhs_number, &was.nhs_number, &now.nhs_number),
        family_label: unless_left(
            line(&details.family_label),
            &was.family_label,
            &now.family_label,
        ),
        ..now.clone()
    }
}

fn differences(now: &CaseRow, wanted: &CaseRow) -> Vec<CaseEdit> {
    let names = |row: &CaseRow| (row.given.clone(), row.family.clone(), row.preferred.clone());
    let mut edits = Vec::new();
    if names(wanted) != names(now) {
        let (given, family, preferred) = names(wanted);
        edits.push(CaseEdit::NameChild {
            given,
            family,
            preferred,
        });
    }
    if wanted.born != now.born {
        edits.push(CaseEdit::SetBorn(wanted.born));
    }
    if wanted.nhs_number != now.nhs_number {
        edits.push(CaseEdit::SetNhsNumber(wanted.nhs_number));
    }
    if wanted.family_label != now.family_label {
        edits.push(CaseEdit::LabelFamily(wanted.family_label.clone()));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewCase, testing::Kitchen};

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_child_who_was_expected_is_born_and_keeps_the_case() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let expected = NewCase {
            family: "Marsh".to_owned(),
            expected: day("2027-03-02"),
            ..NewCase::default()
        };
        let case = client.open_case(expected).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.child.expected, day("2027-03-02"));

        let born = ChildDetails {
            given: "Noah".to_owned(),
            family: "Marsh".to_owned(),
            born: day("2026-02-27"),
            expected: day("2027-03-02"),
            nhs_number: "999 000 0018".to_owned(),
            family_label: "Marsh, Wharf Lane".to_owned(),
            shown: view.header.shown,
            ..ChildDetails::default()
        };
        client.change_child(case, born.clone()).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.header.child, "Noah Marsh");
        assert_eq!(view.header.born, "Born 27 February 2026");
        assert_eq!(view.header.family, "Marsh, Wharf Lane");
        assert_eq!((view.child.born, view.child.expected), (born.born, None));
        assert_eq!(view.child.nhs_number, "999 000 0018");
        assert_eq!(view.child.recorded_by, "Priya Nair");

        let waiting = client.sync_status().await.unwrap().waiting;
        client.change_child(case, born.clone()).await.unwrap();
        assert_eq!(client.sync_status().await.unwrap().waiting, waiting);

        let slip = ChildDetails {
            nhs_number: "999 000 0017".to_owned(),
            ..born
        };
        let refused = client.change_child(case, slip).await.unwrap_err();
        assert!(
            refused.to_string().starts_with("This is not an NHS number"),
            "{refused}"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_child_of_whom_only_the_preferred_name_is_known_has_a_case() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let only = NewCase {
            preferred: "Ella".to_owned(),
            ..NewCase::default()
        };
        let case = client.open_case(only).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.header.child, "Ella");
        let renamed = ChildDetails {
            preferred: "Elli".to_owned(),
            shown: view.header.shown,
            ..ChildDetails::default()
        };
        client.change_child(case, renamed).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().header.child, "Elli");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn names_that_cannot_be_seen_are_no_names_and_others_are_composed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        for nothing in ["\u{200b}", "\u{3164}", " \u{301}", "\u{202e}"] {
            let unseen = NewCase {
                given: nothing.to_owned(),
                ..NewCase::default()
            };
            let refused = client.open_case(unseen).await.unwrap_err();
            assert_eq!(refused.to_string(), "Write at least one name of the child.");
        }
        let mut families = Vec::new();
        for family in ["Peña", "Pen\u{303}a"] {
            let case = NewCase {
                given: "Zoe\u{308}".to_owned(),
                family: family.to_owned(),
                ..NewCase::default()
            };
            let case = client.open_case(case).await.unwrap();
            let mum = crate::NewPerson {
                name: format!("Ana {family}"),
                role: "mum".to_owned(),
                ..crate::NewPerson::default()
            };
            client.add_person(case, mum).await.unwrap();
            families.push(client.case_view(case).await.unwrap().child);
        }
        assert_eq!((&*families[1].given, &*families[1].family), ("Zoë", "Peña"));
        assert_eq!(
            client
                .cases("zoe".to_owned(), None, 9)
                .await
                .unwrap()
                .families
                .len(),
            1
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_name_changed_on_an_old_screen_leaves_the_other_facts_alone() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let shown = client.case_view(case).await.unwrap().header.shown;
        let old = ChildDetails {
            given: "Gabriella".to_owned(),
            family: "Marsh".to_owned(),
            preferred: "Ella".to_owned(),
            shown,
            ..ChildDetails::default()
        };
        let born = ChildDetails {
            born: day("2019-03-12"),
            family: "Holt".to_owned(),
            ..old.clone()
        };
        client.change_child(case, born).await.unwrap();
        let renamed = ChildDetails {
            preferred: "Gabby".to_owned(),
            ..old
        };
        client.change_child(case, renamed).await.unwrap();
        let child = client.case_view(case).await.unwrap().child;
        assert_eq!(child.born, day("2019-03-12"));
        assert_eq!((&*child.family, &*child.preferred), ("Holt", "Gabby"));
    }
}
