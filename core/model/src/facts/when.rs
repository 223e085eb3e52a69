//! When something happened: a moment, about a moment, or a day when nobody noted the hour.

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

/// When something happened, as exactly as the writer knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// At this moment.
    At(Timestamp),
    /// At about this moment: nobody looked at a clock.
    About(Timestamp),
    /// Some time on this day.
    On(Date),
}

impl When {
    /// The earliest moment that this may mean, for sorting; a day begins at midnight UTC.
    pub fn earliest(self) -> Timestamp {
        match self {
            Self::At(moment) | Self::About(moment) => moment,
            Self::On(day) => day
                .to_zoned_datetime(TimeZone::UTC)
                .map_or(Timestamp::MIN, |start| start.timestamp()),
        }
    }

    /// The day, in UTC for a moment.
    pub fn day(self) -> Date {
        match self {
            Self::At(moment) | Self::About(moment) => day_of(moment),
            Self::On(day) => day,
        }
    }
}

/// The day on which a moment lies, in UTC.
pub(crate) fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned_datetime(TimeZone::UTC).date()
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1 January 1970.
pub(crate) fn days_since_epoch(day: Date) -> i32 {
    let hours = EPOCH.duration_until(day).as_hours();
    i32::try_from(hours / 24).unwrap_or(i32::MAX)
}

/// The day so many days after 1 January 1970.
pub(crate) fn day_from_epoch(days: i32) -> Option<Date> {
    let span = Span::new().try_days(i64::from(days)).ok()?;
    EPOCH.checked_add(span).ok()
}

/// Dates in CBOR: days since 1970 as an integer.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::ref_option,
    clippy::option_option,
    clippy::unnecessary_wraps
)] // the shapes that minicbor's `with` asks for
pub(crate) mod date_cbor {
    use jiff::civil::Date;
    use minicbor::{
        Decoder, Encoder,
        decode::Error as DecodeError,
        encode::{Error as EncodeError, Write},
    };

    pub(crate) fn encode<C, W: Write>(
        day: &Date,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.i32(super::days_since_epoch(*day))?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Date, DecodeError> {
        super::day_from_epoch(d.i32()?).ok_or_else(|| DecodeError::message("no such day"))
    }

    /// The same for a date that may be missing.
    pub(crate) mod optional {
        use super::{Date, DecodeError, Decoder, EncodeError, Encoder, Write};

        pub(crate) fn encode<C, W: Write>(
            day: &Option<Date>,
            e: &mut Encoder<W>,
            c: &mut C,
        ) -> Result<(), EncodeError<W::Error>> {
            match day {
                Some(day) => super::encode(day, e, c),
                None => e.null()?.ok(),
            }
        }

        pub(crate) fn decode<C>(
            d: &mut Decoder<'_>,
            c: &mut C,
        ) -> Result<Option<Date>, DecodeError> {
            if d.datatype()? == minicbor::data::Type::Null {
                d.null()?;
                return Ok(None);
            }
            super::decode(d, c).map(Some)
        }
        pub(crate) fn nil() -> Option<Option<Date>> {
            Some(None)
        }
        pub(crate) fn is_nil(day: &Option<Date>) -> bool {
            day.is_none()
        }
    }
}

/// Moments in CBOR: milliseconds since 1970 as an integer.
pub(crate) mod timestamp_cbor {
    use jiff::Timestamp;
    use minicbor::{
        Decoder, Encoder,
        decode::Error as DecodeError,
        encode::{Error as EncodeError, Write},
    };

    pub(crate) fn encode<C, W: Write>(
        at: &Timestamp,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.i64(at.as_millisecond())?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Timestamp, DecodeError> {
        Timestamp::from_millisecond(d.i64()?).map_err(|_| DecodeError::message("no such moment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970_both_ways() {
        for day in [
            Date::constant(1970, 1, 1),
            Date::constant(1969, 12, 31),
            Date::constant(2026, 3, 29),
            Date::constant(-9999, 1, 1),
            Date::constant(9999, 12, 31),
        ] {
            assert_eq!(day_from_epoch(days_since_epoch(day)), Some(day));
        }
        assert_eq!(day_from_epoch(i32::MAX), None);
    }
}
