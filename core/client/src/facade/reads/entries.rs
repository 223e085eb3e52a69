//! One entry in the words of a screen, with what was said about it.

use jiff::Timestamp;
use patchwork_model::{
    ContactMode, ContactOutcome, EntryBody, EntryId, EntryKind, EntryState, ResponseKind,
    SharingChoice, TaskId, TaskRow, WRITTEN_BY_NEWER, When, isolated,
};
use patchwork_protocol::PractitionerId;
use patchwork_store::{EntryAbout, EntryProgress, Reader, Seen, StoredEntry, TimelineEntry};

use super::case_read::CaseRead;
use crate::{AnswerView, Correction, EntryView, Result, workspace::zone};

/// Whether it says that a task was made.
fn makes_a_task(entry: &StoredEntry) -> bool {
    matches!(
        &entry.row.body,
        EntryBody::Response {
            kind: ResponseKind::Task,
            ..
        }
    )
}

/// What the kind of an entry says besides its words.
#[derive(Default)]
struct OfItsKind {
    mode: Option<ContactMode>,
    outcome: Option<ContactOutcome>,
    response: Option<ResponseKind>,
    sharing: Option<SharingChoice>,
    with_whom: String,
    why: String,
}

impl OfItsKind {
    fn of(body: &EntryBody) -> Self {
        match body {
            EntryBody::Contact { mode, outcome, .. } => Self {
                mode: Some(*mode),
                outcome: Some(*outcome),
                ..Self::default()
            },
            EntryBody::Response { kind, .. } => Self {
                response: Some(*kind),
                ..Self::default()
            },
            EntryBody::SharingDecision {
                choice,
                with_whom,
                why,
                ..
            } => Self {
                sharing: Some(*choice),
                with_whom: with_whom.trim().to_owned(),
                why: why.trim().to_owned(),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

impl CaseRead<'_> {
    /// An entry as the timeline shows it, with what was written about it.
    pub(super) fn entry(&self, entry: &TimelineEntry, r: &Reader<'_>) -> Result<EntryView> {
        let stored = &entry.entry;
        let row = &stored.row;
        let about_it = entry.about_it.as_slice();
        let struck = strike(about_it, stored);
        let of_its_kind = OfItsKind::of(&row.body);
        let state = self.state(&entry.progress);
        let is_mine = self.is_mine(stored.author);
        let has_answered = about_it.iter().any(|about| {
            !about.is_struck
                && about.entry.row.target == Some(row.id)
                && self.is_mine(about.entry.author)
        });
        Ok(EntryView {
            entry: row.id,
            case: self.case,
            kind: row.kind,
            label: row.body.label().to_owned(),
            text: text(&row.body),
            is_of_newer: matches!(row.body, EntryBody::Unknown { .. }),
            detail: self.detail(&row.body, r)?,
            mode: of_its_kind.mode,
            outcome: of_its_kind.outcome,
            response: of_its_kind.response,
            sharing: of_its_kind.sharing,
            with_whom: of_its_kind.with_whom,
            why: of_its_kind.why,
            outcome_label: row.body.outcome_label().to_owned(),
            known: row.known,
            known_label: row
                .known
                .map(|known| known.label().to_owned())
                .unwrap_or_default(),
            author: stored.author,
            author_name: self.names.name(stored.author),
            author_role: self.names.role(stored.author),
            author_agency: self.names.agency(stored.author),
            is_mine,
            happened_at: row.happened_sort,
            happened_is_approximate: matches!(row.happened_at, When::About(_)),
            happened_on_day: matches!(row.happened_at, When::On(_)),
            happened_day: match row.happened_at {
                When::On(day) => day,
                When::At(moment) | When::About(moment) => moment.to_zoned_datetime(zone()).date(),
            },
            written_at: row.written_at,
            about: row
                .about
                .iter()
                .map(|person| self.person_name(*person))
                .collect(),
            with: row
                .with
                .iter()
                .map(|who| self.participant_name(*who))
                .collect(),
            target: row.target,
            is_unanswered: row.kind == EntryKind::Worry
                && struck.is_none()
                && !is_answered(about_it, stored),
            corrections: self.corrections(about_it, stored),
            thread: self.thread(about_it, stored, r)?,
            read_by: self.read_by(about_it, row.id),
            may_answer: self.may_answer(&row.body, is_mine, struck.is_some()),
            may_say_read: self.may_write
                && !is_mine
                && !has_answered
                && struck.is_none()
                && row.target.is_none(),
            struck,
            is_new: self.is_new(stored, entry.received_at, about_it),
            state,
            state_label: state.label().to_owned(),
        })
    }

    /// What was said about an entry and stands under it, in the order of writing: without what
    /// shows in the entry itself, which is its author's corrections and strike-through, and
    /// without a bare "Read it".
    fn thread(
        &self,
        about_it: &[EntryAbout],
        first: &StoredEntry,
        r: &Reader<'_>,
    ) -> Result<Vec<AnswerView>> {
        let tasks = if about_it.iter().any(|about| makes_a_task(&about.entry)) {
            r.tasks(self.case)?
        } else {
            Vec::new()
        };
        let author_of = |id: EntryId| {
            if id == first.row.id {
                return Some(first.author);
            }
            let about = about_it.iter().find(|about| about.entry.row.id == id)?;
            Some(about.entry.author)
        };
        let thread = about_it
            .iter()
            .filter(|about| {
                let entry = &about.entry;
                // Of anyone but its author, a correction is a reply.
                let alters = entry.row.kind.is_for_the_author()
                    && entry.row.target.and_then(author_of) == Some(entry.author);
                !alters && !is_read_it(&entry.row.body)
            })
            .map(|about| self.answer(about, about_it, &tasks))
            .collect();
        Ok(thread)
    }

    fn answer(&self, about: &EntryAbout, about_it: &[EntryAbout], tasks: &[TaskRow]) -> AnswerView {
        let stored = &about.entry;
        let body = &stored.row.body;
        let state = self.state(&about.progress);
        let struck = strike(about_it, stored);
        let is_mine = self.is_mine(stored.author);
        let task = tasks
            .iter()
            .find(|row| makes_a_task(stored) && row.id == TaskId::made_in(stored.row.id))
            .map(|row| {
                let child = self.rows.case.name.clone();
                self.names.task(self.case, child, row.clone())
            });
        AnswerView {
            entry: stored.row.id,
            kind: stored.row.kind,
            label: match body {
                EntryBody::Response {
                    kind: ResponseKind::Task,
                    ..
                } if task.is_none() => "Made a task, which is not on the list",
                EntryBody::Response { kind, .. } => kind.before_its_words(),
                EntryBody::Amendment { .. } | EntryBody::StrikeThrough { .. } => {
                    EntryKind::Reply.label()
                }
                body => body.label(),
            }
            .to_owned(),
            text: text(body),
            author: stored.author,
            author_name: self.names.name(stored.author),
            author_role: self.names.role(stored.author),
            author_agency: self.names.agency(stored.author),
            is_mine,
            written_at: stored.row.written_at,
            corrections: self.corrections(about_it, stored),
            may_answer: match self.may_answer(body, is_mine, struck.is_some()) {
                kinds if is_mine => {
                    let alters = |kind: &EntryKind| kind.is_for_the_author();
                    kinds.into_iter().filter(alters).collect()
                }
                _ => Vec::new(),
            },
            struck,
            is_new: self.is_new(stored, about.received_at, about_it),
            state,
            state_label: state.label().to_owned(),
            task,
        }
    }

    /// The corrections of an entry by its own author.
    fn corrections(&self, about_it: &[EntryAbout], of: &StoredEntry) -> Vec<Correction> {
        let mut corrections = Vec::new();
        for about in about_it {
            let (entry, is_struck) = (&about.entry, about.is_struck);
            let EntryBody::Amendment { text, .. } = &entry.row.body else {
                continue;
            };
            if entry.row.target == Some(of.row.id) && entry.author == of.author && !is_struck {
                corrections.push(Correction {
                    entry: entry.row.id,
                    text: text.clone(),
                    author_name: self.names.name(entry.author),
                    written_at: entry.row.written_at,
                });
            }
        }
        corrections
    }

    /// Who has said that they read it, and nothing else, each once.
    fn read_by(&self, about_it: &[EntryAbout], entry: EntryId) -> Vec<String> {
        let mut who: Vec<PractitionerId> = Vec::new();
        for about in about_it {
            let says_so = !about.is_struck
                && about.entry.row.target == Some(entry)
                && is_read_it(&about.entry.row.body);
            if says_so && !who.contains(&about.entry.author) {
                who.push(about.entry.author);
            }
        }
        who.into_iter().map(|id| self.names.name(id)).collect()
    }

    /// What this person may write about an entry, in the order in which it is offered.
    fn may_answer(&self, body: &EntryBody, is_mine: bool, is_struck: bool) -> Vec<EntryKind> {
        if !self.may_write || is_struck {
            return Vec::new();
        }
        let mut kinds = Vec::new();
        if matches!(body, EntryBody::Worry { .. }) {
            kinds.push(EntryKind::Response);
        }
        kinds.push(EntryKind::Reply);
        match body {
            // Its words cannot be read here, and so neither corrected nor questioned.
            EntryBody::Unknown { .. } => {}
            _ if is_mine => kinds.extend([EntryKind::Amendment, EntryKind::StrikeThrough]),
            _ => kinds.push(EntryKind::Question),
        }
        kinds
    }

    fn is_mine(&self, author: PractitionerId) -> bool {
        self.names.roster.me == Some(author)
    }

    /// Whether it came since this person's visit before, or is unread where they have not been;
    /// and they have said nothing to it since it came.
    fn is_new(
        &self,
        entry: &StoredEntry,
        received_at: Option<Timestamp>,
        about_it: &[EntryAbout],
    ) -> bool {
        let is_handled = about_it.iter().any(|about| {
            let said = &about.entry;
            let times = about.received_at.zip(received_at);
            let is_since = times.is_some_and(|(said_at, came_at)| said_at > came_at);
            self.is_mine(said.author)
                && !about.is_struck
                && (said.row.target == Some(entry.row.id) || is_since)
        });
        if is_handled {
            return false;
        }
        match self.visit {
            Some(visit) => !self.is_mine(entry.author) && visit.is_new(received_at),
            None => entry.seen == Seen::NotYet,
        }
    }

    fn state(&self, progress: &EntryProgress) -> EntryState {
        match progress {
            EntryProgress::Undoable(until) if *until > self.now => EntryState::Undoable,
            EntryProgress::Undoable(_) | EntryProgress::SavedHere => EntryState::SavedHere,
            EntryProgress::OnRelay => EntryState::OnRelay,
            EntryProgress::NeedsAttention(_) => EntryState::NeedsAttention,
        }
    }

    /// What stands below the main words. A correction shows the words that it
    /// corrects, so that both can be read in one place.
    fn detail(&self, body: &EntryBody, r: &Reader<'_>) -> Result<String> {
        Ok(match body {
            EntryBody::SignificantEvent {
                impact,
                action_taken,
                ..
            } => lines(&[("What it means", impact), ("What was done", action_taken)]),
            EntryBody::SharingDecision {
                choice,
                with_whom,
                why,
                ..
            } => lines(&[(super::words::with_whom(*choice), with_whom), ("Why", why)]),
            EntryBody::Amendment { of, .. } => match r.entry(self.case, *of)? {
                Some(original) => format!("Before: {}", isolated(original.row.body.text())),
                None => String::new(),
            },
            _ => String::new(),
        })
    }
}

/// Each text that is not empty on a line of its own, after what it is.
fn lines(texts: &[(&str, &String)]) -> String {
    texts
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(what, text)| format!("{what}: {}", isolated(text.trim())))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The words of an entry, or that only a newer version reads them.
pub(super) fn text(body: &EntryBody) -> String {
    match body {
        EntryBody::Unknown { .. } => WRITTEN_BY_NEWER.to_owned(),
        body => body.text().to_owned(),
    }
}

/// Whether it says "Read it" and nothing else.
pub(super) fn is_read_it(body: &EntryBody) -> bool {
    matches!(
        body,
        EntryBody::Response { kind: ResponseKind::Read, text, .. } if text.trim().is_empty()
    )
}

/// Whether anyone but its author has responded to a worry.
fn is_answered(about_it: &[EntryAbout], worry: &StoredEntry) -> bool {
    about_it.iter().any(|about| {
        matches!(&about.entry.row.body, EntryBody::Response { to, .. } if *to == worry.row.id)
            && !about.is_struck
            && about.entry.author != worry.author
    })
}

/// The reason, if its own author struck the entry through.
fn strike(about_it: &[EntryAbout], entry: &StoredEntry) -> Option<String> {
    about_it
        .iter()
        .map(|about| &about.entry)
        .filter(|about| about.author == entry.author)
        .find_map(|about| match &about.row.body {
            EntryBody::StrikeThrough { of, reason } if *of == entry.row.id => Some(reason.clone()),
            _ => None,
        })
}
