//! Directory cards: what the partnership knows of its agencies and practitioners.
//!
//! Names, roles and agencies count only from an administrator's device; how to
//! reach someone counts only from that person's own devices. Who signed is the
//! envelope's to say: the caller asks [`Card::may_come_from`].

use jiff::{Timestamp, civil::Date};
use minicbor::{Decode, Encode};
use patchwork_protocol::{AgencyId, PractitionerId};

use crate::{
    AgencyKind, Invalid, Malformed,
    facts::{date_cbor, timestamp_cbor},
    invalid::{line, list, optional_line},
    wire,
};

/// The most bytes that a card may have.
pub const MAX_CARD: usize = 32 * 1024;

/// One card, as it travels in a `card` part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Card {
    /// When it was written, by the writer's clock. Of two cards for the same subject,
    /// the later in the directory's log counts, not the later by this.
    #[cbor(n(0), with = "timestamp_cbor")]
    pub at: Timestamp,
    /// What it says.
    #[n(1)]
    pub body: CardBody,
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum CardBody {
    /// An agency, by an administrator.
    #[n(0)]
    Agency(#[n(0)] AgencyCard),
    /// A practitioner, by an administrator.
    #[n(1)]
    Practitioner(#[n(0)] PractitionerCard),
    /// How to reach the practitioner whose device signed it.
    #[n(2)]
    Contact(#[n(0)] ContactCard),
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AgencyCard {
    /// Which.
    #[n(0)]
    pub agency: AgencyId,
    /// Its name.
    #[n(1)]
    pub name: String,
    /// What sort.
    #[n(2)]
    pub kind: AgencyKind,
    /// Whether using it is sensitive in itself.
    #[n(3)]
    pub sensitive: bool,
}

/// A practitioner, as the partnership names them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PractitionerCard {
    /// Who.
    #[n(0)]
    pub practitioner: PractitionerId,
    /// Their name.
    #[n(1)]
    pub name: String,
    /// Their role: "health visitor".
    #[n(2)]
    pub role: String,
    /// Their agency.
    #[n(3)]
    pub agency: AgencyId,
}

/// How to reach a practitioner; written by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct ContactCard {
    /// Phone numbers as typed, best first.
    #[n(0)]
    pub phones: Vec<String>,
    /// Email addresses, best first.
    #[n(1)]
    pub emails: Vec<String>,
    /// How best to reach them: "text, not voicemail".
    #[n(2)]
    pub best_way: Option<String>,
    /// When best to reach them: "after 3".
    #[n(3)]
    pub best_time: Option<String>,
    /// Away until this day.
    #[cbor(n(4), with = "date_cbor::optional", has_nil)]
    pub away_until: Option<Date>,
    /// Who covers meanwhile.
    #[n(5)]
    pub covered_by: Option<PractitionerId>,
}

/// Who signed a card, as the directory knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardAuthor {
    /// An administrator.
    Administrator,
    /// Any practitioner, about themselves.
    Practitioner,
}

impl Card {
    /// Its bytes, or what the person should put right first.
    pub fn encode(&self) -> Result<Vec<u8>, Invalid> {
        self.validate()?;
        Ok(wire::encode(self))
    }

    /// Reads the bytes of a `card` part.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let card: Self = wire::decode_strict(bytes, MAX_CARD)?;
        card.validate()?;
        Ok(card)
    }

    /// Whether a card of this sort counts when such a person signed it.
    pub const fn may_come_from(&self, author: CardAuthor) -> bool {
        match self.body {
            CardBody::Agency(_) | CardBody::Practitioner(_) => {
                matches!(author, CardAuthor::Administrator)
            }
            CardBody::Contact(_) => true,
        }
    }

    fn validate(&self) -> Result<(), Invalid> {
        match &self.body {
            CardBody::Agency(card) => line("name", &card.name),
            CardBody::Practitioner(card) => {
                line("name", &card.name)?;
                line("role", &card.role)
            }
            CardBody::Contact(card) => {
                list("phones", &card.phones)?;
                list("emails", &card.emails)?;
                card.phones
                    .iter()
                    .try_for_each(|phone| line("phones", phone))?;
                card.emails
                    .iter()
                    .try_for_each(|email| line("emails", email))?;
                optional_line("best way", card.best_way.as_deref())?;
                optional_line("best time", card.best_time.as_deref())
            }
        }
    }
}
