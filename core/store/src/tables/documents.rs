//! The case documents as core/model saves them.

use patchwork_protocol::SpaceId;
use rusqlite::params;

use crate::{Reader, Result, Writer, columns::Columns};

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Of which space.
    pub space: SpaceId,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its heads, in core/model's bytes.
    pub heads: Vec<u8>,
}

pub(crate) const DOCUMENT: &str = "SELECT space, bytes, heads FROM document WHERE space = ?1";
pub(crate) const SPACES: &str = "SELECT space FROM document";
pub(crate) const HEADS: &str = "SELECT heads FROM document WHERE space = ?1";
pub(crate) const PUT: &str = "INSERT INTO document (space, bytes, heads) VALUES (?1, ?2, ?3)
    ON CONFLICT (space) DO UPDATE SET bytes = excluded.bytes, heads = excluded.heads";

impl Reader<'_> {
    /// The document of a space.
    pub fn document(&self, space: SpaceId) -> Result<Option<DocumentRow>> {
        self.one(DOCUMENT, [space.0], |row| {
            Ok(DocumentRow {
                space: row.id(0)?,
                bytes: row.get(1)?,
                heads: row.get(2)?,
            })
        })
    }

    /// The heads of a document, without loading it: what a screen shows.
    pub fn document_heads(&self, space: SpaceId) -> Result<Option<Vec<u8>>> {
        self.one(HEADS, [space.0], |row| Ok(row.get(0)?))
    }

    /// The spaces that have a document.
    pub fn documents(&self) -> Result<Vec<SpaceId>> {
        self.all(SPACES, [], |row| row.id(0))
    }
}

impl Writer<'_> {
    /// Keeps a document. Its rows are to be [replaced](Self::replace_case) in the same
    /// transaction.
    pub fn put_document(&mut self, space: SpaceId, bytes: &[u8], heads: &[u8]) -> Result<()> {
        self.run(PUT, params![space.0, bytes, heads])?;
        Ok(())
    }
}
