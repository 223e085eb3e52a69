//! Where people live.

use std::collections::BTreeSet;

use patchwork_model::{
    CaseEdit, MAX_LIST, NewResidence as Residence, PersonId, ResidenceId, ResidenceRow,
};

use super::{as_shown, edit, line, may_write, network::must_be_there, save, unless_left};
use crate::{
    CaseId, Client, NewResidence, ResidenceDetails,
    error::{ClientError, Result},
    facade::{dates::must_be_plausible, reads::decode_shown},
    workspace::today,
};

fn address_of(typed: &str) -> Result<String> {
    line(typed).ok_or_else(|| ClientError::invalid("address", "Write the address."))
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Records where someone lives.
    pub async fn add_residence(
        &self,
        case: CaseId,
        residence: NewResidence,
    ) -> Result<ResidenceId> {
        let id = residence
            .id
            .unwrap_or_else(|| ResidenceId::random(&mut self.rng()));
        self.check_residence(residence.clone())?;
        let person = residence.person.unwrap_or(PersonId::CHILD);
        let new = Residence {
            id,
            person,
            kind: residence.kind,
            address: address_of(&residence.address)?,
            from: residence.from,
            until: residence.until,
            pattern: line(&residence.pattern),
            withheld_from: residence.withheld_from,
        };
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            for person in core::iter::once(&new.person).chain(&new.withheld_from) {
                must_be_there(case, *person, w)?;
            }
            if w.residences(case)?.iter().any(|row| row.id == id) {
                return Ok(id);
            }
            let add = [CaseEdit::AddResidence(new)];
            edit(case, &add, None, device, w, touched)?;
            Ok(id)
        })
        .await
    }

    /// Everything in a residence that cannot be taken: for a form that asks for one thing after
    /// another.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] with each field that is to be put right.
    pub fn check_residence(&self, residence: NewResidence) -> Result<()> {
        let today = today(self.now());
        ClientError::gather([
            address_of(&residence.address).map(drop),
            must_be_plausible("from", residence.from, today),
            must_be_plausible("until", residence.until, today),
        ])
    }

    /// Changes a residence: its address, from and until when, on which days,
    /// from whom it is withheld. Only what differs from what the screen showed
    /// is written. If someone else changed the address since, both stay until
    /// someone chooses; if someone else withheld it since, it stays withheld.
    pub async fn change_residence(&self, case: CaseId, details: ResidenceDetails) -> Result<()> {
        let withheld: BTreeSet<PersonId> = details.withheld_from.iter().copied().collect();
        if withheld.len() > MAX_LIST {
            return Err(ClientError::invalid(
                "withheld_from",
                format!("Too many. Choose up to {MAX_LIST}."),
            ));
        }
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let there = |rows: Vec<ResidenceRow>| {
                let residence = rows.into_iter().find(|row| row.id == details.residence);
                residence.ok_or(ClientError::NotFound)
            };
            let now = there(w.residences(case)?)?;
            let was = there(as_shown(case, shown.as_ref(), w, touched)?.residences)?;
            let today = today(touched.now());
            let address = address_of(&details.address);
            let from = details.from.filter(|_| details.from != was.from);
            let until = details.until.filter(|_| details.until != was.until);
            ClientError::gather([
                address.clone().map(drop),
                must_be_plausible("from", from, today),
                must_be_plausible("until", until, today),
            ])?;
            let mut edits = Vec::new();
            edits.extend(moved(&was, address?)?);
            edits.extend(lived_there(&was, &now, &details));
            for edit in withholding(&was, &withheld) {
                if let CaseEdit::SetWithheld { from, .. } = &edit {
                    must_be_there(case, *from, w)?;
                }
                edits.push(edit);
            }
            save(case, &edits, shown.as_ref(), device, w, touched)
        })
        .await
    }

    /// Removes a residence that was entered by mistake. Someone who moved out
    /// lived there until a day instead.
    pub async fn remove_residence(&self, case: CaseId, residence: ResidenceId) -> Result<()> {
        let remove = CaseEdit::RemoveResidence(residence);
        self.edit(case, vec![remove], None).await
    }
}

fn moved(was: &ResidenceRow, address: String) -> Result<Option<CaseEdit>> {
    if address == was.address {
        return Ok(None);
    }
    if was.in_conflict {
        return Err(ClientError::invalid(
            "address",
            "There are two addresses. Choose one of them first.",
        ));
    }
    Ok(Some(CaseEdit::SetAddress {
        id: was.id,
        address,
    }))
}

fn lived_there(
    was: &ResidenceRow,
    now: &ResidenceRow,
    details: &ResidenceDetails,
) -> Option<CaseEdit> {
    let from = unless_left(details.from, &was.from, &now.from);
    let until = unless_left(details.until, &was.until, &now.until);
    let pattern = unless_left(line(&details.pattern), &was.pattern, &now.pattern);
    let differs = (from, until) != (now.from, now.until) || pattern != now.pattern;
    differs.then_some(CaseEdit::SetResidencePeriod {
        id: now.id,
        from,
        until,
        pattern,
    })
}

/// From whom it is withheld now, and from whom no longer.
fn withholding(was: &ResidenceRow, withheld: &BTreeSet<PersonId>) -> Vec<CaseEdit> {
    let before: BTreeSet<PersonId> = was.withheld_from.iter().copied().collect();
    let said = |from: &PersonId, withheld| CaseEdit::SetWithheld {
        id: was.id,
        from: *from,
        withheld,
    };
    let starts = withheld.difference(&before).map(|from| said(from, true));
    let stops = before.difference(withheld).map(|from| said(from, false));
    starts.chain(stops).collect()
}

#[cfg(test)]
mod tests {
    use patchwork_model::ResidenceKind;

    use super::*;
    use crate::{NewPerson, testing::Kitchen};

    fn named(name: &str) -> NewPerson {
        NewPerson {
            name: name.to_owned(),
            ..NewPerson::default()
        }
    }

    fn wharf_lane() -> NewResidence {
        NewResidence {
            id: None,
            person: None,
            address: "14 Wharf Lane".to_owned(),
            kind: ResidenceKind::Home,
            pattern: String::new(),
            from: None,
            until: None,
            withheld_from: Vec::new(),
        }
    }

    fn as_it_stands(residence: ResidenceId, shown: &str) -> ResidenceDetails {
        ResidenceDetails {
            residence,
            address: "14 Wharf Lane".to_owned(),
            pattern: String::new(),
            from: None,
            until: None,
            withheld_from: Vec::new(),
            shown: shown.to_owned(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_residence_is_changed_withheld_ended_and_removed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let craig = client.add_person(case, named("Craig Doyle")).await.unwrap();
        let home = client.add_residence(case, wharf_lane()).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert!(view.residences[0].may_be_mapped);

        let waiting = client.sync_status().await.unwrap().waiting;
        let details = as_it_stands(home, &view.header.shown);
        client
            .change_residence(case, details.clone())
            .await
            .unwrap();
        assert_eq!(client.sync_status().await.unwrap().waiting, waiting);

        let wanted = ResidenceDetails {
            address: " 3 Orchard Close ".to_owned(),
            pattern: "Mon–Thu".to_owned(),
            until: "2026-01-31".parse().ok(),
            withheld_from: vec![craig, craig],
            ..details.clone()
        };
        client.change_residence(case, wanted.clone()).await.unwrap();
        assert_eq!(client.sync_status().await.unwrap().waiting, waiting + 1);
        let view = client.case_view(case).await.unwrap();
        let residence = &view.residences[0];
        let asked = client.withheld_address(case, home).await.unwrap();
        assert_eq!(asked.addresses.len(), 1);
        assert_eq!(asked.addresses[0].value, "3 Orchard Close");
        assert_eq!(residence.pattern, "Mon–Thu");
        assert_eq!(residence.withheld_people, [craig]);
        assert!(residence.is_withheld && residence.has_ended && !residence.may_be_mapped);

        let told = ResidenceDetails {
            withheld_from: Vec::new(),
            shown: view.header.shown,
            ..wanted.clone()
        };
        client.change_residence(case, told).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert!(!view.residences[0].is_withheld);

        let other = kitchen.ella().await;
        let elsewhere = client.remove_residence(other, home).await;
        assert_eq!(elsewhere, Err(ClientError::NotFound));
        client.remove_residence(case, home).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().residences, []);
        assert_eq!(
            client.change_residence(case, wanted).await,
            Err(ClientError::NotFound)
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_cannot_be_is_refused_with_its_reason() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let home = client.add_residence(case, wharf_lane()).await.unwrap();
        let stands = as_it_stands(home, "");
        let nobody = PersonId(client.bytes());
        for (details, reason) in [
            (
                ResidenceDetails {
                    address: " ".to_owned(),
                    ..stands.clone()
                },
                "Write the address.",
            ),
            (
                ResidenceDetails {
                    address: "x".repeat(1_001),
                    ..stands.clone()
                },
                "Too long. Use up to 1000 letters.",
            ),
            (
                ResidenceDetails {
                    from: "2026-03-02".parse().ok(),
                    until: "2026-03-01".parse().ok(),
                    ..stands.clone()
                },
                "The end is before the start.",
            ),
            (
                ResidenceDetails {
                    withheld_from: vec![nobody],
                    ..stands.clone()
                },
                "This is not here any more. Go back and look again.",
            ),
            (
                ResidenceDetails {
                    withheld_from: (0..=50).map(|n| PersonId([n; 16])).collect(),
                    ..stands.clone()
                },
                "Too many. Choose up to 50.",
            ),
        ] {
            let refused = client.change_residence(case, details).await.unwrap_err();
            assert_eq!(refused.to_string(), reason);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_address_is_no_map_s_business_while_it_is_withheld_for_one() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let kelly = client.add_person(case, named("Kelly Marsh")).await.unwrap();
        let craig = client.add_person(case, named("Craig Doyle")).await.unwrap();
        let hidden = NewResidence {
            withheld_from: vec![craig],
            ..wharf_lane()
        };
        client.add_residence(case, hidden).await.unwrap();
        let mums = NewResidence {
            person: Some(kelly),
            address: "14, wharf lane".to_owned(),
            ..wharf_lane()
        };
        client.add_residence(case, mums).await.unwrap();
        let residences = client.case_view(case).await.unwrap().residences;
        assert_eq!(residences.len(), 2);
        assert!(residences.iter().all(|residence| !residence.may_be_mapped));
    }
}
