//! Directory cards: what the partnership knows of its agencies and practitioners.
//!
//! Names, roles and agencies count only from an administrator's device; how to
//! reach someone counts only from that person's own devices. Who signed is the
//! envelope's to say: the caller asks [`Card::may_come_from`].

use jiff::{Timestamp, civil::Date};
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};
use patchwork_protocol::{AgencyId, PractitionerId, wire};

use crate::{
    AgencyKind, Invalid, Malformed, Problem,
    facts::{date_cbor, timestamp_cbor},
    invalid::{at_most, line, list, optional_line},
};

/// The most bytes that a card may have.
pub const MAX_CARD: usize = 32 * 1024;
/// The longest number of a front door, in characters: room for an extension in words.
const MAX_NUMBER: usize = 60;
/// The longest note on when the front door answers, in characters.
const MAX_HOURS: usize = 120;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardBody {
    /// An agency, by an administrator.
    Agency(AgencyCard),
    /// A practitioner, by an administrator.
    Practitioner(PractitionerCard),
    /// How to reach the practitioner whose device signed it.
    Contact(ContactCard),
    /// The partnership itself, by an administrator.
    Partnership(PartnershipCard),
    /// Of a newer version, as it came: kept and skipped.
    Unknown(Vec<u8>),
    /// Of a kind that this version knows, with more in it: what this version reads of it.
    Newer(Box<CardBody>),
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
    #[cbor(n(2), decode_with = "known_or_other")]
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

/// The partnership, as its administrators name it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PartnershipCard {
    /// Its name.
    #[n(0)]
    pub name: String,
    /// Whom to call when a child may be at risk now.
    #[n(1)]
    pub front_door: Option<FrontDoor>,
}

/// The number under which children's social care takes referrals.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct FrontDoor {
    /// As typed.
    #[n(0)]
    pub number: String,
    /// When it answers: "Monday to Friday, 9 to 5".
    #[n(1)]
    pub hours: Option<String>,
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
        self.body.validate()?;
        if matches!(self.body, CardBody::Unknown(_) | CardBody::Newer(_)) {
            return Err(Invalid::new("kind", Problem::UnknownKind));
        }
        Ok(wire::encode(self))
    }

    /// Reads the bytes of a `card` part.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let card: Self = match wire::decode_strict(bytes, MAX_CARD) {
            Err(Malformed::NotCanonical) => Self::of_newer(bytes).ok_or(Malformed::NotCanonical)?,
            read => read?,
        };
        card.body.validate()?;
        Ok(card)
    }

    /// What this version reads of a card that has more in it.
    fn of_newer(bytes: &[u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        let mut card: Self = d.decode().ok()?;
        card.body = CardBody::Newer(Box::new(card.body));
        (d.position() == bytes.len()).then_some(card)
    }

    /// Whether a card of this sort counts when such a person signed it.
    pub fn may_come_from(&self, author: CardAuthor) -> bool {
        self.body.may_come_from(author)
    }
}

impl CardBody {
    fn may_come_from(&self, author: CardAuthor) -> bool {
        match self {
            Self::Agency(_) | Self::Practitioner(_) | Self::Partnership(_) => {
                author == CardAuthor::Administrator
            }
            // Of what is not known nothing comes.
            Self::Contact(_) | Self::Unknown(_) => true,
            Self::Newer(read) => read.may_come_from(author),
        }
    }

    fn validate(&self) -> Result<(), Invalid> {
        match self {
            Self::Agency(card) => line("name", &card.name),
            Self::Practitioner(card) => {
                line("name", &card.name)?;
                line("role", &card.role)
            }
            Self::Contact(card) => {
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
            Self::Partnership(card) => {
                line("name", &card.name)?;
                let Some(door) = &card.front_door else {
                    return Ok(());
                };
                line("front door", &door.number)?;
                at_most("front door", &door.number, MAX_NUMBER)?;
                optional_line("hours", door.hours.as_deref())?;
                at_most(
                    "hours",
                    door.hours.as_deref().unwrap_or_default(),
                    MAX_HOURS,
                )
            }
            Self::Unknown(_) => Ok(()),
            Self::Newer(read) => read.validate(),
        }
    }
}

/// A sort of agency that a newer version knows is another one here.
fn known_or_other<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<AgencyKind, DecodeError> {
    Ok(AgencyKind::from_code(d.u8()?).unwrap_or(AgencyKind::Other))
}

const AGENCY: u64 = 0;
const PRACTITIONER: u64 = 1;
const CONTACT: u64 = 2;
const PARTNERSHIP: u64 = 3;

/// `[kind, card]`; a newer kind may have more in it.
impl<C> Encode<C> for CardBody {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Agency(card) => (AGENCY, card).encode(e, c),
            Self::Practitioner(card) => (PRACTITIONER, card).encode(e, c),
            Self::Contact(card) => (CONTACT, card).encode(e, c),
            Self::Partnership(card) => (PARTNERSHIP, card).encode(e, c),
            Self::Newer(read) => read.encode(e, c),
            Self::Unknown(bytes) => e.writer_mut().write_all(bytes).map_err(EncodeError::write),
        }
    }
}

impl<'b, C> Decode<'b, C> for CardBody {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        let start = d.position();
        let length = d
            .array()?
            .filter(|length| *length > 0)
            .ok_or_else(|| DecodeError::message("expected a kind of card"))?;
        let kind = d.u64()?;
        if kind > PARTNERSHIP {
            for _ in 1..length {
                d.skip()?;
            }
            let bytes = d.input().get(start..d.position());
            let bytes = bytes.ok_or_else(DecodeError::end_of_input)?;
            return Ok(Self::Unknown(bytes.to_vec()));
        }
        if length < 2 {
            return Err(DecodeError::message("expected a kind and a card"));
        }
        let body = match kind {
            AGENCY => Self::Agency(d.decode_with(c)?),
            PRACTITIONER => Self::Practitioner(d.decode_with(c)?),
            CONTACT => Self::Contact(d.decode_with(c)?),
            _ => Self::Partnership(d.decode_with(c)?),
        };
        for _ in 2..length {
            d.skip()?;
        }
        Ok(body)
    }
}
