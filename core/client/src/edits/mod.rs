//! What people change in a case: each call is one change, saved here at once.
//!
//! What two people change apart stays side by side until someone chooses, so a
//! call that a screen makes on what it shows says which state that was.

mod choices;
mod facts;
mod network;
mod parts;

use jiff::Timestamp;
use patchwork_model::{CaseEdit, Heads};
use patchwork_store::Writer;
use patchwork_sync::Device;

use crate::{Client, apply, error::Result, ids::CaseId, touched::Touched};

/// An optional line: nothing typed is nothing.
fn line(typed: &str) -> Option<String> {
    let text = typed.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Client {
    /// Makes these edits as one change, if this person may write here.
    async fn edit(&self, case: CaseId, edits: Vec<CaseEdit>, shown: Option<Heads>) -> Result<()> {
        self.change(move |device, w, touched| {
            crate::team::may_write(device, case)?;
            edit(case, &edits, shown.as_ref(), device, w, touched)
        })
        .await
    }
}

fn edit(
    case: CaseId,
    edits: &[CaseEdit],
    shown: Option<&Heads>,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let at: Timestamp = touched.now();
    apply::edit_document(case, edits, shown, at, device, w, touched)
}
