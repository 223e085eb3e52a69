//! The timeline, page by page, and one entry of it.

use jiff::Timestamp;
use patchwork_model::TimelineFilter;
use patchwork_store::{KindFilter, TimelinePlace};

use super::{Names, case_read::CaseRead, pages};
use crate::{CaseId, Client, ClientError, EntryId, EntryView, Result, TimelinePage};

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
            Ok(TimelinePage {
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
