//! The days that this device's clock shows.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The zone that the person's clock shows; British time where the system does not say.
pub(crate) fn zone() -> TimeZone {
    TimeZone::try_system()
        .or_else(|_| TimeZone::get("Europe/London"))
        .unwrap_or(TimeZone::UTC)
}

/// The day on the wall.
pub(crate) fn today(now: Timestamp) -> Date {
    now.to_zoned_datetime(zone()).date()
}
