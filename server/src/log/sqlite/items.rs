//! Rows of the tables `space`, `series` and `item`.

use patchwork_protocol::{ChainHash, ItemHash, LogItem, Replica, Seq, SpaceId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::log::{Head, Page, Range, SpaceRow, weight};

/// The rows of a space and of its directory.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpaceKey {
    pub(super) row: SpaceRow,
    pub(super) directory: SpaceRow,
}

pub(super) fn find_space(db: &Connection, space: SpaceId) -> rusqlite::Result<Option<SpaceKey>> {
    db.prepare_cached("SELECT row, directory FROM space WHERE id = ?1")?
        .query_row([space.as_bytes()], |row| {
            Ok(SpaceKey {
                row: SpaceRow(row.get(0)?),
                directory: SpaceRow(row.get(1)?),
            })
        })
        .optional()
}

pub(super) fn space_id(db: &Connection, row: SpaceRow) -> rusqlite::Result<SpaceId> {
    db.prepare_cached("SELECT id FROM space WHERE row = ?1")?
        .query_row([row.0], |found| found.get(0).map(SpaceId))
}

/// Makes a space. Without `directory` it is a directory itself.
pub(super) fn add_space(
    db: &Connection,
    space: SpaceId,
    directory: Option<SpaceRow>,
) -> rusqlite::Result<SpaceKey> {
    let row: i64 = db
        .prepare_cached(
            "INSERT INTO space (row, id, directory)
             SELECT next, ?1, coalesce(?2, next)
             FROM (SELECT coalesce(max(row), 0) + 1 AS next FROM space)
             RETURNING row",
        )?
        .query_row(
            params![space.as_bytes(), directory.map(|row| row.0)],
            |row| row.get(0),
        )?;
    Ok(SpaceKey {
        row: SpaceRow(row),
        directory: directory.unwrap_or(SpaceRow(row)),
    })
}

/// The n and chain of a space's last item; none if it has no item.
pub(super) fn end_of(db: &Connection, row: SpaceRow) -> rusqlite::Result<Option<(u64, ChainHash)>> {
    db.prepare_cached("SELECT n, chain FROM item WHERE space = ?1 ORDER BY n DESC LIMIT 1")?
        .query_row([row.0], |found| {
            Ok((found.get(0)?, ChainHash(found.get(1)?)))
        })
        .optional()
}

pub(super) fn series_of(
    db: &Connection,
    space: SpaceRow,
) -> rusqlite::Result<Vec<(Replica, i64, Seq)>> {
    db.prepare_cached(
        "SELECT replica, row, (SELECT max(seq) FROM item WHERE series = series.row)
         FROM series WHERE space = ?1",
    )?
    .query_map([space.0], |row| {
        Ok((
            Replica(row.get(0)?),
            row.get(1)?,
            Seq(row.get::<_, Option<u64>>(2)?.unwrap_or(0)),
        ))
    })?
    .collect()
}

pub(super) fn add_series(
    db: &Connection,
    space: SpaceRow,
    replica: Replica,
) -> rusqlite::Result<i64> {
    db.prepare_cached("INSERT INTO series (space, replica) VALUES (?1, ?2)")?
        .insert(params![space.0, replica.as_bytes()])
}

/// An item of a series, as the log has it.
pub(super) struct StoredItem {
    pub(super) n: u64,
    pub(super) body: Option<Vec<u8>>,
    erased: Option<[u8; 32]>,
}

impl StoredItem {
    /// Whether it has exactly these bytes, or had them before it was erased.
    pub(super) fn has_bytes(&self, bytes: &[u8], hash: impl FnOnce() -> ItemHash) -> bool {
        match (&self.body, self.erased) {
            (Some(body), _) => body == bytes,
            (None, Some(erased)) => erased == hash().0,
            (None, None) => false,
        }
    }

    /// Its hash in the log, which does not change when it is erased.
    pub(super) fn into_hash(self) -> Option<ItemHash> {
        match (self.body, self.erased) {
            (Some(body), _) => Some(LogItem::Envelope(body).hash()),
            (None, erased) => erased.map(ItemHash),
        }
    }
}

pub(super) fn find_in_series(
    db: &Connection,
    series: i64,
    seq: Seq,
) -> rusqlite::Result<Option<StoredItem>> {
    db.prepare_cached("SELECT n, body, erased FROM item WHERE series = ?1 AND seq = ?2")?
        .query_row(params![series, seq.0], |row| {
            Ok(StoredItem {
                n: row.get(0)?,
                body: row.get(1)?,
                erased: row.get(2)?,
            })
        })
        .optional()
}

/// Appends one item. `series` is none for a team change.
pub(super) fn append(
    db: &Connection,
    space: SpaceRow,
    n: u64,
    series: Option<(i64, Seq)>,
    chain: &ChainHash,
    body: &[u8],
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO item (space, n, series, seq, chain, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .insert(params![
        space.0,
        n,
        series.map(|(row, _)| row),
        series.map(|(_, seq)| seq.0),
        chain.as_bytes(),
        body
    ])?;
    Ok(())
}

/// Erases an envelope's bytes. Its hash and its place stay.
pub(super) fn erase(
    db: &Connection,
    space: SpaceRow,
    n: u64,
    hash: ItemHash,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE item SET body = NULL, erased = ?3
         WHERE space = ?1 AND n = ?2 AND series IS NOT NULL AND body IS NOT NULL",
    )?
    .execute(params![space.0, n, hash.as_bytes()])?;
    Ok(())
}

/// The envelopes of a space that still have their bytes.
pub(super) fn envelopes_of(
    db: &Connection,
    space: SpaceRow,
) -> rusqlite::Result<Vec<(u64, Vec<u8>)>> {
    db.prepare_cached(
        "SELECT n, body FROM item
         WHERE space = ?1 AND series IS NOT NULL AND body IS NOT NULL ORDER BY n",
    )?
    .query_map([space.0], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// Team changes from `from_n` on, in order, until `budget` bytes are read.
pub(super) fn team_changes(
    db: &Connection,
    space: SpaceRow,
    from_n: u64,
    budget: usize,
) -> rusqlite::Result<Vec<(u64, Vec<u8>)>> {
    let mut statement = db.prepare_cached(
        "SELECT n, body FROM item WHERE space = ?1 AND series IS NULL AND n >= ?2 ORDER BY n",
    )?;
    let mut rows = statement.query(params![space.0, from_n])?;
    let (mut found, mut used) = (Vec::new(), 0_usize);
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(1)?;
        used = used.saturating_add(body.len());
        if used > budget && !found.is_empty() {
            break;
        }
        found.push((row.get(0)?, body));
    }
    Ok(found)
}

/// The team change with this index, and its n.
pub(super) fn find_team_change(
    db: &Connection,
    space: SpaceRow,
    index: u64,
) -> rusqlite::Result<Option<(u64, Vec<u8>)>> {
    db.prepare_cached(
        "SELECT n, body FROM item WHERE space = ?1 AND series IS NULL
         ORDER BY n LIMIT 1 OFFSET ?2",
    )?
    .query_row(params![space.0, index], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .optional()
}

/// The heads of a person's spaces by their last item, newest first, without the directory.
pub(super) fn heads(
    db: &Connection,
    directory: SpaceRow,
    practitioner: &[u8; 16],
    now_ms: i64,
) -> rusqlite::Result<Vec<Head>> {
    db.prepare_cached(
        "SELECT space.id, space.row, item.n, item.chain
         FROM member
         JOIN space ON space.row = member.space
         JOIN item ON item.space = space.row
                  AND item.n = (SELECT max(n) FROM item WHERE item.space = space.row)
         WHERE member.directory = ?1 AND member.practitioner = ?2
           AND (member.until IS NULL OR member.until > ?3)
         ORDER BY item.row DESC",
    )?
    .query_map(params![directory.0, practitioner, now_ms], head)?
    .collect()
}

pub(super) fn head_of(db: &Connection, row: SpaceRow) -> rusqlite::Result<Option<Head>> {
    db.prepare_cached(
        "SELECT space.id, space.row, item.n, item.chain
         FROM space JOIN item ON item.space = space.row
         WHERE space.row = ?1 ORDER BY item.n DESC LIMIT 1",
    )?
    .query_row([row.0], head)
    .optional()
}

fn head(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        space: SpaceId(row.get(0)?),
        row: SpaceRow(row.get(1)?),
        n: row.get(2)?,
        chain: ChainHash(row.get(3)?),
    })
}

pub(super) fn chain_at(
    db: &Connection,
    space: SpaceRow,
    n: u64,
) -> rusqlite::Result<Option<ChainHash>> {
    db.prepare_cached("SELECT chain FROM item WHERE space = ?1 AND n = ?2")?
        .query_row(params![space.0, n], |row| row.get(0).map(ChainHash))
        .optional()
}

/// Reads ranges in order until `budget` bytes are read. At least one item is read.
pub(super) fn pages(
    db: &Connection,
    ranges: &[Range],
    budget: usize,
) -> rusqlite::Result<Vec<Page>> {
    let mut statement = db.prepare_cached(
        "SELECT series IS NULL, body, erased FROM item
         WHERE space = ?1 AND n BETWEEN ?2 AND ?3 ORDER BY n",
    )?;
    let (mut pages, mut used) = (Vec::new(), 0_usize);
    for range in ranges {
        if used >= budget {
            break;
        }
        let mut items = Vec::new();
        let mut rows = statement.query(params![range.row.0, range.from_n, range.to_n])?;
        while used < budget {
            let Some(row) = rows.next()? else { break };
            let item = log_item(row)?;
            used = used.saturating_add(weight(&item).max(32));
            items.push(item);
        }
        if !items.is_empty() {
            pages.push(Page {
                row: range.row,
                first_n: range.from_n,
                items,
            });
        }
    }
    Ok(pages)
}

fn log_item(row: &Row<'_>) -> rusqlite::Result<LogItem> {
    let is_team_change: bool = row.get(0)?;
    Ok(match row.get::<_, Option<Vec<u8>>>(1)? {
        Some(bytes) if is_team_change => LogItem::TeamChange(bytes),
        Some(bytes) => LogItem::Envelope(bytes),
        None => LogItem::Erased(ItemHash(row.get(2)?)),
    })
}
