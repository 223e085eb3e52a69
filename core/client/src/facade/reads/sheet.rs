//! The sheet on paper: who helps a child, for one named reader.
//!
//! Paper is read by whoever finds it. So a sheet holds what somebody chose for its reader and
//! nothing else; what could give a withheld place away, or that a sensitive service is used,
//! starts unchosen. It never holds markers, plan, entries, addresses, homes or contact.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use patchwork_model::{
    ContactKind, Participant, PersonId, Relation, RelationshipKind, fold, isolated, sensitive_words,
};
use patchwork_picture::{Focus, Kind, Measured, Medium, Recency, Viewport, layout};
use patchwork_store::Reader;

use super::{Names, case_read::CaseRead, people::Face, picture, words};
use crate::{
    CaseId, Client, ClientError, ContactDetailView, PersonView, PictureMark, PictureView, Result,
    SheetChoices, SheetEntry, SheetLeftOut, SheetNumber, SheetNumberChoice, SheetPerson,
    SheetPersonChoice, SheetReader, SheetRequest, SheetView,
};

/// What of A4 the picture has: 516 by 638 points, in which a name of 13 dp stands in 10 points.
const PAPER: Viewport = Viewport {
    width_dp: 670.0,
    height_dp: 828.0,
    text_scale: 1.0,
    medium: Medium::Paper,
};

const TWO_VALUES: &str = "There are two values: choose one first.";

/// A word of an address that is shorter tells nothing of a service.
const TELLING: usize = 5;
/// One that is shorter tells nothing of another address either.
const TELLING_OF_A_PLACE: usize = 4;
/// A name that is shorter is a title, or too short to be known again in a sentence.
const CALLED_BY: usize = 3;
/// What is in many addresses.
const COMMON: [&str; 26] = [
    "apartment",
    "avenue",
    "block",
    "building",
    "centre",
    "close",
    "corner",
    "court",
    "crescent",
    "drive",
    "estate",
    "flat",
    "floor",
    "gardens",
    "green",
    "grove",
    "house",
    "lane",
    "park",
    "place",
    "road",
    "square",
    "street",
    "terrace",
    "walk",
    "room",
];

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// For whom a sheet can be made: the child, and everyone whose part is current.
    pub async fn sheet_readers(&self, case: CaseId) -> Result<Vec<SheetReader>> {
        self.for_sheet(case, |read, faces, _| Ok(read.readers(&faces)))
            .await
    }

    /// What can be put on a sheet for this reader, and what is on it to begin with. Agencies that
    /// are sensitive, and anyone linked to a withheld residence, are not, with every number of
    /// theirs; nor are private numbers.
    pub async fn sheet_choices(&self, case: CaseId, reader: PersonId) -> Result<SheetChoices> {
        self.for_sheet(case, move |read, faces, agencies| {
            read.choices(&faces, &agencies, reader)
        })
        .await
    }

    /// What a sheet leaves out: to be shown, and never on paper, before it is printed.
    pub async fn sheet_leaves_out(
        &self,
        case: CaseId,
        request: SheetRequest,
    ) -> Result<Vec<SheetLeftOut>> {
        self.for_sheet(case, move |read, faces, agencies| {
            let choices = read.choices(&faces, &agencies, request.reader)?;
            Ok(left_out(&choices, &request))
        })
        .await
    }

    /// The sheet: what was chosen and nothing else.
    pub async fn sheet(&self, case: CaseId, request: SheetRequest) -> Result<SheetView> {
        self.for_sheet(case, move |read, faces, agencies| {
            let choices = read.choices(&faces, &agencies, request.reader)?;
            Ok(read.sheet(faces, &agencies, &choices, &request))
        })
        .await
    }
}

impl Client {
    /// The sheet, and its picture laid out for each of these screens too: of one moment, so that
    /// what is on it and what is left out is the same on both.
    pub async fn sheet_with_screens(
        &self,
        case: CaseId,
        request: SheetRequest,
        screens: Vec<crate::Viewport>,
    ) -> Result<(SheetView, Vec<PictureView>)> {
        self.for_sheet(case, move |read, faces, agencies| {
            let choices = read.choices(&faces, &agencies, request.reader)?;
            let chosen = chosen(&choices, &request);
            // Nothing can be opened on it, so everyone is named, however high that makes it.
            let drawn = screens.iter().map(|screen| {
                let faces = faces
                    .iter()
                    .filter(|face| chosen.contains(&face.view.person));
                let viewport = Viewport {
                    width_dp: f64::from(screen.width),
                    height_dp: f64::from(screen.height),
                    text_scale: f64::from(screen.text_scale),
                    medium: Medium::Paper,
                };
                read.for_a_sheet(faces.cloned().collect(), viewport)
            });
            let drawn = drawn.collect();
            Ok((read.sheet(faces, &agencies, &choices, &request), drawn))
        })
        .await
    }

    async fn for_sheet<T, F>(&self, case: CaseId, make: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&CaseRead<'_>, Vec<Face>, Known) -> Result<T> + Send + 'static,
    {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            let mut faces = read.people(&names.roster.arrivals(case), r)?;
            faces.retain(|face| face.view.is_current && !face.view.is_deceased);
            make(&read, faces, Known::read(r)?)
        })
        .await
    }
}

/// What the partnership's own words say.
#[derive(Debug, Default)]
struct Known {
    /// The agencies of which it is sensitive that a family uses them, folded.
    sensitive: Vec<String>,
    /// The words of the partnership's name: the area, which is in most addresses.
    area: BTreeSet<String>,
    /// The number of the front door; empty where none is written down.
    front_door: String,
}

impl Known {
    fn read(r: &Reader<'_>) -> Result<Self> {
        let cards = r.agency_cards()?.into_iter();
        let partnership = r.partnership()?;
        Ok(Self {
            sensitive: cards
                .filter(|card| card.sensitive || card.kind.is_sensitive_by_default())
                .map(|card| words::folded(&card.name))
                .collect(),
            area: partnership
                .iter()
                .flat_map(|card| words_of(&card.name))
                .collect(),
            front_door: partnership
                .and_then(|card| card.front_door)
                .map(|door| door.number)
                .unwrap_or_default(),
        })
    }

    /// Whom to call before anybody else.
    fn emergency(&self) -> String {
        let number = "In an emergency call 999.";
        if self.front_door.is_empty() {
            return number.to_owned();
        }
        let door = isolated(&self.front_door);
        format!("{number} Whoever is worried about a child can call {door}.")
    }

    /// By the mark of an agency whose name is in what is said of somebody, or by the words typed
    /// for someone of none that is listed.
    fn is_sensitive(&self, said: &[String]) -> bool {
        let has_agency = said.iter().map(|text| words::folded(text)).any(|text| {
            self.sensitive.iter().any(|agency| {
                *agency == text
                    || long(agency, TELLING) && text.contains(agency)
                    || long(&text, TELLING) && agency.contains(&text)
            })
        });
        has_agency || !sensitive_words(&said.join(" · ")).is_empty()
    }

    /// The words of these texts that are in few addresses.
    fn telling<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t String>,
        at_least: usize,
    ) -> BTreeSet<String> {
        texts
            .into_iter()
            .flat_map(|text| words_of(text))
            .filter(|word| long(word, at_least))
            .filter(|word| !COMMON.contains(&word.as_str()) && !self.area.contains(word))
            .collect()
    }
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether risk markers name somebody by the name they are called by: the first that is no title.
fn is_named(view: &PersonView, warnings: &BTreeSet<String>) -> bool {
    let names = words_of(&view.name);
    let first = names.iter().find(|name| long(name, CALLED_BY));
    first.is_some_and(|name| warnings.contains(name))
}

fn long(word: &str, at_least: usize) -> bool {
    word.chars().count() >= at_least
}

impl CaseRead<'_> {
    fn readers(&self, faces: &[Face]) -> Vec<SheetReader> {
        let child = SheetReader {
            person: PersonId::CHILD,
            name: self.first_name(),
            role: String::new(),
            is_family: true,
        };
        let others = faces
            .iter()
            .filter(|face| face.view.person != PersonId::CHILD)
            .map(|face| SheetReader {
                person: face.view.person,
                name: face.view.name.clone(),
                role: face.view.role.clone(),
                is_family: face.view.is_family,
            });
        core::iter::once(child).chain(others).collect()
    }

    fn choices(&self, faces: &[Face], known: &Known, reader: PersonId) -> Result<SheetChoices> {
        let reader = self
            .readers(faces)
            .into_iter()
            .find(|one| one.person == reader)
            .ok_or(ClientError::NotFound)?;
        let linked = self.linked_to_withheld(faces, reader.person, known);
        let is_kept_away = self.is_kept_from_an_address(reader.person);
        let markers = self.markers();
        let texts = markers.iter().flat_map(|marker| &marker.texts);
        let warnings: BTreeSet<String> = texts.flat_map(|text| words_of(text)).collect();
        let people = faces
            .iter()
            .map(|face| &face.view)
            .filter(|view| view.person != PersonId::CHILD)
            .map(|view| {
                let why_off = if linked.contains(&view.person) {
                    "Linked to an address that is withheld."
                } else if is_kept_away && view.is_family && view.person != reader.person {
                    "An address is withheld from this reader, who might find it through them."
                } else if view.person != reader.person && is_named(view, &warnings) {
                    "Named in what a visitor must know."
                } else if known.is_sensitive(&self.said_of(view)) {
                    "That the family uses this service is sensitive."
                } else if !view.is_family && view.agency.trim().is_empty() {
                    "Of what agency is not known here."
                } else {
                    ""
                };
                SheetPerson {
                    shown: shown(view, why_off),
                    person: view.person,
                    name: view.name.clone(),
                    role: view.role.clone(),
                    agency: view.agency.clone(),
                    is_family: view.is_family,
                    starts_on: why_off.is_empty(),
                    why_off: why_off.to_owned(),
                    numbers: numbers(view, why_off),
                }
            })
            .collect();
        Ok(SheetChoices {
            child: self.first_name(),
            reader,
            people,
        })
    }

    /// Whether an address is withheld from this person. Whoever is kept away looks for it where the
    /// family and its friends are.
    fn is_kept_from_an_address(&self, person: PersonId) -> bool {
        let mut withheld = self.rows.residences.iter().filter(|row| row.withheld);
        withheld.any(|row| row.withheld_from.contains(&person))
    }

    /// Everything that is said of somebody's part, also what a screen does not show because
    /// something else is said before it.
    fn said_of(&self, view: &PersonView) -> Vec<String> {
        let mut said = vec![view.name.clone(), view.role.clone(), view.agency.clone()];
        let mut who = vec![Participant::Person(view.person)];
        if let Some(practitioner) = view.practitioner {
            let card = self.names.practitioner_or_unnamed(practitioner);
            said.extend([card.role.clone(), card.agency.clone()]);
            who.push(Participant::Practitioner(practitioner));
        }
        let parts = self.rows.involvements.iter();
        for part in parts.filter(|part| who.contains(&part.who)) {
            said.extend(part.role.clone());
            said.extend(part.agency.iter().map(|it| self.names.agency_named(it)));
        }
        let rows = self.rows.people.iter();
        for row in rows.filter(|row| row.id == view.person) {
            said.extend(row.role.clone());
            said.extend(row.agency.iter().map(|it| self.names.agency_named(it)));
        }
        said
    }

    /// Who lives, or lived, at a withheld address or may look after the child there, and who is of
    /// a place that its words name.
    fn linked_to_withheld(
        &self,
        faces: &[Face],
        reader: PersonId,
        known: &Known,
    ) -> BTreeSet<PersonId> {
        let rows = &self.rows.residences;
        let spoken = |row| {
            let disputed = self.spoken_addresses_of(row);
            disputed
                .into_iter()
                .filter(|address| !address.trim().is_empty())
        };
        let withheld = rows.iter().filter(|row| row.withheld);
        let hidden: Vec<String> = withheld.clone().flat_map(spoken).collect();
        let of_place = known.telling(&hidden, TELLING_OF_A_PLACE);
        let of_service = known.telling(&hidden, TELLING);
        let lives_there = rows
            .iter()
            .filter(|row| {
                let own: Vec<String> = spoken(row).collect();
                let own = known.telling(&own, TELLING_OF_A_PLACE);
                !self.residence_may_be_drawn(row) || !own.is_disjoint(&of_place)
            })
            .map(|row| row.person);
        let works_there = faces
            .iter()
            .map(|face| &face.view)
            .filter(|view| {
                let mut said = self.said_of(view);
                if view.is_family {
                    // A family's name is in many addresses.
                    said.remove(0);
                }
                let said = known.telling(&said, TELLING);
                !said.is_disjoint(&of_service)
            })
            .map(|view| view.person);
        // Where the child lives at a withheld address, whoever looks after them may live there.
        let from: BTreeSet<PersonId> = withheld
            .flat_map(|row| row.withheld_from.iter().copied())
            .collect();
        let of_child = rows.iter().filter(|row| row.person == PersonId::CHILD);
        let is_hidden = of_child
            .into_iter()
            .any(|row| !self.residence_may_be_drawn(row));
        let looks_after = faces
            .iter()
            .filter(|face| is_hidden && self.may_look_after(face))
            .map(|face| face.view.person)
            .filter(|person| *person != reader && !from.contains(person));
        lives_there.chain(works_there).chain(looks_after).collect()
    }

    /// Whether the child may live with this person, as far as is written down.
    fn may_look_after(&self, face: &Face) -> bool {
        use Relation::{
            AdoptiveParent, Father, FosterCarer, Guardian, KinshipCarer, Mother, ParentsPartner,
            StepParent,
        };
        let by_relation = matches!(
            face.relation,
            Some(
                AdoptiveParent
                    | Father
                    | FosterCarer
                    | Guardian
                    | KinshipCarer
                    | Mother
                    | ParentsPartner
                    | StepParent
            )
        );
        let person = face.view.person;
        let by_tie = self.rows.relationships.iter().any(|row| {
            use RelationshipKind::{
                AdoptedChildOf, AdoptiveParentOf, CaredForBy, CarerOf, ChildOf, ParentOf,
                StepChildOf, StepParentOf,
            };
            let (ends, kind) = ((row.from, row.to), row.kind);
            let is_theirs = ends == (person, PersonId::CHILD)
                && matches!(kind, ParentOf | StepParentOf | AdoptiveParentOf | CarerOf);
            let is_childs = ends == (PersonId::CHILD, person)
                && matches!(kind, ChildOf | StepChildOf | AdoptedChildOf | CaredForBy);
            is_theirs || is_childs
        });
        let said = self.said_of(&face.view);
        let by_words = said.iter().flat_map(|text| words_of(text)).any(|word| {
            [
                "carer",
                "carers",
                "foster",
                "fostering",
                "guardian",
                "placement",
                "refuge",
            ]
            .contains(&word.as_str())
        });
        by_relation || by_tie || by_words
    }

    fn sheet(
        &self,
        mut faces: Vec<Face>,
        known: &Known,
        choices: &SheetChoices,
        request: &SheetRequest,
    ) -> SheetView {
        let chosen = chosen(choices, request);
        faces.retain(|face| chosen.contains(&face.view.person));
        let entry = |person: &SheetPerson| SheetEntry {
            name: person.name.clone(),
            role: person.role.clone(),
            agency: person.agency.clone(),
            numbers: person
                .numbers
                .iter()
                .filter(|number| is_chosen(person, number, request))
                .map(|number| format!("{}: {}", number.kind_label, isolated(&number.value)))
                .collect(),
        };
        let on_it = choices
            .people
            .iter()
            .filter(|person| chosen.contains(&person.person));
        let (family, helpers): (Vec<_>, Vec<_>) = on_it.partition(|person| person.is_family);
        let mut helpers: Vec<SheetEntry> = helpers.into_iter().map(entry).collect();
        helpers.sort_by_cached_key(|helper| {
            let leads = words::folded(&helper.role).starts_with("lead");
            (!leads, words::folded(&helper.agency))
        });
        let (family, pictured): (Vec<_>, Vec<_>) = family
            .into_iter()
            .map(entry)
            .partition(|one| !one.numbers.is_empty());
        SheetView {
            title: format!("Who helps {}", isolated(&choices.child)),
            made: self.made(choices, request),
            emergency: known.emergency(),
            family,
            only_pictured: pictured.into_iter().map(|one| one.name).collect(),
            helpers,
            picture: self.for_a_sheet(faces, PAPER),
        }
    }

    /// By whom it was made is said only where they are on it.
    fn made(&self, choices: &SheetChoices, request: &SheetRequest) -> String {
        let me = self.names.roster.me.map(|me| PersonId(me.0));
        let by = me
            .and_then(|me| choices.people.iter().find(|person| person.person == me))
            .filter(|person| is_on(person, request))
            .map(|person| format!(" by {}", isolated(&person.name)))
            .unwrap_or_default();
        format!(
            "For {}. Made on {}{by}.",
            isolated(&choices.reader.name),
            words::day(self.today)
        )
    }

    fn for_a_sheet(&self, mut faces: Vec<Face>, viewport: Viewport) -> PictureView {
        // Who lives with whom is not for paper, and nobody stands in the family for it.
        let mut network = self.network(&mut faces, Vec::new(), |_| None);
        let first_name = self.first_name();
        for person in &mut network.people {
            // When somebody was last in contact is not for paper: every line is drawn alike.
            person.last_contact = Recency::ThreeMonths;
            if person.kind == Kind::Child {
                person.name.clone_from(&first_name);
            }
        }
        let drawn = layout(&network, viewport, &Focus::Whole, &Measured::default());
        let people = faces
            .iter()
            .map(|face| (face.view.person.to_string(), &face.view))
            .collect();
        let mut view = picture::view(&drawn, &network, &people, &first_name);
        view.nodes.clear();
        view.texts.clear();
        view.key
            .retain(|row| matches!(row.mark, PictureMark::Tie { .. }));
        view
    }
}

/// Who is on the sheet.
fn chosen(choices: &SheetChoices, request: &SheetRequest) -> BTreeSet<PersonId> {
    let people = choices.people.iter();
    let on = people.filter(|person| is_on(person, request));
    on.map(|person| person.person).collect()
}

/// The ways to reach somebody, each once: what is written down as of two kinds has both.
fn numbers(of: &PersonView, why_off: &str) -> Vec<SheetNumber> {
    let mut once: Vec<(String, Vec<String>, SheetNumber)> = Vec::new();
    for contact in &of.contacts {
        let reached = reached(contact);
        let new = number(contact, of, why_off);
        let Some((_, kinds, known)) = once.iter_mut().find(|(other, ..)| *other == reached) else {
            once.push((reached, vec![new.kind_label.clone()], new));
            continue;
        };
        let within = new.kind_label.to_lowercase();
        if new.kind_label != known.kind_label && !kinds.contains(&within) {
            kinds.push(within);
        }
        known.why_off = why_off_of_both(&known.why_off, &new.why_off).to_owned();
        known.starts_on = known.why_off.is_empty();
    }
    once.into_iter()
        .map(|(_, kinds, number)| SheetNumber {
            kind_label: words::listed(&kinds),
            ..number
        })
        .collect()
}

/// What a dialler or a mail program would be given, else what was typed.
fn reached(contact: &ContactDetailView) -> String {
    if contact.link.is_empty() {
        let words: Vec<&str> = contact.value.split_whitespace().collect();
        words.join(" ").to_lowercase()
    } else {
        contact.link.to_lowercase()
    }
}

/// A number of work is one of work also where it is written down as private besides.
fn why_off_of_both<'w>(one: &'w str, other: &'w str) -> &'w str {
    if [one, other].contains(&TWO_VALUES) {
        TWO_VALUES
    } else if [one, other].contains(&"") {
        ""
    } else {
        one
    }
}

fn number(contact: &ContactDetailView, of: &PersonView, why_off: &str) -> SheetNumber {
    let is_of_work = !of.is_family
        && (of.practitioner.is_some()
            || matches!(contact.kind, ContactKind::Work | ContactKind::Email));
    let why_off = if !why_off.is_empty() {
        why_off
    } else if !is_of_work {
        "Private, as far as is known here."
    } else if !contact.others.is_empty() {
        TWO_VALUES
    } else {
        ""
    };
    SheetNumber {
        kind_label: contact.kind_label.clone(),
        value: contact.value.clone(),
        starts_on: why_off.is_empty(),
        why_off: why_off.to_owned(),
    }
}

/// What is shown of somebody where the choice is made, in short.
fn shown(view: &PersonView, why_off: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (&view.name, &view.role, &view.agency, why_off).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Whether somebody was chosen as they are known now.
fn is_on(person: &SheetPerson, request: &SheetRequest) -> bool {
    request
        .people
        .iter()
        .any(|choice| choice.person == person.person && choice.shown == person.shown)
}

fn is_chosen(person: &SheetPerson, number: &SheetNumber, request: &SheetRequest) -> bool {
    let is_it =
        |choice: &SheetNumberChoice| choice.person == person.person && choice.value == number.value;
    request.numbers.iter().any(is_it)
}

fn left_out(choices: &SheetChoices, request: &SheetRequest) -> Vec<SheetLeftOut> {
    let mut left_out = Vec::new();
    for person in &choices.people {
        if !is_on(person, request) {
            let was_chosen = request.people.iter().any(|one| one.person == person.person);
            let why = if was_chosen {
                format!(
                    "What is known of them changed since they were chosen. {}",
                    person.why_off
                )
            } else {
                person.why_off.clone()
            };
            left_out.push(SheetLeftOut {
                name: person.name.clone(),
                what: format!("is not on the sheet. {why}").trim().to_owned(),
            });
            continue;
        }
        let kinds: Vec<&str> = person
            .numbers
            .iter()
            .filter(|number| !is_chosen(person, number, request))
            .map(|number| number.kind_label.as_str())
            .collect();
        if !kinds.is_empty() {
            left_out.push(SheetLeftOut {
                name: person.name.clone(),
                what: format!("is on the sheet without: {}.", words::listed(&kinds)),
            });
        }
    }
    left_out
}

impl SheetChoices {
    /// The sheet as it is before anybody changes what is on it.
    pub fn to_begin_with(&self) -> SheetRequest {
        let on = self.people.iter().filter(|person| person.starts_on);
        SheetRequest {
            reader: self.reader.person,
            people: on
                .clone()
                .map(|person| SheetPersonChoice {
                    person: person.person,
                    shown: person.shown.clone(),
                })
                .collect(),
            numbers: on
                .flat_map(|person| {
                    let numbers = person.numbers.iter().filter(|number| number.starts_on);
                    numbers.map(|number| SheetNumberChoice {
                        person: person.person,
                        value: number.value.clone(),
                    })
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::{
        Agency, PersonKind, PersonRow, Relation, ResidenceRow, testing as model,
    };

    use super::{
        super::case_read::testing::{ella, read},
        *,
    };

    const DAD: PersonId = PersonId([0xb1; 16]);
    const ABUSE_WORKER: PersonId = PersonId([0xb2; 16]);
    const KEY_WORKER: PersonId = PersonId([0xb3; 16]);
    const NEW_NUMBER: &str = "07700 900777";

    /// Mum and Ella have fled to a refuge from Dad, for whom the sheet is.
    fn fled() -> patchwork_model::CaseProjection {
        let mut rows = ella(&[model::mums_mobile(NEW_NUMBER)]);
        let sample = rows.people[0].clone();
        let known = sample.known;
        let person = |id, name: &str, role: &str, agency: &str| PersonRow {
            id,
            name: name.to_owned(),
            kind: PersonKind::Professional,
            relation: None,
            role: Some(role.to_owned()),
            agency: Some(Agency::Named(agency.to_owned())),
            contact_notes: None,
            ..sample.clone()
        };
        rows.people.push(PersonRow {
            kind: PersonKind::Family,
            relation: Some(Relation::Father),
            agency: None,
            ..person(DAD, "Craig Dolan", "", "")
        });
        rows.people.push(person(
            ABUSE_WORKER,
            "Stella Rook",
            "IDVA",
            "Northgate Advocacy",
        ));
        // Nothing of what is written about her is sensitive in itself, but that she works there.
        rows.people
            .push(person(KEY_WORKER, "Olu Bright", "Key worker", "Willowbank"));
        rows.residences = [(PersonId::CHILD, 1), (model::MUM, 2)]
            .map(|(person, id)| ResidenceRow {
                id: patchwork_model::ResidenceId([id; 16]),
                person,
                kind: patchwork_model::ResidenceKind::Refuge,
                address: "Willowbank House, 4 Mill Lane".to_owned(),
                from: None,
                until: None,
                pattern: None,
                withheld_from: vec![DAD],
                withheld: true,
                known,
                in_conflict: false,
            })
            .to_vec();
        let number = |person, id: u8, kind, value: &str| patchwork_model::ContactDetailRow {
            id: patchwork_model::ContactDetailId([id; 16]),
            person,
            kind,
            value: value.to_owned(),
            e164: None,
            known,
            in_conflict: false,
        };
        rows.contact_details.extend([
            number(ABUSE_WORKER, 11, ContactKind::Work, "0113 496 0661"),
            number(KEY_WORKER, 12, ContactKind::Work, "0113 496 0662"),
            number(model::DOCTOR, 13, ContactKind::Work, "0113 496 0663"),
            number(model::DOCTOR, 14, ContactKind::Mobile, "07700 900664"),
            number(DAD, 15, ContactKind::Mobile, "07700 900665"),
        ]);
        rows
    }

    fn as_shown(person: &SheetPerson) -> SheetPersonChoice {
        SheetPersonChoice {
            person: person.person,
            shown: person.shown.clone(),
        }
    }

    fn faces(case: &CaseRead<'_>) -> Vec<Face> {
        case.faces_for_tests()
    }

    #[test]
    fn a_sheet_for_dad_holds_no_byte_of_the_refuge_of_its_workers_or_of_mums_new_number() {
        let names = Names::default();
        let case = read(fled(), &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let request = choices.to_begin_with();
        let sheet = case.sheet(faces(&case), &Known::default(), &choices, &request);
        let all = format!("{sheet:?}");
        for hidden in [
            "Willow",
            "Mill Lane",
            "efuge",
            "Olu",
            "Bright",
            "0662",
            "Stella",
            "Rook",
            "IDVA",
            "Northgate",
            "0661",
            "Kelly",
            NEW_NUMBER,
            "900777",
            "900123",
            "ithheld",
            "664",
            "665",
        ] {
            assert!(!all.contains(hidden), "{hidden}: {all}");
        }
        assert_eq!(sheet.title, "Who helps Ella");
        assert!(sheet.made.starts_with("For Craig Dolan. Made on "));
        let doctor = &sheet.helpers.iter().find(|one| one.name == "Dr Imran Aziz");
        assert_eq!(doctor.unwrap().numbers, ["Work phone: 0113 496 0663"]);
    }

    #[test]
    fn whoever_a_marker_names_starts_off_every_sheet_but_their_own() {
        let names = Names::default();
        let mut rows = ella(&[]);
        rows.residences.clear();
        let known = rows.people[0].known;
        rows.markers.push(patchwork_model::MarkerRow {
            id: patchwork_model::MarkerId([7; 16]),
            text: "Visit in twos if Kelly has company.".to_owned(),
            review: None,
            ended: None,
            known,
            in_conflict: false,
        });
        let case = read(rows, &names);
        let why_off = |reader: PersonId, of: PersonId| {
            let choices = case.choices(&faces(&case), &Known::default(), reader);
            let people = choices.unwrap().people;
            let person = people.into_iter().find(|one| one.person == of);
            person.unwrap().why_off
        };
        assert_eq!(
            why_off(model::DOCTOR, model::MUM),
            "Named in what a visitor must know."
        );
        assert_eq!(why_off(model::MUM, model::MUM), "");
        assert_eq!(why_off(model::MUM, model::DOCTOR), "");
    }

    #[test]
    fn of_the_family_nobody_starts_on_a_sheet_for_somebody_from_whom_an_address_is_withheld() {
        let names = Names::default();
        let mut rows = fled();
        let sample = rows.people[0].clone();
        let neighbour = PersonId([0xb6; 16]);
        rows.people.push(PersonRow {
            id: neighbour,
            name: "Jo Lark".to_owned(),
            kind: PersonKind::Family,
            relation: None,
            role: Some("Neighbour".to_owned()),
            agency: None,
            contact_notes: None,
            ..sample
        });
        let case = read(rows, &names);
        let starts_on = |reader| {
            let choices = case.choices(&faces(&case), &Known::default(), reader);
            let people = choices.unwrap().people;
            people
                .into_iter()
                .find(|one| one.person == neighbour)
                .unwrap()
                .starts_on
        };
        assert!(!starts_on(DAD));
        assert!(starts_on(PersonId::CHILD));
    }

    #[test]
    fn whoever_may_look_after_a_child_at_a_withheld_address_starts_off() {
        let names = Names::default();
        let mut rows = fled();
        // The address is written down for the child alone, as of a placement.
        rows.residences.retain(|row| row.person == PersonId::CHILD);
        let sample = rows
            .people
            .iter()
            .find(|row| row.id == DAD)
            .unwrap()
            .clone();
        let (foster, kin) = (PersonId([0xb4; 16]), PersonId([0xb5; 16]));
        for (id, name, relation, role) in [
            (foster, "Maria Lopez", Some(Relation::FosterCarer), None),
            (kin, "Pat Moss", None, Some("Family link carer")),
        ] {
            rows.people.push(PersonRow {
                id,
                name: name.to_owned(),
                relation,
                role: role.map(str::to_owned),
                ..sample.clone()
            });
        }
        let case = read(rows, &names);
        let off_for = |reader| -> Vec<PersonId> {
            let choices = case.choices(&faces(&case), &Known::default(), reader);
            let people = choices.unwrap().people.into_iter();
            let linked = people.filter(|one| one.why_off.starts_with("Linked to"));
            linked.map(|one| one.person).collect()
        };
        let off = off_for(DAD);
        for person in [foster, kin, model::MUM] {
            assert!(off.contains(&person), "{person}");
        }
        assert!(!off.contains(&DAD));
        // Whoever it is for knows where they live themselves.
        assert!(!off_for(foster).contains(&foster));
    }

    #[test]
    fn any_telling_word_of_a_withheld_address_keeps_a_service_off_and_the_areas_name_does_not() {
        let names = Names::default();
        let mut rows = fled();
        for row in &mut rows.residences {
            row.address = "Willowbank House, 4 Mill Lane, Northcote".to_owned();
        }
        let sample = rows.people.iter().find(|row| row.id == KEY_WORKER).unwrap();
        let sample = sample.clone();
        let mut person = |id: u8, name: &str, role: &str, agency: &str| {
            rows.people.push(PersonRow {
                id: PersonId([id; 16]),
                name: name.to_owned(),
                role: Some(role.to_owned()),
                agency: Some(Agency::Named(agency.to_owned())),
                ..sample.clone()
            });
        };
        person(1, "Ann Ash", "Officer", "Willowbank Housing");
        person(2, "Bea Birch", "At the Willowbank", "Hub");
        person(3, "Willowbank duty line", "Duty", "Hub");
        person(4, "Cy Cedar", "Teacher", "Northcote House School");
        let case = read(rows, &names);
        let known = Known {
            area: words_of("Northcote Children’s Partnership")
                .into_iter()
                .collect(),
            ..Known::default()
        };
        let choices = case.choices(&faces(&case), &known, DAD).unwrap();
        let is_on = |id: u8| {
            let mut people = choices.people.iter();
            people
                .find(|one| one.person == PersonId([id; 16]))
                .unwrap()
                .starts_on
        };
        assert_eq!([1, 2, 3, 4].map(is_on), [false, false, false, true]);
    }

    #[test]
    fn a_service_is_sensitive_by_every_agency_that_is_known_of_somebody() {
        let names = Names::default();
        let mut rows = fled();
        rows.residences.clear();
        let known_at = rows.people[0].known;
        // What the part says is shown, and the row's own agency is not.
        for row in rows.people.iter_mut().filter(|row| row.id == KEY_WORKER) {
            row.agency = Some(Agency::Named("Northgate Advocacy (Leeds)".to_owned()));
        }
        rows.involvements.push(patchwork_model::InvolvementRow {
            id: patchwork_model::InvolvementId([9; 16]),
            who: Participant::Person(KEY_WORKER),
            role: None,
            agency: Some(Agency::Named("Family Hub".to_owned())),
            from: None,
            until: None,
            basis: None,
            review: None,
            known: known_at,
        });
        let case = read(rows, &names);
        let known = Known {
            sensitive: vec![words::folded("Northgate Advocacy")],
            ..Known::default()
        };
        let choices = case.choices(&faces(&case), &known, DAD).unwrap();
        let worker = choices.people.iter().find(|one| one.person == KEY_WORKER);
        assert!(!worker.unwrap().starts_on);
    }

    #[test]
    fn somebody_of_whom_more_is_known_since_they_were_chosen_is_left_out_of_the_sheet() {
        let names = Names::default();
        let mut rows = fled();
        let hidden = rows.residences.clone();
        rows.residences.clear();
        let before = read(rows.clone(), &names);
        let chosen = before
            .choices(&faces(&before), &Known::default(), DAD)
            .unwrap()
            .to_begin_with();
        assert!(chosen.people.iter().any(|one| one.person == model::MUM));
        rows.residences = hidden;
        let case = read(rows, &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let sheet = case.sheet(faces(&case), &Known::default(), &choices, &chosen);
        assert!(!format!("{sheet:?}").contains("Kelly"));
        let out = left_out(&choices, &chosen);
        let mum = out.iter().find(|one| one.name == "Kelly Marsh").unwrap();
        assert!(
            mum.what.contains("changed since they were chosen"),
            "{}",
            mum.what
        );
    }

    #[test]
    fn the_role_said_of_somebodys_part_is_on_the_sheet_with_an_account_or_without() {
        let names = Names::default();
        let mut rows = fled();
        rows.residences.clear();
        rows.involvements.clear();
        let known_at = rows.people[0].known;
        let part = |id: u8, who: PersonId, role: &str| patchwork_model::InvolvementRow {
            id: patchwork_model::InvolvementId([id; 16]),
            who: Participant::Person(who),
            role: Some(role.to_owned()),
            agency: Some(Agency::Named("Riverside Practice".to_owned())),
            from: None,
            until: None,
            basis: None,
            review: None,
            known: known_at,
        };
        rows.involvements = vec![
            part(1, model::DOCTOR, "Named doctor for the plan"),
            part(2, model::MUM, "Carer"),
        ];
        let mum = rows.people.iter_mut().find(|row| row.id == model::MUM);
        mum.unwrap().role = Some("Mum".to_owned());
        let case = read(rows, &names);
        let faces = faces(&case);
        let on_picture = |id: PersonId| {
            let face = faces.iter().find(|face| face.view.person == id).unwrap();
            (face.view.role.clone(), face.view.agency.clone())
        };
        let said = (
            "Named doctor for the plan".to_owned(),
            "Riverside Practice".to_owned(),
        );
        assert_eq!(on_picture(model::DOCTOR), said);
        assert_eq!(on_picture(model::MUM).0, "Mum");
        let listed = case.involvements();
        assert!(
            listed
                .iter()
                .any(|one| (one.role.clone(), one.agency.clone()) == said)
        );
        let choices = case.choices(&faces, &Known::default(), DAD).unwrap();
        let request = choices.to_begin_with();
        let sheet = case.sheet(faces.clone(), &Known::default(), &choices, &request);
        let doctor = sheet.helpers.iter().find(|one| one.name == "Dr Imran Aziz");
        let doctor = doctor.unwrap();
        assert_eq!((doctor.role.clone(), doctor.agency.clone()), said);
        let id = model::DOCTOR.to_string();
        let label = sheet.picture.labels.iter().find(|label| label.of == id);
        let lines = label.unwrap().lines.iter();
        let lines: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
        assert!(lines.join(" ").ends_with(&said.0), "{lines:?}");
    }

    #[test]
    fn a_name_in_the_picture_on_paper_stands_in_ten_points_at_least() {
        // The printed picture is as wide as A4 without its margins of 14 mm.
        let across = (210.0 - 2.0 * 14.0) / 25.4 * 72.0;
        let names = Names::default();
        let case = read(fled(), &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let request = choices.to_begin_with();
        let sheet = case.sheet(faces(&case), &Known::default(), &choices, &request);
        let by = across / f64::from(sheet.picture.width);
        assert!(f64::from(sheet.picture.height) * by <= 225.0 / 25.4 * 72.0);
        let lines = sheet.picture.labels.iter().flat_map(|label| &label.lines);
        let named = lines.filter(|line| line.style != patchwork_picture::TextStyle::Caption);
        let smallest = named.map(|line| f64::from(line.size) * by);
        assert!(smallest.fold(f64::INFINITY, f64::min) >= 10.0);
    }

    #[test]
    fn every_face_on_a_sheet_has_its_name() {
        let names = Names::default();
        let case = read(fled(), &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let sheet = case.sheet(
            faces(&case),
            &Known::default(),
            &choices,
            &choices.to_begin_with(),
        );
        assert!(sheet.picture.faces.len() > 2);
        for face in &sheet.picture.faces {
            let label = sheet
                .picture
                .labels
                .iter()
                .find(|label| label.of == face.id);
            assert!(label.is_some_and(|label| !label.is_cut), "{}", face.id);
        }
        assert!(sheet.picture.homes.is_empty() && sheet.picture.nodes.is_empty());
        assert!(!format!("{:?}", sheet.picture.key).contains("Contact"));
    }

    #[test]
    fn a_preview_names_whom_and_what_a_sheet_leaves_out_and_why() {
        let names = Names::default();
        let case = read(fled(), &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let out = left_out(&choices, &choices.to_begin_with());
        let said: Vec<String> = out
            .iter()
            .map(|one| format!("{} {}", one.name, one.what))
            .collect();
        for sentence in [
            "Kelly Marsh is not on the sheet. Linked to an address that is withheld.",
            "Olu Bright is not on the sheet. Linked to an address that is withheld.",
            "Stella Rook is not on the sheet. That the family uses this service is sensitive.",
            "Craig Dolan is on the sheet without: Mobile.",
            "Dr Imran Aziz is on the sheet without: Mobile.",
        ] {
            assert!(
                said.iter().any(|one| one == sentence),
                "{sentence}: {said:?}"
            );
        }
    }

    #[test]
    fn an_agency_that_the_partnership_marks_as_sensitive_starts_off_with_every_number() {
        let names = Names::default();
        let mut rows = fled();
        rows.residences.clear();
        let case = read(rows, &names);
        let known = Known {
            sensitive: vec!["willowbank".to_owned()],
            ..Known::default()
        };
        let choices = case.choices(&faces(&case), &known, DAD).unwrap();
        let worker = choices.people.iter().find(|one| one.person == KEY_WORKER);
        let worker = worker.unwrap();
        assert!(!worker.starts_on);
        assert_eq!(worker.numbers.len(), 1);
        assert!(worker.numbers.iter().all(|number| !number.starts_on));
        // Whoever makes the sheet may decide otherwise.
        let mut request = choices.to_begin_with();
        request.people.push(as_shown(worker));
        request.numbers.push(SheetNumberChoice {
            person: KEY_WORKER,
            value: "0113 496 0662".to_owned(),
        });
        let sheet = case.sheet(faces(&case), &Known::default(), &choices, &request);
        let worker = sheet.helpers.iter().find(|one| one.name == "Olu Bright");
        assert_eq!(worker.unwrap().numbers, ["Work phone: 0113 496 0662"]);
    }

    #[test]
    fn a_number_or_an_address_that_is_written_down_twice_is_on_the_sheet_once_with_both_kinds() {
        let names = Names::default();
        let mut rows = fled();
        let sample = rows
            .contact_details
            .iter()
            .find(|row| row.person == model::DOCTOR && row.kind == ContactKind::Mobile)
            .unwrap()
            .clone();
        let written = [
            (ContactKind::Mobile, "+44 113 496 0663"),
            (ContactKind::Email, "surgery@elm.example.org"),
            (ContactKind::Email, "Surgery@Elm.example.org"),
            (ContactKind::Other, "pager at the front desk"),
            (ContactKind::Other, "Pager at the  front desk"),
        ];
        for (id, (kind, value)) in (20_u8..).zip(written) {
            rows.contact_details
                .push(patchwork_model::ContactDetailRow {
                    id: patchwork_model::ContactDetailId([id; 16]),
                    kind,
                    value: value.to_owned(),
                    ..sample.clone()
                });
        }
        let case = read(rows, &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let doctor = |one: &&SheetPerson| one.person == model::DOCTOR;
        let offered = &choices.people.iter().find(doctor).unwrap().numbers;
        let labels: Vec<&str> = offered.iter().map(|one| one.kind_label.as_str()).collect();
        assert_eq!(
            labels,
            ["Work phone and mobile", "Mobile", "Email", "Other contact"]
        );
        let sheet = case.sheet(
            faces(&case),
            &Known::default(),
            &choices,
            &choices.to_begin_with(),
        );
        let doctor = sheet.helpers.iter().find(|one| one.name == "Dr Imran Aziz");
        assert_eq!(
            doctor.unwrap().numbers,
            [
                "Work phone and mobile: 0113 496 0663",
                "Email: surgery@elm.example.org"
            ]
        );
    }

    #[test]
    fn a_number_of_someone_who_is_not_on_the_sheet_is_not_on_it() {
        let names = Names::default();
        let case = read(fled(), &names);
        let choices = case.choices(&faces(&case), &Known::default(), DAD).unwrap();
        let request = SheetRequest {
            reader: DAD,
            people: choices
                .people
                .iter()
                .filter(|one| one.person == model::DOCTOR)
                .map(as_shown)
                .collect(),
            numbers: vec![
                SheetNumberChoice {
                    person: model::MUM,
                    value: NEW_NUMBER.to_owned(),
                },
                SheetNumberChoice {
                    person: model::DOCTOR,
                    value: NEW_NUMBER.to_owned(),
                },
            ],
        };
        let sheet = case.sheet(faces(&case), &Known::default(), &choices, &request);
        assert!(!format!("{sheet:?}").contains("900777"));
        assert_eq!(sheet.helpers[0].numbers, Vec::<String>::new());
        assert!(
            case.choices(&faces(&case), &Known::default(), PersonId([0x77; 16]))
                .is_err()
        );
    }
}
