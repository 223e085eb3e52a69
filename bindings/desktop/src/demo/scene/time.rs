//! The time in the scene: days counted back from today, and the clock that every phone shows while
//! the scene is being made, so that what was written a year ago says so.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::super::DemoError;

/// The clock of every phone while the scene is being made. Cheap to clone; all clones show the
/// same.
#[derive(Debug, Clone)]
pub(super) struct SceneClock(Arc<AtomicI64>);

impl SceneClock {
    /// A clock that shows the present.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(Timestamp::now().as_millisecond())))
    }

    /// Shows this time from now on.
    pub(super) fn set(&self, time: Timestamp) {
        self.0.store(time.as_millisecond(), Ordering::Relaxed);
    }

    /// Shows this hour of a day so many days ago from now on.
    pub(super) fn set_ago(&self, days: i32, hour: i8) -> Result<(), DemoError> {
        self.set(ago(days, hour)?);
        Ok(())
    }

    /// What it shows.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// So many days ago at this hour, never in the future.
pub(super) fn ago(days: i32, hour: i8) -> Result<Timestamp, DemoError> {
    let now = Timestamp::now();
    if days == 0 {
        return Ok(now);
    }
    let date = days_ago(days)?;
    let minute = i8::try_from(days.rem_euclid(12) * 5).unwrap_or_default();
    let zoned = date
        .at(hour, minute, 0, 0)
        .to_zoned_datetime(crate::open::zone())
        .map_err(DemoError::Time)?;
    Ok(zoned.timestamp())
}

/// The date so many days ago.
pub(super) fn days_ago(days: i32) -> Result<Date, DemoError> {
    let today = Timestamp::now()
        .to_zoned_datetime(crate::open::zone())
        .date();
    today.checked_sub(days.days()).map_err(DemoError::Time)
}
