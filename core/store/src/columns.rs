//! Between columns and the types of the domain.

use core::array::TryFromSliceError;

use jiff::{Timestamp, civil::Date};
use minicbor::{Decode, Encode};
use patchwork_model::AsKnown;
use rusqlite::Row;

use crate::{Result, StoreError};

/// Reads columns as what they mean.
pub(crate) trait Columns {
    /// An id.
    fn id<T>(&self, column: usize) -> Result<T>
    where
        T: for<'a> TryFrom<&'a [u8], Error = TryFromSliceError>;

    /// An id, or none.
    fn id_or_none<T>(&self, column: usize) -> Result<Option<T>>
    where
        T: for<'a> TryFrom<&'a [u8], Error = TryFromSliceError>;

    /// A moment.
    fn time(&self, column: usize) -> Result<Timestamp>;
    /// A moment, or none.
    fn time_or_none(&self, column: usize) -> Result<Option<Timestamp>>;
    /// A day, or none.
    fn day(&self, column: usize) -> Result<Option<Date>>;
    /// A word of a closed list.
    fn code<T>(&self, column: usize, from_code: fn(u8) -> Option<T>) -> Result<T>;
    /// A word of a closed list, or none.
    fn code_or_none<T>(&self, column: usize, from_code: fn(u8) -> Option<T>) -> Result<Option<T>>;
    /// A value in CBOR.
    fn cbor<T: for<'b> Decode<'b, ()>>(&self, column: usize) -> Result<T>;
    /// A value in CBOR, or none.
    fn cbor_or_none<T: for<'b> Decode<'b, ()>>(&self, column: usize) -> Result<Option<T>>;
    /// A number from 0.
    fn number(&self, column: usize) -> Result<u64>;
    /// A count.
    fn count(&self, column: usize) -> Result<u32>;
    /// Moment and device in two columns.
    fn as_known(&self, column: usize) -> Result<AsKnown>;
}

impl Columns for Row<'_> {
    fn id<T>(&self, column: usize) -> Result<T>
    where
        T: for<'a> TryFrom<&'a [u8], Error = TryFromSliceError>,
    {
        self.id_or_none(column)?
            .ok_or_else(|| StoreError::damaged("an id is missing"))
    }

    fn id_or_none<T>(&self, column: usize) -> Result<Option<T>>
    where
        T: for<'a> TryFrom<&'a [u8], Error = TryFromSliceError>,
    {
        let value = self.get_ref(column)?;
        let bytes = value.as_blob_or_null().map_err(StoreError::damaged)?;
        bytes
            .map(T::try_from)
            .transpose()
            .map_err(|_| StoreError::damaged("an id of the wrong length"))
    }

    fn time(&self, column: usize) -> Result<Timestamp> {
        Timestamp::from_millisecond(self.get(column)?).map_err(StoreError::damaged)
    }

    fn time_or_none(&self, column: usize) -> Result<Option<Timestamp>> {
        let milliseconds: Option<i64> = self.get(column)?;
        milliseconds
            .map(Timestamp::from_millisecond)
            .transpose()
            .map_err(StoreError::damaged)
    }

    fn day(&self, column: usize) -> Result<Option<Date>> {
        let value = self.get_ref(column)?;
        let text = value.as_str_or_null().map_err(StoreError::damaged)?;
        text.map(str::parse)
            .transpose()
            .map_err(StoreError::damaged)
    }

    fn code<T>(&self, column: usize, from_code: fn(u8) -> Option<T>) -> Result<T> {
        from_code(self.get(column)?).ok_or_else(|| StoreError::damaged("an unknown word"))
    }

    fn code_or_none<T>(&self, column: usize, from_code: fn(u8) -> Option<T>) -> Result<Option<T>> {
        let code: Option<u8> = self.get(column)?;
        code.map(|code| from_code(code).ok_or_else(|| StoreError::damaged("an unknown word")))
            .transpose()
    }

    fn cbor<T: for<'b> Decode<'b, ()>>(&self, column: usize) -> Result<T> {
        let value = self.get_ref(column)?;
        minicbor::decode(value.as_blob().map_err(StoreError::damaged)?).map_err(StoreError::damaged)
    }

    fn cbor_or_none<T: for<'b> Decode<'b, ()>>(&self, column: usize) -> Result<Option<T>> {
        let value = self.get_ref(column)?;
        let bytes = value.as_blob_or_null().map_err(StoreError::damaged)?;
        bytes
            .map(minicbor::decode)
            .transpose()
            .map_err(StoreError::damaged)
    }

    fn number(&self, column: usize) -> Result<u64> {
        let number: i64 = self.get(column)?;
        u64::try_from(number).map_err(StoreError::damaged)
    }

    fn count(&self, column: usize) -> Result<u32> {
        Ok(self.get(column)?)
    }

    fn as_known(&self, column: usize) -> Result<AsKnown> {
        Ok(AsKnown {
            at: self.time(column)?,
            device: self.id(column + 1)?,
        })
    }
}

/// A value as a column of bytes.
pub(crate) fn cbor<T: Encode<()>>(value: &T) -> Vec<u8> {
    patchwork_protocol::encode(value)
}

/// A day as a column: ISO 8601, which sorts.
pub(crate) fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// A moment as a column.
pub(crate) fn time(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_millisecond)
}

/// A number as a column. SQLite counts to 2⁶³ − 1, and so does nothing here.
pub(crate) fn number(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| StoreError::damaged(format!("{number} is too large")))
}
