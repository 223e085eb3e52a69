//! What is new about whom since the reader looked: who came, what changed, where new words are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use patchwork_model::{AsKnown, Participant, PersonId};
use patchwork_picture::News;
use patchwork_protocol::PractitionerId;
use patchwork_store::{CaseVisit, Reader, StoredEntry};

use super::{case_read::CaseRead, entries::is_read_it};
use crate::{CaseId, EntryId, Result};

/// After so long a visit is over, as the timeline counts it.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);
/// More entries than anyone leaves unread mark nobody else.
const MOST_ENTRIES: u32 = 400;

/// What is new, by the person's face.
#[derive(Debug, Default)]
pub(super) struct Newly(BTreeMap<PersonId, News>);

impl Newly {
    pub(super) fn of(&self, person: PersonId) -> Option<News> {
        self.0.get(&person).copied()
    }

    /// That someone came counts before a change, and a change before words.
    fn note(&mut self, person: PersonId, news: News) {
        if person != PersonId::CHILD {
            let known = self.0.entry(person).or_insert(news);
            *known = news.min(*known);
        }
    }
}

/// Since when something is new to the reader; never on the first visit, when everything would be.
fn since(visit: Option<CaseVisit>, now: Timestamp) -> Option<Timestamp> {
    let visit = visit?;
    if now.duration_since(visit.last) > PAUSE {
        Some(visit.last)
    } else {
        visit.before
    }
}

/// An entry of someone else that is new to the reader.
pub(super) struct NewEntry {
    pub(super) entry: StoredEntry,
    /// The entry under which it stands on the timeline.
    pub(super) stands_under: EntryId,
}

/// What others wrote that came since then, the latest first, among so many entries. What the
/// reader has said something to since it came is not new to them any more.
pub(super) fn new_entries(
    case: CaseId,
    since: Timestamp,
    most: u32,
    me: Option<PractitionerId>,
    r: &Reader<'_>,
) -> Result<Vec<NewEntry>> {
    let mut new = Vec::new();
    let mut handled = BTreeSet::new();
    for entry in r.entries_received_after(case, since, most)? {
        let stands_under = match entry.row.target {
            Some(_) => r.stands_under(case, entry.row.id)?,
            None => entry.row.id,
        };
        if Some(entry.author) == me {
            handled.insert(stands_under);
        } else if !handled.contains(&stands_under) && !is_read_it(&entry.row.body) {
            new.push(NewEntry {
                entry,
                stands_under,
            });
        }
    }
    Ok(new)
}

impl CaseRead<'_> {
    /// What is new since the reader last read the timeline. A mark lasts for the whole visit.
    ///
    /// Entries count by when they came to this device. Facts have no such time, and count by the
    /// clock of whoever wrote them.
    pub(super) fn newly(
        &self,
        arrivals: &BTreeMap<PractitionerId, Timestamp>,
        r: &Reader<'_>,
    ) -> Result<Newly> {
        let mut newly = Newly::default();
        let Some(since) = since(self.visit, self.now) else {
            return Ok(newly);
        };
        let me = self.names.roster.me;
        for (who, at) in arrivals {
            if *at > since && Some(*who) != me {
                newly.note(PersonId(who.0), News::Joined);
            }
        }
        self.facts(since, &mut newly);
        for new in new_entries(self.case, since, MOST_ENTRIES, me, r)? {
            let stored = new.entry;
            newly.note(PersonId(stored.author.0), News::Words);
            for person in stored.row.about {
                newly.note(person, News::Words);
            }
            for who in stored.row.with {
                newly.note(face_of(who), News::Words);
            }
        }
        Ok(newly)
    }

    fn facts(&self, since: Timestamp, newly: &mut Newly) {
        let me = self.names.roster.me;
        let is_new =
            |known: AsKnown| known.at > since && self.names.roster.owner(known.device) != me;
        for row in &self.rows.people {
            if is_new(row.added) {
                newly.note(row.id, News::Joined);
            } else if is_new(row.known) {
                newly.note(row.id, News::Changed);
            }
        }
        for row in &self.rows.contact_details {
            if is_new(row.known) {
                newly.note(row.person, News::Changed);
            }
        }
        for row in &self.rows.involvements {
            if is_new(row.known) {
                newly.note(face_of(row.who), News::Changed);
            }
        }
        for row in &self.rows.relationships {
            if is_new(row.known) {
                newly.note(row.from, News::Changed);
                newly.note(row.to, News::Changed);
            }
        }
    }
}

/// A practitioner's face bears their own id.
fn face_of(who: Participant) -> PersonId {
    match who {
        Participant::Person(person) => person,
        Participant::Practitioner(practitioner) => PersonId(practitioner.0),
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::testing as model;

    use super::{
        super::{
            Names,
            case_read::testing::{ella, read},
        },
        *,
    };

    #[test]
    fn a_mark_lasts_for_the_visit_and_nothing_is_new_on_the_first() {
        let at = |minute| model::minute(minute);
        let visit = |before, last| Some(CaseVisit { before, last });
        assert_eq!(since(None, at(9)), None);
        assert_eq!(since(visit(None, at(5)), at(9)), None);
        assert_eq!(since(visit(Some(at(1)), at(50)), at(59)), Some(at(1)));
        assert_eq!(since(visit(Some(at(1)), at(5)), at(59)), Some(at(5)));
    }

    #[test]
    fn a_number_that_a_colleague_changed_marks_whose_it_is_as_changed() {
        let mut names = Names::default();
        names.roster.me = Some(PractitionerId([9; 16]));
        let rows = ella(&[model::mums_mobile("07700 900111")]);
        let case = read(rows, &names);
        let mut newly = Newly::default();
        case.facts(model::minute(0), &mut newly);
        assert_eq!(newly.of(model::MUM), Some(News::Changed));
        assert_eq!(newly.of(model::NAN), None);
        let mut all = Newly::default();
        case.facts(Timestamp::MIN, &mut all);
        assert_eq!(all.of(model::NAN), Some(News::Joined));
    }
}
