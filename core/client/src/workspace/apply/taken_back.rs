//! Words that a relay acknowledged, lost, and refused when it was given them again.

use jiff::Timestamp;
use patchwork_model::{AccessReport, Card, ChangePart, Entry, NotSent, NoticeKind};
use patchwork_protocol::{Envelope, LogItem, Part, PartKind, SpaceId};
use patchwork_store::{NewPart, Writer};
use patchwork_sync::{Device, KeptItem, SeriesPlace};

use super::items;
use crate::{error::Result, workspace::Touched};

/// What is to be done with the parts of an envelope.
#[derive(Clone, Copy)]
pub(super) enum Again {
    /// They are sealed again.
    Seal,
    /// The person decides.
    Ask(NotSent),
}

/// Puts the parts of an own kept envelope back into the outbox, since nobody
/// else may have them, and offers the envelope no more. Does nothing for one
/// that the relay cannot have lost, and nothing the second time.
pub(super) fn take_back(
    space: SpaceId,
    place: SeriesPlace,
    again: Again,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let Some(row) = w
        .items_of_series(space, place.replica, place.seq, place.seq)?
        .pop()
    else {
        return Ok(());
    };
    let kept = items::kept(row)?;
    let is_lost = device
        .space(space)
        .is_some_and(|space| space.may_be_lost(&kept));
    if !is_lost || !w.stop_offering(space, place.replica, place.seq)? {
        return Ok(());
    }
    let now = touched.now();
    let Some(parts) = parts_of(&kept, device) else {
        w.add_notice(space, NoticeKind::NotTakenAgain, "", now)?;
        return Ok(());
    };
    for part in parts {
        queue(space, part, again, device, now, w)?;
    }
    Ok(())
}

fn parts_of(kept: &KeptItem, device: &Device) -> Option<Vec<Part>> {
    let LogItem::Envelope(bytes) = &kept.item else {
        return None;
    };
    device.own_parts(kept.space, &Envelope::decode(bytes).ok()?)
}

fn queue(
    space: SpaceId,
    part: Part,
    again: Again,
    device: &Device,
    now: Timestamp,
    w: &mut Writer<'_>,
) -> Result<()> {
    let (entry, saved_at) = match part.kind {
        PartKind::Entry => {
            let entry = Entry::decode(&part.body).ok();
            let id = entry.as_ref().map(|entry| entry.id(device.id()));
            (id, entry.map(|entry| entry.written_at))
        }
        PartKind::Change => {
            let change = ChangePart::decode(&part.body);
            (None, change.ok().map(|change| change.at))
        }
        PartKind::Card => (None, Card::decode(&part.body).ok().map(|card| card.at)),
        // It is made anew for another envelope, and never needs attention.
        PartKind::Access => {
            if let Ok(report) = AccessReport::decode(&part.body) {
                w.access_unreported(space, &report)?;
            }
            return Ok(());
        }
        PartKind::Carried | PartKind::Unknown(_) => (None, None),
    };
    let id = w.queue(&NewPart {
        space,
        part,
        edit: None,
        entry,
        draft: None,
        saved_at: saved_at.unwrap_or(now),
        undo_until: None,
    })?;
    if let Again::Ask(why) = again {
        w.part_needs_attention(id, why)?;
    }
    Ok(())
}
