//! After an update of the app: what was refused, and what was of a newer version, is judged again.
//!
//! Once for each update, in pieces that each are one transaction, so that nothing waits long for
//! them. How far it has come is kept with each piece. A piece that is carried out twice changes
//! nothing the second time.

use std::sync::Arc;

use patchwork_model::UNDERSTANDS;
use patchwork_protocol::{Envelope, LogItem, PartKind, Seq, SpaceId};
use patchwork_store::{
    HeldBecause, HeldPart, ItemRow, ItemStanding, PartPlace, Reader, Writer, setting,
};
use patchwork_sync::{Device, Opened};

use super::parts;
use crate::{
    ClientError,
    error::Result,
    workspace::{Touched, Workspace, open_documents::ArrivedChange},
};

/// Envelopes, or held parts, of one transaction.
const PIECE: u32 = 64;

/// What comes next, and after what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The log: an earlier version may have skipped what it did not know and left no trace of it.
    Log(i64),
    /// The parts that are held.
    Held(Option<PartPlace>),
    /// The documents with values that could not be read.
    Documents(Option<SpaceId>),
}

/// Whether an earlier version judged what is here, or part of it.
pub(crate) fn is_to_be_judged_again(r: &Reader<'_>) -> Result<bool> {
    Ok(r.setting(&setting::JUDGED_BY)? != Some(UNDERSTANDS))
}

/// Judges again until nothing is left, or the client is closed. What fails is tried again when
/// the client is opened the next time.
pub(crate) async fn judge_all_again(workspace: Arc<Workspace>) {
    loop {
        let piece =
            workspace.change(|device, w, touched| judge_again(UNDERSTANDS, device, w, touched));
        match piece.await {
            Ok(true) => {}
            Ok(false) | Err(ClientError::Locked | ClientError::NotFound) => return,
            Err(error) => {
                tracing::warn!(%error, "what an earlier version refused was not judged again");
                return;
            }
        }
    }
}

/// Judges the next piece again, by this version of understanding. `false` if nothing is left.
pub(super) fn judge_again(
    understands: u64,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<bool> {
    if w.setting(&setting::JUDGED_BY)? == Some(understands) {
        return Ok(false);
    }
    let begun = w.setting(&setting::JUDGING)?;
    let next = begun.and_then(|bytes| decode(understands, &bytes));
    let next = match next.unwrap_or(Next::Log(0)) {
        Next::Log(after) => search_log(after, device, w, touched)?,
        Next::Held(after) => judge_held(after, device, w, touched)?,
        Next::Documents(after) => read_document(after, w, touched)?,
    };
    if let Some(next) = next {
        w.set(&setting::JUDGING, &encode(understands, next))?;
        return Ok(true);
    }
    w.set(&setting::JUDGED_BY, &understands)?;
    w.clear(&setting::JUDGING)?;
    Ok(false)
}

/// Holds what is of a newer version and is not held, and takes cards and reports in again.
fn search_log(
    after: i64,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let rows = w.opened_after(after, PIECE)?;
    let Some((last, _)) = rows.last() else {
        return Ok(Some(Next::Held(None)));
    };
    let last = *last;
    for (_, row) in &rows {
        let Some(opened) = open(row, device) else {
            continue;
        };
        for (index, part) in opened.parts.iter().chain(&opened.newer) {
            let place = place(&opened, *index);
            let is_current = row.position.is_some_and(|position| {
                let record = device.record(row.space);
                record.is_some_and(|record| record.epoch.0 == position.epoch)
            });
            match part.kind {
                // A number of an earlier epoch says nothing of the order of cards.
                PartKind::Card if !is_current => {}
                PartKind::Card | PartKind::Access => {
                    parts::apply_part(place, part, &opened, device, w, touched)?;
                }
                _ if parts::is_of_newer(part) => {
                    parts::hold(place, part, &opened, HeldBecause::Newer, w)?;
                }
                _ => {}
            }
        }
    }
    Ok(Some(Next::Log(last)))
}

fn judge_held(
    after: Option<PartPlace>,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let held = w.unused_parts_after(after, PIECE)?;
    let Some(last) = held.last().map(|part| part.place) else {
        return Ok(Some(Next::Documents(None)));
    };
    for part in held {
        judge_part(part, device, w, touched)?;
    }
    Ok(Some(Next::Held(Some(last))))
}

fn judge_part(
    held: HeldPart,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let place = held.place;
    let Some(row) = item_of(place, w)? else {
        return Ok(());
    };
    let Some(opened) = open(&row, device) else {
        return Ok(());
    };
    if let Some((_, refusal)) = opened
        .refused
        .iter()
        .find(|(index, _)| *index == place.index)
    {
        return parts::hold_refused(place, &opened, *refusal, w);
    }
    let mut parts = opened.parts.iter().chain(&opened.newer);
    let Some((_, part)) = parts.find(|(index, _)| *index == place.index) else {
        return Ok(());
    };
    if part.kind == PartKind::Change {
        let arrived = ArrivedChange {
            place,
            device: opened.device,
            author: opened.practitioner,
            body: part.body.clone(),
            was_held: true,
        };
        touched
            .documents
            .arrived
            .entry(place.space)
            .or_default()
            .push(arrived);
        return Ok(());
    }
    w.release_part(place)?;
    parts::apply_part(place, part, &opened, device, w, touched)
}

/// The envelope of a part, as it is kept.
fn item_of(place: PartPlace, r: &Reader<'_>) -> Result<Option<ItemRow>> {
    let mut rows = r.items_of_series(place.space, place.replica, place.seq, place.seq)?;
    Ok(rows.pop())
}

/// Opens an envelope that counts.
fn open(row: &ItemRow, device: &Device) -> Option<Opened> {
    let counts = matches!(
        row.verdict.standing,
        ItemStanding::Applied | ItemStanding::AppliedInPart
    );
    let LogItem::Envelope(bytes) = &row.item else {
        return None;
    };
    let envelope = counts.then(|| Envelope::decode(bytes).ok()).flatten()?;
    let mut opened = device.open(row.space, &envelope)?;
    opened.n = row.position.map(|position| position.n);
    Some(opened)
}

fn place(opened: &Opened, index: u32) -> PartPlace {
    PartPlace {
        space: opened.space,
        replica: opened.place.replica,
        seq: opened.place.seq,
        index,
    }
}

/// One document at a time: a large one takes long enough.
fn read_document(
    after: Option<SpaceId>,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let Some(space) = w.unreadable_case_after(after)? else {
        return Ok(None);
    };
    match touched.documents.get(space, w) {
        Ok(_) => {
            touched.documents.changed.insert(space);
            touched.case(space);
        }
        // Its rows are what there is.
        Err(error) => tracing::warn!(%error, "a document cannot be read"),
    }
    Ok(Some(Next::Documents(Some(space))))
}

const LOG: u8 = 0;
const HELD: u8 = 1;
const DOCUMENTS: u8 = 2;

/// `version, stage, place`.
fn encode(understands: u64, next: Next) -> Vec<u8> {
    let mut bytes = understands.to_be_bytes().to_vec();
    match next {
        Next::Log(row) => {
            bytes.push(LOG);
            bytes.extend(row.to_be_bytes());
        }
        Next::Held(place) => {
            bytes.push(HELD);
            if let Some(place) = place {
                bytes.extend(place.space.0);
                bytes.extend(place.replica.0);
                bytes.extend(place.seq.0.to_be_bytes());
                bytes.extend(place.index.to_be_bytes());
            }
        }
        Next::Documents(space) => {
            bytes.push(DOCUMENTS);
            bytes.extend(space.iter().flat_map(|space| space.0));
        }
    }
    bytes
}

/// `None` if it is of another version, which then began anew.
fn decode(understands: u64, bytes: &[u8]) -> Option<Next> {
    let rest = bytes.strip_prefix(&understands.to_be_bytes())?;
    let (stage, rest) = rest.split_first()?;
    match (*stage, rest) {
        (LOG, row) => Some(Next::Log(i64::from_be_bytes(row.try_into().ok()?))),
        (HELD, []) => Some(Next::Held(None)),
        (HELD, rest) => {
            let (space, rest) = rest.split_first_chunk()?;
            let (replica, rest) = rest.split_first_chunk()?;
            let (seq, index) = rest.split_first_chunk()?;
            Some(Next::Held(Some(PartPlace {
                space: SpaceId(*space),
                replica: patchwork_protocol::Replica(*replica),
                seq: Seq(u64::from_be_bytes(*seq)),
                index: u32::from_be_bytes(index.try_into().ok()?),
            })))
        }
        (DOCUMENTS, []) => Some(Next::Documents(None)),
        (DOCUMENTS, space) => Some(Next::Documents(Some(SpaceId(space.try_into().ok()?)))),
        _ => None,
    }
}
