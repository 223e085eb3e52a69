//! Capturing: drafts, saving, undoing.

use jiff::{SignedDuration, Timestamp};
use patchwork_model::{Entry, EntryBody, EntryKind, ResponseKind, When, project_entry, typed};
use patchwork_protocol::{Part, PartKind};
use patchwork_store::{DraftKey, NewEntry, NewPart, Reader, SavedDraft, Seen, Writer, setting};
use patchwork_sync::Device;

use crate::{
    Client, Update,
    error::{ClientError, Result},
    facade::{
        kept_draft::{row_of, view_of},
        reads::participant,
        requests::{Saved, Undone},
        views::DraftView,
    },
    ids::{CaseId, DraftId, EntryId},
    workspace::{TOLERANCE, Touched, best_time, may_write},
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// A new, empty draft.
    #[allow(clippy::unused_async)] // one shape for all calls of the facade
    pub async fn new_draft(&self, case: Option<CaseId>) -> Result<DraftView> {
        Ok(DraftView {
            draft: DraftKey(self.bytes()),
            case,
            kind: EntryKind::Note,
            text: String::new(),
            detail: String::new(),
            with_whom: String::new(),
            mode: None,
            outcome: None,
            known: None,
            response: None,
            sharing: None,
            about: Vec::new(),
            with: Vec::new(),
            happened_at: None,
            target: None,
        })
    }

    /// Keeps a draft, so that it survives the app being killed.
    pub async fn keep_draft(&self, draft: DraftView) -> Result<()> {
        self.write(move |w, touched| {
            touched.update(Update::Drafts);
            Ok(w.keep_draft(&row_of(&draft, touched.now()))?)
        })
        .await
    }

    /// Keeps what is typed in a draft while it is there. One that was saved or thrown away
    /// meanwhile does not come back.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if it is gone.
    pub async fn update_draft(&self, draft: DraftView) -> Result<()> {
        self.write(move |w, touched| {
            w.draft(draft.draft)?.ok_or(ClientError::NotFound)?;
            touched.update(Update::Drafts);
            Ok(w.keep_draft(&row_of(&draft, touched.now()))?)
        })
        .await
    }

    /// Drafts that were neither saved nor thrown away, the latest first.
    pub async fn drafts(&self) -> Result<Vec<DraftView>> {
        self.read(|r| r.drafts()?.into_iter().map(view_of).collect())
            .await
    }

    /// One draft.
    pub async fn draft(&self, draft: DraftId) -> Result<DraftView> {
        self.read(move |r| view_of(r.draft(draft)?.ok_or(ClientError::NotFound)?))
            .await
    }

    /// Throws a draft away.
    pub async fn discard_draft(&self, draft: DraftId) -> Result<()> {
        self.write(move |w, touched| {
            touched.update(Update::Drafts);
            Ok(w.discard_draft(draft)?)
        })
        .await
    }

    /// Saves an entry: durable on this device when it returns. Saving the same
    /// draft again gives the same entry.
    pub async fn save_entry(&self, draft: DraftView) -> Result<Saved> {
        let undo = SignedDuration::from_secs(i64::from(self.undo_seconds));
        self.change(move |device, w, touched| save(&draft, undo, device, w, touched))
            .await
    }

    /// Takes an entry back while its undo window is open: it is gone, and what
    /// was written is a draft again.
    pub async fn undo(&self, entry: EntryId) -> Result<Undone> {
        self.write(move |w, touched| {
            let undone = match w.undo(entry, touched.now())? {
                patchwork_store::Undone::InTime(draft) => Undone::InTime {
                    draft: view_of(draft)?,
                },
                patchwork_store::Undone::TooLate => Undone::TooLate,
            };
            if let Undone::InTime { draft } = &undone
                && let Some(case) = draft.case
            {
                touched.case(case);
                touched.update(Update::Drafts);
            }
            touched.update(Update::Sync);
            Ok(undone)
        })
        .await
    }

    /// Ends open undo windows: what was saved may go.
    pub async fn send_now(&self) -> Result<()> {
        self.write_to_send(|w, touched| {
            w.end_all_undo_windows()?;
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }

    /// This person has seen what is in a case. Where nothing can be saved it stays unread, and can
    /// be read all the same.
    pub async fn mark_read(&self, case: CaseId) -> Result<()> {
        let marked = self.write(move |w, touched| {
            if w.mark_read(case)? > 0 {
                touched.case(case);
            }
            Ok(())
        });
        match marked.await {
            Err(ClientError::ReadOnly | ClientError::PhoneFull) => Ok(()),
            marked => marked,
        }
    }

    /// Switches the connection off, or on again. Once it has returned, an open
    /// connection is closed; a relay that does not answer holds it up for two
    /// seconds at most.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        self.write_for_a_new_start(move |w, touched| {
            w.set(&setting::IS_OFFLINE, &offline)?;
            touched.update(Update::Sync);
            Ok(())
        })
        .await?;
        if offline {
            self.driver.closed().await;
        }
        Ok(())
    }
}

fn save(
    draft: &DraftView,
    undo: SignedDuration,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Saved> {
    if let Some(saved) = w.saved_draft(draft.draft)? {
        return Ok(Saved {
            entry: saved.entry,
            undo_until: saved.undo_until,
        });
    }
    let case = draft.case.ok_or_else(|| {
        ClientError::invalid("case", "Choose the child first. The draft is kept.")
    })?;
    may_write(device, case)?;
    let me = device.practitioner().ok_or(ClientError::NotOnTeam)?;
    let now = touched.now();
    let undo_until = now.checked_add(undo).map_err(ClientError::internal)?;
    let received_at = best_time(now, w)?;
    let entry = entry_of(draft, case, received_at, w, touched)?;
    let body = entry.encode()?;
    let id = entry.id(device.id());
    let row = project_entry(device.id(), entry);
    w.put_entry(&NewEntry {
        space: case,
        row: &row,
        part: &body,
        author: me,
        seen: Seen::Yes,
        received_at,
    })?;
    w.queue(&NewPart {
        space: case,
        part: Part {
            kind: PartKind::Entry,
            body,
        },
        edit: None,
        entry: Some(id),
        draft: Some(row_of(draft, now)),
        saved_at: now,
        undo_until: undo.is_positive().then_some(undo_until),
    })?;
    let saved = SavedDraft {
        space: case,
        entry: id,
        undo_until,
    };
    w.draft_saved(draft.draft, &saved, now)?;
    touched.case(case);
    touched.update(Update::Drafts);
    touched.update(Update::Sync);
    Ok(Saved {
        entry: id,
        undo_until,
    })
}

fn entry_of(
    draft: &DraftView,
    case: CaseId,
    best_time: Timestamp,
    r: &Reader<'_>,
    touched: &mut Touched,
) -> Result<Entry> {
    let now = touched.now();
    let latest = best_time.checked_add(TOLERANCE).unwrap_or(best_time);
    if draft.happened_at.is_some_and(|at| at > latest) {
        return Err(ClientError::invalid(
            "happened_at",
            "This time has not come yet. Choose when it happened; for what is still to come, add \
             a task.",
        ));
    }
    let text = typed(&draft.text);
    if text.is_empty() && needs_words(draft) {
        return Err(ClientError::invalid("text", "Write a few words first."));
    }
    let target = || match draft.target {
        Some(target) if r.entry(case, target)?.is_some() => Ok(target),
        Some(_) => Err(ClientError::NotFound),
        None => Err(ClientError::invalid(
            "target",
            "Choose the entry that this is about.",
        )),
    };
    let body = match draft.kind {
        EntryKind::Note => EntryBody::Note { text },
        EntryKind::Contact => EntryBody::Contact {
            mode: draft
                .mode
                .ok_or_else(|| ClientError::invalid("mode", "Choose visit or call."))?,
            outcome: draft.outcome.ok_or_else(|| {
                ClientError::invalid("outcome", "Choose how the visit or call went.")
            })?,
            text,
        },
        EntryKind::Worry => EntryBody::Worry { text },
        EntryKind::Strength => EntryBody::Strength { text },
        EntryKind::ChildsWords => EntryBody::ChildsWords { text },
        EntryKind::SignificantEvent => EntryBody::SignificantEvent {
            text,
            impact: String::new(),
            action_taken: typed(&draft.detail),
        },
        EntryKind::Reply => EntryBody::Reply {
            to: target()?,
            text,
        },
        EntryKind::Amendment => EntryBody::Amendment {
            of: target()?,
            text,
        },
        EntryKind::StrikeThrough => EntryBody::StrikeThrough {
            of: target()?,
            reason: text,
        },
        EntryKind::Response => EntryBody::Response {
            to: target()?,
            kind: draft.response.ok_or_else(|| {
                ClientError::invalid("response", "Choose what was done about the worry.")
            })?,
            text,
        },
        EntryKind::SharingDecision => EntryBody::SharingDecision {
            choice: draft
                .sharing
                .ok_or_else(|| ClientError::invalid("sharing", "Choose whether it was shared."))?,
            what: text,
            with_whom: typed(&draft.with_whom),
            why: typed(&draft.detail),
        },
        EntryKind::Unknown => {
            return Err(ClientError::invalid("kind", "Choose what this is."));
        }
    };
    Ok(Entry {
        number: touched.bytes(),
        written_at: now,
        happened_at: When::At(draft.happened_at.unwrap_or(now)),
        about: draft.about.clone(),
        with: draft
            .with
            .iter()
            .map(|face| participant(*face, r))
            .collect::<Result<_>>()?,
        known: draft.known,
        body,
    })
}

/// A visit's outcome, or what was done about a worry, can stand without words;
/// taking no action cannot.
fn needs_words(draft: &DraftView) -> bool {
    match draft.kind {
        EntryKind::Contact => false,
        EntryKind::Response => draft.response == Some(ResponseKind::NoAction),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;
    use crate::{UpdateListener, testing::Kitchen};

    #[derive(Default)]
    struct Heard(Mutex<Vec<Update>>, tokio::sync::Notify);

    impl UpdateListener for Heard {
        fn updated(&self, update: Update) {
            let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push(update);
            self.1.notify_one();
        }
    }

    impl Heard {
        async fn until(&self, update: &Update) {
            while !self.0.lock().unwrap().contains(update) {
                self.1.notified().await;
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_entry_that_is_taken_back_leaves_the_timeline_at_once() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let entry = kitchen.write(case, EntryKind::Note, "quiet", None).await;
        let heard = Arc::new(Heard::default());
        let _stay = kitchen
            .client
            .subscribe(Arc::clone(&heard) as Arc<dyn UpdateListener>);
        // What saving told comes before it.
        kitchen.client.workspace.tell(Update::Tasks);
        heard.until(&Update::Tasks).await;
        heard.0.lock().unwrap().clear();
        let undone = kitchen.client.undo(entry).await.unwrap();
        assert!(matches!(undone, Undone::InTime { .. }));
        heard.until(&Update::Case { case }).await;
    }
}
