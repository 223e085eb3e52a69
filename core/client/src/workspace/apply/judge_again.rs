//! After an update of the app: what was refused, and what was of a newer version, is judged again.
//!
//! Once for each update, in pieces that each are one transaction, so that nothing waits long for
//! them. How far it has come is kept with each piece. A piece that is carried out twice changes
//! nothing the second time.

use std::{collections::BTreeSet, sync::Arc};

use patchwork_model::UNDERSTANDS;
use patchwork_protocol::{Envelope, LogItem, PartKind, Seq, SpaceId};
use patchwork_store::{
    HeldBecause, HeldPart, ItemRow, ItemStanding, PartPlace, Reader, Writer, setting,
};
use patchwork_sync::{Device, Opened, Space};

use super::{StoreLogView, carry_out, items, parts};
use crate::{
    ClientError,
    error::Result,
    workspace::{
        Touched, Workspace,
        noted_spaces::{note, noted},
        open_documents::ArrivedChange,
    },
};

/// Items, or held parts, of one transaction.
const PIECE: u32 = 64;

/// Whose items are judged.
#[derive(Debug, PartialEq, Eq)]
enum Scope {
    /// Everyone's, after an update.
    All,
    /// Those of spaces that were set aside then and have their team again.
    Only(BTreeSet<SpaceId>),
}

impl Scope {
    fn includes(&self, space: SpaceId) -> bool {
        match self {
            Self::All => true,
            Self::Only(spaces) => spaces.contains(&space),
        }
    }
}

/// What comes next, and after what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The items that were refused as a whole.
    Refused(i64),
    /// The log: an earlier version may have skipped what it did not know and left no trace of it.
    Log(i64),
    /// The parts that are held.
    Held(Option<PartPlace>),
    /// The documents with values that could not be read.
    Documents(Option<SpaceId>),
}

/// Whether an earlier version judged what is here, or part of it.
pub(crate) fn is_to_be_judged_again(r: &Reader<'_>) -> Result<bool> {
    Ok(r.setting(&setting::JUDGED_BY)? != Some(UNDERSTANDS)
        || r.setting(&setting::NOT_JUDGED)?.is_some())
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
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<bool> {
    let Some(scope) = scope(understands, device, w)? else {
        return Ok(false);
    };
    let begun = w.setting(&setting::JUDGING)?;
    let begun = begun.and_then(|bytes| decode(understands, &scope, &bytes));
    if scope == Scope::All {
        let skipped = if begun.is_some() {
            not_judged(w)?
        } else {
            BTreeSet::new()
        };
        note_set_aside(skipped, device, w)?;
    }
    let next = match begun.unwrap_or(Next::Refused(0)) {
        Next::Refused(after) => judge_refused(after, &scope, device, w, touched)?,
        Next::Log(after) => search_log(after, &scope, device, w, touched)?,
        Next::Held(after) => judge_held(after, &scope, device, w, touched)?,
        Next::Documents(after) => read_document(after, &scope, w, touched)?,
    };
    if let Some(next) = next {
        w.set(&setting::JUDGING, &encode(understands, &scope, next))?;
        return Ok(true);
    }
    w.clear(&setting::JUDGING)?;
    match scope {
        Scope::All => w.set(&setting::JUDGED_BY, &understands)?,
        Scope::Only(judged) => {
            let left = &not_judged(w)? - &judged;
            note(&setting::NOT_JUDGED, &left, w)?;
        }
    }
    // A space may have come back meanwhile.
    Ok(self::scope(understands, device, w)?.is_some())
}

/// What is to be judged by this version; none if all is.
fn scope(understands: u64, device: &Device, r: &Reader<'_>) -> Result<Option<Scope>> {
    if r.setting(&setting::JUDGED_BY)? != Some(understands) {
        return Ok(Some(Scope::All));
    }
    let skipped = not_judged(r)?.into_iter();
    let back: BTreeSet<SpaceId> = skipped
        .filter(|space| !is_set_aside(*space, device))
        .collect();
    Ok((!back.is_empty()).then_some(Scope::Only(back)))
}

fn is_set_aside(space: SpaceId, device: &Device) -> bool {
    device.space(space).and_then(Space::set_aside).is_some()
}

/// Nothing can be opened in a space that is set aside: it is judged when it has its team again.
fn note_set_aside(
    mut skipped: BTreeSet<SpaceId>,
    device: &Device,
    w: &mut Writer<'_>,
) -> Result<()> {
    let spaces = device.spaces().filter(|space| space.set_aside().is_some());
    skipped.extend(spaces.map(Space::id));
    if skipped != not_judged(w)? {
        note(&setting::NOT_JUDGED, &skipped, w)?;
    }
    Ok(())
}

fn not_judged(r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    noted(&setting::NOT_JUDGED, r)
}

/// Judges items again that were refused as a whole, and whatever waited for them.
fn judge_refused(
    after: i64,
    scope: &Scope,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let rows = w.refused_after(after, PIECE)?;
    let Some((last, _)) = rows.last() else {
        return Ok(Some(Next::Log(0)));
    };
    let last = *last;
    for (_, row) in rows {
        if !scope.includes(row.space) {
            continue;
        }
        let Ok(kept) = items::kept(row) else {
            continue;
        };
        let effects = device.judge_refused(kept, &StoreLogView(w))?;
        carry_out(effects, device, w, touched)?;
    }
    Ok(Some(Next::Refused(last)))
}

/// Holds what is of a newer version and is not held, and takes cards and reports in again.
fn search_log(
    after: i64,
    scope: &Scope,
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
        if !scope.includes(row.space) {
            continue;
        }
        let Some(opened) = open(row, device) else {
            continue;
        };
        for (index, part) in opened.parts.iter().chain(&opened.newer) {
            let place = parts::place(&opened, *index);
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
    scope: &Scope,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let held = w.unused_parts_after(after, PIECE)?;
    let Some(last) = held.last().map(|part| part.place) else {
        return Ok(Some(Next::Documents(None)));
    };
    for part in held {
        if !scope.includes(part.place.space) {
            continue;
        }
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

/// One document at a time: a large one takes long enough.
fn read_document(
    after: Option<SpaceId>,
    scope: &Scope,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Option<Next>> {
    let Some(space) = w.unreadable_case_after(after)? else {
        return Ok(None);
    };
    if !scope.includes(space) {
        return Ok(Some(Next::Documents(Some(space))));
    }
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
const REFUSED: u8 = 3;

/// `version, number of spaces or 0 for all, spaces`: what comes before the stage.
fn head(understands: u64, scope: &Scope) -> Vec<u8> {
    let mut bytes = understands.to_be_bytes().to_vec();
    let none = BTreeSet::new();
    let spaces = match scope {
        Scope::All => &none,
        Scope::Only(spaces) => spaces,
    };
    bytes.extend((spaces.len() as u64).to_be_bytes());
    bytes.extend(spaces.iter().flat_map(|space| space.0));
    bytes
}

/// `head, stage, place`.
fn encode(understands: u64, scope: &Scope, next: Next) -> Vec<u8> {
    let mut bytes = head(understands, scope);
    match next {
        Next::Refused(row) => {
            bytes.push(REFUSED);
            bytes.extend(row.to_be_bytes());
        }
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

/// `None` if another version began it, or it was about other spaces: then it begins anew.
fn decode(understands: u64, scope: &Scope, bytes: &[u8]) -> Option<Next> {
    let rest = bytes.strip_prefix(head(understands, scope).as_slice())?;
    let (stage, rest) = rest.split_first()?;
    match (*stage, rest) {
        (REFUSED, row) => Some(Next::Refused(i64::from_be_bytes(row.try_into().ok()?))),
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
