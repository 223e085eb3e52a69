//! Cursors of a device, compared with where the log ends.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use patchwork_protocol::{
    ChainHash, Cursor, CursorDigest, Cursors, Frame, Incarnation, ShortCursor, ShortCursors,
    SpaceId, SpacePrefix, cursor_digest,
};

use crate::{
    http::Relay,
    log::{Head, Log, LogError, Range, Requester},
};

/// Items of one space that are still to be sent.
pub(super) struct Wanted {
    pub(super) space: SpaceId,
    pub(super) range: Range,
}

impl Wanted {
    /// All items of a space after this n; none if there are no such items.
    pub(super) fn after(n: u64, head: &Head) -> Option<Self> {
        (n < head.n).then_some(Self {
            space: head.space,
            range: Range {
                row: head.row,
                from_n: n + 1,
                to_n: head.n,
            },
        })
    }

    /// How many items these are.
    pub(super) fn len(&self) -> u64 {
        (self.range.to_n + 1).saturating_sub(self.range.from_n)
    }
}

/// What a device says that it holds of a space.
pub(super) struct HeldCursor {
    incarnation: Incarnation,
    n: u64,
    chain: HeldChain,
}

/// The chain at that place.
enum HeldChain {
    Whole(ChainHash),
    Short(ShortCursor),
}

impl HeldCursor {
    fn has(&self, chain: ChainHash) -> bool {
        match self.chain {
            HeldChain::Whole(held) => held == chain,
            HeldChain::Short(held) => held.names(chain),
        }
    }
}

/// Cursors as they came, by their spaces.
pub(super) fn held_whole(cursors: BTreeMap<SpaceId, Cursor>) -> BTreeMap<SpaceId, HeldCursor> {
    cursors
        .into_iter()
        .map(|(space, cursor)| {
            let Cursor {
                incarnation,
                n,
                chain,
            } = cursor;
            let chain = HeldChain::Whole(chain);
            let held = HeldCursor {
                incarnation,
                n,
                chain,
            };
            (space, held)
        })
        .collect()
}

/// Short cursors by the spaces that they name; `None` where two spaces have one prefix, so that it
/// is not known which of them is held.
pub(super) fn held_in_short(
    short: &ShortCursors,
    heads: &[Head],
) -> Option<BTreeMap<SpaceId, HeldCursor>> {
    let mut named = BTreeSet::new();
    let mut all = BTreeMap::new();
    for head in heads {
        let prefix = SpacePrefix::from(head.space);
        let Some(cursor) = short.cursors.get(&prefix) else {
            continue;
        };
        if !named.insert(prefix) {
            return None;
        }
        let held = HeldCursor {
            incarnation: short.incarnation,
            n: cursor.n,
            chain: HeldChain::Short(*cursor),
        };
        all.insert(head.space, held);
    }
    Some(all)
}

/// What a device lacks.
pub(super) struct Comparison {
    pub(super) wanted: VecDeque<Wanted>,
    /// A frame for each cursor that does not fit; that space is sent whole.
    pub(super) contradictions: Vec<Frame>,
}

/// The cursors that a digest stands for, where it is the digest of the present heads; otherwise
/// the cursors as they came.
pub(in super::super) async fn expand_digest(
    relay: &Relay,
    requester: &Requester,
    cursors: Cursors,
) -> Result<Cursors, LogError> {
    let log = relay.log();
    let (
        Some(practitioner),
        Cursors::Digest {
            incarnation,
            digest,
        },
    ) = (requester.practitioner, &cursors)
    else {
        return Ok(cursors);
    };
    let heads = log.heads(requester.partnership, practitioner).await?;
    if *incarnation != log.incarnation() || *digest != digest_of(&heads) {
        return Ok(cursors);
    }
    Ok(Cursors::All(
        heads
            .iter()
            .map(|head| (head.space, cursor_at(log, head)))
            .collect(),
    ))
}

pub(super) fn digest_of(heads: &[Head]) -> CursorDigest {
    cursor_digest(heads.iter().map(|head| (head.space, head.n, head.chain)))
}

fn cursor_at(log: &dyn Log, head: &Head) -> Cursor {
    Cursor {
        incarnation: log.incarnation(),
        n: head.n,
        chain: head.chain,
    }
}

/// Finds what each space lacks on the device. A space whose cursor does not fit is wanted from
/// its beginning.
pub(super) async fn compare(
    log: &dyn Log,
    heads: &[Head],
    cursors: &BTreeMap<SpaceId, HeldCursor>,
) -> Result<Comparison, LogError> {
    let incarnation = log.incarnation();
    // A cursor at the head is compared with the head itself; only cursors before it need a read.
    let inside: Vec<_> = heads
        .iter()
        .filter_map(|head| {
            cursors
                .get(&head.space)
                .filter(|cursor| cursor.incarnation == incarnation)
                .filter(|cursor| cursor.n > 0 && cursor.n < head.n)
                .map(|cursor| (head.row, cursor.n))
        })
        .collect();
    let chains = if inside.is_empty() {
        Vec::new()
    } else {
        log.chains(inside).await?
    };
    let mut chains = chains.into_iter();

    let mut comparison = Comparison {
        wanted: VecDeque::new(),
        contradictions: Vec::new(),
    };
    for head in heads {
        let cursor = cursors.get(&head.space);
        let fits = match cursor {
            None => true,
            Some(cursor) if cursor.n == 0 => true,
            // A restored database may hold wraps and items in another order behind the same
            // chain: devices compare from the beginning.
            Some(cursor) if cursor.incarnation != incarnation => false,
            Some(cursor) if cursor.n == head.n => cursor.has(head.chain),
            Some(cursor) if cursor.n < head.n => chains
                .next()
                .flatten()
                .is_some_and(|chain| cursor.has(chain)),
            Some(_) => false,
        };
        let after = if fits {
            cursor.map_or(0, |cursor| cursor.n)
        } else {
            comparison.contradictions.push(Frame::Contradiction {
                space: head.space,
                head: cursor_at(log, head),
            });
            0
        };
        comparison.wanted.extend(Wanted::after(after, head));
    }
    Ok(comparison)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::SpaceRow;

    #[test]
    fn of_two_spaces_with_one_prefix_it_is_not_known_which_is_held() {
        let space = |last: u8| {
            let mut id = [5; 32];
            id[31] = last;
            SpaceId(id)
        };
        let head = |space| Head {
            space,
            row: SpaceRow(1),
            n: 3,
            chain: ChainHash([7; 32]),
        };
        let cursor = Cursor {
            incarnation: Incarnation([1; 16]),
            n: 3,
            chain: ChainHash([7; 32]),
        };
        let short = ShortCursors::of(&[(space(1), cursor)].into()).unwrap();
        let other = SpaceId([6; 32]);
        let held = held_in_short(&short, &[head(space(1)), head(other)]).unwrap();
        assert_eq!(held.keys().copied().collect::<Vec<_>>(), [space(1)]);
        assert!(held_in_short(&short, &[head(space(1)), head(space(2))]).is_none());
        // Nothing is said of these two.
        let of_the_other = ShortCursors::of(&[(other, cursor)].into()).unwrap();
        assert!(held_in_short(&of_the_other, &[head(space(1)), head(space(2))]).is_some());
    }
}
