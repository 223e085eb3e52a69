//! Why a team change does not take effect.

use crate::{AgencyId, DeviceId, KeyId, PractitionerId, Replica};

use super::{Principal, Role};

/// Why a team change does not take effect, at least not now.
///
/// Most refusals are final: everyone refuses the same change at the same place for
/// ever. Three are not: see [`Refusal::is_waiting`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    // Waiting.
    /// The directory held here does not reach to the named head, or is another
    /// branch. A client keeps the change waiting. A relay holds the whole directory
    /// and refuses it.
    #[error("it names a directory entry that is not known here")]
    UnknownDirectoryHead,
    /// A newer app changed this space. No later change can be judged until this app
    /// is updated.
    #[error("a newer version changed this space: update the app")]
    Frozen,
    /// It is not the next change. If its index is higher, changes between are missing.
    #[error("expected change {expected}, got {got}")]
    NotNext {
        /// The next index.
        expected: u64,
        /// The change's.
        got: u64,
    },

    // Its place and its author.
    /// Another change took this place.
    #[error("another change came before it")]
    OtherPrevious,
    /// Along a log, each change must name the same directory entry as the one before
    /// it or a later one.
    #[error("it names an older directory than the change before it")]
    DirectoryWentBack,
    /// In the directory each change names the one before it as its directory.
    #[error("a directory's change names the entry before it")]
    NotTheEntryBefore,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    BadSignature,
    /// The author's device was not admitted, or revoked, at the named directory head.
    #[error("device {0} is not in use at the named directory entry")]
    UnknownAuthor(DeviceId),
    /// The author's device came by an invitation and no manager confirmed it here.
    #[error("device {0} is not confirmed here")]
    UnconfirmedAuthor(DeviceId),
    /// The author's person is not in the team.
    #[error("its author is not in the team")]
    NotMember,
    /// The author may not do this.
    #[error("its author may not do this")]
    NotAllowed,

    // Its shape.
    /// More of something than there may be.
    #[error("expected at most {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// A change without actions.
    #[error("it does nothing")]
    Empty,
    /// A founding in the middle, or none at the beginning, or with the wrong fields.
    #[error("not a well-formed founding")]
    Founding,
    /// The action belongs to another kind of space.
    #[error("not in this kind of space")]
    WrongSpace,
    /// A partnership other than the directory's.
    #[error("it belongs to another partnership")]
    OtherPartnership,
    /// An enrolment shares its change with nothing else.
    #[error("an enrolment stands alone")]
    NotAlone,

    // What it does.
    /// The space was closed before.
    #[error("the space is closed already")]
    AlreadyClosed,
    /// Only a closed space can be erased.
    #[error("the space is not closed")]
    NotClosed,
    /// Everything in it was destroyed.
    #[error("the space was erased")]
    Erased,
    /// Redacted before.
    #[error("it was redacted already")]
    AlreadyRedacted,
    /// Not admitted, or removed, at the named directory head.
    #[error("{0} is not in the partnership")]
    UnknownPractitioner(PractitionerId),
    /// Not in the directory's list for this kind of space.
    #[error("{0} is not a recovery key for this space")]
    UnknownRecoveryKey(DeviceId),
    /// In the team already.
    #[error("{0:?} is in the team already")]
    AlreadyMember(Principal),
    /// Not in the team.
    #[error("{0:?} is not in the team")]
    NotInTeam(Principal),
    /// They have this role already.
    #[error("they are {0:?} already")]
    SameRole(Role),
    /// A recovery key only reads.
    #[error("a recovery key can only be an observer")]
    RecoveryOnlyReads,
    /// Nobody with a device in use would be left to change the team.
    #[error("no manager with a device in use would be left")]
    NoManagerLeft,
    /// The cut names a replica that is not theirs, or is closed already.
    #[error("the cut names {0}, which it cannot end")]
    WrongCut(Replica),
    /// There is nothing to cut.
    #[error("nothing is cut by this")]
    NothingToCut,
    /// The key was in use before.
    #[error("key {0} was used before")]
    KeyNotFresh(KeyId),
    /// A rotation carries the key before it.
    #[error("the previous key is missing")]
    NoPreviousKey,
    /// No such device, or not in this state.
    #[error("device {0} is not known, or not in use")]
    UnknownDevice(DeviceId),
    /// There is a device with this id.
    #[error("there is a device {0} already")]
    DeviceExists(DeviceId),
    /// The device's keys do not belong together.
    #[error("the device's keys do not vouch for each other")]
    BadDeviceKeys,
    /// The device needs no confirming.
    #[error("device {0} needs no confirming")]
    NothingToConfirm(DeviceId),
    /// Someone else has to say that this device is theirs.
    #[error("another administrator confirms device {0}")]
    ConfirmedByAnother(DeviceId),
    /// Listed before.
    #[error("agency {0} is listed already")]
    AgencyExists(AgencyId),
    /// Not listed.
    #[error("agency {0} is not listed")]
    UnknownAgency(AgencyId),
    /// The practitioner belongs to another agency.
    #[error("they belong to another agency")]
    OtherAgency,
    /// The invitation's key was used for another.
    #[error("there is an invitation with this key already")]
    InviteExists,
    /// There is no such invitation, or its person was removed.
    #[error("there is no such invitation")]
    UnknownInvite,
    /// A device enrolled with it.
    #[error("the invitation was used already")]
    InviteUsed,
    /// Its time is over.
    #[error("the invitation has expired")]
    InviteExpired,
    /// Not signed with the invitation's key.
    #[error("not signed with the invitation")]
    BadInviteSignature,
    /// Their rights are that already.
    #[error("nothing would change")]
    NothingChanges,
    /// There are other administrators; one of them must agree.
    #[error("a second administrator must sign too")]
    NeedsCosignature,
    /// The second signature does not count.
    #[error("the second administrator's signature does not count")]
    BadCosignature,
}

impl Refusal {
    /// Whether the change may take effect later. Then it waits, with the items after
    /// it in its space, and is judged again when the directory reaches further, the
    /// missing changes have come, or the app is updated.
    pub const fn is_waiting(&self) -> bool {
        match self {
            Self::UnknownDirectoryHead | Self::Frozen => true,
            Self::NotNext { expected, got } => *got > *expected,
            _ => false,
        }
    }
}

impl From<crate::BadSignature> for Refusal {
    fn from(_: crate::BadSignature) -> Self {
        Self::BadSignature
    }
}
