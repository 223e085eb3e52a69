//! From an entry to its row.

use patchwork_protocol::DeviceId;

use super::rows::EntryRow;
use crate::Entry;

/// The row of an entry that `author`'s device signed.
///
/// Times are cut to the millisecond first, as on the wire, so that a row made at save equals
/// the one made when the entry is read back.
pub fn project_entry(author: DeviceId, entry: Entry) -> EntryRow {
    let entry = entry.to_milliseconds();
    EntryRow {
        id: entry.id(author),
        device: author,
        written_at: entry.written_at,
        happened_at: entry.happened_at,
        happened_sort: entry.happened_at.earliest(),
        kind: entry.body.written_kind(),
        target: entry.body.target(),
        search: search_text(&entry),
        about: entry.about,
        with: entry.with,
        known: entry.known,
        body: entry.body,
    }
}

fn search_text(entry: &Entry) -> String {
    let texts = entry.body.texts();
    let words: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    words.join("\n")
}
