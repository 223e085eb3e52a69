//! Which request opened which case: a case's id is made from its founding change, so that whoever
//! asks for a case cannot draw it, and a repeated request is known by an id of its own.

use patchwork_store::{Reader, Setting, Writer};

use crate::{
    error::{ClientError, Result},
    ids::CaseId,
};

/// The latest requests and what they opened, the latest last.
const OPENED: Setting<Vec<u8>> = Setting::named("opened-cases");
/// A request, then the case.
const ROW: usize = REQUEST + CASE;
const REQUEST: usize = 16;
const CASE: usize = 32;
/// A request is repeated within minutes of the first; so many cases nobody opens meanwhile.
const MOST: usize = 64;

/// The name of a request, drawn by whoever makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RequestId([u8; REQUEST]);

impl RequestId {
    /// From what [`draw_id`](crate::draw_id) gave; none from an empty text.
    pub(super) fn read(text: &str) -> Result<Option<Self>> {
        if text.is_empty() {
            return Ok(None);
        }
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes());
        match bytes.ok().and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => Ok(Some(Self(bytes))),
            None => Err(ClientError::internal("a request's id is 32 hex digits")),
        }
    }
}

/// The case that this request opened, if it did.
pub(super) fn opened_by(request: RequestId, r: &Reader<'_>) -> Result<Option<CaseId>> {
    let rows = r.setting(&OPENED)?.unwrap_or_default();
    let row = rows
        .chunks_exact(ROW)
        .find_map(|row| row.strip_prefix(&request.0));
    Ok(row.and_then(|case| CaseId::try_from(case).ok()))
}

/// Notes which case the request opened.
pub(super) fn note_opened(request: RequestId, case: CaseId, w: &mut Writer<'_>) -> Result<()> {
    let mut rows = w.setting(&OPENED)?.unwrap_or_default();
    rows.extend(request.0);
    rows.extend(case.as_bytes());
    let surplus = rows.len().saturating_sub(MOST * ROW);
    rows.drain(..surplus);
    Ok(w.set(&OPENED, &rows)?)
}
