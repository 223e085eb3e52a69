//! Visits: since when what came to a case is new to the person.

use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::SpaceId;
use rusqlite::params;

use crate::{Reader, Result, Writer, columns::Columns};

/// After so long without opening the timeline again, the next opening begins another visit.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// The person's present visit to a case, or their last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseVisit {
    /// When the visit before was last seen to go on; when the first visit began, while it lasts.
    /// `None` for a first visit noted by an earlier version.
    pub before: Option<Timestamp>,
    /// When this one was last seen to go on.
    pub last: Timestamp,
}

impl CaseVisit {
    /// Whether what came at this time is new to the person.
    pub fn is_new(&self, received_at: Option<Timestamp>) -> bool {
        match (self.before, received_at) {
            (None, _) | (Some(_), None) => false,
            (Some(before), Some(received_at)) => received_at > before,
        }
    }
}

pub(crate) const VISIT: &str = "SELECT before, last FROM case_visit WHERE space = ?1";
const PUT: &str = "INSERT INTO case_visit (space, before, last) VALUES (?1, ?2, ?3)
    ON CONFLICT (space) DO UPDATE SET before = excluded.before, last = excluded.last";

impl Reader<'_> {
    /// The person's present visit to a case, or their last one; `None` before the first.
    pub fn visit(&self, space: SpaceId) -> Result<Option<CaseVisit>> {
        let visit = self.one(VISIT, [space.0], |row| {
            Ok((row.time_or_none(0)?, row.time_or_none(1)?))
        })?;
        Ok(visit.and_then(|(before, last)| {
            Some(CaseVisit {
                before,
                last: last?,
            })
        }))
    }
}

impl Writer<'_> {
    /// The person has opened the timeline of a case: their visit goes on, or another one begins.
    /// On the first visit everything that was there before it would be new, so nothing of it is.
    pub fn note_visit(&mut self, space: SpaceId, now: Timestamp) -> Result<()> {
        let before = match self.visit(space)? {
            None => Some(now),
            Some(visit) if now.duration_since(visit.last) > PAUSE => Some(visit.last),
            Some(visit) => visit.before,
        };
        let before = before.map(Timestamp::as_millisecond);
        self.run(PUT, params![space.0, before, now.as_millisecond()])?;
        self.team_is_seen(space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const ELLA: SpaceId = SpaceId([7; 32]);

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn what_came_since_the_visit_before_is_new_until_the_next_visit() {
        let store = testing::store();
        let visit = |minute| {
            store.write(|w| w.note_visit(ELLA, at(minute))).unwrap();
            store.read(|r| r.visit(ELLA)).unwrap().unwrap()
        };
        assert_eq!(store.read(|r| r.visit(ELLA)).unwrap(), None);
        let first = visit(0);
        assert!(!first.is_new(Some(at(-100))), "it was there before");
        assert!(first.is_new(Some(at(1))), "it came during the visit");
        for minute in [1000, 1020, 1045] {
            let second = visit(minute);
            assert!(second.is_new(Some(at(900))), "{minute}");
            assert!(!second.is_new(Some(at(-1))) && !second.is_new(None));
        }
        let third = visit(2000);
        assert!(!third.is_new(Some(at(1045))) && third.is_new(Some(at(1046))));
    }
}
