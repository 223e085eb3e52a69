//! Judging one envelope. The judgement depends on what the device knows and never
//! on the order in which it came to know it. So two devices that know the same
//! decide the same.

use ed25519_dalek::VerifyingKey;
use patchwork_crypto::open_envelope;
use patchwork_protocol::{
    Directory, Envelope, KeyId, Part, PartKind, PractitionerId, Role, Seq, SpaceKind, SpaceState,
    Standing,
};

use crate::{Opened, PartRefusal, Refusal, SeriesPlace, Space, WaitingFor};

/// What became of an envelope.
#[derive(Debug)]
pub(crate) enum Judgement {
    /// It counts, and its parts can be applied.
    Opened(Opened),
    /// It counts, but this device lacks its key.
    Locked(KeyId),
    /// It cannot be judged yet. Where it waits for the directory it counts in its series: all but
    /// its parts is judged.
    Waiting(WaitingFor),
    /// It counts in its series, but nothing of it can be used.
    Unusable(Refusal),
    /// It does not count.
    Refused(Refusal),
}

/// The place that an envelope claims.
pub(crate) fn place_of(envelope: &Envelope) -> SeriesPlace {
    let header = envelope.header();
    SeriesPlace {
        replica: header.replica,
        seq: header.seq,
    }
}

/// Judges an envelope that this device does not hold yet, or holds undecided.
/// `is_signed_by` says whether its signature is by a key.
pub(crate) fn judge(
    space: &Space,
    directory: Option<&Directory>,
    envelope: &Envelope,
    is_signed_by: impl FnOnce(&VerifyingKey) -> bool,
    n: Option<u64>,
) -> Judgement {
    use Judgement::{Locked, Refused, Unusable, Waiting};

    let place = place_of(envelope);
    let Some(team) = space.team() else {
        return Waiting(WaitingFor::Founding);
    };
    let author = place.replica.device();
    let Some(record) = directory.and_then(|directory| directory.device(author)) else {
        return Waiting(WaitingFor::Device(author));
    };
    if !is_signed_by(&record.verifying_key) {
        return Refused(Refusal::BadSignature);
    }
    match team.standing(place.replica, directory) {
        Standing::Open => {}
        Standing::UpTo(last) if place.seq <= last => {}
        Standing::UpTo(last) => return Refused(Refusal::BeyondCut { last }),
        Standing::Closed => return Refused(Refusal::BeyondCut { last: Seq(0) }),
        Standing::UnknownDevice => return Waiting(WaitingFor::Device(author)),
        Standing::NotMember => return Refused(Refusal::NotMember),
    }
    let next = space
        .replicas
        .get(&place.replica)
        .copied()
        .unwrap_or_default()
        .next();
    if place.seq > next {
        return Waiting(WaitingFor::Predecessor(next));
    }
    let key_id = envelope.header().key_id;
    if !team.has_key(key_id) {
        return Refused(Refusal::ForeignKey(key_id));
    }
    let role = team.writing_role(place.replica, directory);
    let opened = match open(space, team, record.practitioner, role, envelope, n) {
        Ok(opened) => opened,
        Err(NotOpened::NoKey) => return Locked(key_id),
        Err(NotOpened::Unusable(why)) => return Unusable(Refusal::Unopenable(why)),
    };
    match directory {
        Some(directory) if directory.knows(opened.directory) => Judgement::Opened(opened),
        // The relay showed its author another directory than this device: one of
        // the two was deceived. The series goes on, and its parts are not applied.
        Some(directory) if directory.head().index >= opened.directory.index => {
            Unusable(Refusal::OtherDirectory)
        }
        _ => Waiting(WaitingFor::Directory(opened.directory.index)),
    }
}

/// Opens an envelope again that was judged before.
pub(crate) fn open_again(
    space: &Space,
    directory: &Directory,
    envelope: &Envelope,
) -> Option<Opened> {
    let record = directory.device(envelope.device())?;
    let team = space.team()?;
    let role = team.writing_role(envelope.header().replica, directory);
    open(space, team, record.practitioner, role, envelope, None).ok()
}

enum NotOpened {
    NoKey,
    Unusable(String),
}

fn open(
    space: &Space,
    team: &SpaceState,
    practitioner: PractitionerId,
    role: Option<Role>,
    envelope: &Envelope,
    n: Option<u64>,
) -> Result<Opened, NotOpened> {
    let key = space
        .keys
        .get(envelope.header().key_id)
        .ok_or(NotOpened::NoKey)?;
    let plaintext = open_envelope(key, space.id, envelope)
        .map_err(|error| NotOpened::Unusable(error.to_string()))?;
    let sorted = sort_parts(team, role, plaintext.parts);
    Ok(Opened {
        space: space.id,
        place: place_of(envelope),
        device: envelope.device(),
        practitioner,
        directory: plaintext.directory,
        n,
        parts: sorted.usable,
        newer: sorted.newer,
        refused: sorted.refused,
    })
}

/// The parts of an envelope, each with its index.
#[derive(Default)]
struct Sorted {
    usable: Vec<(u32, Part)>,
    newer: Vec<(u32, Part)>,
    refused: Vec<(u32, PartRefusal)>,
}

/// Separates the parts that may be applied from those that may not. Parts of an
/// unknown kind are neither, whoever wrote them: what may come of them is for the
/// version that knows them to say.
fn sort_parts(team: &SpaceState, role: Option<Role>, parts: Vec<Part>) -> Sorted {
    let among_entries = parts.iter().any(|part| {
        matches!(
            part.kind,
            PartKind::Entry | PartKind::Card | PartKind::Carried
        )
    });
    let mut sorted = Sorted::default();
    for (index, part) in (0_u32..).zip(parts) {
        let refusal = match part.kind {
            PartKind::Unknown(_) => {
                sorted.newer.push((index, part));
                continue;
            }
            kind if role == Some(Role::Observer) && kind != PartKind::Access => {
                Some(PartRefusal::AuthorMayOnlyRead)
            }
            PartKind::Change if among_entries => Some(PartRefusal::ChangeAmongEntries),
            PartKind::Card if team.kind() != SpaceKind::Directory => Some(PartRefusal::WrongSpace),
            PartKind::Entry | PartKind::Change if team.kind() == SpaceKind::Directory => {
                Some(PartRefusal::WrongSpace)
            }
            _ => None,
        };
        match refusal {
            None => sorted.usable.push((index, part)),
            Some(refusal) => sorted.refused.push((index, refusal)),
        }
    }
    sorted
}
