//! One entry in the words of a screen.

use patchwork_model::{EntryBody, EntryKind, EntryState, WRITTEN_BY_NEWER, When, isolated};
use patchwork_store::{EntryAbout, EntryProgress, Reader, Seen, StoredEntry, TimelineEntry};

use super::case_read::CaseRead;
use crate::{Correction, EntryView, Result};

impl CaseRead<'_> {
    /// An entry as the timeline shows it, with what others wrote about it.
    pub(super) fn entry(&self, entry: &TimelineEntry, r: &Reader<'_>) -> Result<EntryView> {
        let stored = &entry.entry;
        let row = &stored.row;
        let struck = strike(&entry.about_it, stored);
        let mut responses = Vec::new();
        let mut is_answered = false;
        for EntryAbout {
            entry: about,
            is_struck,
        } in &entry.about_it
        {
            let EntryBody::Response { kind, text, .. } = &about.row.body else {
                continue;
            };
            if *is_struck {
                continue;
            }
            is_answered |= about.author != stored.author;
            responses.push(self.response(*kind, text, about));
        }
        let mut corrections = Vec::new();
        for EntryAbout {
            entry: about,
            is_struck,
        } in &entry.about_it
        {
            let EntryBody::Amendment { text, .. } = &about.row.body else {
                continue;
            };
            // Of anyone else it is a reply.
            let is_authors = about.author == stored.author;
            if is_authors && !is_struck {
                corrections.push(Correction {
                    entry: about.row.id,
                    text: text.clone(),
                    author_name: self.names.name(about.author),
                    written_at: about.row.written_at,
                });
            }
        }
        let (mut mode, mut outcome, mut response, mut sharing) = (None, None, None, None);
        match &row.body {
            EntryBody::Contact {
                mode: how,
                outcome: came,
                ..
            } => (mode, outcome) = (Some(*how), Some(*came)),
            EntryBody::Response { kind, .. } => response = Some(*kind),
            EntryBody::SharingDecision { choice, .. } => sharing = Some(*choice),
            _ => {}
        }
        let state = self.state(&entry.progress);
        Ok(EntryView {
            entry: row.id,
            case: self.case,
            kind: row.kind,
            label: row.body.label().to_owned(),
            text: match row.body {
                EntryBody::Unknown { .. } => WRITTEN_BY_NEWER.to_owned(),
                _ => row.body.text().to_owned(),
            },
            is_of_newer: matches!(row.body, EntryBody::Unknown { .. }),
            detail: self.detail(&row.body, r)?,
            mode,
            outcome,
            response,
            sharing,
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
            is_mine: self.names.roster.me == Some(stored.author),
            happened_at: row.happened_sort,
            happened_on_day: matches!(row.happened_at, When::On(_)),
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
            is_unanswered: row.kind == EntryKind::Worry && struck.is_none() && !is_answered,
            struck,
            corrections,
            responses,
            is_unread: stored.seen == Seen::NotYet,
            state,
            state_label: state.label().to_owned(),
        })
    }

    fn state(&self, progress: &EntryProgress) -> EntryState {
        match progress {
            EntryProgress::Undoable(until) if *until > self.now => EntryState::Undoable,
            EntryProgress::Undoable(_) | EntryProgress::SavedHere => EntryState::SavedHere,
            EntryProgress::OnRelay => EntryState::OnRelay,
            EntryProgress::NeedsAttention(_) => EntryState::NeedsAttention,
        }
    }

    /// "Talked about it: rang Mum (Tom Reed)".
    fn response(
        &self,
        kind: patchwork_model::ResponseKind,
        text: &str,
        about: &StoredEntry,
    ) -> String {
        let who = isolated(&self.names.name(about.author));
        let said = kind.before_its_words();
        let text = isolated(text.trim());
        if text.is_empty() {
            format!("{said} ({who})")
        } else {
            format!("{said}: {text} ({who})")
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
            } => [("What it means", impact), ("What was done", action_taken)]
                .into_iter()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(what, text)| format!("{what}: {}", isolated(text.trim())))
                .collect::<Vec<_>>()
                .join("\n"),
            EntryBody::SharingDecision { with_whom, why, .. } => {
                [("With", with_whom), ("Why", why)]
                    .into_iter()
                    .filter(|(_, text)| !text.trim().is_empty())
                    .map(|(what, text)| format!("{what}: {}", isolated(text.trim())))
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            EntryBody::Amendment { of, .. } => match r.entry(self.case, *of)? {
                Some(original) => format!("Before: {}", isolated(original.row.body.text())),
                None => String::new(),
            },
            _ => String::new(),
        })
    }
}

/// The reason, if its own author struck the entry through.
fn strike(about_it: &[EntryAbout], entry: &StoredEntry) -> Option<String> {
    about_it
        .iter()
        .map(|about| &about.entry)
        .filter(|about| about.author == entry.author)
        .find_map(|about| match &about.row.body {
            EntryBody::StrikeThrough { reason, .. } => Some(reason.clone()),
            _ => None,
        })
}
