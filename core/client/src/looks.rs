//! What the person looked at here. Each thing is noted once a day, and told to the team with
//! whatever is sent next.
//!
//! Noting waits for no disk: it is written with the next write, or soon after by itself. Nothing
//! else is kept back for it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{Timestamp, civil::Date};
use patchwork_model::{Access, Look, LookedAt as What};
use patchwork_protocol::{DeviceId, Part, PartKind, PractitionerId, SpaceId};
use patchwork_store::{NewPart, OutboxId, Writer};
use patchwork_sync::Device;

use crate::{
    CaseId, Client, ClientError, LookedAt, ResidenceId, ResidenceView, Result, client::blocking,
    ledger::now, reads::words, touched::Touched,
};

/// So many are offered to one envelope; the others wait for the next.
const OFFERED: usize = 32;

/// One look, not in the database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NewLook {
    space: SpaceId,
    day: Date,
    what: What,
    at: Timestamp,
}

impl NewLook {
    pub(crate) fn write(&self, w: &mut Writer<'_>) -> Result<()> {
        Ok(w.note_look(self.space, self.day, self.what, self.at)?)
    }
}

/// What was noted today.
#[derive(Default)]
pub(crate) struct Looks(Mutex<Noted>);

#[derive(Default)]
struct Noted {
    today: Option<Date>,
    already: BTreeSet<(SpaceId, What)>,
    to_write: Vec<NewLook>,
}

impl Looks {
    /// Notes it, unless it was noted today; returns whether it is to be written.
    fn note(&self, space: SpaceId, what: What) -> bool {
        let at = now();
        let day = words::today(at);
        let mut noted = self.lock();
        if noted.today != Some(day) {
            noted.today = Some(day);
            noted.already.clear();
        }
        let is_new = noted.already.insert((space, what));
        if is_new {
            noted.to_write.push(NewLook {
                space,
                day,
                what,
                at,
            });
        }
        is_new
    }

    /// What is to be written now.
    pub(crate) fn take(&self) -> Taken<'_> {
        Taken {
            looks: self,
            taken: core::mem::take(&mut self.lock().to_write),
        }
    }

    /// It could not be written.
    pub(crate) fn give_back(&self, looks: Vec<NewLook>) {
        self.lock().to_write.extend(looks);
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks that are being written: given back when that fails, a panic included.
pub(crate) struct Taken<'l> {
    looks: &'l Looks,
    taken: Vec<NewLook>,
}

impl Taken<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &NewLook> {
        self.taken.iter()
    }

    /// They are in the transaction.
    pub(crate) fn keep(mut self) -> Vec<NewLook> {
        core::mem::take(&mut self.taken)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.taken.is_empty() {
            self.looks.give_back(core::mem::take(&mut self.taken));
        }
    }
}

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
            let ledger = Arc::clone(&self.ledger);
            // Not waited for: opening a case does not wait for the disk.
            drop(tokio::spawn(blocking(move || ledger.write_looks())));
        }
        Ok(())
    }

    /// Where someone lives. Looking at a withheld address is noted, durably, before it is shown;
    /// on a full device, as soon as there is room.
    pub async fn withheld_address(
        &self,
        case: CaseId,
        residence: ResidenceId,
    ) -> Result<ResidenceView> {
        let view = self.residence(case, residence).await?;
        if !view.is_withheld {
            return Ok(view);
        }
        self.note_look(case, What::WithheldAddress(residence))
            .await?;
        let ledger = Arc::clone(&self.ledger);
        match blocking(move || ledger.write_looks()).await {
            // What can be read must be readable, on the doorstep most of all.
            Ok(()) | Err(ClientError::PhoneFull) => Ok(view),
            Err(error) => Err(error),
        }
    }
}

impl Client {
    /// Whether it is new today and to be written.
    async fn note_look(&self, case: CaseId, what: What) -> Result<bool> {
        let is_on_team = self
            .look(move |device| {
                let team = device.space(case).and_then(|space| space.team());
                let me = device.practitioner();
                Ok(team
                    .zip(me)
                    .is_some_and(|(team, me)| team.role_of(me).is_some()))
            })
            .await?;
        // Whoever is on no team has nobody to tell.
        Ok(is_on_team && self.ledger.looks().note(case, what))
    }
}

/// What was looked at and the team was not told of: the withheld address first.
pub(crate) fn to_tell(space: SpaceId, w: &Writer<'_>) -> Result<Vec<Access>> {
    let mut reports = w.untold_looks(space)?;
    reports.sort_by_key(|report| !report.looks.iter().any(is_withheld));
    reports.truncate(OFFERED);
    Ok(reports)
}

fn is_withheld(look: &Look) -> bool {
    matches!(look.at, What::WithheldAddress(_))
}

/// This report is in an envelope now: what others are told stands here too.
pub(crate) fn told(
    space: SpaceId,
    report: &Access,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<OutboxId> {
    let (device, me): (DeviceId, PractitionerId) = device
        .practitioner()
        .map(|me| (device.id(), me))
        .ok_or(ClientError::NotOnTeam)?;
    let saved_at = touched.now();
    w.looks_told(space, core::slice::from_ref(report))?;
    w.put_looks(space, device, me, report)?;
    w.forget_told_looks(words::today(saved_at))?;
    touched.case(space);
    Ok(w.queue(&NewPart {
        space,
        part: part(report),
        edit: None,
        entry: None,
        draft: None,
        saved_at,
        undo_until: None,
    })?)
}

/// As it travels.
pub(crate) fn part(report: &Access) -> Part {
    Part {
        kind: PartKind::Access,
        body: report.encode(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewResidence, testing::Kitchen};

    async fn untold(kitchen: &Kitchen, case: CaseId) -> Vec<What> {
        let reports = kitchen.client.read(move |r| Ok(r.untold_looks(case)?));
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
        let ledger = &kitchen.client.ledger;
        ledger.looks().note(case, What::Case);
        let failed: Result<()> = ledger.write(|_, _| Err(ClientError::PhoneFull));
        assert!(failed.is_err());
        assert_eq!(untold(&kitchen, case).await, []);
        ledger.write_looks().unwrap();
        assert_eq!(untold(&kitchen, case).await, [What::Case]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_withheld_address_is_noted_before_it_is_shown_and_told_first() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let lives = |withheld_from| NewResidence {
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
            .write(move |w, _| to_tell(case, w))
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
        assert_eq!(kitchen.client.ledger.looks().take().iter().count(), 0);
    }
}
