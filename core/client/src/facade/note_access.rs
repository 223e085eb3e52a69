//! Noting what the person looks at, for the team to read.

use std::collections::BTreeSet;

use patchwork_model::LookedAt as What;

use crate::{CaseId, Client, ClientError, LookedAt, ResidenceId, ResidenceView, Result};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The person has opened this. Call it when they do, not when a screen reads again what it
    /// shows. The team is told the day, with whatever is next sent to this case.
    pub async fn looked_at(&self, case: CaseId, what: LookedAt) -> Result<()> {
        let what = match what {
            LookedAt::Case => What::Case,
            LookedAt::Timeline => What::Timeline,
            LookedAt::Person { person } => What::Person(person),
        };
        if self.note_look(case, what).await? {
            let workspace = std::sync::Arc::clone(&self.workspace);
            // Not waited for: opening a case does not wait for the disk.
            drop(tokio::spawn(async move { workspace.write_looks().await }));
        }
        Ok(())
    }

    /// Where someone lives, with the address. Nothing else gives one that is withheld, but what
    /// writes out everything that was not sent. Looking at it is noted, durably, before it is
    /// shown; on a full device, as soon as there is room. Where the folder can only be read, it is
    /// shown and cannot be noted.
    pub async fn withheld_address(
        &self,
        case: CaseId,
        residence: ResidenceId,
    ) -> Result<ResidenceView> {
        let view = self.uncovered_residence(case, residence).await?;
        if view.is_withheld {
            self.note_withheld([(case, residence)].into()).await?;
        }
        Ok(view)
    }
}

impl Client {
    /// Notes that these withheld addresses are looked at, and says whether a team is told of it.
    /// Whatever hands one out awaits it first.
    pub(crate) async fn note_withheld(
        &self,
        looked_at: BTreeSet<(CaseId, ResidenceId)>,
    ) -> Result<bool> {
        let mut is_told = false;
        for (case, residence) in looked_at {
            if self.is_on_team(case).await? {
                self.workspace
                    .note_look(case, What::WithheldAddress(residence));
                is_told = true;
            }
        }
        match self.workspace.write_looks().await {
            // What can be read must be readable, on the doorstep most of all.
            Ok(()) | Err(ClientError::PhoneFull) => Ok(is_told),
            Err(ClientError::ReadOnly) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether it is new today and to be written.
    async fn note_look(&self, case: CaseId, what: What) -> Result<bool> {
        // Whoever is on no team has nobody to tell.
        Ok(self.is_on_team(case).await? && self.workspace.note_look(case, what))
    }

    async fn is_on_team(&self, case: CaseId) -> Result<bool> {
        self.inspect(move |device| {
            let team = device.space(case).and_then(|space| space.team());
            let me = device.practitioner();
            Ok(team
                .zip(me)
                .is_some_and(|(team, me)| team.role_of(me).is_some()))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::SpaceId;

    use super::*;
    use crate::workspace::access_log;
    use crate::{NewResidence, testing::Kitchen};

    async fn untold(kitchen: &Kitchen, case: CaseId) -> Vec<What> {
        let reports = kitchen.client.read(move |r| Ok(r.unreported_access(case)?));
        let reports = reports.await.unwrap();
        let looks = reports.into_iter().flat_map(|report| report.looks);
        looks.map(|look| look.at).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_look_is_written_with_the_next_write_and_once_a_day() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        for what in [LookedAt::Timeline, LookedAt::Case, LookedAt::Timeline] {
            kitchen.client.looked_at(case, what).await.unwrap();
        }
        kitchen.client.send_now().await.unwrap();
        let mut looks = untold(&kitchen, case).await;
        looks.sort();
        assert_eq!(looks, [What::Case, What::Timeline]);
        let is_new = kitchen.client.note_look(case, What::Case).await.unwrap();
        assert!(!is_new, "noted already");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_write_that_fails_keeps_the_look_for_the_next() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let workspace = &kitchen.client.workspace;
        workspace.note_look(case, What::Case);
        let failed: Result<()> = workspace.blocking_write(|_, _| Err(ClientError::PhoneFull));
        assert!(failed.is_err());
        assert_eq!(untold(&kitchen, case).await, []);
        workspace.blocking_write_looks().unwrap();
        assert_eq!(untold(&kitchen, case).await, [What::Case]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_withheld_address_is_noted_before_it_is_shown_and_told_first() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let lives = |withheld_from| NewResidence {
            id: None,
            person: None,
            address: "4 Larch Row".to_owned(),
            kind: crate::ResidenceKind::Home,
            pattern: String::new(),
            from: None,
            until: None,
            withheld_from,
        };
        let open = client.add_residence(case, lives(vec![])).await.unwrap();
        let nan = crate::PersonId::CHILD;
        let hidden = client.add_residence(case, lives(vec![nan])).await.unwrap();
        client.withheld_address(case, open).await.unwrap();
        assert_eq!(untold(&kitchen, case).await, []);
        client.looked_at(case, LookedAt::Case).await.unwrap();
        let view = client.withheld_address(case, hidden).await.unwrap();
        assert_eq!(view.addresses[0].value, "4 Larch Row");
        let first = client
            .write(move |w, _| access_log::unreported(case, w))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(first.looks[0].at, What::WithheldAddress(hidden));
        let unknown = client.withheld_address(case, ResidenceId([9; 16])).await;
        assert_eq!(unknown, Err(ClientError::NotFound));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_is_on_no_team_has_nobody_to_tell() {
        let kitchen = Kitchen::new().await;
        let elsewhere = SpaceId([7; 32]);
        let looked = kitchen.client.looked_at(elsewhere, LookedAt::Case).await;
        assert_eq!(looked, Ok(()));
        assert_eq!(kitchen.client.workspace.looks().take().iter().count(), 0);
    }
}
