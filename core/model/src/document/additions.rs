//! What is added whole: people, residences, involvements.

use jiff::civil::Date;
use minicbor::{Decode, Encode};

use crate::{
    Agency, Basis, InvolvementId, Participant, PersonId, PersonKind, Relation, ResidenceId,
    ResidenceKind, facts::date_cbor,
};

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
