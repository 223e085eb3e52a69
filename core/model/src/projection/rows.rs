//! The rows. Ids are unique within a case; every row of a case belongs to one space.

use jiff::{Timestamp, civil::Date};
use minicbor::{Decode, Encode};
use patchwork_protocol::{DeviceId, ParseIdError, PractitionerId};

use crate::{
    Agency, Basis, Born, ChildStatus, ContactDetailId, ContactKind, EntryBody, EntryId, EntryKind,
    HowKnown, InvolvementId, MarkerId, NhsNumber, Participant, PersonId, PersonKind, Relation,
    RelationshipId, RelationshipKind, ResidenceId, ResidenceKind, Status, TaskId, When,
    facts::date_cbor,
};

/// How fresh a fact is: "as known at 12 March, from health visiting".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsKnown {
    /// When it was written down, by the writer's clock. Shown, never used for order.
    pub at: Timestamp,
    /// The device that wrote it; the directory knows whose it is.
    pub device: DeviceId,
}

/// All rows of one case document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseProjection {
    /// The child, and the case as a whole.
    pub case: CaseRow,
    /// The plan or legal status; `None` until someone records one.
    pub status: Option<StatusRow>,
    /// Everyone without an account, in the order of joining.
    pub people: Vec<PersonRow>,
    /// How to reach them.
    pub contact_details: Vec<ContactDetailRow>,
    /// Ties between two people.
    pub relationships: Vec<RelationshipRow>,
    /// Who lives where.
    pub residences: Vec<ResidenceRow>,
    /// Who has which part in the child's life.
    pub involvements: Vec<InvolvementRow>,
    /// What is to be done.
    pub tasks: Vec<TaskRow>,
    /// Risk markers.
    pub markers: Vec<MarkerRow>,
    /// Facts with more than one value, until someone chooses.
    pub conflicts: Vec<ConflictRow>,
    /// Values that this version cannot read: "update the app".
    pub unreadable: u32,
}

/// The child, and the case as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseRow {
    /// Given names; empty until known.
    pub given: String,
    /// Family name; empty until known.
    pub family: String,
    /// What the child likes to be called.
    pub preferred: Option<String>,
    /// The name to show: preferred or given, then family; never empty.
    pub name: String,
    /// Birth; `Unknown` until someone says.
    pub born: Born,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// The family's label in the case list, as someone set it.
    pub family_label: Option<String>,
    /// Under what the case list groups it: the label, or else the family name, folded.
    pub family_key: String,
    /// The latest time that anything of the case row was written.
    pub known: Option<AsKnown>,
}

/// The plan or legal status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusRow {
    /// The status.
    pub status: ChildStatus,
    /// Since when.
    pub from: Option<Date>,
    /// Who told the writer.
    pub from_whom: Option<String>,
    /// How fresh.
    pub known: AsKnown,
    /// Whether another value waits for a choice: see the conflicts.
    pub in_conflict: bool,
}

/// Someone without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Their id.
    pub id: PersonId,
    /// Family or professional.
    pub kind: PersonKind,
    /// Their name, as typed.
    pub name: String,
    /// What they are to the child.
    pub relation: Option<Relation>,
    /// A professional's role.
    pub role: Option<String>,
    /// A professional's agency.
    pub agency: Option<Agency>,
    /// Notes on contact: "text first; works nights".
    pub contact_notes: Option<String>,
    /// Whether they have died.
    pub deceased: bool,
    /// Whether they were taken off again: not shown, but entries may still name them.
    pub removed: bool,
    /// When they were added: a stable order for the picture.
    pub added: AsKnown,
    /// How fresh: the latest of its values.
    pub known: AsKnown,
}

/// One way to reach a person. The value that the document shows; others are among the conflicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDetailRow {
    /// Its id.
    pub id: ContactDetailId,
    /// Whose it is; may be the child.
    pub person: PersonId,
    /// Phone, mobile, email …
    pub kind: ContactKind,
    /// As typed.
    pub value: String,
    /// For a phone number that could be read: E.164, for dialling.
    pub e164: Option<String>,
    /// How fresh.
    pub known: AsKnown,
    /// Whether another value waits for a choice.
    pub in_conflict: bool,
}

/// A tie: `from` is `kind` of `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelationshipRow {
    /// Its id.
    pub id: RelationshipId,
    /// The one; may be the child.
    pub from: PersonId,
    /// The other; may be the child.
    pub to: PersonId,
    /// What `from` is to `to`.
    pub kind: RelationshipKind,
    /// How fresh.
    pub known: AsKnown,
}

/// Someone living somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidenceRow {
    /// Its id.
    pub id: ResidenceId,
    /// Who lives there; may be the child.
    pub person: PersonId,
    /// What sort of place.
    pub kind: ResidenceKind,
    /// The address as typed. Masked until tapped, and never in print or search, if withheld.
    pub address: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when; `None` while it lasts.
    pub until: Option<Date>,
    /// On which days: "Mon–Thu".
    pub pattern: Option<String>,
    /// From whom the address is withheld. Any at all makes it a withheld address.
    pub withheld_from: Vec<PersonId>,
    /// Whether it is a withheld address: as above, or a refuge.
    pub withheld: bool,
    /// How fresh the address is.
    pub known: AsKnown,
    /// Whether another address waits for a choice.
    pub in_conflict: bool,
}

/// A part in the child's life. Not access: that is the team's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvolvementRow {
    /// Its id.
    pub id: InvolvementId,
    /// Who.
    pub who: Participant,
    /// As what: "school nurse".
    pub role: Option<String>,
    /// For which agency.
    pub agency: Option<Agency>,
    /// Since when.
    pub from: Option<Date>,
    /// Until when; `None` while it lasts.
    pub until: Option<Date>,
    /// On what ground.
    pub basis: Option<Basis>,
    /// When to look at it again.
    pub review: Option<Date>,
    /// How fresh: the latest of its values.
    pub known: AsKnown,
}

/// That a task was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Done {
    /// When.
    pub at: Timestamp,
    /// Who says so: the device that ticked it.
    pub device: DeviceId,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its id.
    pub id: TaskId,
    /// What; empty where only a newer version can read it.
    pub title: String,
    /// Who is to do it.
    pub assignee: Option<PractitionerId>,
    /// By when.
    pub due: Option<Date>,
    /// Whether, when and by whom it was done.
    pub done: Option<Done>,
    /// When it was added and by whom.
    pub added: AsKnown,
    /// How fresh: the latest of its values.
    pub known: AsKnown,
}

/// A risk marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkerRow {
    /// Its id.
    pub id: MarkerId,
    /// What to mind; empty where only a newer version can read it.
    pub text: String,
    /// When to look at it again.
    pub review: Option<Date>,
    /// When it stopped to hold; `None` while it holds.
    pub ended: Option<Date>,
    /// How fresh.
    pub known: AsKnown,
    /// Whether another value waits for a choice.
    pub in_conflict: bool,
}

/// A fact of which no value may get lost when two people change it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum KeptField {
    /// The child's plan or legal status.
    #[n(0)]
    Status,
    /// A phone number, email address …
    #[n(1)]
    ContactDetail(#[n(0)] ContactDetailId),
    /// The address of a residence.
    #[n(2)]
    Address(#[n(0)] ResidenceId),
    /// A risk marker.
    #[n(3)]
    Marker(#[n(0)] MarkerId),
}

/// One of several values of such a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum KeptValue {
    /// A status.
    #[n(0)]
    Status(#[n(0)] Status),
    /// A way to reach someone.
    #[n(1)]
    ContactDetail {
        /// Whose.
        #[n(0)]
        person: PersonId,
        /// Phone, mobile …
        #[n(1)]
        kind: ContactKind,
        /// As typed.
        #[n(2)]
        value: String,
    },
    /// An address as typed.
    #[n(2)]
    Address(#[n(0)] String),
    /// A marker.
    #[n(3)]
    Marker {
        /// What to mind.
        #[n(0)]
        text: String,
        /// When to look at it again.
        #[cbor(n(1), with = "date_cbor::optional", has_nil)]
        review: Option<Date>,
        /// When it stopped to hold.
        #[cbor(n(2), with = "date_cbor::optional", has_nil)]
        ended: Option<Date>,
    },
}

/// Names one of the values, the same on every device: `counter@actor`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub String);

impl core::fmt::Display for KeptField {
    /// For a link or a form: "status", "contact/…", "address/…", "marker/…".
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Status => f.write_str("status"),
            Self::ContactDetail(id) => write!(f, "contact/{id}"),
            Self::Address(id) => write!(f, "address/{id}"),
            Self::Marker(id) => write!(f, "marker/{id}"),
        }
    }
}

impl core::str::FromStr for KeptField {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some(("contact", id)) => id.parse().map(Self::ContactDetail),
            Some(("address", id)) => id.parse().map(Self::Address),
            Some(("marker", id)) => id.parse().map(Self::Marker),
            None if text == "status" => Ok(Self::Status),
            _ => Err(ParseIdError::expected(32, text)),
        }
    }
}

impl KeptValue {
    /// In words, for a screen that asks which holds.
    pub fn text(&self) -> String {
        match self {
            Self::Status(status) => status.status.label(),
            Self::ContactDetail { value, .. } => value.clone(),
            Self::Address(address) => address.clone(),
            Self::Marker { text, ended, .. } => match ended {
                Some(_) => format!("{text} (ended)"),
                None => text.clone(),
            },
        }
    }
}

/// One value among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictValue {
    /// Names it when choosing.
    pub id: ValueId,
    /// The value.
    pub value: KeptValue,
    /// Who wrote it, and when.
    pub known: AsKnown,
    /// Whether it is the one that the row shows meanwhile.
    pub shown: bool,
}

/// A fact with more than one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    /// The fact.
    pub field: KeptField,
    /// Whose it is, where it is a person's.
    pub person: Option<PersonId>,
    /// Whether it is a withheld address: masked, and not searched.
    pub withheld: bool,
    /// Every value, in the same order on every device.
    pub values: Vec<ConflictValue>,
}

/// One entry, ready for the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its id.
    pub id: EntryId,
    /// The device whose signature it bears.
    pub device: DeviceId,
    /// When it was written down.
    pub written_at: Timestamp,
    /// When it happened.
    pub happened_at: When,
    /// `happened_at` as one moment, for sorting.
    pub happened_sort: Timestamp,
    /// Its kind.
    pub kind: EntryKind,
    /// The entry that it is about, for replies, amendments, strike-throughs, responses.
    pub target: Option<EntryId>,
    /// Whom it is about; nobody means the child.
    pub about: Vec<PersonId>,
    /// Who took part.
    pub with: Vec<Participant>,
    /// How the author knows.
    pub known: Option<HowKnown>,
    /// What it says.
    pub body: EntryBody,
    /// All its words, for search.
    pub search: String,
}
