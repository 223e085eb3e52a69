//! Everyone in the child's life: family and carers, professionals without an
//! account, and the practitioners of the team.
//!
//! Access and involvement are separate facts: someone on the team is shown from
//! their card, and what an involvement says of role, agency and time comes on top.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use patchwork_model::{InvolvementRow, Participant, PersonId, PersonKind, PersonRow, Relation};
use patchwork_protocol::PractitionerId;
use patchwork_store::{ContactMade, Reader};

use super::{case_read::CaseRead, directory, words};
use crate::{PersonView, Result, TakenOffView};

/// Someone as screens list them, with what the picture needs besides.
#[derive(Debug, Clone)]
pub(super) struct Face {
    pub(super) view: PersonView,
    /// Since when they have been here: gives them their lasting place.
    pub(super) joined: Timestamp,
    pub(super) relation: Option<Relation>,
}

/// Last contact, by participant and by author.
#[derive(Default)]
struct Contacts {
    with: BTreeMap<Participant, ContactMade>,
    by: BTreeMap<PractitionerId, ContactMade>,
}

impl CaseRead<'_> {
    /// Everyone, in reading order.
    pub(super) fn people(
        &self,
        arrivals: &BTreeMap<PractitionerId, Timestamp>,
        r: &Reader<'_>,
    ) -> Result<Vec<Face>> {
        let contacts = Contacts {
            with: r.last_contacts(self.case)?.into_iter().collect(),
            by: r
                .last_contacts_by(self.case)?
                .into_iter()
                .map(|contact| (contact.author, contact))
                .collect(),
        };
        Ok(self.faces(arrivals, &contacts))
    }

    fn faces(
        &self,
        arrivals: &BTreeMap<PractitionerId, Timestamp>,
        contacts: &Contacts,
    ) -> Vec<Face> {
        let mut faces: Vec<Face> = self.child_with_contacts(contacts).into_iter().collect();
        faces.extend(
            self.rows
                .people
                .iter()
                .filter(|row| !row.removed)
                .map(|row| self.person(row, contacts)),
        );
        faces.extend(
            self.practitioners()
                .into_iter()
                .map(|id| self.practitioner(id, arrivals, contacts)),
        );
        for face in &mut faces {
            face.view.ties = self.ties_of(face.view.person);
            face.view.reads = self.reads(&face.view);
        }
        faces.sort_by_cached_key(reading_order);
        faces
    }

    /// Everyone whom the case names but the child, and those who were taken off it: who they are, and
    /// not when they were last in contact.
    pub(super) fn named(&self) -> (Vec<PersonView>, Vec<PersonView>) {
        let contacts = Contacts::default();
        let there = self.faces(&BTreeMap::new(), &contacts).into_iter();
        let is_child = |view: &PersonView| view.person == PersonId::CHILD;
        let there = there.map(|face| face.view).filter(|view| !is_child(view));
        let taken_off = self.rows.people.iter().filter(|row| row.removed);
        let taken_off = taken_off.map(|row| self.person(row, &contacts).view);
        (there.collect(), taken_off.collect())
    }

    /// Who was taken off the case.
    pub(super) fn taken_off(&self) -> Vec<TakenOffView> {
        self.rows
            .people
            .iter()
            .filter(|row| row.removed)
            .map(|row| TakenOffView {
                person: row.id,
                name: row.name.clone(),
            })
            .collect()
    }

    /// The team, and practitioners who are involved without being on it.
    fn practitioners(&self) -> BTreeSet<PractitionerId> {
        let team = self.names.roster.team(self.case);
        let members = team.map(|team| team.members).unwrap_or_default();
        let involved = self
            .rows
            .involvements
            .iter()
            .filter_map(|row| match row.who {
                Participant::Practitioner(id) => Some(id),
                Participant::Person(_) => None,
            });
        members
            .into_iter()
            .map(|(id, _)| id)
            .chain(involved)
            .collect()
    }

    /// Whether a professional reads the case, in words: being involved and having access are apart.
    fn reads(&self, view: &PersonView) -> String {
        let team = self.names.roster.team(self.case);
        let is_on_team = view.practitioner.is_some_and(|id| {
            team.is_some_and(|team| team.members.iter().any(|(member, _)| *member == id))
        });
        let said = match (view.is_family, is_on_team) {
            (true, _) => "",
            (false, true) => "On the team: reads this case",
            (false, false) => "Does not read this case",
        };
        said.to_owned()
    }

    /// What somebody was and until when, where it is over.
    fn until(&self, part: Option<&InvolvementRow>, role: &str) -> String {
        let over = part.filter(|part| !lasts(part, self.today));
        let Some(until) = over.and_then(|part| part.until) else {
            return String::new();
        };
        let role = match role.trim() {
            "" => "Involved",
            role => role,
        };
        format!("{} until {}", capitalised(role), words::day(until))
    }

    /// The part that counts: one that lasts before one that is over, the latest first.
    fn part(&self, who: Participant) -> Option<&InvolvementRow> {
        self.rows
            .involvements
            .iter()
            .filter(|row| row.who == who)
            .max_by_key(|row| (lasts(row, self.today), row.from, row.known.at))
    }

    fn person(&self, row: &PersonRow, contacts: &Contacts) -> Face {
        let who = Participant::Person(row.id);
        let part = self.part(who);
        let last = contacts.with.get(&who);
        let relation = row.relation.map(|relation| relation.label().to_owned());
        let is_family = row.kind == PersonKind::Family;
        let by_part = part.and_then(|part| part.role.clone());
        let own_agency = row.agency.as_ref();
        let part_agency = part.and_then(|part| part.agency.as_ref());
        // Of a professional the part comes first, with an account or without. A relative is what
        // the family calls them, whatever part they have besides.
        let (role, agency) = if is_family {
            let said = first_said([row.role.clone(), by_part, relation]);
            (said, own_agency.or(part_agency))
        } else {
            let said = first_said([by_part, row.role.clone(), relation]);
            (said, part_agency.or(own_agency))
        };
        let standing = if row.deceased {
            "Has died".to_owned()
        } else {
            self.until(part, &role)
        };
        Face {
            joined: row.added.at,
            relation: row.relation,
            view: PersonView {
                person: row.id,
                practitioner: None,
                name: row.name.clone(),
                role,
                relation: row.relation,
                agency: agency
                    .map(|agency| self.names.agency_named(agency))
                    .unwrap_or_default(),
                is_family,
                is_current: part.is_none_or(|part| lasts(part, self.today)),
                is_deceased: row.deceased,
                since: part.and_then(|part| part.from),
                contacts: self.contacts_of(row.id),
                last_contact: last.map(|contact| contact.at),
                last_contact_by: last
                    .map(|contact| self.names.name(contact.author))
                    .unwrap_or_default(),
                note: row.contact_notes.clone().unwrap_or_default(),
                away: String::new(),
                ties: Vec::new(),
                standing,
                reads: String::new(),
            },
        }
    }

    fn practitioner(
        &self,
        id: PractitionerId,
        arrivals: &BTreeMap<PractitionerId, Timestamp>,
        contacts: &Contacts,
    ) -> Face {
        let who = Participant::Practitioner(id);
        let part = self.part(who);
        let card = self.names.practitioner_or_unnamed(id);
        // A visit is also contact with whoever wrote it down.
        let last = contacts
            .with
            .get(&who)
            .into_iter()
            .chain(contacts.with.get(&Participant::Person(PersonId(id.0))))
            .chain(contacts.by.get(&id))
            .max_by_key(|contact| contact.at);
        let joined = arrivals.get(&id).copied();
        let role = first_said([
            part.and_then(|part| part.role.clone()),
            Some(card.role.clone()),
        ]);
        Face {
            joined: joined
                .or_else(|| part.map(|part| part.known.at))
                .unwrap_or(Timestamp::MAX),
            relation: None,
            view: PersonView {
                person: PersonId(id.0),
                practitioner: Some(id),
                name: card.name.clone(),
                standing: self.until(part, &role),
                role,
                relation: None,
                agency: first_said([
                    part.and_then(|part| part.agency.as_ref())
                        .map(|agency| self.names.agency_named(agency)),
                    Some(card.agency.clone()),
                ]),
                is_family: false,
                is_current: part.is_none_or(|part| lasts(part, self.today)),
                is_deceased: false,
                since: part.and_then(|part| part.from),
                contacts: self.card_contacts(id),
                last_contact: last.map(|contact| contact.at),
                last_contact_by: last
                    .map(|contact| self.names.name(contact.author))
                    .unwrap_or_default(),
                note: card.best_reached.clone(),
                away: directory::away(&card, self.today),
                ties: Vec::new(),
                reads: String::new(),
            },
        }
    }

    /// The child, where they have a phone of their own.
    fn child_with_contacts(&self, contacts: &Contacts) -> Option<Face> {
        let own = self.contacts_of(PersonId::CHILD);
        if own.is_empty() {
            return None;
        }
        let last = contacts.with.get(&Participant::Person(PersonId::CHILD));
        Some(Face {
            joined: Timestamp::MIN,
            relation: None,
            view: PersonView {
                person: PersonId::CHILD,
                practitioner: None,
                name: self.rows.case.name.clone(),
                role: "The child".to_owned(),
                relation: None,
                agency: String::new(),
                is_family: true,
                is_current: true,
                is_deceased: false,
                since: None,
                contacts: own,
                last_contact: last.map(|contact| contact.at),
                last_contact_by: last
                    .map(|contact| self.names.name(contact.author))
                    .unwrap_or_default(),
                note: String::new(),
                away: String::new(),
                ties: Vec::new(),
                standing: String::new(),
                reads: String::new(),
            },
        })
    }
}

/// Family by how near they are, then professionals by agency; those who are gone last.
fn reading_order(face: &Face) -> (bool, bool, u8, String, Timestamp, PersonId) {
    let view = &face.view;
    let agency = if view.is_family {
        String::new()
    } else {
        view.agency.to_lowercase()
    };
    (
        !view.is_family,
        !view.is_current || view.is_deceased,
        face.relation.map_or(u8::MAX, nearness),
        agency,
        face.joined,
        view.person,
    )
}

/// Who comes first when the family is read: those who bring the child up.
fn nearness(relation: Relation) -> u8 {
    match relation {
        Relation::Mother | Relation::Father => 0,
        Relation::FosterCarer
        | Relation::KinshipCarer
        | Relation::Guardian
        | Relation::AdoptiveParent
        | Relation::StepParent
        | Relation::ParentsPartner => 1,
        Relation::Sibling | Relation::HalfSibling | Relation::StepSibling => 2,
        Relation::Grandmother | Relation::Grandfather => 3,
        Relation::AuntOrUncle | Relation::Cousin | Relation::OtherRelative => 4,
        Relation::Friend | Relation::FamilyFriend | Relation::Neighbour | Relation::Other => 5,
    }
}

fn lasts(part: &InvolvementRow, today: Date) -> bool {
    part.until.is_none_or(|until| until >= today)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let upper = first.into_iter().flat_map(char::to_uppercase);
    upper.chain(letters).collect()
}

fn first_said(texts: impl IntoIterator<Item = Option<String>>) -> String {
    texts
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

/// Whom a face on a screen means: a practitioner's face bears their own id.
pub(crate) fn participant(person: PersonId, r: &Reader<'_>) -> Result<Participant> {
    let practitioner = PractitionerId(person.0);
    Ok(match r.practitioner(practitioner)? {
        Some(_) => Participant::Practitioner(practitioner),
        None => Participant::Person(person),
    })
}

#[cfg(test)]
mod tests {
    use patchwork_model::{CaseEdit, testing as model};

    use super::{
        super::{
            Names,
            case_read::testing::{ella, read},
        },
        *,
    };

    impl CaseRead<'_> {
        pub(in super::super) fn faces_for_tests(&self) -> Vec<Face> {
            self.faces(&BTreeMap::new(), &Contacts::default())
        }
    }

    fn listed(apart: &[CaseEdit]) -> Vec<(String, String, bool)> {
        let names = Names::default();
        let case = read(ella(apart), &names);
        case.faces(&BTreeMap::new(), &Contacts::default())
            .into_iter()
            .map(|face| (face.view.name, face.view.role, face.view.is_family))
            .collect()
    }

    #[test]
    fn parents_are_read_first_then_grandparents_then_professionals() {
        let people = listed(&[]);
        let names: Vec<_> = people.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Kelly Marsh",
                "Dean Holt",
                "Jean Marsh",
                "A colleague",
                "Dr Imran Aziz"
            ]
        );
        assert_eq!(people[0].1, "Mum");
        assert!(people[0].2 && !people[4].2);
    }

    #[test]
    fn an_involved_practitioner_without_access_is_there_with_their_role() {
        let people = listed(&[]);
        assert!(people.contains(&("A colleague".to_owned(), "social worker".to_owned(), false)));
    }

    #[test]
    fn whose_part_is_over_is_said_with_what_they_were_and_until_when() {
        let standing = |apart: &[CaseEdit]| {
            let names = Names::default();
            let case = read(ella(apart), &names);
            let faces = case.faces(&BTreeMap::new(), &Contacts::default());
            let of = |name: &str| faces.iter().find(|face| face.view.name == name).unwrap();
            let view = &of("A colleague").view;
            (view.standing.clone(), view.is_current)
        };
        assert_eq!(standing(&[]), (String::new(), true));
        let until = |until| CaseEdit::SetInvolvementPeriod {
            id: model::PRIYAS_PART,
            from: None,
            until: Some(until),
        };
        let over = until(Date::constant(2025, 3, 12));
        assert_eq!(
            standing(core::slice::from_ref(&over)),
            ("Social worker until 12 March 2025".to_owned(), false)
        );
        let still = until(Date::constant(2099, 3, 12));
        assert_eq!(standing(&[still]), (String::new(), true));
        let without_role = CaseEdit::SetInvolvementRole {
            id: model::PRIYAS_PART,
            role: None,
            agency: None,
        };
        assert_eq!(
            standing(&[over, without_role]).0,
            "Involved until 12 March 2025"
        );
    }

    #[test]
    fn who_died_is_said_to_have_died_and_nobody_of_the_family_is_said_to_read_the_case() {
        let names = Names::default();
        let died = CaseEdit::SetDeceased {
            person: model::NAN,
            deceased: true,
        };
        let case = read(ella(&[died]), &names);
        let faces = case.faces(&BTreeMap::new(), &Contacts::default());
        let of = |name: &str| faces.iter().find(|face| face.view.name == name).unwrap();
        assert_eq!(of("Jean Marsh").view.standing, "Has died");
        assert_eq!(of("Kelly Marsh").view.standing, "");
        for family in ["Kelly Marsh", "Jean Marsh"] {
            assert_eq!(of(family).view.reads, "");
        }
        for outside in ["Dr Imran Aziz", "A colleague"] {
            assert_eq!(of(outside).view.reads, "Does not read this case");
        }
    }

    #[test]
    fn someone_taken_off_the_case_is_not_listed() {
        let people = listed(&[CaseEdit::SetPersonRemoved {
            person: model::NAN,
            removed: true,
        }]);
        assert!(people.iter().all(|(name, ..)| name != "Jean Marsh"));
    }

    #[test]
    fn both_numbers_stand_at_mums_name() {
        let names = Names::default();
        let case = read(
            ella(&[
                model::mums_mobile("07700 900111"),
                model::mums_mobile("07700 900222"),
            ]),
            &names,
        );
        let faces = case.faces(&BTreeMap::new(), &Contacts::default());
        let mobile = &faces[0].view.contacts[0];
        assert_eq!(mobile.others.len(), 2);
        assert!(mobile.link.starts_with("tel:+447700900"));
    }
}
