//! What people do to a case, as values that can be kept and done again.

use jiff::civil::Date;
use minicbor::{Decode, Encode};
use patchwork_protocol::{PractitionerId, wire};

use super::{NewInvolvement, NewPerson, NewResidence};
use crate::{
    Agency, Basis, Born, ContactDetailId, ContactKind, InvolvementId, KeptField, KeptValue,
    Malformed, MarkerId, NhsNumber, PersonId, Relation, RelationshipId, RelationshipKind,
    ResidenceId, Status, TaskId, facts::date_cbor,
};

/// One thing done to a case. The outbox keeps it until the relay has it, and
/// does it again under a new actor when a copied phone must write anew.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum CaseEdit {
    /// Names the child.
    #[n(0)]
    NameChild {
        /// Given names; may be empty for a child not yet born.
        #[n(0)]
        given: String,
        /// Family name; may be empty.
        #[n(1)]
        family: String,
        /// What the child likes to be called.
        #[n(2)]
        preferred: Option<String>,
    },
    /// Records the birth.
    #[n(1)]
    SetBorn(#[n(0)] Born),
    /// Records or clears the NHS number.
    #[n(2)]
    SetNhsNumber(#[n(0)] Option<NhsNumber>),
    /// Records the plan or legal status.
    #[n(3)]
    SetStatus(#[n(0)] Status),
    /// Labels the family in the case list.
    #[n(4)]
    LabelFamily(#[n(0)] Option<String>),

    /// Adds someone without an account.
    #[n(10)]
    AddPerson(#[n(0)] NewPerson),
    /// Renames someone.
    #[n(11)]
    RenamePerson {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// Their name.
        #[n(1)]
        name: String,
    },
    /// Says what someone is to the child.
    #[n(12)]
    SetRelation {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// What they are.
        #[n(1)]
        relation: Option<Relation>,
    },
    /// Says for whom a professional works, as what.
    #[n(13)]
    SetWork {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// Their role.
        #[n(1)]
        role: Option<String>,
        /// Their agency.
        #[n(2)]
        agency: Option<Agency>,
    },
    /// Notes how best to make contact with someone.
    #[n(14)]
    NoteContact {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// The note.
        #[n(1)]
        notes: Option<String>,
    },
    /// Records whether someone has died.
    #[n(15)]
    SetDeceased {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// Whether.
        #[n(1)]
        deceased: bool,
    },
    /// Takes someone off the case, or puts them back.
    #[n(16)]
    SetPersonRemoved {
        /// Who.
        #[n(0)]
        person: PersonId,
        /// Whether they are off.
        #[n(1)]
        removed: bool,
    },

    /// Adds or changes a way to reach someone.
    #[n(20)]
    SetContactDetail {
        /// Which.
        #[n(0)]
        id: ContactDetailId,
        /// Whose; may be the child.
        #[n(1)]
        person: PersonId,
        /// Phone, mobile …
        #[n(2)]
        kind: ContactKind,
        /// As typed.
        #[n(3)]
        value: String,
    },
    /// Removes it. If someone changes it meanwhile, the change wins.
    #[n(21)]
    RemoveContactDetail(#[n(0)] ContactDetailId),

    /// Adds or changes a tie between two people.
    #[n(30)]
    SetRelationship {
        /// Which.
        #[n(0)]
        id: RelationshipId,
        /// The one.
        #[n(1)]
        from: PersonId,
        /// The other.
        #[n(2)]
        to: PersonId,
        /// What the one is to the other.
        #[n(3)]
        kind: RelationshipKind,
    },
    /// Removes it.
    #[n(31)]
    RemoveRelationship(#[n(0)] RelationshipId),

    /// Adds a residence.
    #[n(40)]
    AddResidence(#[n(0)] NewResidence),
    /// Changes its address.
    #[n(41)]
    SetAddress {
        /// Which.
        #[n(0)]
        id: ResidenceId,
        /// As typed.
        #[n(1)]
        address: String,
    },
    /// Changes when it is lived in.
    #[n(42)]
    SetResidencePeriod {
        /// Which.
        #[n(0)]
        id: ResidenceId,
        /// From when.
        #[cbor(n(1), with = "date_cbor::optional", has_nil)]
        from: Option<Date>,
        /// Until when.
        #[cbor(n(2), with = "date_cbor::optional", has_nil)]
        until: Option<Date>,
        /// On which days.
        #[n(3)]
        pattern: Option<String>,
    },
    /// Withholds the address from someone, or stops to.
    #[n(43)]
    SetWithheld {
        /// Which.
        #[n(0)]
        id: ResidenceId,
        /// From whom.
        #[n(1)]
        from: PersonId,
        /// Whether.
        #[n(2)]
        withheld: bool,
    },
    /// Removes a residence entered by mistake.
    #[n(44)]
    RemoveResidence(#[n(0)] ResidenceId),

    /// Adds someone's part in the child's life.
    #[n(50)]
    AddInvolvement(#[n(0)] NewInvolvement),
    /// Changes as what and for whom.
    #[n(51)]
    SetInvolvementRole {
        /// Which.
        #[n(0)]
        id: InvolvementId,
        /// As what.
        #[n(1)]
        role: Option<String>,
        /// For which agency.
        #[n(2)]
        agency: Option<Agency>,
    },
    /// Changes since when and until when.
    #[n(52)]
    SetInvolvementPeriod {
        /// Which.
        #[n(0)]
        id: InvolvementId,
        /// Since when.
        #[cbor(n(1), with = "date_cbor::optional", has_nil)]
        from: Option<Date>,
        /// Until when.
        #[cbor(n(2), with = "date_cbor::optional", has_nil)]
        until: Option<Date>,
    },
    /// Changes the ground, and when to look at it again.
    #[n(53)]
    SetBasis {
        /// Which.
        #[n(0)]
        id: InvolvementId,
        /// The ground.
        #[n(1)]
        basis: Option<Basis>,
        /// When to look again.
        #[cbor(n(2), with = "date_cbor::optional", has_nil)]
        review: Option<Date>,
    },
    /// Removes an involvement entered by mistake.
    #[n(54)]
    RemoveInvolvement(#[n(0)] InvolvementId),

    /// Adds a task.
    #[n(60)]
    AddTask {
        /// Which.
        #[n(0)]
        id: TaskId,
        /// What.
        #[n(1)]
        title: String,
        /// Who is to do it.
        #[n(2)]
        assignee: Option<PractitionerId>,
        /// By when.
        #[cbor(n(3), with = "date_cbor::optional", has_nil)]
        due: Option<Date>,
    },
    /// Says it in other words.
    #[n(61)]
    RetitleTask {
        /// Which.
        #[n(0)]
        id: TaskId,
        /// What.
        #[n(1)]
        title: String,
    },
    /// Gives it to someone, or to nobody.
    #[n(62)]
    AssignTask {
        /// Which.
        #[n(0)]
        id: TaskId,
        /// Who.
        #[n(1)]
        assignee: Option<PractitionerId>,
    },
    /// Changes by when.
    #[n(63)]
    SetTaskDue {
        /// Which.
        #[n(0)]
        id: TaskId,
        /// By when.
        #[cbor(n(1), with = "date_cbor::optional", has_nil)]
        due: Option<Date>,
    },
    /// Ticks it, or takes the tick away.
    #[n(64)]
    SetTaskDone {
        /// Which.
        #[n(0)]
        id: TaskId,
        /// Whether it is done.
        #[n(1)]
        done: bool,
    },
    /// Removes it.
    #[n(65)]
    RemoveTask(#[n(0)] TaskId),

    /// Adds, changes or ends a risk marker.
    #[n(70)]
    SetMarker {
        /// Which.
        #[n(0)]
        id: MarkerId,
        /// What to mind.
        #[n(1)]
        text: String,
        /// When to look at it again.
        #[cbor(n(2), with = "date_cbor::optional", has_nil)]
        review: Option<Date>,
        /// When it stopped to hold.
        #[cbor(n(3), with = "date_cbor::optional", has_nil)]
        ended: Option<Date>,
    },

    /// Settles a conflict: this value holds, the others are gone.
    #[n(80)]
    ChooseValue {
        /// The fact.
        #[n(0)]
        field: KeptField,
        /// The value that holds.
        #[n(1)]
        value: KeptValue,
    },
}

/// The most bytes that one stored edit may have.
pub const MAX_EDIT: usize = 64 * 1024;

impl CaseEdit {
    /// Its bytes, for the outbox.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads what the outbox kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_EDIT)
    }
}
