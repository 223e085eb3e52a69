//! What the person looked at here. Each thing is noted once a day, and told to the team with
//! whatever is sent next.
//!
//! Noting waits for no disk: it is written with the next write, or soon after by itself. Nothing
//! else is kept back for it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{Timestamp, civil::Date};
use patchwork_model::{AccessReport, Look, LookedAt as What};
use patchwork_protocol::{DeviceId, Part, PartKind, PractitionerId, SpaceId};
use patchwork_store::{NewPart, OutboxId, Writer};
use patchwork_sync::Device;

use super::{Touched, today};
use crate::{ClientError, Result};

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
    pub(crate) fn note(&self, space: SpaceId, what: What, at: Timestamp) -> bool {
        let day = today(at);
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

/// What was looked at and the team was not told of: the withheld address first.
pub(crate) fn unreported(space: SpaceId, w: &Writer<'_>) -> Result<Vec<AccessReport>> {
    let mut reports = w.unreported_access(space)?;
    reports.sort_by_key(|report| !report.looks.iter().any(is_withheld));
    reports.truncate(OFFERED);
    Ok(reports)
}

fn is_withheld(look: &Look) -> bool {
    matches!(look.at, What::WithheldAddress(_))
}

/// This report is in an envelope now: what others are told stands here too.
pub(crate) fn reported(
    space: SpaceId,
    report: &AccessReport,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<OutboxId> {
    let (device, me): (DeviceId, PractitionerId) = device
        .practitioner()
        .map(|me| (device.id(), me))
        .ok_or(ClientError::NotOnTeam)?;
    let saved_at = touched.now();
    w.access_reported(space, core::slice::from_ref(report))?;
    w.put_access_report(space, device, me, report)?;
    w.forget_reported_access(today(saved_at))?;
    touched.case(space);
    Ok(w.queue(&NewPart {
        space,
        part: report_part(report),
        edit: None,
        entry: None,
        draft: None,
        saved_at,
        undo_until: None,
    })?)
}

/// As it travels.
pub(crate) fn report_part(report: &AccessReport) -> Part {
    Part {
        kind: PartKind::Access,
        body: report.encode(),
    }
}
