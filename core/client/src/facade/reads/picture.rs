//! The picture: who is around one child, laid out.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use patchwork_model::{PersonId, Relation, RelationshipKind, ResidenceRow};
use patchwork_picture::{
    Face as DrawnFace, Focus, Home, KeyEntry, Kind, Measured, Missing, Network, Path, Person,
    PictureLayout, Recency, Rect, Tie, TieKind, layout,
};

use super::{Names, case_read::CaseRead, people::Face};
use crate::{
    CaseId, Client, PictureBox, PictureFace, PictureKeyRow, PictureLabel, PictureLine, PictureNode,
    PictureNodeKind, PictureTie, PictureView, Result, Viewport, facade::views::PersonView,
};

/// The child's id in the picture.
const CHILD: &str = "child";

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The picture of a case, laid out for this much space.
    pub async fn picture(&self, case: CaseId, viewport: Viewport) -> Result<PictureView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            let faces = read.people(&names.roster.arrivals(case), r)?;
            Ok(read.picture(faces, viewport))
        })
        .await
    }
}

impl CaseRead<'_> {
    fn picture(&self, mut faces: Vec<Face>, viewport: Viewport) -> PictureView {
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
        let network = Network {
            people: core::iter::once(child)
                .chain(faces.iter().map(|face| self.drawn(face)))
                .collect(),
            ties: self.ties(&faces),
            homes: self.homes(),
            missing: missing(&faces),
            possessive: String::new(),
        };
        let viewport = patchwork_picture::Viewport::screen(
            f64::from(viewport.width),
            f64::from(viewport.height),
            f64::from(viewport.text_scale),
        );
        let drawn = layout(&network, viewport, &Focus::Whole, &Measured::default());
        let people: BTreeMap<String, &PersonView> = faces
            .iter()
            .map(|face| (id_of(&face.view), &face.view))
            .collect();
        view(&drawn, &network, &people, &self.rows.case.name)
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

/// What nobody has written down yet; of a school only as long as no helper is there.
fn missing(faces: &[Face]) -> Vec<Missing> {
    let mut missing = Vec::new();
    if !faces.iter().any(|face| face.view.is_family) {
        missing.push(Missing::Household);
    }
    if faces.iter().all(|face| face.view.is_family) {
        missing.extend([Missing::School, Missing::Health]);
    }
    missing
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

fn view(
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
            .flat_map(|home| home.boxes.iter().map(bounds))
            .collect(),
        groups: drawn
            .groups
            .iter()
            .map(|group| bounds(&group.bounds))
            .chain(
                drawn
                    .held
                    .iter()
                    .filter_map(|held| held.bounds.as_ref().map(bounds)),
            )
            .collect(),
        lines: drawn
            .contacts
            .iter()
            .map(|contact| PictureLine {
                path: way(&contact.path),
                style: contact.style,
            })
            .collect(),
        ties: drawn
            .ties
            .iter()
            .map(|tie| PictureTie {
                path: way(&tie.path),
                strokes: tie
                    .strokes
                    .iter()
                    .flat_map(|(a, b)| [a.x, a.y, b.x, b.y].map(dp))
                    .collect(),
                is_dashed: tie.kind == TieKind::Carer,
            })
            .collect(),
        faces: drawn.faces.iter().map(face).collect(),
        labels: drawn
            .labels
            .iter()
            .flat_map(|label| {
                let x = dp(label.bounds.center().x);
                label.lines.iter().map(move |line| PictureLabel {
                    text: line.text.clone(),
                    x,
                    y: dp(line.baseline),
                    size: dp(line.text_dp),
                    is_name: line.style != patchwork_picture::TextStyle::Caption,
                })
            })
            .collect(),
        nodes: nodes(drawn, network, people),
        key: drawn.key.iter().map(key_row).collect(),
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

fn face(face: &DrawnFace) -> PictureFace {
    PictureFace {
        id: face.id.clone(),
        kind: kind(face.kind),
        x: dp(face.center.x),
        y: dp(face.center.y),
        radius: dp(face.radius),
        initials: face.initials.clone(),
        initials_size: dp(face.text_dp),
        rim: face.rim,
        is_current: face.current,
        is_deceased: face.deceased,
    }
}

const fn kind(kind: Kind) -> PictureNodeKind {
    match kind {
        Kind::Child => PictureNodeKind::Child,
        Kind::Family => PictureNodeKind::Family,
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
                id: target.id.clone(),
                person: of.map(|view| view.person),
                practitioner: of.and_then(|view| view.practitioner),
                kind: match (person, group) {
                    (Some(person), _) => kind(person.kind),
                    (None, Some(_)) => PictureNodeKind::Group,
                    (None, None) => PictureNodeKind::Held,
                },
                bounds: bounds(&target.bounds),
                description: target.spoken.clone(),
            }
        })
        .collect()
}

fn key_row(entry: &KeyEntry) -> PictureKeyRow {
    PictureKeyRow {
        style: match entry {
            KeyEntry::Contact(style) => Some(*style),
            _ => None,
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

    #[test]
    fn every_face_can_be_tapped_and_says_whose_it_is() {
        let names = Names::default();
        let case = read(ella(&[]), &names);
        let faces = case.faces_for_tests();
        let viewport = Viewport {
            width: 360.0,
            height: 520.0,
            text_scale: 1.0,
        };
        let picture = case.picture(faces, viewport);
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
