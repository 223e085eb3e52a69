//! Cursors in little room: 15 to 17 bytes for a space in place of about 90.
//!
//! A byte string of records, one for each space in ascending order of its prefix:
//! `prefix (6) | chain (8) | n (LEB128)`

use std::collections::BTreeMap;

use crate::{ChainHash, Cursor, Incarnation, SpaceId, limits::MAX_CURSORS};

const PREFIX: usize = 6;
const CHAIN: usize = 8;
/// The most bytes of an n: nine hold 63 bits.
const MOST_N: usize = 9;

/// The first bytes of a space's id. They name a space among those of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpacePrefix(pub [u8; PREFIX]);

impl From<SpaceId> for SpacePrefix {
    fn from(space: SpaceId) -> Self {
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(space.0.split_at(PREFIX).0);
        Self(prefix)
    }
}

/// How far a device holds the log of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShortCursor {
    /// Number of the last item that it holds; at least 1.
    pub n: u64,
    /// First bytes of the chain at `n`.
    pub chain: [u8; CHAIN],
}

impl ShortCursor {
    /// Whether it names this chain. Ask only about the chain at the same `n`.
    pub fn names(&self, chain: ChainHash) -> bool {
        chain.0.starts_with(&self.chain)
    }
}

/// Cursors of one incarnation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortCursors {
    /// The incarnation that all of them belong to.
    pub incarnation: Incarnation,
    /// By the prefix of the space's id.
    pub cursors: BTreeMap<SpacePrefix, ShortCursor>,
}

impl ShortCursors {
    /// These cursors in little room; `None` where it is too little: cursors of several
    /// incarnations, none, one that stands before the first item, or two spaces with one prefix.
    pub fn of(cursors: &BTreeMap<SpaceId, Cursor>) -> Option<Self> {
        let incarnation = cursors.values().next()?.incarnation;
        let mut short = BTreeMap::new();
        for (space, cursor) in cursors {
            let mut chain = [0; CHAIN];
            chain.copy_from_slice(cursor.chain.0.split_at(CHAIN).0);
            let n = cursor.n;
            let is_one = cursor.incarnation == incarnation && is_n(n);
            if !is_one
                || short
                    .insert((*space).into(), ShortCursor { n, chain })
                    .is_some()
            {
                return None;
            }
        }
        Some(Self {
            incarnation,
            cursors: short,
        })
    }

    pub(super) fn packed(&self) -> Vec<u8> {
        let mut packed = Vec::with_capacity(self.cursors.len().saturating_mul(17));
        for (prefix, cursor) in &self.cursors {
            packed.extend_from_slice(&prefix.0);
            packed.extend_from_slice(&cursor.chain);
            let mut n = cursor.n;
            while n >= 0x80 {
                packed.push(low_bits(n) | 0x80);
                n >>= 7;
            }
            packed.push(low_bits(n));
        }
        packed
    }

    pub(super) fn unpacked(incarnation: Incarnation, mut packed: &[u8]) -> Option<Self> {
        let mut cursors = BTreeMap::new();
        let mut last = None;
        while !packed.is_empty() {
            let (prefix, rest) = packed.split_first_chunk()?;
            let (chain, rest) = rest.split_first_chunk()?;
            let (n, rest) = read_n(rest)?;
            let prefix = SpacePrefix(*prefix);
            if cursors.len() == MAX_CURSORS || last.is_some_and(|last| last >= prefix) {
                return None;
            }
            last = Some(prefix);
            cursors.insert(prefix, ShortCursor { n, chain: *chain });
            packed = rest;
        }
        Some(Self {
            incarnation,
            cursors,
        })
    }
}

/// Whether a short cursor can say it.
fn is_n(n: u64) -> bool {
    n > 0 && n < 1 << (7 * MOST_N)
}

#[allow(clippy::cast_possible_truncation)] // seven bits
fn low_bits(n: u64) -> u8 {
    (n & 0x7f) as u8
}

/// Reads an n in its shortest form.
fn read_n(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let last = bytes.iter().take(MOST_N).position(|byte| *byte < 0x80)?;
    let (written, rest) = bytes.split_at_checked(last + 1)?;
    let n = written
        .iter()
        .rev()
        .fold(0, |n, byte| (n << 7) | u64::from(byte & 0x7f));
    let is_shortest = written.len() == 1 || written.last() != Some(&0);
    (is_shortest && is_n(n)).then_some((n, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cursors, SyncRequest};

    const INCARNATION: Incarnation = Incarnation([7; 16]);

    fn cursor(n: u64) -> Cursor {
        Cursor {
            incarnation: INCARNATION,
            n,
            chain: ChainHash([0xc4; 32]),
        }
    }

    fn space(number: u16) -> SpaceId {
        let mut id = [0x51; 32];
        id[..2].copy_from_slice(&number.to_be_bytes());
        SpaceId(id)
    }

    #[test]
    fn eight_hundred_cases_are_named_in_less_than_fourteen_kilobytes() {
        let cursors = (0..800).map(|number| (space(number), cursor(400)));
        let short = ShortCursors::of(&cursors.collect()).unwrap();
        let request = SyncRequest {
            cursors: Cursors::Short(short),
            outbox: BTreeMap::new(),
            wraps: Vec::new(),
            wraps_after: 0,
            live: true,
        };
        let bytes = request.encode();
        assert_eq!(bytes.len(), 800 * 16 + 27);
        assert_eq!(SyncRequest::decode(&bytes), Ok(request));
    }

    #[test]
    fn what_little_room_cannot_name_has_no_short_form() {
        let mut alike = SpaceId([0x51; 32]);
        alike.0[31] = 0;
        let other = Cursor {
            incarnation: Incarnation([8; 16]),
            ..cursor(1)
        };
        for cursors in [
            vec![],
            vec![(space(1), cursor(0))],
            vec![(space(1), cursor(1 << 63))],
            vec![(space(1), cursor(1)), (space(2), other)],
            vec![(SpaceId([0x51; 32]), cursor(1)), (alike, cursor(1))],
        ] {
            assert_eq!(ShortCursors::of(&cursors.into_iter().collect()), None);
        }
    }

    #[test]
    fn each_record_has_one_spelling() {
        let record = |prefix: u8, n: &[u8]| [&[prefix; PREFIX], &[0xc4; CHAIN][..], n].concat();
        let reads = |bytes: &[u8]| ShortCursors::unpacked(INCARNATION, bytes);
        let good = [record(1, &[0x80, 1]), record(2, &[1])].concat();
        assert_eq!(reads(&good).unwrap().packed(), good);
        for bad in [
            record(1, &[0]),
            record(1, &[0x81, 0]),
            record(1, &[0xff; 10]),
            record(1, &[0x80]),
            record(1, &[1, 1]),
            [record(1, &[1]), record(1, &[2])].concat(),
            [record(2, &[1]), record(1, &[1])].concat(),
        ] {
            assert_eq!(reads(&bad), None, "{bad:02x?}");
        }
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let most = reads(&record(1, &most)).unwrap();
        assert_eq!(most.cursors[&SpacePrefix([1; PREFIX])].n, (1 << 63) - 1);
    }

    #[test]
    fn no_more_spaces_are_read_than_a_request_may_name() {
        let mut packed = Vec::new();
        for number in 0..=u32::try_from(MAX_CURSORS).unwrap() {
            packed.extend_from_slice(&[0, 0]);
            packed.extend_from_slice(&number.to_be_bytes());
            packed.extend_from_slice(&[0xc4; CHAIN]);
            packed.push(1);
        }
        assert_eq!(ShortCursors::unpacked(INCARNATION, &packed), None);
        packed.truncate(MAX_CURSORS * 15);
        let read = ShortCursors::unpacked(INCARNATION, &packed).unwrap();
        assert_eq!(read.cursors.len(), MAX_CURSORS);
    }
}
