//! What screens ask the client to write.

use jiff::civil::Date;
use patchwork_model::{
    AccessRole, AgencyKind, Basis, ContactKind, RelationshipKind, ResidenceKind,
};

use crate::{
    connection_options::ConnectionOptions,
    facade::views::DraftView,
    ids::{
        AgencyId, CaseId, InvolvementId, MarkerId, PersonId, PractitionerId, RelationshipId,
        ResidenceId, TaskId,
    },
};

/// How to open a client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Options {
    /// The folder for the database; made when missing.
    pub data_dir: String,
    /// Seconds in which an entry can be undone before it is sealed. 10 in the apps.
    pub undo_seconds: u32,
    /// How relays are reached.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub connection: ConnectionOptions,
}

/// A partnership to found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Founding {
    /// The relay's address, `https://…`; plain `http://` only on this computer.
    pub relay: String,
    /// A token, where the relay asks for one before it takes a new partnership.
    pub relay_token: Option<String>,
    /// The partnership's name.
    pub partnership: String,
    /// The number of its front door, or empty.
    pub front_door: String,
    /// The founder's agency.
    pub agency: String,
    /// What that agency is: children's social care, school, …
    pub agency_kind: AgencyKind,
    /// The founder's name.
    pub name: String,
    /// The founder's role.
    pub role: String,
}

/// What the partnership says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PartnershipDetails {
    /// Its name.
    pub name: String,
    /// The number of its front door as typed, or empty.
    pub front_door: String,
    /// When the front door answers, or empty.
    pub front_door_hours: String,
}

/// Someone to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Invitee {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<PractitionerId>,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Their agency.
    pub agency: crate::ids::AgencyId,
}

/// A child's case to open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewCase {
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
    /// Expected date, for an unborn child.
    pub expected: Option<Date>,
    /// NHS number, or empty.
    pub nhs_number: String,
    /// Practitioners to put on the team at once.
    pub team: Vec<NewMember>,
    /// Drawn by the caller with [`draw_id`](crate::draw_id): the same request, made again because
    /// it is not known whether it was saved, opens one case. Empty for one that is never repeated.
    pub request: String,
}

/// What is known of the child. Fields left empty are cleared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChildDetails {
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
    /// Under which name *My cases* groups the family, or empty for the family name.
    pub family_label: String,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// Someone to put on a team.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewMember {
    /// Who.
    pub practitioner: PractitionerId,
    /// What they may do.
    pub access: AccessRole,
}

/// Someone to add to a child's network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewPerson {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<PersonId>,
    /// Name.
    pub name: String,
    /// What they are to the child: mother, neighbour, GP.
    pub role: String,
    /// Their agency, for a professional without an account; empty for family and friends.
    pub agency: String,
    /// A mobile number, or empty.
    pub mobile: String,
    /// An email address, or empty.
    pub email: String,
}

/// What is known of a person. Fields left empty are cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PersonDetails {
    /// Name.
    pub name: String,
    /// What they are to the child.
    pub role: String,
    /// Agency, or empty.
    pub agency: String,
    /// What to mind when getting in touch.
    pub note: String,
    /// Whether they have died.
    pub is_deceased: bool,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// A way to reach someone, new or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ContactDetail {
    /// Whose.
    pub person: PersonId,
    /// The detail to change, or none for a new one.
    pub detail: Option<crate::ids::ContactDetailId>,
    /// Phone, mobile, …
    pub kind: ContactKind,
    /// As typed.
    pub value: String,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewTask {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<TaskId>,
    /// Its case.
    pub case: CaseId,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub assignee: Option<PractitionerId>,
    /// By when.
    pub due: Option<Date>,
}

/// What is known of a task. Fields left empty are cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TaskDetails {
    /// The task.
    pub task: TaskId,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub assignee: Option<PractitionerId>,
    /// By when.
    pub due: Option<Date>,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// A risk marker to add.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewMarker {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<MarkerId>,
    /// What to know before going there.
    pub text: String,
    /// When it must be looked at again.
    pub review: Option<Date>,
}

/// A risk marker as it is to read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MarkerDetails {
    /// The marker.
    pub marker: MarkerId,
    /// What to know before going there.
    pub text: String,
    /// When it must be looked at again.
    pub review: Option<Date>,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// A residence to record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewResidence {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<ResidenceId>,
    /// Who lives there; none means the child.
    pub person: Option<PersonId>,
    /// The address, as typed.
    pub address: String,
    /// Home, placement, refuge.
    pub kind: ResidenceKind,
    /// "Mon–Thu", or empty.
    pub pattern: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// From whom it is withheld.
    pub withheld_from: Vec<PersonId>,
}

/// What is known of a residence. Fields left empty are cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ResidenceDetails {
    /// The residence.
    pub residence: ResidenceId,
    /// The address, as typed.
    pub address: String,
    /// "Mon–Thu", or empty.
    pub pattern: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when: they have moved out.
    pub until: Option<Date>,
    /// From whom it is withheld.
    pub withheld_from: Vec<PersonId>,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// What one person is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewRelationship {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<RelationshipId>,
    /// Who.
    pub from: PersonId,
    /// What they are to the other.
    pub kind: RelationshipKind,
    /// To whom.
    pub to: PersonId,
}

/// An agency to list in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewAgency {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// lists one; none for one that is never repeated.
    pub id: Option<AgencyId>,
    /// Its name.
    pub name: String,
    /// What it is: children's social care, school, …
    pub kind: AgencyKind,
}

/// A professional's part in the child's life.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewInvolvement {
    /// Drawn by the caller with [`draw_id`](crate::draw_id), so that the same request made again
    /// adds one; none for one that is never repeated.
    pub id: Option<InvolvementId>,
    /// The practitioner, where they have an account.
    pub practitioner: Option<PractitionerId>,
    /// The person of the network, where they have none.
    pub person: Option<PersonId>,
    /// Lead practitioner, school nurse, …
    pub role: String,
    /// The agency for which they do it; empty for what their card says.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub agency: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// On what basis; none is noted where it is not known.
    pub basis: Option<Basis>,
    /// When that is to be looked at again.
    pub review: Option<Date>,
}

/// What is known of a professional's part. Fields left empty are cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InvolvementDetails {
    /// The involvement.
    pub involvement: InvolvementId,
    /// Lead practitioner, school nurse, …; empty for what their card says.
    pub role: String,
    /// The agency for which they do it; empty for what their card says.
    pub agency: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when: their part has ended.
    pub until: Option<Date>,
    /// On what basis; none is noted where it is not known.
    pub basis: Option<Basis>,
    /// When that is to be looked at again.
    pub review: Option<Date>,
    /// The screen's [`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest.
    pub shown: String,
}

/// What a person says of themselves in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyCard {
    /// Phones, as typed.
    pub phones: Vec<String>,
    /// Emails, as typed.
    pub emails: Vec<String>,
    /// How and when best to reach them.
    pub best_reached: String,
    /// Away until.
    pub away_until: Option<Date>,
    /// Who covers meanwhile.
    pub covered_by: Option<PractitionerId>,
}

/// What of a case someone opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LookedAt {
    /// Its picture or list.
    Case,
    /// Its timeline.
    Timeline,
    /// The page of a person in the child's life.
    Person {
        /// Whose.
        person: PersonId,
    },
}

/// What saving made of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Saved {
    /// The entry; the same for the same draft.
    pub entry: crate::ids::EntryId,
    /// Until when it can be undone.
    pub undo_until: jiff::Timestamp,
    /// A nudge where words suggest a sensitive service, beside the undo: whoever saves in a hurry
    /// has not read the one before. Empty otherwise.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub nudge: String,
}

/// What came of an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[allow(clippy::large_enum_variant)] // one for each tap on a button
pub enum Undone {
    /// The entry is gone, and what was written is a draft again.
    InTime {
        /// The draft.
        draft: DraftView,
    },
    /// It is sealed, or on the relay: it stays.
    TooLate,
}

/// What a form of a draft holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TypedWords {
    /// The draft, as it was typed.
    pub draft: DraftView,
    /// Drawn with [`draw_id`](crate::draw_id) when the form was made: tells it from another form of
    /// the same draft. Empty where there is only ever one.
    pub form: String,
    /// The form that had written in the draft last when this one was made:
    /// [`DraftPlace::Open`]'s `form`.
    pub follows: String,
}

/// Where a draft, or what was typed in a form of it, is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[allow(clippy::large_enum_variant)] // one for each page that is opened
pub enum DraftPlace {
    /// In this draft, which can be written in.
    Open {
        /// The draft; another one than the form's where there was no room in that.
        draft: DraftView,
        /// The form that wrote in it last.
        form: String,
    },
    /// In the entry that the draft became.
    Saved {
        /// In which case.
        case: CaseId,
        /// Which entry.
        entry: crate::ids::EntryId,
    },
    /// It was thrown away, and can be taken back with
    /// [`undo_discard`](crate::Client::undo_discard).
    Discarded {
        /// Which draft.
        draft: crate::ids::DraftId,
        /// The child that it was about, if one was chosen.
        case: Option<CaseId>,
        /// Until when it can be taken back.
        until: jiff::Timestamp,
    },
    /// Nothing is known of it.
    Gone,
}

/// Who will see what is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Audience {
    /// "9 people in 5 agencies will see this".
    pub label: String,
    /// People who will see it.
    pub people: u32,
    /// Agencies they belong to.
    pub agencies: u32,
    /// A nudge where words suggest a sensitive service, or where they are about a child with a case
    /// of their own, which does not get them; never a block. Empty otherwise.
    pub nudge: String,
    /// What stands beside a worry before it is saved.
    pub referral: ReferralNotice,
    /// What is chosen of when it was, how it is known and who it is about or was there, for the line
    /// that folds these away: "yesterday 15:30 · Was told · about Jayden · with Kelly". Empty where
    /// nothing is chosen.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub folded: String,
}

/// That a worry is not a referral, and whom to call: `before`, the number and `after` are one
/// sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReferralNotice {
    /// What comes before the front door's number.
    pub before: String,
    /// The front door's number as typed; empty where it is not known.
    pub front_door: String,
    /// What a dialler takes, `tel:…`; empty where the number is not surely one.
    pub front_door_link: String,
    /// What comes after the number.
    pub after: String,
}
