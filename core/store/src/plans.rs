//! How SQLite carries out what screens and syncing ask often: no table is ever read whole,
//! but for lists that show all of it.

use rusqlite::types::Value;

use crate::{
    tables::{
        contacts, directory, entries, for_you, held_parts, keys, lists, log, notices, outbox,
        sealing, searching, timeline, visits,
    },
    testing,
};

const HOT: &[(&str, &str)] = &[
    ("my cases", lists::CASES),
    ("one line of my cases", lists::LINE),
    ("the counts of a case", lists::TALLY),
    ("my cases after one", lists::CASES_AFTER),
    ("names of cases", lists::CASE_NAMES),
    ("what is unread in each case", lists::UNREAD),
    ("my open tasks", lists::OPEN_TASKS),
    ("my open tasks after one", lists::OPEN_TASKS_AFTER),
    ("my done tasks", lists::DONE_TASKS),
    ("unanswered worries", lists::UNANSWERED),
    ("worries that wait", for_you::WAITING_WORRIES),
    ("worries that wait in a case", for_you::WAITING_WORRIES_OF),
    ("whether a worry waits", for_you::WAITS),
    ("teams that changed unseen", for_you::UNSEEN_TEAMS),
    ("my tasks that are due", lists::DUE_TASKS),
    ("child last seen", contacts::LAST_SEEN),
    ("family last spoken to", contacts::LAST_SPOKEN),
    ("last contact with each", contacts::BY_PARTICIPANT),
    ("last contact by each", contacts::BY_AUTHOR),
    ("last heard from each", notices::LAST_HEARD),
    ("a page of the timeline", timeline::PAGE),
    ("a page of a few kinds", timeline::PAGE_OF_FEW),
    ("a page of one person", timeline::PAGE_OF_PERSON),
    ("one entry", timeline::ONE),
    ("what is said about an entry", entries::ABOUT),
    ("mark a case read", entries::READ_SPACE),
    ("the visit to a case", visits::VISIT),
    ("what came to a case since", entries::RECEIVED_AFTER),
    ("search names", searching::NAMES),
    ("search names by one letter", searching::NEWEST_NAMES),
    ("search tasks", searching::TASKS),
    ("search entries", searching::ENTRIES),
    ("search entries by one letter", searching::NEWEST_ENTRIES),
    ("search the directory", searching::PRACTITIONERS),
    ("the directory", directory::PRACTITIONERS),
    (
        "the directory after someone",
        directory::PRACTITIONERS_AFTER,
    ),
    ("agencies", directory::AGENCIES),
    ("agency cards", directory::AGENCY_CARDS),
    ("parts to seal", outbox::TO_SEAL),
    ("spaces to seal", outbox::SPACES_TO_SEAL),
    ("next undo deadline", outbox::NEXT_UNDO),
    ("counts for the chip", outbox::COUNTS),
    ("what waits by case", outbox::BY_SPACE),
    ("edits to replay", outbox::CHANGES),
    ("parts of an envelope", sealing::OF_ENVELOPE),
    ("an entry to undo", outbox::HELD_ENTRY),
    ("the envelope at a place", log::ENVELOPE_AT),
    ("the chain at a number", log::CHAIN_AT),
    ("pending items", log::PENDING),
    ("items that the relay lost", log::LOST),
    ("own envelopes without a position", log::WITHOUT_POSITION),
    ("own envelopes that the relay lost", log::OWN_LOST),
    ("refused items", log::REFUSED),
    ("refused items after one", log::REFUSED_AFTER),
    ("refused parts", held_parts::ALL_REFUSED),
    ("a wrap that was given", keys::WAS_GIVEN),
];

#[test]
fn the_plans_of_hot_queries_are_as_they_were() {
    let store = testing::store();
    let mut plans = String::new();
    for (name, sql) in HOT {
        let steps = store.read(|r| r.plan(sql)).unwrap();
        plans.extend([name, "\n"]);
        for step in steps {
            plans.extend(["    ", &step, "\n"]);
        }
    }
    insta::assert_snapshot!(plans);
}

impl crate::Reader<'_> {
    fn plan(&self, sql: &str) -> crate::Result<Vec<String>> {
        let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into());
        let count = (1..=9).filter(|n| sql.contains(&format!("?{n}"))).count();
        let nothing = rusqlite::params_from_iter(std::iter::repeat_n(Value::Null, count));
        self.all(explained, nothing, |row| Ok(row.get(3)?))
    }
}
