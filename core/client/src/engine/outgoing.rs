//! What goes out: parts are sealed, envelopes posted until each has an answer.

use std::{collections::BTreeSet, sync::Arc};

use patchwork_model::NotSent;
use patchwork_protocol::{Envelope, LogItem, Replica, Seq, SpaceId, SyncRequest, Wrap};
use patchwork_store::{ItemRow, OutboxId, SealedEnvelope, Writer};
use patchwork_sync::{
    CannotSeal, CursorForm, Device, NextRequest, Purpose, SeriesPlace, Space, ToSend, WaitingPart,
};

use super::{
    Link,
    stream::{Conversation, SILENCE},
    way_up::{self, Fitting},
};
use crate::{
    Update,
    engine::{EngineError, RelayError, Transport, error},
    error::Result,
    workspace::{
        Touched, access_log, awaiting_founding, carry_out, keep_given_up, keep_item, keep_record,
        kept_item, owe_wraps, set_aside_unreadable,
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
        self.gather_without(Places::new(), purpose, form, offer_from)
            .await
    }

    /// The same, without offering what is at these places.
    async fn gather_without(
        &self,
        offered: Places,
        purpose: Purpose,
        form: CursorForm,
        offer_from: Vec<(SpaceId, Replica, Seq)>,
    ) -> Result<Outgoing> {
        let way_up = Arc::clone(&self.way_up);
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
                        let lost = lost.into_iter().filter_map(|row| {
                            let LogItem::Envelope(bytes) = row.item else {
                                return None;
                            };
                            Some((space.id(), bytes))
                        });
                        let unseen = acknowledged_unseen(space, &unanswered, device, w)?;
                        envelopes.extend(
                            lost.chain(unseen)
                                .filter(|(space, bytes)| !is_among(&offered, *space, bytes)),
                        );
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
                let send = ToSend { envelopes, wraps };
                let fitting = way_up.fitting(send, purpose == Purpose::Upload);
                let Fitting {
                    send,
                    more: more_later,
                } = fitting;
                let NextRequest { request, more } = device.request(send, purpose, form);
                let wraps = request.wraps.clone();
                Ok(Outgoing {
                    request,
                    wraps,
                    more: more || more_later,
                })
            })
            .await
    }

    /// Posts everything that waits, beside a live stream. What is refused as too large goes in
    /// smaller pieces. Fails when something is too large alone, once everything else has gone.
    pub(super) async fn upload(
        &self,
        relay: &dyn Transport,
        mut offer_from: Vec<(SpaceId, Replica, Seq)>,
    ) -> error::Result<()> {
        // What the relay lacked stays on offer until it comes with the log.
        let mut sent = Places::new();
        loop {
            let asked_for = core::mem::take(&mut offer_from);
            let outgoing = self
                .gather_without(
                    sent.clone(),
                    Purpose::Upload,
                    CursorForm::Digest,
                    asked_for.clone(),
                )
                .await?;
            if outgoing.request.outbox.is_empty() && outgoing.request.wraps.is_empty() {
                break;
            }
            let posted = places(&outgoing.request);
            let carried = way_up::carried(&outgoing.request);
            let more = outgoing.more;
            let mut conversation = match self.open(relay, outgoing).await {
                Err(EngineError::Relay(error)) if error.is_too_large() => {
                    let environment = self.workspace.environment();
                    self.way_up.refused(carried, error, environment);
                    offer_from = asked_for;
                    continue;
                }
                opened => opened?,
            };
            self.to_the_end(&mut conversation).await?;
            self.way_up.let_through(carried);
            offer_from = conversation.heard.offer_from;
            if !more && offer_from.is_empty() {
                break;
            }
            // The relay decided nothing about what it was given: later, not in a loop.
            if conversation.answers == 0 && !posted.is_empty() {
                break;
            }
            sent.extend(posted);
        }
        match self.way_up.why_held() {
            Some(why) => Err(why.into()),
            None => Ok(()),
        }
    }

    /// Opens a conversation that fetches, with what waits. Where that is refused, what is new comes
    /// all the same.
    pub(super) async fn open_for(
        &self,
        relay: &dyn Transport,
        purpose: Purpose,
        form: CursorForm,
    ) -> error::Result<Conversation> {
        let outgoing = self.gather(purpose, form, Vec::new()).await?;
        match self.open(relay, outgoing).await {
            Err(EngineError::Relay(error)) if error.is_about_the_request() => {
                let mut outgoing = self.gather(purpose, form, Vec::new()).await?;
                outgoing.request.outbox.clear();
                outgoing.request.wraps.clear();
                outgoing.wraps.clear();
                self.open(relay, outgoing).await
            }
            opened => opened,
        }
    }

    /// Sends and fetches once, without staying.
    pub(crate) async fn exchange(&self, relay: &dyn Transport) -> error::Result<()> {
        let mut conversation = self
            .open_for(relay, Purpose::Exchange, CursorForm::Whole)
            .await?;
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

/// Where envelopes are in their series.
type Places = BTreeSet<(SpaceId, Replica, Seq)>;

/// Where what this request carries is.
fn places(request: &SyncRequest) -> Places {
    let outbox = request.outbox.iter();
    outbox
        .flat_map(|(space, envelopes)| envelopes.iter().map(|bytes| (*space, bytes)))
        .filter_map(|(space, bytes)| place(space, bytes))
        .collect()
}

fn is_among(places: &Places, space: SpaceId, bytes: &[u8]) -> bool {
    !places.is_empty() && place(space, bytes).is_some_and(|place| places.contains(&place))
}

fn place(space: SpaceId, bytes: &[u8]) -> Option<(SpaceId, Replica, Seq)> {
    let envelope = Envelope::decode(bytes).ok()?;
    let header = envelope.header();
    Some((space, header.replica, header.seq))
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
            keep_given_up(device, space, w)?;
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
