//! The timeline, page by page, and one entry of it.

use jiff::Timestamp;
use patchwork_model::{PersonId, TimelineFilter};
use patchwork_store::{KindFilter, TimelinePlace};

use super::{Names, case_read::CaseRead, entries, news::new_entries, pages, words};
use crate::{
    CaseId, Client, ClientError, EntryId, EntryView, NewEntryView, NewInCase, Result, TimelinePage,
};

/// More than fit on a screen above the timeline.
const MOST_NEW: u32 = 12;
/// Letters of each that are shown there.
const FIRST_WORDS: usize = 80;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// A page of the timeline, newest first: the first one, or the one after
    /// the handle that the page before gave.
    pub async fn timeline(
        &self,
        case: CaseId,
        after: Option<String>,
        limit: u32,
        filter: TimelineFilter,
    ) -> Result<TimelinePage> {
        let before = after.as_deref().map(decode_place).transpose()?;
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::for_entries(case, &names, r, now)?;
            let limit = pages::bounded(limit);
            let kinds = filter.kinds().map_or(KindFilter::ALL, KindFilter::of);
            let page = r.timeline(case, kinds, before, limit)?;
            let team_events = match filter {
                TimelineFilter::All => {
                    let after = page.next.map(|place| place.happened);
                    let until = before.map(|place| place.happened);
                    names.team_events(case, now, |made| {
                        after.is_none_or(|after| made.at > after)
                            && until.is_none_or(|until| made.at <= until)
                    })
                }
                _ => Vec::new(),
            };
            Ok(TimelinePage {
                team_events,
                entries: page
                    .entries
                    .iter()
                    .map(|entry| read.entry(entry, r))
                    .collect::<Result<_>>()?,
                next: page.next.map(encode_place),
            })
        })
        .await
    }

    /// A page of what is about someone in a child's life or in which they took part, newest first.
    /// `after` and `limit` are those of [`timeline`](Self::timeline).
    pub async fn timeline_of_person(
        &self,
        case: CaseId,
        person: PersonId,
        after: Option<String>,
        limit: u32,
    ) -> Result<TimelinePage> {
        let before = after.as_deref().map(decode_place).transpose()?;
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::for_entries(case, &names, r, now)?;
            let page = r.timeline_of_person(case, person, before, pages::bounded(limit))?;
            Ok(TimelinePage {
                team_events: Vec::new(),
                entries: page
                    .entries
                    .iter()
                    .map(|entry| read.entry(entry, r))
                    .collect::<Result<_>>()?,
                next: page.next.map(encode_place),
            })
        })
        .await
    }

    /// What came to a case since this person's visit before this one, the latest first. Call
    /// [`mark_read`](Self::mark_read) first when the person opens the timeline. Empty on the first
    /// visit, when everything is new.
    pub async fn new_in_case(&self, case: CaseId) -> Result<NewInCase> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let names = Names::of(roster, r);
            let Some(since) = r.visit(case)?.and_then(|visit| visit.before) else {
                return Ok(NewInCase::default());
            };
            let newly = new_entries(case, since, MOST_NEW, names.roster.me, r)?;
            let entries = newly.into_iter().map(|new| NewEntryView {
                entry: new.entry.row.id,
                stands_under: new.stands_under,
                label: new.entry.row.body.headline(),
                author_name: names.name(new.entry.author),
                text: words::shortened(&entries::text(&new.entry.row.body), FIRST_WORDS),
            });
            let entries = entries.collect();
            Ok(NewInCase {
                since: Some(since),
                entries,
            })
        })
        .await
    }

    /// The entry under which an entry stands on the timeline, with all that was said about it:
    /// what to open for a reply that was found.
    pub async fn thread(&self, case: CaseId, entry: EntryId) -> Result<EntryView> {
        let first = self.read(move |r| Ok(r.stands_under(case, entry)?)).await?;
        self.entry(case, first).await
    }

    /// One entry.
    pub async fn entry(&self, case: CaseId, entry: EntryId) -> Result<EntryView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::for_entries(case, &names, r, now)?;
            let entry = r
                .timeline_entry(case, entry)?
                .ok_or(ClientError::NotFound)?;
            read.entry(&entry, r)
        })
        .await
    }
}

fn encode_place(place: TimelinePlace) -> String {
    format!("{}.{}", place.happened.as_millisecond(), place.entry)
}

fn decode_place(handle: &str) -> Result<TimelinePlace> {
    let place = || {
        let (at, entry) = handle.split_once('.')?;
        Some(TimelinePlace {
            happened: Timestamp::from_millisecond(at.parse().ok()?).ok()?,
            entry: entry.parse().ok()?,
        })
    };
    place().ok_or_else(pages::is_gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_its_handle_says() {
        let place = TimelinePlace {
            happened: "2026-03-12T10:42:00Z".parse().unwrap(),
            entry: EntryId([5; 16]),
        };
        assert_eq!(decode_place(&encode_place(place)), Ok(place));
        for nonsense in ["", ".", "x.y", "1", "99999999999999999999.00"] {
            assert!(decode_place(nonsense).is_err(), "{nonsense}");
        }
    }
}
