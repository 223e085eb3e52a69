//! Reading values out of the document, and noting the conflicts met on the way.

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};

use super::{
    kept::{differ, read_kept},
    rows::{AsKnown, ConflictRow, ConflictValue, KeptField},
};
use crate::{
    CaseDocument, PersonId,
    document::{Day, Found, Key, Read},
};

/// The document's values by key; remembers what it could not read.
pub(super) struct Reader {
    pub(super) registers: BTreeMap<Key, Vec<Found>>,
    pub(super) conflicts: Vec<ConflictRow>,
    pub(super) unreadable: usize,
}

/// The freshest of what went into a row.
#[derive(Default)]
pub(super) struct Freshest(pub(super) Option<AsKnown>);

impl Freshest {
    pub(super) fn take<T>(&mut self, read: Read<T>) -> T {
        self.0 = self.0.max(Some(read.known));
        read.value
    }
}

impl Reader {
    pub(super) fn of(document: &CaseDocument) -> Self {
        let mut registers = BTreeMap::new();
        let mut unreadable = 0;
        for (text, found) in document.registers() {
            match Key::parse(&text) {
                // Only the one spelling: a second would hide behind the first.
                Some(key) if key.to_string() == text => {
                    registers.insert(key, found);
                }
                _ => unreadable += 1,
            }
        }
        Self {
            registers,
            conflicts: Vec::new(),
            unreadable,
        }
    }

    /// The value that the document shows, if this version can read it.
    pub(super) fn read<T>(&mut self, key: Key) -> Option<Read<T>>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let found = self.registers.get(&key)?;
        let shown = found
            .iter()
            .find(|found| found.shown)
            .or_else(|| found.last())?;
        let read = shown.read();
        if read.is_none() {
            self.unreadable += 1;
        }
        read
    }

    pub(super) fn value<T>(&mut self, key: Key, freshest: &mut Freshest) -> Option<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        self.read(key).map(|read| freshest.take(read))
    }

    /// Who wrote what the document shows under a key and when, whatever it says.
    pub(super) fn known(&self, key: Key) -> Option<AsKnown> {
        let found = self.registers.get(&key)?;
        found.iter().find(|found| found.shown)?.known()
    }

    /// A value that may have been cleared.
    pub(super) fn optional<T>(&mut self, key: Key, freshest: &mut Freshest) -> Option<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        self.value::<Option<T>>(key, freshest).flatten()
    }

    /// The shown value of a kept fact; a conflict becomes a row of its own.
    pub(super) fn kept(&mut self, field: KeptField) -> Option<(ConflictValue, bool)> {
        let found = self.registers.get(&Key::from(field))?;
        let (values, unreadable) = read_kept(field, found);
        self.unreadable += unreadable;
        let shown = values.iter().find(|value| value.shown)?.clone();
        let in_conflict = differ(&values);
        if in_conflict {
            self.conflicts.push(ConflictRow {
                field,
                person: None,
                withheld: false,
                values,
            });
        }
        Some((shown, in_conflict))
    }

    /// Says of the conflict just found whose it is.
    pub(super) fn conflict_is_of(&mut self, field: KeptField, person: PersonId, withheld: bool) {
        if let Some(conflict) = self.conflicts.last_mut()
            && conflict.field == field
        {
            conflict.person = Some(person);
            conflict.withheld = withheld;
        }
    }

    pub(super) fn day(&mut self, key: Key, freshest: &mut Freshest) -> Option<jiff::civil::Date> {
        self.optional::<Day>(key, freshest).map(|day| day.0)
    }

    pub(super) fn ids<T: Ord>(&self, pick: impl Fn(&Key) -> Option<T>) -> BTreeSet<T> {
        self.registers.keys().filter_map(pick).collect()
    }
}
