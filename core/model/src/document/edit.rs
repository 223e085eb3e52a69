//! What people do to a case, as values that can be kept and done again.

use jiff::civil::Date;
use minicbor::{Decode, Encode};
use patchwork_protocol::PractitionerId;

use crate::{
    Agency, Basis, Born, ContactDetailId, ContactKind, Invalid, InvolvementId, KeptField,
    KeptValue, Malformed, MarkerId, NhsNumber, Participant, PersonId, PersonKind, Problem,
    Relation, RelationshipId, RelationshipKind, ResidenceId, ResidenceKind, Status, TaskId,
    facts::date_cbor,
    invalid::{line, list, optional_line},
    wire,
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

/// Someone to add.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewPerson {
    /// Their id, drawn by the writer.
    #[n(0)]
    pub id: PersonId,
    /// Family or professional.
    #[n(1)]
    pub kind: PersonKind,
    /// Their name.
    #[n(2)]
    pub name: String,
    /// What they are to the child.
    #[n(3)]
    pub relation: Option<Relation>,
    /// A professional's role.
    #[n(4)]
    pub role: Option<String>,
    /// A professional's agency.
    #[n(5)]
    pub agency: Option<Agency>,
    /// How best to make contact.
    #[n(6)]
    pub contact_notes: Option<String>,
}

/// A residence to add.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewResidence {
    /// Its id, drawn by the writer.
    #[n(0)]
    pub id: ResidenceId,
    /// Who lives there; may be the child.
    #[n(1)]
    pub person: PersonId,
    /// What sort of place.
    #[n(2)]
    pub kind: ResidenceKind,
    /// As typed.
    #[n(3)]
    pub address: String,
    /// From when.
    #[cbor(n(4), with = "date_cbor::optional", has_nil)]
    pub from: Option<Date>,
    /// Until when.
    #[cbor(n(5), with = "date_cbor::optional", has_nil)]
    pub until: Option<Date>,
    /// On which days.
    #[n(6)]
    pub pattern: Option<String>,
    /// From whom the address is withheld.
    #[n(7)]
    pub withheld_from: Vec<PersonId>,
}

/// An involvement to add.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NewInvolvement {
    /// Its id, drawn by the writer.
    #[n(0)]
    pub id: InvolvementId,
    /// Who.
    #[n(1)]
    pub who: Participant,
    /// As what.
    #[n(2)]
    pub role: Option<String>,
    /// For which agency.
    #[n(3)]
    pub agency: Option<Agency>,
    /// Since when.
    #[cbor(n(4), with = "date_cbor::optional", has_nil)]
    pub from: Option<Date>,
    /// Until when.
    #[cbor(n(5), with = "date_cbor::optional", has_nil)]
    pub until: Option<Date>,
    /// On what ground.
    #[n(6)]
    pub basis: Option<Basis>,
    /// When to look at it again.
    #[cbor(n(7), with = "date_cbor::optional", has_nil)]
    pub review: Option<Date>,
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

    /// What a person should put right before this can be saved.
    pub fn validate(&self) -> Result<(), Invalid> {
        match self {
            Self::NameChild {
                given,
                family,
                preferred,
            } => {
                if given.trim().is_empty() && family.trim().is_empty() {
                    return Err(Invalid::new("name", Problem::Empty));
                }
                crate::invalid::at_most("given name", given, crate::MAX_LINE)?;
                crate::invalid::at_most("family name", family, crate::MAX_LINE)?;
                optional_line("preferred name", preferred.as_deref())
            }
            Self::SetStatus(status) => status_is_valid(status),
            Self::LabelFamily(label) => optional_line("family", label.as_deref()),
            Self::AddPerson(new) => {
                not_the_child(new.id)?;
                line("name", &new.name)?;
                work_is_valid(new.role.as_deref(), new.agency.as_ref())?;
                optional_line("notes", new.contact_notes.as_deref())
            }
            Self::RenamePerson { person, name } => {
                not_the_child(*person)?;
                line("name", name)
            }
            Self::SetWork { role, agency, .. } | Self::SetInvolvementRole { role, agency, .. } => {
                work_is_valid(role.as_deref(), agency.as_ref())
            }
            Self::NoteContact { notes, .. } => optional_line("notes", notes.as_deref()),
            Self::SetPersonRemoved { person, .. } | Self::SetRelation { person, .. } => {
                not_the_child(*person)
            }
            Self::SetContactDetail { kind, value, .. } => detail_is_valid(*kind, value),
            Self::SetRelationship { from, to, .. } if from == to => {
                Err(Invalid::new("relationship", Problem::SamePerson))
            }
            Self::AddResidence(new) => {
                line("address", &new.address)?;
                list("withheld from", &new.withheld_from)?;
                optional_line("days", new.pattern.as_deref())?;
                in_order(new.from, new.until)
            }
            Self::SetAddress { address, .. } => line("address", address),
            Self::SetResidencePeriod {
                from,
                until,
                pattern,
                ..
            } => {
                optional_line("days", pattern.as_deref())?;
                in_order(*from, *until)
            }
            Self::AddInvolvement(new) => {
                work_is_valid(new.role.as_deref(), new.agency.as_ref())?;
                in_order(new.from, new.until)
            }
            Self::SetInvolvementPeriod { from, until, .. } => in_order(*from, *until),
            Self::AddTask { title, .. } | Self::RetitleTask { title, .. } => line("task", title),
            Self::SetMarker { text, .. } => line("marker", text),
            Self::ChooseValue { field, value } => value_fits(*field, value),
            Self::SetBorn(_)
            | Self::SetNhsNumber(_)
            | Self::SetDeceased { .. }
            | Self::RemoveContactDetail(_)
            | Self::SetRelationship { .. }
            | Self::RemoveRelationship(_)
            | Self::SetWithheld { .. }
            | Self::RemoveResidence(_)
            | Self::SetBasis { .. }
            | Self::RemoveInvolvement(_)
            | Self::AssignTask { .. }
            | Self::SetTaskDue { .. }
            | Self::SetTaskDone { .. }
            | Self::RemoveTask(_) => Ok(()),
        }
    }
}

fn not_the_child(person: PersonId) -> Result<(), Invalid> {
    if person == PersonId::CHILD {
        return Err(Invalid::new("person", Problem::Child));
    }
    Ok(())
}

fn status_is_valid(status: &Status) -> Result<(), Invalid> {
    optional_line("from whom", status.from_whom.as_deref())
}

fn detail_is_valid(kind: ContactKind, value: &str) -> Result<(), Invalid> {
    let field = match kind {
        ContactKind::Email => "email",
        ContactKind::Other => "contact",
        ContactKind::Phone | ContactKind::Mobile | ContactKind::Work => "phone",
    };
    line(field, value)
}

fn work_is_valid(role: Option<&str>, agency: Option<&Agency>) -> Result<(), Invalid> {
    optional_line("role", role)?;
    match agency {
        Some(Agency::Named(name)) => line("agency", name),
        Some(Agency::Listed(_)) | None => Ok(()),
    }
}

fn in_order(from: Option<Date>, until: Option<Date>) -> Result<(), Invalid> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => {
            Err(Invalid::new("until", Problem::EndsBeforeItBegins))
        }
        _ => Ok(()),
    }
}

fn value_fits(field: KeptField, value: &KeptValue) -> Result<(), Invalid> {
    match (field, value) {
        (KeptField::Status, KeptValue::Status(status)) => status_is_valid(status),
        (KeptField::ContactDetail(_), KeptValue::ContactDetail { kind, value, .. }) => {
            detail_is_valid(*kind, value)
        }
        (KeptField::Address(_), KeptValue::Address(address)) => line("address", address),
        (KeptField::Marker(_), KeptValue::Marker { text, .. }) => line("marker", text),
        _ => Err(Invalid::new("value", Problem::WrongSort)),
    }
}
