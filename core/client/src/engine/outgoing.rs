//! What goes out: parts are sealed, envelopes posted until each has an answer.

use std::collections::BTreeSet;

use patchwork_model::NotSent;
use patchwork_protocol::{LogItem, Replica, Seq, SpaceId, SyncRequest, Wrap};
use patchwork_store::{ItemRow, OutboxId, SealedEnvelope, Writer};
use patchwork_sync::{
    CannotSeal, CursorForm, Device, NextRequest, Purpose, SeriesPlace, Space, ToSend, WaitingPart,
};

use super::{
    Link,
    stream::{Conversation, SILENCE},
};
use crate::{
    Update,
    engine::{RelayError, Transport, error},
    error::Result,
    workspace::{
        Touched, access_log, awaiting_founding, carry_out, keep_item, keep_record, kept_item,
        owe_wraps, set_aside_unreadable,
    },
};

/// Items lost by a relay are offered in pieces of so many.
const OFFERED_TOGETHER: u32 = 256;

/// Beyond every number that a column of the store can hold.
const LAST: Seq = Seq(u64::MAX >> 1);

/// What a request will carry.
pub(crate) struct Outgoing {
    pub(crate) request: SyncRequest,
    /// Wraps in it, to be ticked off when the relay greets.
    pub(crate) wraps: Vec<Wrap>,
    /// Whether there is more than one request can carry.
    pub(crate) more: bool,
}

impl Link {
    /// Seals what may be sealed and gathers what has no answer yet.
    pub(super) async fn gather(
        &self,
        purpose: Purpose,
        form: CursorForm,
        offer_from: Vec<(SpaceId, Replica, Seq)>,
    ) -> Result<Outgoing> {
        self.workspace
            .change(move |device, w, touched| {
                owe_wraps(device, w, touched)?;
                let asked_for = fill_gaps(offer_from, device, w, touched)?;
                seal_all(device, w, touched)?;
                set_aside_unreadable(w, touched)?;
                let awaiting_founding = awaiting_founding(w)?;
                let unanswered = Unanswered::of(w)?;
                let mut envelopes = Vec::new();
                for space in device.spaces() {
                    if awaiting_founding.contains(&space.id()) {
                        continue;
                    }
                    if let Some(epoch) = space.lost_by_the_relay() {
                        let lost = w.lost_items(space.id(), epoch.0, OFFERED_TOGETHER)?;
                        for row in lost {
                            if let LogItem::Envelope(bytes) = row.item {
                                envelopes.push((space.id(), bytes));
                            }
                        }
                        envelopes.extend(acknowledged_unseen(space, &unanswered, device, w)?);
                    }
                }
                envelopes.extend(asked_for);
                for sealed in w.sealed_envelopes()? {
                    if awaiting_founding.contains(&sealed.space) {
                        continue;
                    }
                    let place = SeriesPlace {
                        replica: sealed.replica,
                        seq: sealed.seq,
                    };
                    match device.unreadable(sealed.space, place, &sealed.bytes) {
                        None => envelopes.push((sealed.space, sealed.bytes)),
                        Some(answered) => {
                            carry_out(vec![answered], device, w, touched)?;
                            keep_record(device, sealed.space, w)?;
                        }
                    }
                }
                let wraps: Vec<Wrap> = w
                    .wraps_to_upload(256)?
                    .into_iter()
                    .filter(|wrap| !awaiting_founding.contains(&wrap.space))
                    .collect();
                let send = ToSend {
                    envelopes,
                    wraps: wraps.clone(),
                };
                let NextRequest { request, more } = device.request(send, purpose, form);
                Ok(Outgoing {
                    request,
                    wraps,
                    more,
                })
            })
            .await
    }

    /// Posts everything that waits, beside a live stream.
    pub(super) async fn upload(
        &self,
        relay: &dyn Transport,
        mut offer_from: Vec<(SpaceId, Replica, Seq)>,
    ) -> error::Result<()> {
        loop {
            let outgoing = self
                .gather(
                    Purpose::Upload,
                    CursorForm::Digest,
                    core::mem::take(&mut offer_from),
                )
                .await?;
            if outgoing.request.outbox.is_empty() && outgoing.request.wraps.is_empty() {
                return Ok(());
            }
            let before = outgoing.request.outbox.clone();
            let more = outgoing.more;
            let mut conversation = self.open(relay, outgoing).await?;
            self.to_the_end(&mut conversation).await?;
            offer_from = conversation.heard.offer_from;
            if !more && offer_from.is_empty() {
                return Ok(());
            }
            // The relay decided nothing about what it was given: later, not in a loop.
            if conversation.answers == 0 && !before.is_empty() {
                return Ok(());
            }
        }
    }

    /// Sends and fetches once, without staying.
    pub(crate) async fn exchange(&self, relay: &dyn Transport) -> error::Result<()> {
        let outgoing = self
            .gather(Purpose::Exchange, CursorForm::List, Vec::new())
            .await?;
        let mut conversation = self.open(relay, outgoing).await?;
        self.to_the_end(&mut conversation).await
    }

    /// Applies a reply that does not stay open.
    pub(crate) async fn to_the_end(&self, conversation: &mut Conversation) -> error::Result<()> {
        loop {
            let frames = tokio::time::timeout(SILENCE, conversation.next_frames())
                .await
                .map_err(|_| RelayError::Unreachable)?;
            match frames? {
                Some(frames) => self.apply(frames, conversation).await?,
                None => return Ok(()),
            }
        }
    }
}

/// The envelopes of the outbox that have no answer yet.
struct Unanswered(BTreeSet<(SpaceId, Replica, Seq)>);

impl Unanswered {
    fn of(w: &Writer<'_>) -> Result<Self> {
        let sealed = w.sealed_envelopes()?.into_iter();
        Ok(Self(
            sealed
                .map(|sealed| (sealed.space, sealed.replica, sealed.seq))
                .collect(),
        ))
    }

    fn has(&self, row: &ItemRow) -> bool {
        row.place
            .is_some_and(|(replica, seq)| self.0.contains(&(row.space, replica, seq)))
    }
}

/// The kept envelopes of own series from where the relay lacks them. A series in
/// which the first of them cannot be given can never go on: it is given up.
fn fill_gaps(
    gaps: Vec<(SpaceId, Replica, Seq)>,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Vec<(SpaceId, Vec<u8>)>> {
    if gaps.is_empty() {
        return Ok(Vec::new());
    }
    let unanswered = Unanswered::of(w)?;
    let mut envelopes = Vec::new();
    for (space, replica, from) in gaps {
        let mut next = from;
        for row in w.items_of_series(space, replica, from, LAST)? {
            let is_unanswered = unanswered.has(&row);
            let kept = kept_item(row)?;
            let follows = kept.place.is_some_and(|place| place.seq == next);
            if !follows || !kept.counts() {
                break;
            }
            next = next.next();
            // What has no answer follows in its own turn.
            if !is_unanswered && let LogItem::Envelope(bytes) = kept.item {
                envelopes.push((space, bytes));
            }
        }
        if next == from {
            device.give_up_series(space, replica);
            keep_record(device, space, w)?;
            w.give_up_series(space, replica)?;
            touched.case(space);
            touched.update(Update::Sync);
        }
    }
    Ok(envelopes)
}

/// Own envelopes that the relay acknowledged and that never came with its log.
fn acknowledged_unseen(
    space: &Space,
    unanswered: &Unanswered,
    device: &Device,
    w: &Writer<'_>,
) -> Result<Vec<(SpaceId, Vec<u8>)>> {
    let mut envelopes = Vec::new();
    for row in w.envelopes_without_position(space.id(), device.id())? {
        if unanswered.has(&row) {
            continue;
        }
        let kept = kept_item(row)?;
        if space.is_to_be_offered(&kept)
            && let LogItem::Envelope(bytes) = kept.item
        {
            envelopes.push((space.id(), bytes));
        }
    }
    Ok(envelopes)
}

/// Seals what waits in every space in which it can be sealed.
fn seal_all(device: &mut Device, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    let now = touched.now();
    if w.end_undo_windows(now)? > 0 {
        touched.update(Update::Sync);
    }
    for space in w.spaces_to_seal(now)? {
        seal(space, device, w, touched)?;
    }
    Ok(())
}

/// What may go into an envelope.
#[derive(Clone, Copy)]
enum Waiting {
    /// A part in the outbox.
    Part(OutboxId),
    /// Something that was looked at. It comes into the outbox once it is sealed.
    Look(usize),
}

fn seal(
    space: SpaceId,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let now = touched.now();
    let looks = access_log::unreported(space, w)?;
    let mut left_out = BTreeSet::new();
    loop {
        let mut waiting: Vec<_> = w
            .parts_to_seal(space, now)?
            .into_iter()
            .filter(|part| !left_out.contains(&part.id))
            .map(|part| WaitingPart {
                id: Waiting::Part(part.id),
                part: part.part,
            })
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        waiting.extend(looks.iter().enumerate().map(|(index, look)| WaitingPart {
            id: Waiting::Look(index),
            part: access_log::report_part(look),
        }));
        let ids: Vec<_> = waiting.iter().map(|waiting| waiting.id).collect();
        let why = match device.seal(space, waiting, &mut touched.rng()) {
            Ok(sealed) => {
                for envelope in sealed {
                    keep_item(&envelope.kept(), w)?;
                    let mut parts = Vec::with_capacity(envelope.parts.len());
                    for id in envelope.parts {
                        parts.push(match id {
                            Waiting::Part(id) => id,
                            Waiting::Look(index) => match looks.get(index) {
                                Some(look) => {
                                    access_log::reported(space, look, device, w, touched)?
                                }
                                None => continue,
                            },
                        });
                    }
                    w.seal(
                        &SealedEnvelope {
                            space,
                            replica: envelope.place.replica,
                            seq: envelope.place.seq,
                            bytes: envelope.bytes,
                        },
                        &parts,
                    )?;
                }
                keep_record(device, space, w)?;
                touched.update(Update::Sync);
                return Ok(());
            }
            Err(CannotSeal::TooLarge { index, .. }) => {
                if let Some(Waiting::Part(id)) = ids.get(index) {
                    left_out.insert(*id);
                    w.part_needs_attention(*id, NotSent::TooLarge)?;
                    touched.case(space);
                    touched.update(Update::Sync);
                }
                continue;
            }
            // Not now; it waits.
            Err(
                CannotSeal::NotKnown
                | CannotSeal::NoKey
                | CannotSeal::Frozen
                | CannotSeal::TeamUnsettled,
            ) => return Ok(()),
            Err(why) => why,
        };
        let why = match why {
            CannotSeal::NotMember => NotSent::NotOnTeam,
            CannotSeal::MayOnlyRead => NotSent::MayOnlyRead,
            CannotSeal::Closed => NotSent::Closed,
            other => {
                tracing::error!(%other, "sealing failed");
                NotSent::NotPrepared
            }
        };
        for id in ids {
            if let Waiting::Part(id) = id {
                w.part_needs_attention(id, why)?;
            }
        }
        touched.case(space);
        touched.update(Update::Sync);
        return Ok(());
    }
}

#[cfg(test)]
mod tests;
