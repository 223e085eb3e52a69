//! Whether what is kept here is whole, and whether screens show what is kept.

use std::collections::BTreeMap;

use patchwork_protocol::{Envelope, LogItem};
use patchwork_store::{Ailment, Cure, Diagnosis, ItemRow};
use patchwork_sync::{Device, SetAside, Space};

use crate::{Client, ClientError, Update, error::Result, workspace::Workspace};

/// Envelopes that are verified without letting others have their turn.
const PIECE: u32 = 256;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DoctorView {
    /// Cases whose screens were compared with their document.
    pub cases: u32,
    /// Entries that were compared with what is searched and counted of them.
    pub entries: u32,
    /// Envelopes whose signatures were verified.
    pub envelopes: u32,
    /// What is not as it should be, each a sentence for the person; nothing if all is well.
    pub findings: Vec<String>,
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Checks the database file, verifies the signature of everything that came, and compares
    /// what screens show with what it is computed from. Changes nothing; saving waits meanwhile.
    pub async fn doctor(&self) -> Result<DoctorView> {
        self.workspace
            .blocking(|workspace| examine(workspace, Cure::Look))
            .await
    }

    /// The same, and what screens show is computed anew where it differed.
    pub async fn repair(&self) -> Result<DoctorView> {
        let view = self
            .workspace
            .blocking(|workspace| examine(workspace, Cure::Rebuild))
            .await?;
        self.workspace.tell(Update::Cases);
        self.workspace.tell(Update::Directory);
        Ok(view)
    }
}

fn examine(workspace: &Workspace, cure: Cure) -> Result<DoctorView> {
    let mut view = match workspace.blocking_doctor(cure) {
        Ok(diagnosis) => view_of(&diagnosis),
        Err(ClientError::Damaged { what }) => DoctorView {
            findings: vec![what],
            ..DoctorView::default()
        },
        Err(error) => return Err(error),
    };
    let verified =
        verify(workspace, &mut view).and_then(|()| look_for_set_aside(workspace, &mut view));
    match verified {
        // Before joining there is nothing that anyone signed.
        Ok(()) | Err(ClientError::NotFound) => {}
        Err(ClientError::Damaged { what }) => view.findings.push(what),
        Err(error) => return Err(error),
    }
    view.findings.dedup();
    Ok(view)
}

fn view_of(diagnosis: &Diagnosis) -> DoctorView {
    let mut counts: BTreeMap<&'static str, u32> = BTreeMap::new();
    for ailment in &diagnosis.ailments {
        tracing::warn!(%ailment, "the doctor found something");
        *counts.entry(in_words(ailment)).or_default() += 1;
    }
    DoctorView {
        cases: diagnosis.cases,
        entries: diagnosis.entries,
        envelopes: 0,
        findings: counts
            .into_iter()
            .map(|(words, count)| format!("{words} ({count} found.)"))
            .collect(),
    }
}

const fn in_words(ailment: &Ailment) -> &'static str {
    match ailment {
        Ailment::CaseRows(_) => {
            "What a case shows differs from what is kept of it. Rebuild what screens show."
        }
        Ailment::EntryRow(..) => {
            "What is counted of an entry differs from the entry. Rebuild what screens show."
        }
        Ailment::Names(_) | Ailment::Practitioner(_) | Ailment::Index(_) => {
            "A search does not find what it should. Rebuild what screens show."
        }
        Ailment::Document(..) => {
            "The facts of a case cannot be read. What it shows stays. Put the database back from \
             a backup."
        }
        Ailment::Entry(..) => {
            "An entry cannot be read. Update the app; if this stays, put the database back from a \
             backup."
        }
        Ailment::File(_) => "The database file is damaged. Put it back from a backup.",
    }
}

/// Verifies every envelope that counts, in pieces.
fn verify(workspace: &Workspace, view: &mut DoctorView) -> Result<()> {
    let (mut after, mut wrong) = (0, 0_u32);
    loop {
        let rows = workspace.blocking_read(|r| Ok(r.opened_after(after, PIECE)?))?;
        let Some((last, _)) = rows.last() else { break };
        after = *last;
        workspace.blocking_inspect(|device| {
            for (_, row) in &rows {
                view.envelopes = view.envelopes.saturating_add(1);
                if !is_whole(row, device) {
                    wrong = wrong.saturating_add(1);
                }
            }
            Ok(())
        })?;
    }
    if wrong > 0 {
        view.findings.push(format!(
            "Something that came is not what its author signed any more: it was damaged here. Put \
             the database back from a backup. ({wrong} found.)"
        ));
    }
    Ok(())
}

/// Says which spaces are set aside, by why.
fn look_for_set_aside(workspace: &Workspace, view: &mut DoctorView) -> Result<()> {
    let mut counts: BTreeMap<&'static str, u32> = BTreeMap::new();
    workspace.blocking_inspect(|device| {
        for why in device.spaces().filter_map(Space::set_aside) {
            tracing::warn!(why = why.code(), "a space is set aside");
            *counts.entry(set_aside_in_words(why)).or_default() += 1;
        }
        Ok(())
    })?;
    let found = counts.into_iter();
    view.findings
        .extend(found.map(|(words, count)| format!("{words} ({count} found.)")));
    Ok(())
}

const fn set_aside_in_words(why: &SetAside) -> &'static str {
    match why {
        SetAside::Record { .. } => {
            "What this phone notes for itself of a case, or of the directory, cannot be read. What \
             is there can be read; nothing can be added. Update the app; if this stays, put the \
             database back from a backup."
        }
        SetAside::Unreadable { .. } => {
            "A part of a team cannot be read. What is there can be read; nothing can be added. \
             Update the app; if this stays, put the database back from a backup."
        }
        SetAside::Directory { .. } | SetAside::Refused { .. } => {
            "A team cannot be told now. What is there can be read; nothing can be added until it \
             is told again."
        }
    }
}

/// Whether an envelope bears its author's signature and its hash is that of its bytes.
fn is_whole(row: &ItemRow, device: &Device) -> bool {
    let LogItem::Envelope(bytes) = &row.item else {
        return false;
    };
    let Ok(envelope) = Envelope::decode(bytes) else {
        return false;
    };
    let author = device
        .directory()
        .and_then(|directory| directory.device(envelope.device()));
    row.item.hash() == row.hash
        && author.is_some_and(|author| envelope.verify(row.space, &author.verifying_key).is_ok())
}
