//! The picture: who is around one child, laid out.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use patchwork_model::{PersonId, Relation};
use patchwork_picture::{
    Closeness, Face as DrawnFace, KeyItem, Kind, Network, Node, PictureLayout, Recency, layout,
};

use super::{Names, case_read::CaseRead, people::Face};
use crate::{
    CaseId, Client, PictureKeyRow, PictureLine, PictureNode, PictureNodeKind, PictureView, Result,
    Viewport, facade::views::PersonView,
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
        let child = Node {
            id: CHILD.to_owned(),
            name: self.rows.case.name.clone(),
            initials: String::new(),
            kind: Kind::Child,
            role: String::new(),
            agency: String::new(),
            closeness: Closeness::Household,
            last_contact: Recency::NotNoted,
            current: true,
            deceased: false,
        };
        let nodes = core::iter::once(child)
            .chain(faces.iter().map(|face| self.node(face)))
            .collect();
        let viewport = patchwork_picture::Viewport {
            width_dp: f64::from(viewport.width),
            height_dp: f64::from(viewport.height),
            text_scale: f64::from(viewport.text_scale),
        };
        let drawn = layout(&Network { nodes }, viewport);
        let people: BTreeMap<String, &PersonView> = faces
            .iter()
            .map(|face| (id_of(&face.view), &face.view))
            .collect();
        view(&drawn, &people, &self.rows.case.name)
    }

    fn node(&self, face: &Face) -> Node {
        let view = &face.view;
        Node {
            id: id_of(view),
            name: view.name.clone(),
            initials: String::new(),
            kind: kind(face),
            role: view.role.clone(),
            agency: view.agency.clone(),
            closeness: closeness(face.relation),
            last_contact: recency(view.last_contact, self.now),
            current: view.is_current,
            deceased: view.is_deceased,
        }
    }
}

fn id_of(view: &PersonView) -> String {
    view.person.to_string()
}

fn kind(face: &Face) -> Kind {
    match face.relation {
        _ if !face.view.is_family => Kind::Professional,
        Some(
            Relation::FosterCarer
            | Relation::KinshipCarer
            | Relation::Guardian
            | Relation::AdoptiveParent,
        ) => Kind::Carer,
        _ => Kind::Family,
    }
}

/// How near, by what someone is to the child; an opinion about the tie itself
/// has no place here.
fn closeness(relation: Option<Relation>) -> Closeness {
    match relation {
        Some(
            Relation::Mother
            | Relation::Father
            | Relation::FosterCarer
            | Relation::KinshipCarer
            | Relation::Guardian
            | Relation::AdoptiveParent
            | Relation::StepParent,
        ) => Closeness::Household,
        Some(
            Relation::ParentsPartner
            | Relation::Sibling
            | Relation::HalfSibling
            | Relation::StepSibling
            | Relation::Grandmother
            | Relation::Grandfather,
        ) => Closeness::Close,
        _ => Closeness::Wider,
    }
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

fn view(drawn: &PictureLayout, people: &BTreeMap<String, &PersonView>, child: &str) -> PictureView {
    // Faces of a phone: dozens, so a search for each is nothing.
    let nodes: Vec<PictureNode> = drawn
        .targets
        .iter()
        .filter_map(|target| {
            let face = drawn.faces.iter().find(|face| face.id == target.id)?;
            let label = drawn.labels.iter().find(|label| label.of == target.id);
            let of = people.get(&face.id);
            Some(PictureNode {
                person: of.map(|view| view.person),
                practitioner: of.and_then(|view| view.practitioner),
                kind: node_kind(face),
                x: dp(face.center.x),
                y: dp(face.center.y),
                radius: dp(face.radius),
                hit: dp(target.radius),
                initials: face.initials.clone(),
                label: label
                    .map(|label| label.lines.iter().map(|line| line.text.clone()).collect())
                    .unwrap_or_default(),
                label_size: dp(label
                    .and_then(|label| label.lines.first())
                    .map_or(face.text_dp, |line| line.text_dp)),
                description: target.spoken.clone(),
                sector: sector(drawn, face, people),
                is_current: of.is_none_or(|view| view.is_current),
            })
        })
        .collect();
    PictureView {
        width: dp(drawn.width),
        height: dp(drawn.height),
        lines: drawn
            .lines
            .iter()
            .map(|line| PictureLine {
                x1: dp(line.start.x),
                y1: dp(line.start.y),
                x2: dp(line.end.x),
                y2: dp(line.end.y),
                style: line.style,
            })
            .collect(),
        key: key(drawn),
        summary: summary(people, child),
        nodes,
    }
}

/// Numbers from 1, in the order of the sectors; 0 is nobody's sector.
fn sector(drawn: &PictureLayout, face: &DrawnFace, people: &BTreeMap<String, &PersonView>) -> u32 {
    if face.kind != Kind::Professional {
        return 0;
    }
    let agency = face
        .members
        .first()
        .or(Some(&face.id))
        .and_then(|id| people.get(id))
        .map(|view| view.agency.as_str())
        .unwrap_or_default();
    drawn
        .sectors
        .iter()
        .position(|sector| sector.agency == agency)
        .and_then(|place| u32::try_from(place + 1).ok())
        .unwrap_or(0)
}

fn node_kind(face: &DrawnFace) -> PictureNodeKind {
    if !face.members.is_empty() {
        return PictureNodeKind::Group;
    }
    match face.kind {
        Kind::Child => PictureNodeKind::Child,
        Kind::Family | Kind::Carer => PictureNodeKind::Family,
        Kind::Professional => PictureNodeKind::Professional,
    }
}

fn key(drawn: &PictureLayout) -> Vec<PictureKeyRow> {
    let row = |item: &KeyItem| PictureKeyRow {
        style: item.style,
        label: item.text.to_owned(),
    };
    drawn.key.iter().map(row).collect()
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
        assert!(picture.nodes.iter().all(|node| node.hit >= 22.0));
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
        assert_eq!(mum.sector, 0);
        let doctor = picture
            .nodes
            .iter()
            .find(|node| node.person == Some(model::DOCTOR))
            .unwrap();
        assert!(doctor.sector > 0);
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
