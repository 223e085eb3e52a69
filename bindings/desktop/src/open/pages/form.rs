//! A form is only for those whose change will be taken.

use patchwork_client::{CaseId, Client};

use crate::open::problem::Problem;

/// Before a form is shown: nobody types what will be refused.
pub(crate) async fn may_write(client: &Client, case: CaseId) -> Result<(), Problem> {
    let header = client.case_view(case).await?.header;
    if header.may_write {
        Ok(())
    } else {
        Err(Problem::only_to_read(header.notice))
    }
}
