//! The facts at the top of a case, and the choice between values that stand
//! side by side.

use jiff::civil::Date;
use patchwork_model::{CaseEdit, ChildStatus, KeptField, Status};

use super::{edit, line, may_write};
use crate::{
    CaseId, Client,
    error::{ClientError, Result},
    facade::{
        dates::must_have_come,
        reads::{decode_choice, decode_shown},
    },
    workspace::today,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Chooses one of the values of a
    /// [`ConflictView`](crate::ConflictView): it holds, and the others that the
    /// screen showed are gone. A value that came meanwhile stays beside it.
    pub async fn choose_value(&self, case: CaseId, field: String, choice: String) -> Result<()> {
        let field: KeptField = field.parse().map_err(|_| ClientError::NotFound)?;
        let (value, shown) = decode_choice(&choice);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let chosen = touched.documents.get(case, w)?.choice(field, &value)?;
            edit(case, &[chosen], shown.as_ref(), device, w, touched)
        })
        .await
    }

    /// Records the plan or legal status, since when, and who said so. If
    /// someone else recorded one since the screen was drawn
    /// ([`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest),
    /// both stay until someone chooses.
    pub async fn set_status(
        &self,
        case: CaseId,
        status: ChildStatus,
        from: Option<Date>,
        source: String,
        shown: String,
    ) -> Result<()> {
        must_have_come("from", from, today(self.now()))?;
        let status = Status {
            status,
            from,
            from_whom: line(&source),
        };
        let shown = decode_shown(&shown);
        self.edit(case, vec![CaseEdit::SetStatus(status)], shown)
            .await
    }
}
