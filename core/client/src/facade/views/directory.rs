//! Who is who in the partnership, and who is on a team.

use jiff::civil::Date;
use patchwork_model::{AccessRole, AgencyKind};

use crate::ids::{AgencyId, CaseId, PractitionerId};

/// The person who uses this client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Me {
    /// Their id.
    pub practitioner: PractitionerId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Agency.
    pub agency: String,
    /// The partnership's name.
    pub partnership: String,
    /// Whether they may invite and admit.
    pub is_administrator: bool,
}

/// The partnership.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PartnershipView {
    /// Its name; empty until its card has come.
    pub name: String,
    /// Whom to call when a child may be at risk now: the number as typed, or empty.
    pub front_door: String,
    /// What a dialler takes, `tel:…`; empty where the number is not surely one.
    pub front_door_link: String,
    /// Why it cannot be called, as a sentence; or empty.
    pub front_door_why_not: String,
    /// When it answers, or empty.
    pub front_door_hours: String,
}

/// A number or an address, as it was typed, and how to use it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Reach {
    /// As typed.
    pub value: String,
    /// What a dialler or mail program takes: `tel:+44…`, `mailto:…`; empty where it could not be
    /// read.
    pub link: String,
    /// What a program for text messages takes, `sms:+44…`; empty where none is taken.
    pub text_link: String,
    /// Why there is no link although there should be one: a sentence, or empty.
    pub why_not: String,
}

/// A practitioner in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PractitionerView {
    /// Their id.
    pub practitioner: PractitionerId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Agency.
    pub agency: String,
    /// Phones, as they gave them.
    pub phones: Vec<String>,
    /// Emails, as they gave them.
    pub emails: Vec<String>,
    /// The phones, then the emails, each as one can call or write there.
    pub reach: Vec<Reach>,
    /// How and when best to reach them.
    pub best_reached: String,
    /// Away until, or none.
    pub away_until: Option<Date>,
    /// Who covers meanwhile, or empty.
    pub covered_by: String,
    /// Whether they have joined (else only invited).
    pub has_joined: bool,
    /// Whether they are an administrator of the partnership.
    pub is_administrator: bool,
}

/// An agency of the partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AgencyView {
    /// Its id.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// What it is: school, police, …
    pub kind: AgencyKind,
    /// The same in words.
    pub kind_label: String,
    /// Whether it is sensitive that someone uses it at all.
    pub is_sensitive: bool,
    /// How many practitioners are listed.
    pub practitioners: u32,
}

/// Someone who can open a case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TeamMemberView {
    /// Who.
    pub practitioner: PractitionerId,
    /// Name.
    pub name: String,
    /// Role in their agency.
    pub role: String,
    /// Agency.
    pub agency: String,
    /// What they may do.
    pub access: AccessRole,
    /// The same in words.
    pub access_label: String,
    /// Whether the relay has been told yet.
    pub is_pending: bool,
}

/// Who has looked at a case, as each device reports it itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LookedView {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Whether it is the person who uses this client.
    pub is_me: bool,
    /// Whether they only read: then their device has nothing to send, and reports nothing.
    pub is_observer: bool,
    /// The last day that was reported; none if none was.
    pub last_opened: Option<Date>,
    /// Withheld addresses that they looked at.
    pub withheld: Vec<WithheldLook>,
}

/// A withheld address that someone looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WithheldLook {
    /// Whose address.
    pub of: String,
    /// On which day last.
    pub day: Date,
}

/// One page of practitioners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PractitionerPage {
    /// The practitioners.
    pub practitioners: Vec<PractitionerView>,
    /// Handle for the next page, or none at the end.
    pub next: Option<String>,
}

/// *Team and sharing*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TeamView {
    /// The case.
    pub case: CaseId,
    /// The child.
    pub child: String,
    /// Who can see it, by agency then name.
    pub members: Vec<TeamMemberView>,
    /// How many agencies they belong to.
    pub agencies: u32,
    /// Whether this person may change the team.
    pub may_change: bool,
}
