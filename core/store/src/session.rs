//! What a transaction offers: reading, and writing on top of it.

use core::ops::Deref;

use rusqlite::{Connection, Params, Row};

use crate::{Result, StoreError, counting::Counted};

/// Reads on one snapshot. Its questions are in the modules of `tables`.
pub struct Reader<'c> {
    connection: &'c Connection,
    counted: &'c Counted,
    /// Whether someone still waits for the answers; none where it does not matter.
    is_wanted: Option<&'c dyn Fn() -> bool>,
}

/// Reads and writes in one transaction. Offers everything that a [`Reader`] does, and sees what
/// it wrote itself.
pub struct Writer<'c> {
    reader: Reader<'c>,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(connection: &'c Connection, counted: &'c Counted) -> Self {
        Self {
            connection,
            counted,
            is_wanted: None,
        }
    }

    /// One that gives up before its next question once nobody waits for the answer.
    pub(crate) fn while_wanted(self, is_wanted: &'c dyn Fn() -> bool) -> Self {
        Self {
            is_wanted: Some(is_wanted),
            ..self
        }
    }

    fn go_on(&self) -> Result<()> {
        match self.is_wanted {
            Some(is_wanted) if !is_wanted() => Err(StoreError::Interrupted),
            _ => Ok(()),
        }
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.go_on()?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let value = match rows.next()? {
            Some(row) => {
                self.counted.row(row);
                Some(read(row)?)
            }
            None => None,
        };
        drop(rows);
        self.counted.statement(&statement);
        Ok(value)
    }

    /// The row that there always is.
    pub(crate) fn only<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.one(sql, params, read)?
            .ok_or(rusqlite::Error::QueryReturnedNoRows)
            .map_err(Into::into)
    }

    /// All rows.
    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.go_on()?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            self.counted.row(row);
            values.push(read(row)?);
        }
        drop(rows);
        self.counted.statement(&statement);
        Ok(values)
    }
}

impl<'c> Writer<'c> {
    pub(crate) fn new(connection: &'c Connection, counted: &'c Counted) -> Self {
        Self {
            reader: Reader::new(connection, counted),
        }
    }

    /// Carries out a statement; returns how many rows it changed.
    pub(crate) fn run(&mut self, sql: &'static str, params: impl Params) -> Result<usize> {
        let mut statement = self.reader.connection.prepare_cached(sql)?;
        let changed = statement.execute(params)?;
        self.reader.counted.statement(&statement);
        Ok(changed)
    }

    /// Inserts a row; returns its number.
    pub(crate) fn insert(&mut self, sql: &'static str, params: impl Params) -> Result<i64> {
        let mut statement = self.reader.connection.prepare_cached(sql)?;
        let row = statement.insert(params)?;
        self.reader.counted.statement(&statement);
        Ok(row)
    }
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}
