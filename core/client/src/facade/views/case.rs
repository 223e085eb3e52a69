//! A child's case: the list, the header, the people, what is due.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{Basis, ChildStatus, ContactKind, Relation, RelationshipKind, ResidenceKind};

use crate::ids::{
    CaseId, ContactDetailId, InvolvementId, MarkerId, PersonId, PractitionerId, RelationshipId,
    ResidenceId, TaskId,
};

/// Cases of one family, as *My cases* groups them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseFamily {
    /// The family's name, or empty where none is known. Where the family above has the same name,
    /// it says that this is another one.
    pub name: String,
    /// The children, eldest first.
    pub cases: Vec<CaseListing>,
}

/// One page of *My cases*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CasePage {
    /// The cases, by family.
    pub families: Vec<CaseFamily>,
    /// Handle for the next page, or none at the end.
    pub next: Option<String>,
}

/// One line of *My cases*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseListing {
    /// The case.
    pub case: CaseId,
    /// The name the child goes by.
    pub child: String,
    /// Age in words ("7 years", "due in March"), or empty when unknown.
    pub age: String,
    /// Plan and legal status in a few words, or empty.
    pub status: String,
    /// When the child was last seen by anyone.
    pub last_seen: Option<Timestamp>,
    /// What is new and what is due.
    pub counts: CaseCounts,
}

/// What is new and what is due in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseCounts {
    /// Entries by others that this person has not opened.
    pub unread: u32,
    /// Open tasks.
    pub tasks_open: u32,
    /// Open tasks whose day has come.
    pub tasks_due: u32,
    /// Fields that hold more than one value until someone chooses.
    pub conflicts: u32,
    /// People in the network, professionals without an account included.
    pub people: u32,
    /// Practitioners who can open this case.
    pub team: u32,
    /// Agencies they belong to.
    pub agencies: u32,
}

/// The top of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseHeader {
    /// The case.
    pub case: CaseId,
    /// The name the child goes by.
    pub child: String,
    /// Full name, where it differs.
    pub full_name: String,
    /// Date of birth in words, with how sure it is.
    pub born: String,
    /// Age in words.
    pub age: String,
    /// The family's name.
    pub family: String,
    /// Every status that stands: more than one while two people disagree.
    pub statuses: Vec<StatusView>,
    /// Risk markers, shown before any address.
    pub markers: Vec<MarkerView>,
    /// What stays in view where the rest of the header is folded away: each status in a few words
    /// and each risk marker whole, up to 160 characters. All of every marker stands before any
    /// address.
    pub chips: Vec<HeaderChip>,
    /// Child last seen: when, and by whom.
    pub last_seen: Option<Timestamp>,
    /// Who saw the child last.
    pub last_seen_by: String,
    /// Family last spoken to.
    pub last_spoken: Option<Timestamp>,
    /// Who spoke to the family last.
    pub last_spoken_by: String,
    /// What is new and what is due.
    pub counts: CaseCounts,
    /// Whether this person may change the team.
    pub may_change_team: bool,
    /// Whether this person can write here.
    pub may_write: bool,
    /// Why nothing can be written in this case, or empty. Where nothing can be saved at all,
    /// [`read_only_notice`](crate::Client::read_only_notice) says so.
    pub notice: String,
    /// What this screen shows, as a handle: a change made on it is made against
    /// exactly this, so that what arrived meanwhile is not overwritten unseen.
    pub shown: String,
}

/// What a chip of the header is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HeaderChipKind {
    /// A plan or legal status.
    Status,
    /// A risk marker.
    Marker,
}

/// A status in a few words, or a risk marker. An app shows all of the text, in as many lines as it
/// takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HeaderChip {
    /// Which.
    pub kind: HeaderChipKind,
    /// The words: "Protection plan: Neglect", "Visit in twos if Craig may be there.".
    pub text: String,
}

/// A plan or legal status as someone recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StatusView {
    /// What it is.
    pub status: ChildStatus,
    /// In words: "Child protection plan: Neglect".
    pub label: String,
    /// From when.
    pub from: Option<Date>,
    /// From whom it is known.
    pub source: String,
    /// Who wrote it down, and when.
    pub recorded_by: String,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

/// A risk marker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MarkerView {
    /// The marker.
    pub marker: MarkerId,
    /// What to know before going there. More than one text while two people disagree.
    pub texts: Vec<String>,
    /// When it must be looked at again.
    pub review: Option<Date>,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

/// A case, whole, without its timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseView {
    /// The top.
    pub header: CaseHeader,
    /// What is known of the child.
    pub child: ChildView,
    /// Everyone in the child's life, in reading order: family and carers, then professionals.
    pub people: Vec<PersonView>,
    /// Who was taken off the case, and can be put back.
    pub taken_off: Vec<TakenOffView>,
    /// Who is what to whom.
    pub relationships: Vec<RelationshipView>,
    /// Where the child and others live.
    pub residences: Vec<ResidenceView>,
    /// Who plays which part, whether or not they have an account.
    pub involvements: Vec<InvolvementView>,
    /// Tasks, open ones first.
    pub tasks: Vec<TaskView>,
    /// Fields with more than one value.
    pub conflicts: Vec<ConflictView>,
}

/// What is known of the child, as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChildView {
    /// Given name.
    pub given: String,
    /// Family name, or empty.
    pub family: String,
    /// The name the child goes by, or empty.
    pub preferred: String,
    /// Date of birth, where known.
    pub born: Option<Date>,
    /// Whether that date is a guess.
    pub born_is_approximate: bool,
    /// Expected date, for a child not born yet.
    pub expected: Option<Date>,
    /// NHS number, or empty.
    pub nhs_number: String,
    /// The family's label in *My cases*, where someone set one.
    pub family_label: String,
    /// When the latest of this was written down.
    pub recorded_at: Option<Timestamp>,
    /// By whom, or empty.
    pub recorded_by: String,
}

/// Someone who was taken off a case. What was written of them stays.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TakenOffView {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
}

/// Someone who is likely the same as the one about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Duplicate {
    /// The case in which they are.
    pub case: CaseId,
    /// The person; none for the child of the case.
    pub person: Option<PersonId>,
    /// Their name.
    pub name: String,
    /// What tells them from others of that name, as far as it is known: "Health visitor, Millbrook
    /// surgery", "Mum", or a child’s age and birth. May be empty.
    pub known_as: String,
    /// What is the same, in words: "same name and birthday".
    pub why: String,
}

/// Someone in the child's life.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PersonView {
    /// The person.
    pub person: PersonId,
    /// The practitioner this is, where they have an account.
    pub practitioner: Option<PractitionerId>,
    /// Name.
    pub name: String,
    /// "mother", "health visitor": what they are to the child, as typed where it was typed.
    pub role: String,
    /// What they are to the child, for family and friends of whom it is known.
    pub relation: Option<Relation>,
    /// Agency, or empty for family and friends.
    pub agency: String,
    /// Whether they belong to family and carers rather than to the professionals.
    pub is_family: bool,
    /// Whether their part is current.
    pub is_current: bool,
    /// Whether they have died.
    pub is_deceased: bool,
    /// Since when they have been involved.
    pub since: Option<Date>,
    /// Phones, emails and so on.
    pub contacts: Vec<ContactDetailView>,
    /// When someone of the team last had contact with them.
    pub last_contact: Option<Timestamp>,
    /// By whom.
    pub last_contact_by: String,
    /// What to mind when getting in touch.
    pub note: String,
    /// Until when they are away, or empty; and who covers.
    pub away: String,
    /// How they belong together with others, told from their own side.
    pub ties: Vec<TieView>,
    /// What has ended, in words: "Has died", or what they were and until when, "Social worker until
    /// 12 March 2025". Empty as long as their part lasts.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub standing: String,
    /// Whether they read this case, in words: "On the team: reads this case", or "Does not read this
    /// case". Empty for family and friends, who never do.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub reads: String,
}

impl PersonView {
    /// What stands before the moment of the last contact. Of a helper it is their own contact with
    /// the family, of anybody else the contact that the team had with them.
    pub fn last_contact_label(&self) -> &'static str {
        if self.is_family {
            "Last contact"
        } else {
            "Last in contact with the family"
        }
    }

    /// Who had that contact, unless it is they themselves: their name stands above it already.
    pub fn last_contact_by_another(&self) -> &str {
        if self.last_contact_by == self.name {
            ""
        } else {
            &self.last_contact_by
        }
    }
}

/// How someone belongs together with another, told from their own side.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TieView {
    /// The relationship.
    pub relationship: RelationshipId,
    /// What they are to the other.
    pub kind: RelationshipKind,
    /// In words: "used to be partner of".
    pub label: String,
    /// The other.
    pub other: PersonId,
    /// Their name.
    pub other_name: String,
    /// As known when.
    pub recorded_at: Timestamp,
    /// From whom.
    pub recorded_by: String,
}

/// A way to reach someone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ContactDetailView {
    /// The detail.
    pub detail: ContactDetailId,
    /// Phone, mobile, …
    pub kind: ContactKind,
    /// The same in words.
    pub kind_label: String,
    /// As typed.
    pub value: String,
    /// What a dialler or mail program takes: `tel:+44…`, `mailto:…`; empty where it could not be read.
    pub link: String,
    /// What a program for text messages takes, `sms:+44…`; empty where none is taken.
    pub text_link: String,
    /// Why there is no link although it should be a number or an address: a sentence, or empty.
    pub why_not: String,
    /// As known when.
    pub recorded_at: Timestamp,
    /// From whom.
    pub recorded_by: String,
    /// The values between which someone must choose; empty when there is one.
    pub others: Vec<ConflictValue>,
}

/// Who is what to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RelationshipView {
    /// The relationship.
    pub relationship: RelationshipId,
    /// The one.
    pub from: PersonId,
    /// Their name.
    pub from_name: String,
    /// What the one is to the other.
    pub kind: RelationshipKind,
    /// In words: "parent of".
    pub label: String,
    /// The other.
    pub to: PersonId,
    /// Their name.
    pub to_name: String,
    /// As known when.
    pub recorded_at: Timestamp,
    /// From whom.
    pub recorded_by: String,
}

/// Where someone lives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResidenceView {
    /// The residence.
    pub residence: ResidenceId,
    /// Who lives there; may be the child.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Home, placement, refuge.
    pub kind: ResidenceKind,
    /// The same in words.
    pub kind_label: String,
    /// Every address that stands: more than one while two people disagree. Of one that is withheld,
    /// who wrote it and when, and no value:
    /// [`withheld_address`](crate::Client::withheld_address) alone gives that, and notes the look.
    pub addresses: Vec<ConflictValue>,
    /// "Mon–Thu", or empty.
    pub pattern: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// Withheld from someone: not shown until tapped, never printed or shared.
    pub is_withheld: bool,
    /// From whom it is withheld, in words; empty for a refuge that is withheld as such.
    pub withheld_from: String,
    /// From whom it is withheld.
    pub withheld_people: Vec<PersonId>,
    /// Whether they have moved out.
    pub has_ended: bool,
    /// Whether a map may be offered, which learns the address: never for one that is withheld.
    pub may_be_mapped: bool,
}

/// A professional's part in the child's life.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InvolvementView {
    /// The involvement.
    pub involvement: InvolvementId,
    /// Who: a practitioner bears their own id.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Lead practitioner, school nurse, …
    pub role: String,
    /// Agency.
    pub agency: String,
    /// The role as this involvement says it; empty where it is the one of their card.
    pub own_role: String,
    /// The agency as this involvement says it; empty where it is the one of their card.
    pub own_agency: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// Whether their part has ended.
    pub has_ended: bool,
    /// On what basis they are involved.
    pub basis: Option<Basis>,
    /// The same in words, or empty.
    pub basis_label: String,
    /// When that is to be looked at again.
    pub review: Option<Date>,
    /// As known when.
    pub recorded_at: Timestamp,
    /// From whom.
    pub recorded_by: String,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TaskView {
    /// The task.
    pub task: TaskId,
    /// Its case.
    pub case: CaseId,
    /// The child.
    pub child: String,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub assignee: Option<PractitionerId>,
    /// Their name, or empty.
    pub assignee_name: String,
    /// By when.
    pub due: Option<Date>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// By whom it was done.
    pub done_by: String,
}

/// A field that two people changed apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConflictView {
    /// The case.
    pub case: CaseId,
    /// The handle for [`choose_value`](crate::Client::choose_value).
    pub field: String,
    /// In words: "Mum's mobile".
    pub label: String,
    /// Whose it is, where it is a person's.
    pub person: Option<PersonId>,
    /// An address, before which the risk markers show.
    pub is_address: bool,
    /// The values, in an order that is the same on every device.
    pub values: Vec<ConflictValue>,
    /// Why this person cannot choose one, in words; or empty.
    pub why_not: String,
    /// Whether all of them can be kept ([`keep_all_values`](crate::Client::keep_all_values)): of
    /// ways to reach somebody, who may well have two.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub may_keep_all: bool,
}

impl ConflictView {
    /// What becomes of the values: that all are kept until someone chooses, and that the other one
    /// then goes for the whole team and can be kept instead, or why this person cannot choose.
    pub fn what_becomes(&self) -> String {
        let then = if self.why_not.is_empty() {
            "The one that you keep stands as known today, from you; the other one goes for the whole \
             team. Right after it you can still keep the other one instead."
        } else {
            &self.why_not
        };
        format!("Changed apart by two people. Both are kept until someone chooses. {then}")
    }
}

/// One value of a field, with who wrote it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConflictValue {
    /// The handle for [`choose_value`](crate::Client::choose_value).
    pub choice: String,
    /// As people read it; empty where a residence is withheld and was not asked for.
    pub value: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// To call this number or to write there: `tel:` or `mailto:`; empty for anything else.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub link: String,
}

/// One page of *My tasks*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TaskPage {
    /// The tasks.
    pub tasks: Vec<TaskView>,
    /// Handle for the next page, or none at the end.
    pub next: Option<String>,
}
