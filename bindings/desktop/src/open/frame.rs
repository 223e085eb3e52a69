//! What surrounds every page inside: the chip, the places, what makes the page fetch itself again.

use patchwork_client::{CaseId, ChipView, Client, Notice, SyncState};

use super::problem::Problem;

/// What surrounds a page.
pub(crate) struct Frame {
    pub(crate) chip: ChipView,
    /// Which place in the navigation is current.
    pub(crate) place: &'static str,
    /// The page's own address, fetched again on an update.
    pub(crate) here: String,
    /// The updates on which it is; empty for pages where something is being typed.
    pub(crate) refresh: String,
    /// That nothing can be saved, where the folder can only be read.
    pub(crate) read_only: Option<Notice>,
    /// Who will see what the form on the page saves; empty on any other page.
    pub(crate) audience: String,
}

impl Frame {
    /// A page on which something is being typed: it stays as it is.
    pub(crate) async fn still(client: &Client, place: &'static str) -> Result<Self, Problem> {
        let chip = client.chip().await?;
        Ok(Self {
            chip,
            place,
            here: String::new(),
            refresh: String::new(),
            read_only: client.read_only_notice(),
            audience: String::new(),
        })
    }

    /// A form of one case: it says who will see what it saves, as *Write* does.
    pub(crate) async fn of_form(client: &Client, case: CaseId) -> Result<Self, Problem> {
        Self::still(client, "cases")
            .await?
            .saying_who_sees(client, case)
            .await
    }

    /// The same page, saying who will see what its form saves.
    pub(crate) async fn saying_who_sees(
        mut self,
        client: &Client,
        case: CaseId,
    ) -> Result<Self, Problem> {
        let draft = client.new_draft(Some(case)).await?;
        self.audience = client.audience(draft).await?.label;
        Ok(self)
    }

    /// Whether there is no connection, so that nothing can be sent now.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.chip.is_switched_off || self.chip.state == SyncState::Offline
    }

    /// A page that shows what the named updates are about.
    pub(crate) async fn live(
        client: &Client,
        place: &'static str,
        here: impl Into<String>,
        updates: &[&str],
    ) -> Result<Self, Problem> {
        let mut frame = Self::still(client, place).await?;
        let heard = updates.iter().copied().chain(["everything"]);
        frame.refresh = heard
            .map(|u| format!("updated-{u} from:body"))
            .collect::<Vec<_>>()
            .join(", ");
        frame.here = here.into();
        Ok(frame)
    }

    /// A page of one case.
    pub(crate) async fn of_case(
        client: &Client,
        case: CaseId,
        here: impl Into<String>,
    ) -> Result<Self, Problem> {
        Self::live(client, "cases", here, &[&format!("case-{case}")]).await
    }
}
