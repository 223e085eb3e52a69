//! Capturing: drafts, saving, undoing.

use jiff::{SignedDuration, Timestamp, civil::Date};
use patchwork_model::{Entry, EntryBody, EntryKind, ResponseKind, When, project_entry, typed};
use patchwork_protocol::{Part, PartKind, PractitionerId};
use patchwork_store::{DraftKey, NewEntry, NewPart, Reader, SavedDraft, Seen, Writer, setting};
use patchwork_sync::Device;

use crate::{
    Client, Update,
    error::{ClientError, Result},
    facade::{
        dates::is_long_ago,
        edits::{add_task_of, remove_task_of},
        kept_draft::{kept_of, row_of, view_of},
        reads::{nudge, participant, words},
        requests::{Saved, Undone},
        typed_words::discard,
        views::DraftView,
    },
    ids::{CaseId, DraftId, EntryId},
    workspace::{TOLERANCE, Touched, best_time, may_write, today, zone},
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
            happened_is_approximate: false,
            happened_on: None,
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
            let row = w.draft(draft.draft)?.ok_or(ClientError::NotFound)?;
            if kept_of(&row)?.discarded_at.is_some() {
                return Err(ClientError::NotFound);
            }
            touched.update(Update::Drafts);
            Ok(w.keep_draft(&row_of(&draft, touched.now()))?)
        })
        .await
    }

    /// Drafts that were neither saved nor thrown away, the latest first.
    pub async fn drafts(&self) -> Result<Vec<DraftView>> {
        self.read(|r| {
            let mut drafts = Vec::new();
            for row in r.drafts()? {
                if kept_of(&row)?.discarded_at.is_none() {
                    drafts.push(view_of(row)?);
                }
            }
            Ok(drafts)
        })
        .await
    }

    /// One draft.
    pub async fn draft(&self, draft: DraftId) -> Result<DraftView> {
        self.read(move |r| {
            let row = r.draft(draft)?.ok_or(ClientError::NotFound)?;
            if kept_of(&row)?.discarded_at.is_some() {
                return Err(ClientError::NotFound);
            }
            view_of(row)
        })
        .await
    }

    /// Throws a draft away. One with words in it can be taken back for an hour, with
    /// [`undo_discard`](Self::undo_discard).
    pub async fn discard_draft(&self, draft: DraftId) -> Result<()> {
        self.write(move |w, touched| discard(draft, w, touched))
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
    /// was written is a draft again. With an answer that made a task goes the task, if nobody
    /// changed it meanwhile.
    pub async fn undo(&self, entry: EntryId) -> Result<Undone> {
        self.change(move |device, w, touched| {
            let undone = match w.undo(entry, touched.now())? {
                patchwork_store::Undone::InTime(draft) => Undone::InTime {
                    draft: view_of(draft)?,
                },
                patchwork_store::Undone::TooLate => Undone::TooLate,
            };
            if let Undone::InTime { draft } = &undone
                && let Some(case) = draft.case
            {
                if makes_a_task(draft) {
                    remove_task_of(case, entry, &typed(&draft.text), device, w, touched)?;
                }
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

    /// Says in one tap that this person has read an entry: a [`ResponseKind::Read`] without words.
    /// Said again, it is the same entry.
    pub async fn say_read(&self, case: CaseId, entry: EntryId) -> Result<Saved> {
        let undo = SignedDuration::from_secs(i64::from(self.undo_seconds));
        let draft = DraftView {
            kind: EntryKind::Response,
            response: Some(ResponseKind::Read),
            target: Some(entry),
            ..self.new_draft(Some(case)).await?
        };
        self.change(move |device, w, touched| {
            let me = device.practitioner();
            let said = w.entries_about(case, entry)?.into_iter().find(|about| {
                let row = &about.entry.row;
                !about.is_struck
                    && Some(about.entry.author) == me
                    && row.target == Some(entry)
                    && matches!(
                        &row.body,
                        EntryBody::Response { kind: ResponseKind::Read, text, .. }
                            if text.is_empty()
                    )
            });
            match said {
                Some(about) => Ok(Saved {
                    entry: about.entry.row.id,
                    undo_until: touched.now(),
                    nudge: String::new(),
                }),
                None => save(&draft, undo, device, w, touched),
            }
        })
        .await
    }

    /// This person opens the timeline of a case: call it before reading what the timeline shows,
    /// and not when a screen reads again what it shows. Nothing there is unread any more. What
    /// came since their visit before stays new ([`EntryView::is_new`](crate::EntryView::is_new))
    /// until another visit begins, half an hour or more after the last opening. Where nothing can be
    /// saved it stays unread, and can be read all the same.
    pub async fn mark_read(&self, case: CaseId) -> Result<()> {
        let marked = self.write(move |w, touched| {
            if w.case_row(case)?.is_some() {
                w.note_visit(case, best_time(touched.now(), w)?)?;
            }
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
            nudge: nudge(&[&draft.text, &draft.detail]),
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
    let entry = entry_of(draft, case, me, received_at, w, touched)?;
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
    if makes_a_task(draft) {
        add_task_of(case, id, &typed(&draft.text), me, device, w, touched)?;
    }
    touched.case(case);
    touched.update(Update::Drafts);
    touched.update(Update::Sync);
    Ok(Saved {
        entry: id,
        undo_until,
        nudge: nudge(&[&draft.text, &draft.detail]),
    })
}

fn makes_a_task(draft: &DraftView) -> bool {
    draft.kind == EntryKind::Response && draft.response == Some(ResponseKind::Task)
}

fn entry_of(
    draft: &DraftView,
    case: CaseId,
    me: PractitionerId,
    best_time: Timestamp,
    r: &Reader<'_>,
    touched: &mut Touched,
) -> Result<Entry> {
    let now = touched.now();
    let latest = best_time.checked_add(TOLERANCE).unwrap_or(best_time);
    ClientError::gather(
        what_is_missing(draft)
            .into_iter()
            .chain([happened(draft, latest)]),
    )?;
    let text = typed(&draft.text);
    let target = || match draft.target {
        Some(target) => {
            let entry = r.entry(case, target)?.ok_or(ClientError::NotFound)?;
            if draft.kind.is_for_the_author() && entry.author != me {
                return Err(ClientError::invalid(
                    "target",
                    "Only its author can correct an entry or strike it through. Write a question \
                     about it instead.",
                ));
            }
            Ok(target)
        }
        None => Err(ClientError::invalid(
            "target",
            "Choose the entry that this is about.",
        )),
    };
    let body = match draft.kind {
        EntryKind::Note => EntryBody::Note { text },
        EntryKind::Contact => EntryBody::Contact {
            mode: chosen(draft.mode, "mode", CHOOSE_MODE)?,
            outcome: chosen(draft.outcome, "outcome", CHOOSE_OUTCOME)?,
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
        EntryKind::Question => EntryBody::Question {
            about: target()?,
            text,
        },
        EntryKind::Response => EntryBody::Response {
            to: target()?,
            kind: chosen(draft.response, "response", CHOOSE_RESPONSE)?,
            text,
        },
        EntryKind::SharingDecision => EntryBody::SharingDecision {
            choice: chosen(draft.sharing, "sharing", CHOOSE_SHARING)?,
            what: text,
            with_whom: said(&draft.with_whom, "with_whom", SAY_WITH_WHOM)?,
            why: said(&draft.detail, "why", SAY_WHY)?,
        },
        EntryKind::Unknown => {
            return Err(ClientError::invalid("kind", "Choose what this is."));
        }
    };
    Ok(Entry {
        number: touched.bytes(),
        written_at: now,
        happened_at: match (draft.happened_at, draft.happened_on) {
            (Some(moment), _) if draft.happened_is_approximate => When::About(moment),
            (Some(moment), _) => When::At(moment),
            (None, Some(day)) => When::On(day),
            (None, None) => When::At(now),
        },
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

const CHOOSE_MODE: &str = "Choose visit or call.";
const CHOOSE_OUTCOME: &str = "Choose how the visit or call went.";
const CHOOSE_RESPONSE: &str = "Choose what was done about the worry.";
const CHOOSE_SHARING: &str = "Choose whether it was shared.";
const SAY_WITH_WHOM: &str = "Write with whom it was shared, or with whom not.";
const SAY_WHY: &str = "Write why it was shared, or why not.";

/// What an entry of this kind still needs, in the order of the form.
fn what_is_missing(draft: &DraftView) -> Vec<Result<()>> {
    let words = if typed(&draft.text).is_empty() && needs_words(draft) {
        Err(ClientError::invalid("text", "Write a few words first."))
    } else {
        Ok(())
    };
    let mut missing = vec![words];
    match draft.kind {
        EntryKind::Contact => {
            missing.push(chosen(draft.mode, "mode", CHOOSE_MODE).map(drop));
            missing.push(chosen(draft.outcome, "outcome", CHOOSE_OUTCOME).map(drop));
        }
        EntryKind::Response => {
            missing.push(chosen(draft.response, "response", CHOOSE_RESPONSE).map(drop));
        }
        EntryKind::SharingDecision => {
            missing.push(chosen(draft.sharing, "sharing", CHOOSE_SHARING).map(drop));
            missing.push(said(&draft.with_whom, "with_whom", SAY_WITH_WHOM).map(drop));
            missing.push(said(&draft.detail, "why", SAY_WHY).map(drop));
        }
        _ => {}
    }
    missing
}

/// Whether it can have happened when it is said to have.
fn happened(draft: &DraftView, latest: Timestamp) -> Result<()> {
    if draft.happened_at.is_some_and(|at| at > latest) {
        return Err(not_come_yet());
    }
    if let Some(at) = draft.happened_at {
        must_have_happened(at.to_zoned_datetime(zone()).date(), today(latest))?;
    }
    if let Some(day) = draft.happened_on {
        must_have_happened(day, today(latest))?;
    }
    Ok(())
}

/// What must be chosen.
fn chosen<T>(choice: Option<T>, field: &str, ask: &str) -> Result<T> {
    choice.ok_or_else(|| ClientError::invalid(field, ask))
}

fn not_come_yet() -> ClientError {
    ClientError::invalid(
        "happened_at",
        "This time has not come yet. Choose when it happened; for what is still to come, add a \
         task.",
    )
}

/// A day on which something written down here can have happened.
fn must_have_happened(day: Date, today: Date) -> Result<()> {
    if day > today {
        return Err(not_come_yet());
    }
    if is_long_ago(day, today) {
        return Err(ClientError::invalid(
            "happened_at",
            format!("{} is too long ago. Check the year.", words::day(day)),
        ));
    }
    Ok(())
}

/// What was typed into a field that must not stay empty.
fn said(words: &str, field: &str, ask: &str) -> Result<String> {
    match typed(words) {
        words if words.is_empty() => Err(ClientError::invalid(field, ask)),
        words => Ok(words),
    }
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
    async fn words_that_suggest_a_sensitive_service_are_asked_about_beside_the_undo() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.text = "Mum is on methadone.".to_owned();
        let saved = client.save_entry(draft.clone()).await.unwrap();
        assert!(saved.nudge.contains("“methadone”"), "{}", saved.nudge);
        // Sent again, it is asked again.
        assert_eq!(client.save_entry(draft).await.unwrap().nudge, saved.nudge);
        let entry = client.entry(case, saved.entry).await.unwrap();
        assert_eq!(crate::nudge_about(&entry), saved.nudge);

        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.text = "Ella very quiet".to_owned();
        assert_eq!(client.save_entry(draft).await.unwrap().nudge, "");
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
