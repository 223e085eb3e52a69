//! The picture: who is around one child, laid out.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use patchwork_model::{AgencyKind, PersonId, Relation, RelationshipKind, ResidenceRow};
use patchwork_picture::{
    Face as DrawnFace, Focus, Home, KeyEntry, Kind, Label, Measured, Missing, Network, News, Path,
    Person, PictureLayout, Recency, Rect, Tie, TieKind, layout, texts,
};
use patchwork_store::Reader;

use super::{Names, case_read::CaseRead, news::Newly, people::Face};
use crate::{
    CaseId, Client, PastHelper, PictureBox, PictureFace, PictureFocus, PictureGroup, PictureHeld,
    PictureHome, PictureKeyRow, PictureLabel, PictureLabelLine, PictureLine, PictureMark,
    PictureNode, PictureNodeKind, PictureRequest, PictureText, PictureTie, PictureView, Result,
    UsedToHelp, facade::views::PersonView,
};

/// The child's id in the picture.
const CHILD: &str = "child";

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The picture of a case, laid out for this much space.
    ///
    /// Ask once without widths, measure [`texts`](PictureView::texts), and ask again with them;
    /// after that, only when the texts are others.
    pub async fn picture(&self, case: CaseId, request: PictureRequest) -> Result<PictureView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            let arrivals = names.roster.arrivals(case);
            let faces = read.people(&arrivals, r)?;
            let newly = read.newly(&arrivals, r)?;
            let kinds = AgencyKinds::read(r)?;
            Ok(read.picture(faces, &newly, &kinds, &request))
        })
        .await
    }
}

/// What sort each agency of the partnership is, by its name.
#[derive(Debug, Default)]
pub(super) struct AgencyKinds(Vec<(String, AgencyKind)>);

impl AgencyKinds {
    pub(super) fn read(r: &Reader<'_>) -> Result<Self> {
        let cards = r.agency_cards()?.into_iter();
        Ok(Self(
            cards
                .map(|card| (super::words::folded(&card.name), card.kind))
                .collect(),
        ))
    }

    fn of(&self, agency: &str) -> Option<AgencyKind> {
        let name = super::words::folded(agency);
        let known = self.0.iter().find(|(known, _)| *known == name);
        known.map(|(_, kind)| *kind)
    }
}

impl CaseRead<'_> {
    fn picture(
        &self,
        mut faces: Vec<Face>,
        newly: &Newly,
        kinds: &AgencyKinds,
        request: &PictureRequest,
    ) -> PictureView {
        let used_to_help = used_to_help(&faces);
        faces.retain(|face| request.shows_past || !is_past(&face.view));
        let mut network = self.network(&mut faces, self.homes(), |view| newly.of(view.person));
        // Who only reads is asked for nothing.
        if self.may_write {
            network.missing = missing(&faces, kinds);
        }
        let viewport = patchwork_picture::Viewport::screen(
            f64::from(request.viewport.width),
            f64::from(request.viewport.height),
            f64::from(request.viewport.text_scale),
        );
        let mut measured = Measured::default();
        for one in &request.widths {
            measured.insert(one.style, one.text.clone(), f64::from(one.width));
        }
        let drawn = layout(&network, viewport, &focus(&request.focus), &measured);
        let people: BTreeMap<String, &PersonView> = faces
            .iter()
            .map(|face| (id_of(&face.view), &face.view))
            .collect();
        PictureView {
            has_past: used_to_help.is_some(),
            used_to_help,
            ..view(&drawn, &network, &people, &self.rows.case.name)
        }
    }

    /// Who is around the child, as a picture is made from it: those in `faces`, put in the order
    /// in which they came, without the child. Of who lives together it says what `homes` says.
    pub(super) fn network(
        &self,
        faces: &mut Vec<Face>,
        homes: Vec<Home>,
        news: impl Fn(&PersonView) -> Option<News>,
    ) -> Network {
        faces.retain(|face| face.view.person != PersonId::CHILD);
        // Whoever came later is seated among those who were there.
        faces.sort_by_key(|face| (face.joined, face.view.person));
        let child = Person {
            id: CHILD.to_owned(),
            name: self.rows.case.name.clone(),
            initials: String::new(),
            kind: Kind::Child,
            role: String::new(),
            agency: String::new(),
            generation: None,
            last_contact: Recency::NotNoted,
            current: true,
            deceased: false,
            news: None,
        };
        let ties = self.ties(faces);
        // Who is tied to the family, or lives with them, is drawn in its shape.
        let belongs = |id: &String| {
            let lives_with = |home: &Home| home.people.len() > 1 && home.people.contains(id);
            let is_tied = |tie: &Tie| tie.from == *id || tie.to == *id;
            ties.iter().any(is_tied) || homes.iter().any(lives_with)
        };
        let people = faces.iter().map(|face| {
            let person = self.drawn(face);
            let is_around = face.relation.is_some_and(is_no_relative) && !belongs(&person.id);
            Person {
                kind: match person.kind {
                    Kind::Family if is_around => Kind::Friend,
                    kind => kind,
                },
                news: news(&face.view),
                ..person
            }
        });
        Network {
            people: core::iter::once(child).chain(people).collect(),
            ties,
            homes,
            missing: Vec::new(),
            called: self.first_name(),
            // The record does not say whether it is her school or his.
            possessive: String::new(),
        }
    }

    /// What the child is called: without the family's name, where another is known.
    pub(super) fn first_name(&self) -> String {
        let row = &self.rows.case;
        let preferred = row.preferred.as_deref().unwrap_or_default();
        let names = [preferred, &row.given, &row.name];
        let first = names.into_iter().find(|name| !name.trim().is_empty());
        first.unwrap_or_default().trim().to_owned()
    }

    fn drawn(&self, face: &Face) -> Person {
        let view = &face.view;
        Person {
            id: id_of(view),
            name: view.name.clone(),
            initials: String::new(),
            kind: if view.is_family {
                Kind::Family
            } else {
                Kind::Helper
            },
            role: view.role.clone(),
            agency: view.agency.clone(),
            generation: face.relation.and_then(generation),
            last_contact: recency(view.last_contact, self.now),
            current: view.is_current,
            deceased: view.is_deceased,
            news: None,
        }
    }

    /// Ties that are written down, then those that what someone is to the child says.
    fn ties(&self, faces: &[Face]) -> Vec<Tie> {
        let id = |person: PersonId| match person {
            PersonId::CHILD => CHILD.to_owned(),
            other => other.to_string(),
        };
        let written = self.rows.relationships.iter().filter_map(|row| {
            let (kind, reversed) = tie(row.kind)?;
            let (from, to) = if reversed {
                (row.to, row.from)
            } else {
                (row.from, row.to)
            };
            Some(Tie {
                from: id(from),
                to: id(to),
                kind,
            })
        });
        let of_child = faces.iter().filter_map(|face| {
            Some(Tie {
                from: id_of(&face.view),
                to: CHILD.to_owned(),
                kind: tie_to_child(face.relation?)?,
            })
        });
        written.chain(of_child).collect()
    }

    /// Who lives at the same address today. An address that is withheld for anyone is left out,
    /// so that the picture says nothing of it.
    fn homes(&self) -> Vec<Home> {
        let mut homes: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
        let lasts = |row: &&ResidenceRow| {
            row.from.is_none_or(|from| from <= self.today)
                && row.until.is_none_or(|until| until >= self.today)
        };
        for row in self.rows.residences.iter().filter(lasts) {
            let address = super::words::folded(&row.address);
            let open = self.residence_may_be_drawn(row);
            if open && !address.trim().is_empty() {
                homes.entry(address).or_default().push(row.person);
            }
        }
        let mut homes: Vec<Vec<PersonId>> = homes.into_values().collect();
        homes.sort_by_key(|people| !people.contains(&PersonId::CHILD));
        let id = |person: PersonId| match person {
            PersonId::CHILD => CHILD.to_owned(),
            other => other.to_string(),
        };
        homes
            .into_iter()
            .map(|people| Home {
                people: people.into_iter().map(id).collect(),
            })
            .collect()
    }
}

fn id_of(view: &PersonView) -> String {
    view.person.to_string()
}

/// Whether their part is over. Family stays, and so does who has died.
fn is_past(view: &PersonView) -> bool {
    !view.is_current && !view.is_deceased && !view.is_family
}

/// So many of those who used to help are named beside the switch.
const NAMED_BEFORE: usize = 3;

fn used_to_help(faces: &[Face]) -> Option<UsedToHelp> {
    let past = faces.iter().filter(|face| is_past(&face.view));
    let all: Vec<PastHelper> = past
        .map(|face| PastHelper {
            person: face.view.person,
            name: face.view.name.clone(),
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let (count, more) = (all.len(), all.len().saturating_sub(NAMED_BEFORE));
    let named: Vec<PastHelper> = all.into_iter().take(NAMED_BEFORE).collect();
    let names: Vec<&str> = named.iter().map(|one| one.name.as_str()).collect();
    let who = super::words::counted(number(count), "person", "people");
    let rest = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(UsedToHelp {
        words: format!("{who}: {}{rest}", names.join(", ")),
        count: number(count),
        named,
        more: number(more),
    })
}

fn focus(on: &PictureFocus) -> Focus {
    match on {
        PictureFocus::Whole => Focus::Whole,
        PictureFocus::Group { id } => Focus::Group(id.clone()),
        PictureFocus::Person { id } => Focus::Person(id.clone()),
    }
}

/// What nobody has written down yet.
fn missing(faces: &[Face], kinds: &AgencyKinds) -> Vec<Missing> {
    let mut missing = Vec::new();
    if !faces.iter().any(|face| face.view.is_family) {
        missing.push(Missing::Household);
    }
    let mut helpers = faces.iter().filter(|face| !face.view.is_family);
    if !helpers.clone().any(|face| is_school(&face.view, kinds)) {
        missing.push(Missing::School);
    }
    if !helpers.any(|face| is_health(&face.view, kinds)) {
        missing.push(Missing::Health);
    }
    missing
}

/// Whether someone is of a school or nursery: by what the partnership says of their agency, or by
/// the words that were typed.
fn is_school(view: &PersonView, kinds: &AgencyKinds) -> bool {
    match kinds.of(&view.agency) {
        Some(kind) => matches!(kind, AgencyKind::School | AgencyKind::EarlyYears),
        None => says(
            view,
            &["school", "nursery", "college", "teacher", "childminder"],
        ),
    }
}

fn is_health(view: &PersonView, kinds: &AgencyKinds) -> bool {
    match kinds.of(&view.agency) {
        Some(kind) => matches!(
            kind,
            AgencyKind::Gp
                | AgencyKind::HealthVisiting
                | AgencyKind::Midwifery
                | AgencyKind::SchoolNursing
        ),
        None => says(
            view,
            &["gp", "doctor", "surgery", "health", "midwife", "nurse"],
        ),
    }
}

fn says(view: &PersonView, words: &[&str]) -> bool {
    let said = super::words::folded(&format!("{} {}", view.role, view.agency));
    said.split(|c: char| !c.is_alphanumeric())
        .any(|word| words.contains(&word))
}

/// How many generations after the child's, where what someone is to the child tells it.
const fn generation(relation: Relation) -> Option<i8> {
    match relation {
        Relation::Grandmother | Relation::Grandfather => Some(-2),
        Relation::Mother
        | Relation::Father
        | Relation::StepParent
        | Relation::ParentsPartner
        | Relation::AuntOrUncle
        | Relation::FosterCarer
        | Relation::KinshipCarer
        | Relation::Guardian
        | Relation::AdoptiveParent => Some(-1),
        Relation::Sibling | Relation::HalfSibling | Relation::StepSibling | Relation::Cousin => {
            Some(0)
        }
        Relation::OtherRelative
        | Relation::Friend
        | Relation::FamilyFriend
        | Relation::Neighbour
        | Relation::Other => None,
    }
}

/// Whether what somebody is to the child makes them no member of the family.
const fn is_no_relative(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Friend | Relation::FamilyFriend | Relation::Neighbour
    )
}

const fn tie_to_child(relation: Relation) -> Option<TieKind> {
    match relation {
        Relation::Mother | Relation::Father | Relation::AdoptiveParent => Some(TieKind::Parent),
        Relation::StepParent
        | Relation::FosterCarer
        | Relation::KinshipCarer
        | Relation::Guardian => Some(TieKind::Carer),
        Relation::Sibling | Relation::HalfSibling | Relation::StepSibling => Some(TieKind::Sibling),
        _ => None,
    }
}

/// How a relationship is drawn, and whether its second is the parent.
const fn tie(kind: RelationshipKind) -> Option<(TieKind, bool)> {
    Some(match kind {
        RelationshipKind::ParentOf | RelationshipKind::AdoptiveParentOf => (TieKind::Parent, false),
        RelationshipKind::ChildOf | RelationshipKind::AdoptedChildOf => (TieKind::Parent, true),
        RelationshipKind::StepParentOf | RelationshipKind::CarerOf => (TieKind::Carer, false),
        RelationshipKind::StepChildOf | RelationshipKind::CaredForBy => (TieKind::Carer, true),
        RelationshipKind::SiblingOf
        | RelationshipKind::HalfSiblingOf
        | RelationshipKind::StepSiblingOf => (TieKind::Sibling, false),
        RelationshipKind::PartnerOf | RelationshipKind::MarriedTo => (TieKind::Partner, false),
        RelationshipKind::FormerPartnerOf
        | RelationshipKind::SeparatedFrom
        | RelationshipKind::DivorcedFrom => (TieKind::FormerPartner, false),
        _ => return None,
    })
}

fn recency(last: Option<Timestamp>, now: Timestamp) -> Recency {
    let Some(last) = last else {
        return Recency::NotNoted;
    };
    let within = |days: i64| {
        now.checked_sub((days * 24).hours())
            .is_ok_and(|limit| last >= limit)
    };
    if within(14) {
        Recency::TwoWeeks
    } else if within(92) {
        Recency::ThreeMonths
    } else {
        Recency::Older
    }
}

/// Whoever draws works in `f32`, which holds any screen to a hundredth of a dp.
#[allow(clippy::cast_possible_truncation)]
const fn dp(length: f64) -> f32 {
    length as f32
}

pub(super) fn view(
    drawn: &PictureLayout,
    network: &Network,
    people: &BTreeMap<String, &PersonView>,
    child: &str,
) -> PictureView {
    PictureView {
        width: dp(drawn.width),
        height: dp(drawn.height),
        opens_at: dp(drawn.opens_at),
        family: bounds(&drawn.family),
        homes: drawn
            .homes
            .iter()
            .filter(|home| !home.boxes.is_empty())
            .map(|home| PictureHome {
                id: home.id.clone(),
                boxes: home.boxes.iter().map(bounds).collect(),
            })
            .collect(),
        groups: drawn
            .groups
            .iter()
            .map(|group| PictureGroup {
                id: group.id.clone(),
                agency: group.agency.clone(),
                people: number(group.people),
                is_named: group.named,
                bounds: bounds(&group.bounds),
                news: group.news,
            })
            .collect(),
        lines: drawn
            .contacts
            .iter()
            .map(|contact| PictureLine {
                id: contact.id.clone(),
                group: contact.group.clone(),
                path: way(&contact.path),
                style: contact.style,
            })
            .collect(),
        ties: drawn
            .ties
            .iter()
            .map(|tie| PictureTie {
                id: tie.id.clone(),
                kind: tie.kind,
                path: way(&tie.path),
                strokes: tie
                    .strokes
                    .iter()
                    .flat_map(|(a, b)| [a.x, a.y, b.x, b.y].map(dp))
                    .collect(),
            })
            .collect(),
        faces: drawn.faces.iter().map(face).collect(),
        labels: drawn.labels.iter().map(label).collect(),
        held: drawn
            .held
            .iter()
            .map(|held| PictureHeld {
                id: held.id.clone(),
                missing: held.missing,
                x: dp(held.center.x),
                y: dp(held.center.y),
                radius: dp(held.radius),
                bounds: held.bounds.as_ref().map(bounds),
            })
            .collect(),
        nodes: nodes(drawn, network, people),
        key: drawn.key.iter().copied().map(key_row).collect(),
        has_past: false,
        used_to_help: None,
        texts: texts(network)
            .into_iter()
            .map(|(style, text)| PictureText { style, text })
            .collect(),
        summary: summary(people, child),
    }
}

fn bounds(of: &Rect) -> PictureBox {
    PictureBox {
        x: dp(of.left),
        y: dp(of.top),
        width: dp(of.width),
        height: dp(of.height),
    }
}

fn way(path: &Path) -> Vec<f32> {
    let curves = path
        .curves
        .iter()
        .flat_map(|curve| [curve.c1, curve.c2, curve.end]);
    core::iter::once(path.start)
        .chain(curves)
        .flat_map(|point| [dp(point.x), dp(point.y)])
        .collect()
}

fn label(label: &Label) -> PictureLabel {
    PictureLabel {
        of: label.of.clone(),
        bounds: bounds(&label.bounds),
        lines: label
            .lines
            .iter()
            .map(|line| PictureLabelLine {
                text: line.text.clone(),
                style: line.style,
                size: dp(line.text_dp),
                baseline: dp(line.baseline),
            })
            .collect(),
        is_cut: label.cut,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn face(face: &DrawnFace) -> PictureFace {
    PictureFace {
        id: face.id.clone(),
        group: face.group.clone(),
        kind: kind(face.kind),
        x: dp(face.center.x),
        y: dp(face.center.y),
        radius: dp(face.radius),
        initials: face.initials.clone(),
        initials_size: dp(face.text_dp),
        rim: face.rim,
        is_current: face.current,
        is_deceased: face.deceased,
        is_focused: face.focused,
        news: face.news,
    }
}

const fn kind(kind: Kind) -> PictureNodeKind {
    match kind {
        Kind::Child => PictureNodeKind::Child,
        Kind::Family | Kind::Friend => PictureNodeKind::Family,
        Kind::Helper => PictureNodeKind::Professional,
    }
}

fn nodes(
    drawn: &PictureLayout,
    network: &Network,
    people: &BTreeMap<String, &PersonView>,
) -> Vec<PictureNode> {
    drawn
        .targets
        .iter()
        .map(|target| {
            let person = network.people.iter().find(|person| person.id == target.id);
            let group = drawn.groups.iter().find(|group| group.id == target.id);
            // A group of one leads to that one.
            let alone = group.filter(|group| group.people == 1).and_then(|group| {
                let faces = drawn.faces.iter();
                let mut of_group = faces.filter(|face| face.group.as_ref() == Some(&group.id));
                people.get(&of_group.next()?.id)
            });
            let of = people.get(&target.id).or(alone);
            PictureNode {
                leads_to: leads_to(of.map(|view| id_of(view)), group.map(|group| &group.id)),
                id: target.id.clone(),
                person: of.map(|view| view.person),
                practitioner: of.and_then(|view| view.practitioner),
                kind: match (person, group) {
                    (Some(person), _) => kind(person.kind),
                    (None, Some(_)) if alone.is_some() => PictureNodeKind::Professional,
                    (None, Some(_)) => PictureNodeKind::Group,
                    (None, None) => PictureNodeKind::Held,
                },
                bounds: bounds(&target.bounds),
                description: target.spoken.clone(),
            }
        })
        .collect()
}

/// A person is looked at where there is one; else their group.
fn leads_to(person: Option<String>, group: Option<&String>) -> Option<PictureFocus> {
    match (person, group) {
        (Some(id), _) => Some(PictureFocus::Person { id }),
        (None, Some(id)) => Some(PictureFocus::Group { id: id.clone() }),
        (None, None) => None,
    }
}

fn key_row(entry: KeyEntry) -> PictureKeyRow {
    PictureKeyRow {
        mark: match entry {
            KeyEntry::Contact(style) => PictureMark::Contact { style },
            KeyEntry::Tie(kind) => PictureMark::Tie { kind },
            KeyEntry::Home => PictureMark::Home,
            KeyEntry::Group => PictureMark::Group,
            KeyEntry::Deceased => PictureMark::Deceased,
            KeyEntry::New => PictureMark::New,
        },
        label: entry.text().to_owned(),
    }
}

fn summary(people: &BTreeMap<String, &PersonView>, child: &str) -> String {
    let count = |is_family: bool| {
        let count = people.values().filter(|view| view.is_family == is_family);
        u32::try_from(count.count()).unwrap_or(u32::MAX)
    };
    format!(
        "{child} in the middle, {} of family and friends around, {} outside.",
        super::words::counted(count(true), "person", "people"),
        super::words::counted(count(false), "professional", "professionals"),
    )
}

#[cfg(test)]
mod tests {
    use patchwork_model::testing as model;

    use super::{
        super::case_read::testing::{ella, read},
        *,
    };
    use crate::Viewport;

    const PHONE: PictureRequest = PictureRequest::whole(Viewport {
        width: 360.0,
        height: 520.0,
        text_scale: 1.0,
    });

    fn drawn(case: &CaseRead<'_>, faces: Vec<Face>) -> PictureView {
        case.picture(faces, &Newly::default(), &AgencyKinds::default(), &PHONE)
    }

    fn picture_of(rows: patchwork_model::CaseProjection) -> PictureView {
        let names = Names::default();
        let case = read(rows, &names);
        drawn(&case, case.faces_for_tests())
    }

    #[test]
    fn a_withheld_residence_draws_nothing_that_its_absence_would_not() {
        let mut rows = ella(&[]);
        let sample = rows.residences[0].clone();
        rows.residences.clear();
        let without = picture_of(rows.clone());
        let lives = |person: PersonId, address: &str, withheld| ResidenceRow {
            id: patchwork_model::ResidenceId([person.0[0]; 16]),
            person,
            address: address.to_owned(),
            withheld,
            from: None,
            until: None,
            in_conflict: false,
            ..sample.clone()
        };
        rows.residences = vec![
            lives(PersonId::CHILD, "Haven House", true),
            lives(model::MUM, "haven  house", false),
            lives(model::NAN, "Haven House", false),
        ];
        assert_eq!(picture_of(rows.clone()), without);
        for row in &mut rows.residences {
            row.withheld = false;
        }
        let open = picture_of(rows);
        assert_ne!(
            open, without,
            "the same residence is drawn when it is not withheld"
        );
        assert_eq!(open.homes.len(), 1);
    }

    #[test]
    fn a_neighbour_stands_outside_of_the_familys_shape_unless_they_are_tied_to_the_family() {
        let mut rows = ella(&[]);
        for row in &mut rows.people {
            if row.id == model::NAN {
                row.relation = Some(Relation::Neighbour);
            }
        }
        let is_inside = |rows: patchwork_model::CaseProjection| {
            let picture = picture_of(rows);
            let node = picture
                .nodes
                .iter()
                .find(|node| node.person == Some(model::NAN));
            let (x, y) = node.map_or((0.0, 0.0), |node| (node.bounds.x, node.bounds.y));
            let PictureBox { width, height, .. } = picture.family;
            let (right, bottom) = (picture.family.x + width, picture.family.y + height);
            (picture.family.x..right).contains(&x) && (picture.family.y..bottom).contains(&y)
        };
        // She is written down as Kelly's mother.
        assert!(is_inside(rows.clone()));
        rows.relationships.clear();
        assert!(!is_inside(rows));
    }

    #[test]
    fn who_may_only_read_is_asked_for_nobody() {
        let names = Names::default();
        let mut rows = ella(&[]);
        rows.people.clear();
        rows.involvements.clear();
        rows.relationships.clear();
        let mut case = read(rows, &names);
        let held = drawn(&case, Vec::new());
        let said: Vec<_> = held
            .nodes
            .iter()
            .filter(|node| node.kind == PictureNodeKind::Held)
            .map(|node| node.description.as_str())
            .collect();
        assert_eq!(
            said,
            [
                "Add who lives with Ella",
                "Add Ella’s school",
                "Add Ella’s doctor or health visitor"
            ]
        );
        assert_eq!(held.held.len(), 3);
        case.may_write = false;
        let read_only = drawn(&case, Vec::new());
        assert_eq!((read_only.nodes.len(), read_only.held.len()), (1, 0));
    }

    #[test]
    fn whose_part_is_over_is_shown_on_request_only() {
        let names = Names::default();
        let mut rows = ella(&[]);
        for row in &mut rows.involvements {
            row.until = Some(jiff::civil::date(2020, 1, 1));
        }
        let case = read(rows, &names);
        let faces = case.faces_for_tests();
        let over = faces.iter().filter(|face| is_past(&face.view)).count();
        assert!(over > 0);
        let all = faces.len();
        let now = drawn(&case, faces);
        assert!(now.has_past);
        let named = now.used_to_help.clone().unwrap();
        assert_eq!(named.count as usize, over);
        assert_eq!(named.more as usize, over.saturating_sub(3));
        assert_eq!(now.faces.len(), all + 1 - over);
        let request = PictureRequest {
            shows_past: true,
            ..PHONE
        };
        let faces = case.faces_for_tests();
        let past = case.picture(faces, &Newly::default(), &AgencyKinds::default(), &request);
        assert_eq!(past.faces.len(), all + 1);
        assert_eq!(
            past.faces.iter().filter(|face| !face.is_current).count(),
            over
        );
    }

    #[test]
    fn up_to_three_of_those_who_used_to_help_are_named_and_the_others_counted() {
        let names = Names::default();
        let case = read(ella(&[]), &names);
        let faces = case.faces_for_tests();
        assert_eq!(used_to_help(&faces), None, "everybody helps now");
        let helper = faces.iter().find(|face| !face.view.is_family).unwrap();
        let before = |name: &str| {
            let mut one = helper.clone();
            one.view.name = name.to_owned();
            one.view.is_current = false;
            one
        };
        let mut all = vec![before("Ann Bell")];
        assert_eq!(used_to_help(&all).unwrap().words, "1 person: Ann Bell");
        all.extend(["Bea Cole", "Cy Dunn", "Di Eve", "Ed Fox"].map(before));
        let shown = used_to_help(&all).unwrap();
        assert_eq!(
            shown.words,
            "5 people: Ann Bell, Bea Cole, Cy Dunn and 2 more"
        );
        assert_eq!((shown.count, shown.named.len(), shown.more), (5, 3, 2));
        assert_eq!(shown.named[0].person, helper.view.person);
    }

    #[test]
    fn every_face_can_be_tapped_and_says_whose_it_is() {
        let names = Names::default();
        let case = read(ella(&[]), &names);
        let faces = case.faces_for_tests();
        let picture = drawn(&case, faces);
        assert_eq!(picture.nodes[0].kind, PictureNodeKind::Child);
        assert_eq!(picture.nodes.len(), 6);
        assert_eq!(picture.faces.len(), 6);
        let taps = |node: &PictureNode| node.bounds.width >= 44.0 && node.bounds.height >= 44.0;
        assert!(picture.nodes.iter().all(taps));
        let mum = picture
            .nodes
            .iter()
            .find(|node| node.person == Some(model::MUM))
            .unwrap();
        assert_eq!(mum.kind, PictureNodeKind::Family);
        assert!(
            mum.description.starts_with("Kelly Marsh, Mum"),
            "{}",
            mum.description
        );
        let doctor = picture
            .nodes
            .iter()
            .find(|node| node.person == Some(model::DOCTOR))
            .unwrap();
        assert_eq!(doctor.kind, PictureNodeKind::Professional);
        assert_eq!(picture.groups.len(), 2);
        assert_eq!(picture.lines.len(), 2);
        assert!(!picture.key.is_empty());
        assert_eq!(
            picture.summary,
            "Ella Marsh in the middle, 3 people of family and friends around, 2 professionals outside."
        );
    }

    #[test]
    fn contact_ages_by_two_weeks_and_three_months() {
        let now = model::minute(0);
        let ago = |days: i64| now.checked_sub((days * 24).hours()).unwrap();
        assert_eq!(recency(Some(ago(14)), now), Recency::TwoWeeks);
        assert_eq!(recency(Some(ago(15)), now), Recency::ThreeMonths);
        assert_eq!(recency(Some(ago(93)), now), Recency::Older);
        assert_eq!(recency(None, now), Recency::NotNoted);
    }
}
