//! Team changes: signed, readable by the relay, one after another.
//!
//! `[version, index, previous hash, author device, [directory index, hash], at, [actions …], signature]`
//!
//! A change keeps the bytes that came: they are hashed and verified as received
//! and never written anew. Every later version keeps this outer shape and may
//! only put other things in the place of the actions. So an older app can read
//! who wrote the change, and freezes the space.

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use minicbor::{Decode, Decoder, Encode, Encoder, decode::Error as DecodeError, encode::Write};

use super::{Action, SpaceState, action_codec::whole_milliseconds, limits::MAX_ACTIONS};
use crate::{
    BadSignature, ChangeHash, DeviceId, DirectoryHead, Malformed, SpaceId, limits::MAX_TEAM_CHANGE,
    wire,
};

const VERSION: u64 = 1;
const SIGNED: &[u8] = b"patchwork/team/1";
const CHANGE: &[u8] = b"patchwork/team-change/1";
const SPACE: &[u8] = b"patchwork/space/1";
/// CBOR of a 64-byte string: two bytes of head, then the signature.
const SIGNATURE_FIELD: usize = 2 + 64;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    version: u64,
    index: u64,
    previous: ChangeHash,
    author: DeviceId,
    directory: DirectoryHead,
    at: Timestamp,
    actions: Vec<Action>,
}

impl Fields {
    fn is_founding(&self) -> bool {
        matches!(self.actions.first(), Some(Action::Found { .. }))
    }

    fn write<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u64(self.version)?
            .u64(self.index)?
            .encode(self.previous)?
            .encode(self.author)?
            .encode(self.directory)?;
        wire::time::encode(self.at, e)?;
        e.encode(&self.actions)?.ok()
    }

    /// The fields whose place is the same in every version.
    fn read_outer(d: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            version: d.u64()?,
            index: d.u64()?,
            previous: d.decode()?,
            author: d.decode()?,
            directory: d.decode()?,
            at: wire::time::decode(d)?,
            actions: Vec::new(),
        })
    }
}

/// A team change that waits for its signature.
#[derive(Debug, Clone)]
pub struct UnsignedTeamChange {
    fields: Fields,
    bytes: Vec<u8>,
}

impl UnsignedTeamChange {
    /// A change at any place of a log.
    ///
    /// Times are cut to whole milliseconds, as they travel.
    pub fn new(
        index: u64,
        previous: ChangeHash,
        author: DeviceId,
        directory: DirectoryHead,
        at: Timestamp,
        actions: Vec<Action>,
    ) -> Self {
        let fields = Fields {
            version: VERSION,
            index,
            previous,
            author,
            directory,
            at: whole_milliseconds(at),
            actions: actions
                .into_iter()
                .map(Action::in_whole_milliseconds)
                .collect(),
        };
        Self {
            bytes: wire::encode(&BeforeSignature(&fields)),
            fields,
        }
    }

    /// The first change of a space; `actions` begin with [`Action::Found`].
    /// In a directory `directory` is [`TeamChange::NO_DIRECTORY`].
    pub fn founding(
        author: DeviceId,
        directory: DirectoryHead,
        at: Timestamp,
        actions: Vec<Action>,
    ) -> Self {
        Self::new(0, ChangeHash::ZERO, author, directory, at, actions)
    }

    /// The change after the last one of this space. `directory` is the newest
    /// head that the author holds; in the directory itself it is the entry before.
    pub fn following(
        state: &SpaceState,
        author: DeviceId,
        directory: DirectoryHead,
        at: Timestamp,
        actions: Vec<Action>,
    ) -> Self {
        let head = state.head();
        let directory = match state {
            SpaceState::Directory(_) => head,
            SpaceState::Team(_) => directory,
        };
        Self::new(
            head.index.saturating_add(1),
            head.hash,
            author,
            directory,
            at,
            actions,
        )
    }

    /// The id of the space that it founds, if it founds one.
    pub fn founded_space(&self) -> Option<SpaceId> {
        self.fields.is_founding().then(|| space_id(&self.bytes))
    }

    /// What the author's device signs. A founding names no space yet: there
    /// `space` does not count.
    pub fn signing_input(&self, space: SpaceId) -> Vec<u8> {
        signing_input(&self.fields, space, &self.bytes)
    }

    /// The change, whole.
    pub fn with_signature(self, signature: [u8; 64]) -> TeamChange {
        let bytes = [self.bytes.as_slice(), &[0x58, 64], &signature].concat();
        TeamChange {
            fields: self.fields,
            bytes,
            signature,
        }
    }
}

fn signing_input(fields: &Fields, space: SpaceId, before_signature: &[u8]) -> Vec<u8> {
    let space = if fields.is_founding() {
        SpaceId::ZERO
    } else {
        space
    };
    [SIGNED, &space.0, before_signature].concat()
}

fn space_id(before_signature: &[u8]) -> SpaceId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(SPACE).update(before_signature);
    SpaceId(*hasher.finalize().as_bytes())
}

/// A team change as received or sent. That it could be read says nothing about
/// who wrote it, or whether it takes effect.
#[derive(Clone, PartialEq, Eq)]
pub struct TeamChange {
    fields: Fields,
    bytes: Vec<u8>,
    signature: [u8; 64],
}

impl core::fmt::Debug for TeamChange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.fields.fmt(f)
    }
}

impl TeamChange {
    /// The head that a directory's founding names: there is none before it.
    pub const NO_DIRECTORY: DirectoryHead = DirectoryHead {
        index: 0,
        hash: ChangeHash::ZERO,
    };

    /// Reads a team change.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_TEAM_CHANGE {
            return Err(Malformed::TooLarge {
                limit: MAX_TEAM_CHANGE,
                got: bytes.len(),
            });
        }
        let mut d = Decoder::new(bytes);
        let length = d.array()?.ok_or(Malformed::NotCanonical)?;
        if d.clone().u64()? != VERSION {
            return Self::decode_newer(bytes, length, d);
        }
        let Signed { fields, signature } = wire::decode_strict(bytes, MAX_TEAM_CHANGE)?;
        Ok(Self {
            fields,
            bytes: bytes.to_vec(),
            signature,
        })
    }

    /// What a newer app wrote: the outer fields, and the signature at the end.
    fn decode_newer(bytes: &[u8], length: u64, mut d: Decoder<'_>) -> Result<Self, Malformed> {
        // Seven outer elements at least, each of at least a byte.
        if !(8..=64).contains(&length) {
            return Err(Malformed::Cbor(
                "not a team change of any version".to_owned(),
            ));
        }
        let start = d.position();
        let fields = Fields::read_outer(&mut d)?;
        let outer = bytes.get(start..d.position()).unwrap_or_default();
        let mut again = Vec::new();
        let written = fields.write(&mut Encoder::new(&mut again));
        if written.is_err() || !again.starts_with(outer) {
            return Err(Malformed::NotCanonical);
        }
        for _ in 7..length {
            d.skip()?;
        }
        let at = d.position();
        let signature = wire::fixed(&mut d)?;
        if d.position() != bytes.len() || bytes.len().saturating_sub(at) != SIGNATURE_FIELD {
            return Err(Malformed::NotCanonical);
        }
        Ok(Self {
            fields,
            bytes: bytes.to_vec(),
            signature,
        })
    }

    /// The bytes as they travel.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as they travel.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What the next change names as its previous one.
    pub fn hash(&self) -> ChangeHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(CHANGE).update(&self.bytes);
        ChangeHash(*hasher.finalize().as_bytes())
    }

    /// Its place and hash: the head of a log that ends with it.
    pub fn head(&self) -> DirectoryHead {
        DirectoryHead {
            index: self.index(),
            hash: self.hash(),
        }
    }

    /// The id of the space that it founds, if it founds one.
    pub fn founded_space(&self) -> Option<SpaceId> {
        self.fields
            .is_founding()
            .then(|| space_id(self.before_signature()))
    }

    /// Its place: 0 for a founding.
    pub fn index(&self) -> u64 {
        self.fields.index
    }

    /// Hash of the change before it; zeros for a founding.
    pub fn previous(&self) -> ChangeHash {
        self.fields.previous
    }

    /// The device that claims to have written it.
    pub fn author(&self) -> DeviceId {
        self.fields.author
    }

    /// The directory at which its author is to be judged.
    pub fn directory(&self) -> DirectoryHead {
        self.fields.directory
    }

    /// When its author says it was made. Shown, and compared with an
    /// invitation's expiry; it orders nothing.
    pub fn at(&self) -> Timestamp {
        self.fields.at
    }

    /// What it does. Empty in a newer version.
    pub fn actions(&self) -> &[Action] {
        &self.fields.actions
    }

    /// Whether this app knows everything that it does. If not, it freezes the space.
    pub fn is_understood(&self) -> bool {
        self.fields.version == VERSION
            && !self
                .actions()
                .iter()
                .any(|action| matches!(action, Action::Unknown { .. }))
    }

    /// Whether `key` signed exactly these bytes for exactly this space (strict Ed25519).
    pub fn verify(&self, space: SpaceId, key: &VerifyingKey) -> Result<(), BadSignature> {
        let signed = signing_input(&self.fields, space, self.before_signature());
        crate::signature::verify(key, &signed, &self.signature)
    }

    fn before_signature(&self) -> &[u8] {
        let end = self.bytes.len().saturating_sub(SIGNATURE_FIELD);
        self.bytes.get(..end).unwrap_or_default()
    }
}

struct BeforeSignature<'a>(&'a Fields);

impl Encode<()> for BeforeSignature<'_> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(8)?;
        self.0.write(e)
    }
}

struct Signed {
    fields: Fields,
    signature: [u8; 64],
}

impl Encode<()> for Signed {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.encode(BeforeSignature(&self.fields))?
            .bytes(&self.signature)?
            .ok()
    }
}

impl<'b> Decode<'b, ()> for Signed {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, DecodeError> {
        wire::array_of(d, 8)?;
        let mut fields = Fields::read_outer(d)?;
        let length = wire::array_up_to(d, MAX_ACTIONS)?;
        fields.actions = (0..length).map(|_| d.decode()).collect::<Result<_, _>>()?;
        Ok(Self {
            fields,
            signature: wire::fixed(d)?,
        })
    }
}
