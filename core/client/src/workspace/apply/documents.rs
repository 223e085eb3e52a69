//! Case documents within a transaction: loaded once, changed, saved and
//! projected once at its end.

use jiff::Timestamp;
use patchwork_model::{
    Acceptance, Actor, CaseDocument, CaseEdit, ChangePart, Edited, Heads, KeptEdits, NotSent,
    project,
};
use patchwork_protocol::{Envelope, LogItem, Part, PartKind, SpaceId};
use patchwork_store::{
    HeldBecause, HeldPart, ItemRow, ItemStanding, KeptEdit, NewPart, OutboxPart, PartPlace,
    PartState, Reader, Replaced, Writer,
};
use patchwork_sync::Device;

use crate::{
    Update,
    error::{ClientError, Result},
    workspace::{Touched, open_documents::ArrivedChange},
};

/// The name under which this device writes in the document of a case.
fn actor(space: SpaceId, device: &Device, w: &mut Writer<'_>, touched: &Touched) -> Result<Actor> {
    if let Some(actor) = w.space(space)?.and_then(|row| row.actor) {
        return Ok(Actor(actor));
    }
    new_actor(space, device, w, touched)
}

fn new_actor(
    space: SpaceId,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &Touched,
) -> Result<Actor> {
    let actor = Actor::random(device.id(), &mut touched.rng());
    w.put_actor(space, actor.0)?;
    Ok(actor)
}

/// Makes one change of these edits and puts it in the outbox: saved when the
/// transaction is. `shown` are the heads that the screen showed.
pub(crate) fn edit_document(
    space: SpaceId,
    edits: &[CaseEdit],
    shown: Option<&Heads>,
    at: Timestamp,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let actor = actor(space, device, w, touched)?;
    let case = touched.documents.get(space, w)?;
    let made = match shown {
        Some(heads) => match case.edit_on(heads, actor, edits, at) {
            // What the screen showed was withdrawn since: only the latest is left.
            Err(patchwork_model::EditError::UnknownHeads) => case.edit(actor, edits, at),
            made => made,
        },
        None => case.edit(actor, edits, at),
    };
    let edited = match made {
        Ok(edited) => edited,
        // What is said already need not be said again.
        Err(patchwork_model::EditError::NothingChanged) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    w.queue(&NewPart {
        space,
        part: Part {
            kind: PartKind::Change,
            body: edited.part.clone(),
        },
        edit: Some(kept(edits, &edited)),
        entry: None,
        draft: None,
        saved_at: at,
        undo_until: None,
    })?;
    touched.documents.changed.insert(space);
    touched.case(space);
    touched.update(Update::Tasks);
    touched.update(Update::Sync);
    Ok(())
}

/// Edits as the outbox keeps them: each after its length; and with the heads on
/// which they were made, the hash of the change that they became.
fn kept(edits: &[CaseEdit], edited: &Edited) -> KeptEdit {
    let mut bytes = Vec::new();
    for edit in edits {
        let edit = edit.encode();
        let length = u32::try_from(edit.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&edit);
    }
    KeptEdit {
        edits: bytes,
        heads: hash_and_heads(edited),
    }
}

fn hash_and_heads(edited: &Edited) -> Vec<u8> {
    [edited.hash.as_slice(), &edited.heads_before.encode()].concat()
}

/// What a person did, as the outbox kept it.
pub(crate) fn edits_of(kept: &KeptEdit, at: Timestamp) -> Result<KeptEdits> {
    let damaged = || ClientError::internal("an edit in the outbox is damaged");
    let mut edits = Vec::new();
    let mut rest = kept.edits.as_slice();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (edit, after) = after.split_at_checked(length).ok_or_else(damaged)?;
        edits.push(CaseEdit::decode(edit).map_err(|_| damaged())?);
        rest = after;
    }
    let (hash, heads) = kept.heads.split_first_chunk::<32>().ok_or_else(damaged)?;
    Ok(KeptEdits {
        edits,
        at,
        heads_before: Heads::decode(heads).map_err(|_| damaged())?,
        hash: *hash,
    })
}

/// Takes in the changes that arrived, with those that waited for them.
pub(super) fn take_in(w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    for (space, mut arrived) in core::mem::take(&mut touched.documents.arrived) {
        for held in w.held_parts(space)? {
            if held.kind == PartKind::Change && held.because == HeldBecause::Waits {
                arrived.push(ArrivedChange {
                    place: held.place,
                    device: held.device,
                    author: held.author,
                    body: held.body,
                    was_held: true,
                });
            }
        }
        let batch: Vec<_> = arrived
            .iter()
            .map(|change| (change.device, change.body.as_slice()))
            .collect();
        let case = touched.documents.get(space, w)?;
        let before = case.heads();
        let answers = case.accept(&batch);
        if case.heads() != before {
            touched.documents.changed.insert(space);
        }
        for (change, answer) in arrived.iter().zip(answers) {
            record_answer(change, answer, w, touched)?;
        }
        touched.case(space);
        touched.update(Update::Tasks);
    }
    Ok(())
}

fn record_answer(
    change: &ArrivedChange,
    answer: Acceptance,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let because = match answer {
        Acceptance::Accepted { at, .. } => {
            w.heard_from(change.place.space, change.author, at)?;
            if change.was_held {
                w.release_part(change.place)?;
            }
            return Ok(());
        }
        Acceptance::Waiting(_) => HeldBecause::Waits,
        Acceptance::Refused(reason) => HeldBecause::Refused(reason.to_string()),
    };
    w.hold_part(&HeldPart {
        place: change.place,
        kind: PartKind::Change,
        device: change.device,
        author: change.author,
        body: change.body.clone(),
        because,
    })?;
    touched.update(Update::Sync);
    Ok(())
}

/// Items read at a time when a document is built anew.
const PIECE: u32 = 512;

/// Builds documents anew from every envelope that counts, then from what was
/// saved here and is not on the relay.
pub(super) fn rebuild(device: &Device, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    for space in core::mem::take(&mut touched.documents.rebuild) {
        // Nothing of it could be opened now. It is built anew once its team is judged again.
        let is_set_aside = device
            .space(space)
            .is_some_and(|space| space.set_aside().is_some());
        if is_set_aside {
            if touched.documents.new_actor.remove(&space) {
                new_actor(space, device, w, touched)?;
            }
            continue;
        }
        let mut case = CaseDocument::new();
        let changes = changes_that_count(space, device, w)?;
        let batch: Vec<_> = changes
            .iter()
            .map(|change| (change.device, change.body.as_slice()))
            .collect();
        let answers = case.accept(&batch);
        for (change, answer) in changes.iter().zip(answers) {
            record_answer(change, answer, w, touched)?;
        }
        let mut own = taken_back(space, w)?;
        let unsent = w.edits_to_replay(space)?;
        if touched.documents.new_actor.remove(&space) {
            accept_own(&mut case, &own, device, w)?;
            let actor = new_actor(space, device, w, touched)?;
            replay(&mut case, actor, &unsent, w)?;
        } else {
            own.extend(unsent);
            accept_own(&mut case, &own, device, w)?;
        }
        touched.documents.loaded.insert(space, case);
        touched.documents.changed.insert(space);
    }
    Ok(())
}

/// Changes of an own envelope that a relay acknowledged and then refused. What the
/// person did is not kept with them any more, so that they stay as they were made.
fn taken_back(space: SpaceId, r: &Reader<'_>) -> Result<Vec<OutboxPart>> {
    let mut parts = r.unsent()?;
    parts.retain(|part| {
        part.space == space && part.part.kind == PartKind::Change && part.edit.is_none()
    });
    Ok(parts)
}

/// Takes in changes that wait in the outbox, as they were made.
fn accept_own(
    case: &mut CaseDocument,
    parts: &[OutboxPart],
    device: &Device,
    w: &mut Writer<'_>,
) -> Result<()> {
    let changes: Vec<_> = parts
        .iter()
        .map(|part| (device.id(), part.part.body.as_slice()))
        .collect();
    for (part, answer) in parts.iter().zip(case.accept(&changes)) {
        if !answer.is_accepted() && matches!(part.state, PartState::Waiting) {
            w.part_needs_attention(part.id, NotSent::BaseGone)?;
        }
    }
    Ok(())
}

/// The changes in envelopes that were accepted, in the relay's order; then those in own envelopes
/// that the relay acknowledged and that never came with its log.
fn changes_that_count(
    space: SpaceId,
    device: &Device,
    r: &Reader<'_>,
) -> Result<Vec<ArrivedChange>> {
    let mut changes = Vec::new();
    let (mut epoch, mut n) = (0, 0);
    loop {
        let rows = r.items_after(space, epoch, n, PIECE)?;
        let Some(position) = rows.last().and_then(|row| row.position) else {
            break;
        };
        (epoch, n) = (position.epoch, position.n);
        for row in &rows {
            changes.extend(changes_in(row, device));
        }
    }
    // What has no answer yet is in the outbox, with the edits that it was made of.
    let unanswered = r.sealed_envelopes()?;
    for row in r.envelopes_without_position(space, device.id())? {
        let is_unanswered = unanswered
            .iter()
            .any(|sealed| sealed.space == space && row.place == Some((sealed.replica, sealed.seq)));
        if !is_unanswered {
            changes.extend(changes_in(&row, device));
        }
    }
    Ok(changes)
}

/// The changes in one item, if it is an envelope that was accepted.
fn changes_in(row: &ItemRow, device: &Device) -> Vec<ArrivedChange> {
    let counts = matches!(
        row.verdict.standing,
        ItemStanding::Applied | ItemStanding::AppliedInPart
    );
    let LogItem::Envelope(bytes) = &row.item else {
        return Vec::new();
    };
    let Some(opened) = counts
        .then(|| Envelope::decode(bytes).ok())
        .flatten()
        .and_then(|envelope| device.open(row.space, &envelope))
    else {
        return Vec::new();
    };
    opened
        .parts
        .into_iter()
        .filter(|(_, part)| part.kind == PartKind::Change)
        .map(|(index, part)| ArrivedChange {
            place: PartPlace {
                space: row.space,
                replica: opened.place.replica,
                seq: opened.place.seq,
                index,
            },
            device: opened.device,
            author: opened.practitioner,
            body: part.body,
            was_held: true,
        })
        .collect()
}

/// Makes unsent edits again under a new actor, each on what it was made on.
fn replay(
    case: &mut CaseDocument,
    actor: Actor,
    unsent: &[OutboxPart],
    w: &mut Writer<'_>,
) -> Result<()> {
    let mut kept = Vec::new();
    let mut ids = Vec::new();
    for part in unsent {
        if let Some(edit) = &part.edit {
            let at = ChangePart::decode(&part.part.body).map_or(part.saved_at, |change| change.at);
            kept.push(edits_of(edit, at)?);
            ids.push(part.id);
        }
    }
    for (id, made) in ids.into_iter().zip(case.replay(actor, &kept)) {
        match made {
            Ok(edited) => w.replace_change(id, &edited.part, &hash_and_heads(&edited))?,
            Err(error) => {
                tracing::debug!(%error, "an edit could not be made again");
                w.part_needs_attention(id, NotSent::BaseGone)?;
            }
        }
    }
    Ok(())
}

/// Saves every document that changed, with its rows.
pub(super) fn save(w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    for space in core::mem::take(&mut touched.documents.changed) {
        if let Some(case) = touched.documents.loaded.get(&space) {
            w.put_document(space, &case.save(), &case.heads().encode())?;
            if w.replace_case(space, &project(case))? == Replaced::WithItsHead {
                touched.case_and_list(space);
            }
            touched.update(Update::Tasks);
        }
    }
    Ok(())
}
