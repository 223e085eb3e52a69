//! Who is what to whom, who lives where, who plays which part.

use patchwork_model::{InvolvementRow, KeptField, Participant, PersonId, ResidenceRow};

use super::{Names, case_read::CaseRead, words};
use crate::{
    CaseId, Client, ClientError, ConflictValue, InvolvementView, RelationshipView, ResidenceId,
    ResidenceView, Result, TieView,
};

impl Client {
    /// Where someone lives, with the address even where it is withheld:
    /// [`withheld_address`](Client::withheld_address) alone may call it, which notes the look.
    pub(crate) async fn uncovered_residence(
        &self,
        case: CaseId,
        residence: ResidenceId,
    ) -> Result<ResidenceView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            let mut rows = read.listed_residences();
            let row = rows.find(|row| row.id == residence);
            Ok(read.uncovered(row.ok_or(ClientError::NotFound)?))
        })
        .await
    }
}

impl CaseRead<'_> {
    pub(super) fn relationships(&self) -> Vec<RelationshipView> {
        self.rows
            .relationships
            .iter()
            .filter(|row| !self.is_off(row.from) && !self.is_off(row.to))
            .map(|row| RelationshipView {
                relationship: row.id,
                from: row.from,
                from_name: self.person_name(row.from),
                kind: row.kind,
                label: row.kind.label().to_owned(),
                to: row.to,
                to_name: self.person_name(row.to),
                recorded_at: row.known.at,
                recorded_by: self.names.writer(row.known),
            })
            .collect()
    }

    /// How someone belongs together with the others, from their own side.
    pub(super) fn ties_of(&self, person: PersonId) -> Vec<TieView> {
        let mut ties = Vec::new();
        for row in &self.rows.relationships {
            let (kind, other) = if row.from == person {
                (row.kind, row.to)
            } else if row.to == person {
                (row.kind.inverse(), row.from)
            } else {
                continue;
            };
            if self.is_off(other) {
                continue;
            }
            ties.push(TieView {
                relationship: row.id,
                kind,
                label: kind.label().to_owned(),
                other,
                other_name: self.person_name(other),
                recorded_at: row.known.at,
                recorded_by: self.names.writer(row.known),
            });
        }
        ties
    }

    /// Where people live, without the addresses that are withheld.
    pub(super) fn residences(&self) -> Vec<ResidenceView> {
        self.listed_residences()
            .map(|row| {
                let mut view = self.uncovered(row);
                if row.withheld {
                    for address in &mut view.addresses {
                        address.value.clear();
                    }
                }
                view
            })
            .collect()
    }

    /// All but of those who were taken off.
    fn listed_residences(&self) -> impl Iterator<Item = &ResidenceRow> {
        let all = self.rows.residences.iter();
        all.filter(|row| !self.is_off(row.person))
    }

    fn uncovered(&self, row: &ResidenceRow) -> ResidenceView {
        let mut addresses = self.values_of(KeptField::Address(row.id));
        if addresses.is_empty() {
            addresses.push(ConflictValue {
                choice: String::new(),
                value: row.address.clone(),
                by: self.names.writer(row.known),
                at: row.known.at,
                link: String::new(),
            });
        }
        let from: Vec<String> = row
            .withheld_from
            .iter()
            .map(|person| self.person_name(*person))
            .collect();
        ResidenceView {
            residence: row.id,
            person: row.person,
            name: self.person_name(row.person),
            kind: row.kind,
            kind_label: row.kind.label().to_owned(),
            addresses,
            pattern: row.pattern.clone().unwrap_or_default(),
            from: row.from,
            until: row.until,
            is_withheld: row.withheld,
            withheld_from: words::listed(&from),
            withheld_people: row.withheld_from.clone(),
            has_ended: row.until.is_some_and(|until| until < self.today),
            may_be_mapped: self.may_be_mapped(row),
        }
    }

    /// Whether a map may learn this address: not while it is withheld, here or
    /// where someone else lives at the same one, nor while nobody knows which it is.
    fn may_be_mapped(&self, row: &ResidenceRow) -> bool {
        !row.in_conflict && self.residence_may_be_drawn(row)
    }

    /// Whether the picture may show who lives there: not while the address is withheld, here or
    /// where someone else lives at the same one, by any address that two people disagree on.
    pub(super) fn residence_may_be_drawn(&self, row: &ResidenceRow) -> bool {
        let own = self.addresses_of(row);
        let same = |other: &ResidenceRow| {
            let others = self.addresses_of(other);
            others.iter().any(|address| own.contains(address))
        };
        !self
            .rows
            .residences
            .iter()
            .any(|other| other.withheld && (other.id == row.id || same(other)))
    }

    /// Every address that stands for a residence, folded.
    pub(super) fn addresses_of(&self, row: &ResidenceRow) -> Vec<String> {
        let spoken = self.spoken_addresses_of(row).into_iter();
        spoken.map(|address| words::folded(&address)).collect()
    }

    /// Every address that stands for a residence, as typed.
    pub(super) fn spoken_addresses_of(&self, row: &ResidenceRow) -> Vec<String> {
        let disputed = self.values_of(KeptField::Address(row.id)).into_iter();
        disputed
            .map(|value| value.value)
            .chain([row.address.clone()])
            .collect()
    }

    fn is_off(&self, person: PersonId) -> bool {
        self.rows
            .people
            .iter()
            .any(|row| row.id == person && row.removed)
    }

    pub(super) fn involvements(&self) -> Vec<InvolvementView> {
        self.rows
            .involvements
            .iter()
            .filter(|row| !matches!(row.who, Participant::Person(person) if self.is_off(person)))
            .map(|row| InvolvementView {
                involvement: row.id,
                person: match row.who {
                    Participant::Person(person) => person,
                    Participant::Practitioner(practitioner) => PersonId(practitioner.0),
                },
                name: self.participant_name(row.who),
                role: self.role_in(row),
                agency: self.agency_in(row),
                own_role: row.role.clone().unwrap_or_default(),
                own_agency: row
                    .agency
                    .as_ref()
                    .map(|agency| self.names.agency_named(agency))
                    .unwrap_or_default(),
                from: row.from,
                until: row.until,
                has_ended: row.until.is_some_and(|until| until < self.today),
                basis: row.basis,
                basis_label: row
                    .basis
                    .map(|basis| basis.label().to_owned())
                    .unwrap_or_default(),
                review: row.review,
                recorded_at: row.known.at,
                recorded_by: self.names.writer(row.known),
            })
            .collect()
    }

    /// Someone who takes part, by name.
    pub(super) fn participant_name(&self, who: Participant) -> String {
        match who {
            Participant::Person(person) => self.person_name(person),
            Participant::Practitioner(practitioner) => self.names.name(practitioner),
        }
    }

    /// As what: what the involvement says, or else what is known of the person.
    fn role_in(&self, row: &InvolvementRow) -> String {
        let said = row.role.clone().filter(|role| !role.trim().is_empty());
        said.unwrap_or_else(|| match row.who {
            Participant::Practitioner(practitioner) => self.names.role(practitioner),
            Participant::Person(id) => self
                .rows
                .people
                .iter()
                .find(|person| person.id == id)
                .and_then(|person| person.role.clone())
                .unwrap_or_default(),
        })
    }

    fn agency_in(&self, row: &InvolvementRow) -> String {
        if let Some(agency) = &row.agency {
            return self.names.agency_named(agency);
        }
        match row.who {
            Participant::Practitioner(practitioner) => self.names.agency(practitioner),
            Participant::Person(id) => self
                .rows
                .people
                .iter()
                .find(|person| person.id == id)
                .and_then(|person| person.agency.as_ref())
                .map(|agency| self.names.agency_named(agency))
                .unwrap_or_default(),
        }
    }
}
