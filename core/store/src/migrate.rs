//! Bringing the tables of an older version up to date.

use rusqlite::{Connection, TransactionBehavior};

use crate::{Reader, Result, StoreError, Writer, counting::Counted, setting};

/// The version of what is computed from documents, entries and cards: projections, facts, and the
/// folding of the search indexes. Raised with every change of how it is computed, so that
/// databases of earlier versions compute it anew.
const DERIVED: u64 = 3;

/// Each brings the tables from the version before to its own number. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_start.sql"),
    include_str!("../migrations/0002_partnership.sql"),
    include_str!("../migrations/0003_reasons.sql"),
    include_str!("../migrations/0004_team_reasons_and_notices.sql"),
    include_str!("../migrations/0005_facts_and_search.sql"),
    include_str!("../migrations/0006_growth.sql"),
    include_str!("../migrations/0007_chip.sql"),
    include_str!("../migrations/0008_pages.sql"),
    include_str!("../migrations/0009_visits.sql"),
    include_str!("../migrations/0010_for_you.sql"),
];

/// The version of the tables that this version reads and writes.
pub(crate) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Carries out what is missing: all of it, or on failure nothing.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    let found = version(connection)?;
    if found > newest() {
        return Err(StoreError::Newer {
            found,
            supported: newest(),
        });
    }
    if found == newest() && is_derived(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?)
        .map_err(|_| StoreError::damaged("a version below zero"))?;
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    let uncounted = Counted::default();
    let mut writer = Writer::new(&transaction, &uncounted);
    writer.derive_anew()?;
    writer.set(&setting::DERIVED, &DERIVED)?;
    transaction.pragma_update(None, "user_version", newest())?;
    transaction.commit()?;
    Ok(())
}

/// Whether nothing is missing, so that the database can be read as it is.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Older`].
pub(crate) fn must_be_up_to_date(connection: &Connection) -> Result<()> {
    let found = version(connection)?;
    if found > newest() {
        return Err(StoreError::Newer {
            found,
            supported: newest(),
        });
    }
    if found < newest() || !is_derived(connection)? {
        return Err(StoreError::Older);
    }
    Ok(())
}

fn is_derived(connection: &Connection) -> Result<bool> {
    let uncounted = Counted::default();
    Ok(Reader::new(connection, &uncounted).setting(&setting::DERIVED)? == Some(DERIVED))
}

fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
