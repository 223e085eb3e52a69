//! The access log: who looked at what, by the reports of devices; and what this device has not
//! reported yet.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{AccessReport, Look, LookedAt};
use patchwork_protocol::{DeviceId, PractitionerId, SpaceId};
use rusqlite::{Row, params};

use crate::{
    Reader, Result, StoreError, Writer,
    columns::{Columns, cbor},
};

/// One row of the access log: a thing that someone looked at on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLogRow {
    /// The day.
    pub day: Date,
    /// The device that reports it.
    pub device: DeviceId,
    /// Whose it is.
    pub author: PractitionerId,
    /// What they looked at, when first, how often.
    pub look: Look,
}

// A report names the count of the whole day so far. So a later report never names less, and a
// report that comes twice changes nothing.
const PUT: &str = "INSERT INTO look (space, day, device, what, author, first_at, times)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET
        first_at = min(first_at, excluded.first_at), times = max(times, excluded.times)";
pub(crate) const SINCE: &str = "SELECT day, device, author, what, first_at, times FROM look
    WHERE space = ?1 AND day >= ?2 ORDER BY day DESC, device, first_at, what";
// The column `told` counts what was reported.
const NOTE: &str = "INSERT INTO own_look (space, day, what, first_at, times, told)
    VALUES (?1, ?2, ?3, ?4, 1, 0)
    ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at)";
const UNREPORTED: &str = "SELECT day, what, first_at, times FROM own_look
    WHERE space = ?1 AND times > told ORDER BY day DESC, first_at, what";
const UNREPORTED_AGAIN: &str = "INSERT INTO own_look (space, day, what, first_at, times, told)
    VALUES (?1, ?2, ?3, ?4, ?5, 0)
    ON CONFLICT DO UPDATE SET told = 0, first_at = min(first_at, excluded.first_at),
        times = max(times, excluded.times)";
const LATEST: &str = "SELECT author, what, max(day) FROM look
    WHERE space = ?1 AND day <= ?2 GROUP BY author, what ORDER BY author, what";
const REPORTED: &str = "UPDATE own_look SET told = max(told, ?4)
    WHERE space = ?1 AND day = ?2 AND what = ?3";
const FORGET: &str = "DELETE FROM own_look WHERE day < ?1 AND told >= times";

impl Reader<'_> {
    /// Who looked at what in a case since a day, the latest day first.
    pub fn access_log(&self, space: SpaceId, since: Date) -> Result<Vec<AccessLogRow>> {
        self.all(SINCE, params![space.0, since.to_string()], |row| {
            Ok(AccessLogRow {
                day: day(row, 0)?,
                device: row.id(1)?,
                author: row.id(2)?,
                look: Look {
                    at: row.cbor(3)?,
                    first: row.time(4)?,
                    times: row.count(5)?,
                },
            })
        })
    }

    /// For everyone who looked: what they looked at, and on which day last, up to this day.
    pub fn latest_access(
        &self,
        space: SpaceId,
        until: Date,
    ) -> Result<Vec<(PractitionerId, LookedAt, Date)>> {
        self.all(LATEST, params![space.0, until.to_string()], |row| {
            Ok((row.id(0)?, row.cbor(1)?, day(row, 2)?))
        })
    }

    /// What this device has not reported to the team yet, the latest day first. Each thing is a
    /// report of its own, because a small report fits where a large one would not.
    pub fn unreported_access(&self, space: SpaceId) -> Result<Vec<AccessReport>> {
        self.all(UNREPORTED, [space.0], |row| {
            Ok(AccessReport {
                day: day(row, 0)?,
                looks: vec![Look {
                    at: row.cbor(1)?,
                    first: row.time(2)?,
                    times: row.count(3)?,
                }],
            })
        })
    }
}

impl Writer<'_> {
    /// Keeps what a device reports.
    pub fn put_access_report(
        &mut self,
        space: SpaceId,
        device: DeviceId,
        author: PractitionerId,
        report: &AccessReport,
    ) -> Result<()> {
        let day = report.day.to_string();
        for look in &report.looks {
            self.run(
                PUT,
                params![
                    space.0,
                    day,
                    device.0,
                    cbor(&look.at),
                    author.0,
                    look.first.as_millisecond(),
                    look.times
                ],
            )?;
        }
        Ok(())
    }

    /// The person at this device has looked at something. It is noted once a day.
    pub fn note_look(
        &mut self,
        space: SpaceId,
        day: Date,
        what: LookedAt,
        now: Timestamp,
    ) -> Result<()> {
        let params = params![space.0, day.to_string(), cbor(&what), now.as_millisecond()];
        self.run(NOTE, params)?;
        Ok(())
    }

    /// These reports are in the outbox.
    pub fn access_reported(&mut self, space: SpaceId, reports: &[AccessReport]) -> Result<()> {
        for report in reports {
            let day = report.day.to_string();
            for look in &report.looks {
                self.run(REPORTED, params![space.0, day, cbor(&look.at), look.times])?;
            }
        }
        Ok(())
    }

    /// A report was taken out of its envelope: it counts as unreported again.
    pub fn access_unreported(&mut self, space: SpaceId, report: &AccessReport) -> Result<()> {
        let day = report.day.to_string();
        for look in &report.looks {
            let params = params![
                space.0,
                day,
                cbor(&look.at),
                look.first.as_millisecond(),
                look.times
            ];
            self.run(UNREPORTED_AGAIN, params)?;
        }
        Ok(())
    }

    /// Forgets what was reported of days before this one.
    pub fn forget_reported_access(&mut self, before: Date) -> Result<()> {
        self.run(FORGET, [before.to_string()])?;
        Ok(())
    }
}

fn day(row: &Row<'_>, column: usize) -> Result<Date> {
    row.day(column)?
        .ok_or_else(|| StoreError::damaged("a day is missing"))
}
