//! Sealing the parts that wait into envelopes.

use patchwork_crypto::{EnvelopePlace, SealError, open_envelope, seal_envelope};
use patchwork_protocol::{
    Envelope, ItemHash, LogItem, Part, PartKind, Plaintext, Replica, Role, Seq, SpaceId, Standing,
    limits,
};
use rand_core::CryptoRng;

use crate::{
    Device, ItemState, KeptItem, Opened, SeriesPlace, Space, SpaceRecord, judge::open_again,
    padding_room::fill_padding,
};

/// The most bytes of parts in one envelope. Even text that does not compress then
/// fits into an envelope, with its padding (at most 12 %), header and signature.
pub const MAX_TOGETHER: usize = limits::MAX_ENVELOPE / 8 * 7 - 4096;

/// A part in the outbox that is not sealed. `I` is the outbox's own name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPart<I> {
    /// The outbox's name for it.
    pub id: I,
    /// What it says.
    pub part: Part,
}

/// An envelope with its bytes fixed for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedParts<I> {
    /// In which space.
    pub space: SpaceId,
    /// Its place.
    pub place: SeriesPlace,
    /// Its hash as an item.
    pub hash: ItemHash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The parts that are in it, in their order. A report of what was looked at may have found no
    /// room: it waits for another envelope.
    pub parts: Vec<I>,
}

impl<I> SealedParts<I> {
    /// The envelope as an item to keep, until the relay gives it a position.
    pub fn kept(&self) -> KeptItem {
        KeptItem {
            space: self.space,
            hash: self.hash,
            item: LogItem::Envelope(self.bytes.clone()),
            position: None,
            place: Some(self.place),
            state: ItemState::Applied,
        }
    }
}

/// Why nothing can be sealed in a space now.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotSeal {
    /// The space, or the directory, is not known yet.
    #[error("the space is not known yet")]
    NotKnown,
    /// A newer version of the app changed the team in a way this one cannot read.
    #[error("the team was changed by a newer version; update the app")]
    Frozen,
    /// The space is closed.
    #[error("the space is closed")]
    Closed,
    /// This device's person is not in the team.
    #[error("not in the team")]
    NotMember,
    /// This device's person may only read.
    #[error("only reading is allowed")]
    MayOnlyRead,
    /// A restored relay has lost the removal of someone, who would read this. First
    /// the author of the removal repeats it, or a manager decides anew.
    #[error("someone who was removed is in the team again; a manager must decide")]
    TeamUnsettled,
    /// The space's current key has not come yet.
    #[error("the space's key has not come yet")]
    NoKey,
    /// One part is larger than any envelope. The other parts are not affected:
    /// take this one out and seal again.
    #[error("part {index} is too large: at most {MAX_TOGETHER} bytes, got {got}")]
    TooLarge {
        /// Its index in what was given.
        index: usize,
        /// Its size.
        got: usize,
    },
    /// Sealing itself failed.
    #[error("sealing failed: {0}")]
    Crypto(String),
}

/// Whether any of these parts is a reason to seal: a report of what someone looked
/// at travels only together with another part.
pub fn is_worth_sealing<'a>(mut parts: impl Iterator<Item = &'a Part>) -> bool {
    parts.any(|part| part.kind != PartKind::Access)
}

impl Device {
    /// Seals everything that waits for a space into as few envelopes as possible.
    /// Changes of the document never share an envelope with entries. A report of
    /// what was looked at makes no envelope of its own: it goes into the padding
    /// of another one. The first envelope starts a series, and so does the first
    /// after a series was given up.
    ///
    /// In one transaction the store keeps each envelope as an item
    /// ([`SealedParts::kept`]) and in the outbox, and the space's
    /// [record](Device::record). From then on the client posts these bytes until
    /// they have an answer.
    pub fn seal<I>(
        &mut self,
        id: SpaceId,
        waiting: Vec<WaitingPart<I>>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<SealedParts<I>>, CannotSeal> {
        self.may_seal(id, waiting.iter().map(|waiting| waiting.part.kind))?;
        let too_large = |waiting: &WaitingPart<I>| waiting.part.body.len() > MAX_TOGETHER;
        if let Some(index) = waiting.iter().position(too_large) {
            let got = waiting
                .get(index)
                .map_or(0, |waiting| waiting.part.body.len());
            return Err(CannotSeal::TooLarge { index, got });
        }
        let directory = self.directory().ok_or(CannotSeal::NotKnown)?.head();
        let (reports, waiting) = waiting
            .into_iter()
            .partition(|waiting| waiting.part.kind == PartKind::Access);
        let mut batches = split(waiting);
        fill_padding(reports, &mut batches, directory);
        let space = self.space(id).ok_or(CannotSeal::NotKnown)?;
        let team = space.team().ok_or(CannotSeal::NotKnown)?;
        let key_id = team.current_key();
        let key = space.keys.get(key_id).ok_or(CannotSeal::NoKey)?;
        let (replica, mut last) = self.series(space, rng);
        let mut sealed = Vec::with_capacity(batches.len());
        for (ids, parts) in batches {
            let seq = last.next();
            let header = EnvelopePlace {
                replica,
                seq,
                seen: space.seen(),
            };
            let plaintext = Plaintext { directory, parts };
            let envelope = seal_envelope(key, &self.secrets, id, header, &plaintext, rng)
                .map_err(|error: SealError| CannotSeal::Crypto(error.to_string()))?;
            sealed.push(fixed(id, &envelope, ids));
            last = seq;
        }
        self.with_space(id, |space, _| space.own = Some((replica, last)));
        Ok(sealed)
    }

    /// Opens a kept envelope again, own or received, so that the caller can rebuild
    /// what it made of it. `None` if this device cannot open it.
    pub fn open(&self, id: SpaceId, envelope: &Envelope) -> Option<Opened> {
        open_again(self.space(id)?, self.directory()?, envelope)
    }

    /// The parts of a kept envelope that this device wrote, whatever it may write
    /// now. `None` for another's, and if this device cannot open it.
    pub fn own_parts(&self, id: SpaceId, envelope: &Envelope) -> Option<Vec<Part>> {
        if envelope.device() != self.me {
            return None;
        }
        let key = self.space(id)?.keys.held(envelope.header().key_id)?;
        let plaintext = open_envelope(key, id, envelope).ok()?;
        Some(plaintext.parts)
    }

    /// The installation's marker says that the store was restored or copied. From
    /// now on the device writes in fresh series everywhere. Keep the records, and
    /// do in each space as for [`Effect::Copied`](crate::Effect::Copied).
    pub fn give_up_every_series(&mut self) -> Vec<SpaceRecord> {
        let with_series = |space: &&Space| space.own.is_some();
        let ids: Vec<SpaceId> = self.spaces().filter(with_series).map(Space::id).collect();
        for id in ids {
            self.with_space(id, |space, _| space.own = None);
        }
        let with_record = self.spaces().filter(|space| space.has_record());
        with_record.map(Space::record).collect()
    }

    /// The same in one space. `None`, and nothing has changed, where its record cannot be read.
    pub fn give_up_series_of(&mut self, id: SpaceId) -> Option<SpaceRecord> {
        self.space(id).filter(|space| space.has_record())?;
        self.with_space(id, |space, _| {
            space.own = None;
            Some(space.record())
        })
    }

    /// The spaces whose record cannot be read by this version.
    pub fn without_record(&self) -> impl Iterator<Item = SpaceId> {
        self.spaces()
            .filter(|space| !space.has_record())
            .map(Space::id)
    }

    /// The series to write in: this device's current one, unless there is none or a
    /// cut closed it; then a fresh one.
    fn series(&self, space: &Space, rng: &mut impl CryptoRng) -> (Replica, Seq) {
        let open = space.own.filter(|(replica, _)| {
            space
                .team()
                .is_some_and(|team| team.standing(*replica, self.directory()) == Standing::Open)
        });
        open.unwrap_or_else(|| {
            let mut random = [0; 8];
            rng.fill_bytes(&mut random);
            (Replica::new(self.me, random), Seq(0))
        })
    }

    fn may_seal(
        &self,
        id: SpaceId,
        mut kinds: impl Iterator<Item = PartKind>,
    ) -> Result<(), CannotSeal> {
        let team = self
            .space(id)
            .and_then(Space::team)
            .ok_or(CannotSeal::NotKnown)?;
        let me = self.practitioner().ok_or(CannotSeal::NotKnown)?;
        if team.is_frozen() {
            return Err(CannotSeal::Frozen);
        }
        if team.is_closed() {
            return Err(CannotSeal::Closed);
        }
        if self
            .space(id)
            .is_some_and(|space| !space.back_again.is_empty())
        {
            return Err(CannotSeal::TeamUnsettled);
        }
        match team.role_of(me) {
            _ if !team.may_write(self.me, self.directory()) => Err(CannotSeal::NotMember),
            None => Err(CannotSeal::NotMember),
            Some(Role::Observer) if kinds.any(|kind| kind != PartKind::Access) => {
                Err(CannotSeal::MayOnlyRead)
            }
            Some(_) => Ok(()),
        }
    }
}

fn fixed<I>(space: SpaceId, envelope: &Envelope, parts: Vec<I>) -> SealedParts<I> {
    let header = envelope.header();
    let bytes = envelope.bytes().to_vec();
    SealedParts {
        space,
        place: SeriesPlace {
            replica: header.replica,
            seq: header.seq,
        },
        hash: LogItem::Envelope(bytes.clone()).hash(),
        bytes,
        parts,
    }
}

/// What goes into one envelope: the outbox's names of the parts, and the parts.
pub(crate) type Batch<I> = (Vec<I>, Vec<Part>);

/// Divides parts among envelopes: first the changes of the document, then the rest.
fn split<I>(waiting: Vec<WaitingPart<I>>) -> Vec<Batch<I>> {
    let (changes, entries): (Vec<_>, Vec<_>) = waiting
        .into_iter()
        .partition(|waiting| waiting.part.kind == PartKind::Change);
    let mut batches: Vec<Batch<I>> = Vec::new();
    for group in [changes, entries] {
        let mut room = 0;
        for WaitingPart { id, part } in group {
            let size = part.body.len().saturating_add(16);
            match batches.last_mut() {
                Some((ids, parts)) if size <= room && parts.len() < limits::MAX_PARTS => {
                    room -= size;
                    let (ids, parts): (&mut Vec<I>, &mut Vec<Part>) = (ids, parts);
                    ids.push(id);
                    parts.push(part);
                }
                _ => {
                    room = MAX_TOGETHER.saturating_sub(size);
                    batches.push((vec![id], vec![part]));
                }
            }
        }
    }
    batches
}
