//! Who works in the invented partnership of Northcote.

use patchwork_client::AgencyKind;

/// An agency of the partnership.
pub(super) struct Agency {
    pub(super) name: &'static str,
    pub(super) kind: AgencyKind,
}

/// The founder's agency comes first.
pub(super) const AGENCIES: [Agency; 8] = [
    Agency {
        name: "Northcote Children’s Services",
        kind: AgencyKind::SocialCare,
    },
    Agency {
        name: "St Aidan’s Primary",
        kind: AgencyKind::School,
    },
    Agency {
        name: "Northcote Health Visiting",
        kind: AgencyKind::HealthVisiting,
    },
    Agency {
        name: "School Nursing Team",
        kind: AgencyKind::SchoolNursing,
    },
    Agency {
        name: "Riverside Family Hub",
        kind: AgencyKind::EarlyHelp,
    },
    Agency {
        name: "Northcote Homes",
        kind: AgencyKind::Housing,
    },
    Agency {
        name: "Harbour Family Project",
        kind: AgencyKind::Voluntary,
    },
    Agency {
        name: "Elm Street Surgery",
        kind: AgencyKind::Gp,
    },
];

/// Someone with an account.
pub(super) struct Practitioner {
    pub(super) name: &'static str,
    pub(super) role: &'static str,
    /// Index into [`AGENCIES`].
    pub(super) agency: usize,
    pub(super) phone: &'static str,
    pub(super) email: &'static str,
    pub(super) best_reached: &'static str,
}

pub(super) const PRIYA: usize = 0;
pub(super) const TOM: usize = 1;
pub(super) const JOAN: usize = 2;
pub(super) const MARCUS: usize = 3;
pub(super) const RUTH: usize = 4;
pub(super) const HELEN: usize = 5;
pub(super) const BEN: usize = 6;
pub(super) const CAROL: usize = 7;
pub(super) const DEE: usize = 8;
pub(super) const SAM: usize = 9;
pub(super) const GARETH: usize = 10;
pub(super) const NADIA: usize = 11;

/// Everyone with an account, the two with a phone on the page first.
pub(super) const PRACTITIONERS: [Practitioner; 12] = [
    Practitioner {
        name: "Priya Shah",
        role: "Social worker",
        agency: 0,
        phone: "07700 900211",
        email: "priya.shah@northcote.example.org",
        best_reached: "Text first; on visits most afternoons",
    },
    Practitioner {
        name: "Tom Reed",
        role: "Pastoral lead",
        agency: 1,
        phone: "0113 496 0127",
        email: "t.reed@staidans.example.org",
        best_reached: "School office, 8 to 4",
    },
    Practitioner {
        name: "Joan Ellery",
        role: "Health visitor",
        agency: 2,
        phone: "07700 900334",
        email: "joan.ellery@healthvisiting.example.org",
        best_reached: "Mornings before 10, or leave a message",
    },
    Practitioner {
        name: "Marcus Bell",
        role: "Team manager",
        agency: 0,
        phone: "0113 496 0140",
        email: "marcus.bell@northcote.example.org",
        best_reached: "Office, any day",
    },
    Practitioner {
        name: "Ruth Calder",
        role: "Conference chair",
        agency: 0,
        phone: "0113 496 0144",
        email: "ruth.calder@northcote.example.org",
        best_reached: "Email",
    },
    Practitioner {
        name: "Helen Okafor",
        role: "Class teacher",
        agency: 1,
        phone: "0113 496 0128",
        email: "h.okafor@staidans.example.org",
        best_reached: "After 3:30",
    },
    Practitioner {
        name: "Ben Carter",
        role: "Attendance officer",
        agency: 1,
        phone: "0113 496 0129",
        email: "b.carter@staidans.example.org",
        best_reached: "Mornings",
    },
    Practitioner {
        name: "Carol Dunn",
        role: "Nursery nurse",
        agency: 2,
        phone: "07700 900338",
        email: "carol.dunn@healthvisiting.example.org",
        best_reached: "Tuesdays and Thursdays",
    },
    Practitioner {
        name: "Dee Lawson",
        role: "School nurse",
        agency: 3,
        phone: "07700 900351",
        email: "dee.lawson@schoolnursing.example.org",
        best_reached: "Text",
    },
    Practitioner {
        name: "Sam Tolley",
        role: "Family support worker",
        agency: 4,
        phone: "07700 900367",
        email: "sam.tolley@riverside.example.org",
        best_reached: "At the hub until 1, then out",
    },
    Practitioner {
        name: "Gareth Lowe",
        role: "Housing officer",
        agency: 5,
        phone: "0113 496 0176",
        email: "g.lowe@northcotehomes.example.org",
        best_reached: "Office, weekdays",
    },
    Practitioner {
        name: "Nadia Karim",
        role: "Volunteer coordinator",
        agency: 6,
        phone: "07700 900382",
        email: "nadia@harbour.example.org",
        best_reached: "WhatsApp is not used; please ring",
    },
];
