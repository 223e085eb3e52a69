//! Puts family, agencies, lines and words together.

use std::collections::BTreeSet;

use crate::{
    around::{self, Pieces, Placed, Side},
    card::{Agency, Card, agencies, card, held_card},
    contact::LineStyle,
    family::{FamilyBlock, Seating, family_block},
    geometry::{Point, Rect, round},
    lettering::Lettering,
    measure::Measured,
    network::{Focus, Kind, Medium, Missing, Network, Person, Viewport},
    picture::{Contact, Face, Group, Held, KeyEntry, PictureLayout, Target},
    setting::{Setting, TARGET, settings},
    uncut, words,
};

/// A picture is scrolled over at most so many viewports, where its people fit in them.
const VIEWPORTS: f64 = 4.0;
/// What people are to the child is worth scrolling over so many viewports.
const VIEWPORTS_FOR_ROLES: f64 = 1.4;
/// So much of the viewport is filled before a picture may be scrolled.
const FILLED: f64 = 0.35;
/// Places are held open in a picture of at most so many people, the child included.
const SMALL: usize = 3;

/// Lays the network out in the viewport.
///
/// Pure and deterministic: the same input gives the same picture on every platform. The drawing is
/// as wide as the viewport; it grows downwards where everyone and every agency needs more room
/// than the viewport has, and then [`PictureLayout::opens_at`] says where the child is. A viewport
/// narrower or lower than 320 dp is taken as 320 dp.
pub fn layout(
    network: &Network,
    viewport: Viewport,
    focus: &Focus,
    measured: &Measured,
) -> PictureLayout {
    let viewport = viewport.bounded();
    let agencies = agencies(network);
    let scene = Scene {
        network,
        viewport,
        focus,
        lettering: Lettering {
            measured,
            scale: viewport.text_scale,
            medium: viewport.medium,
        },
        family: family(network),
        agencies,
    };
    let draft = scene.draft(&mut Seating::of(network, scene.family.clone()));
    let mut picture = scene.assembled(draft);
    uncut::widen(&mut picture, network, scene.lettering);
    scene.targets(&mut picture);
    picture.key = key(&picture);
    picture
}

/// The child, then the family in the order in which they joined.
fn family(network: &Network) -> Vec<&Person> {
    let child = network.people.iter().find(|one| one.kind == Kind::Child);
    let others = network.people.iter().filter(|one| {
        !one.kind.is_around() && child.is_none_or(|child| !core::ptr::eq(child, *one))
    });
    child.into_iter().chain(others).collect()
}

struct Scene<'a> {
    network: &'a Network,
    viewport: Viewport,
    focus: &'a Focus,
    lettering: Lettering<'a>,
    family: Vec<&'a Person>,
    agencies: Vec<Agency<'a>>,
}

/// Everything drawn in one setting, not yet moved to its place.
struct Draft {
    family: FamilyBlock,
    cards: Vec<Card>,
    placed: Placed,
}

impl Scene<'_> {
    /// The fullest setting that fits the viewport, else the fullest that can be scrolled; a
    /// group that is looked at may make the picture longer.
    fn draft(&self, seating: &mut Seating<'_>) -> Draft {
        let settings = settings(self.viewport, self.network.people.len());
        let within = |viewports: f64, draft: &Draft| {
            draft.placed.height <= self.viewport.height_dp * viewports + 0.01
        };
        let (first, more) = match self.viewport.medium {
            Medium::Screen => (settings.named.len() + 1, &settings.gathered),
            // The densest with two lines for a name, on as many pages as it takes.
            Medium::Paper => (settings.named.len().saturating_sub(1), &settings.gathered),
        };
        let mut with_roles: Option<(&Setting, Draft)> = None;
        let mut scrolled: Option<(&Setting, Draft)> = None;
        let mut chosen: Option<(&Setting, Draft)> = None;
        for (place, setting) in settings.named.iter().chain(more).enumerate() {
            let draft = self.drawn(seating, setting, None);
            let says_roles = setting.family.role_lines > 0;
            if within(1.0, &draft) {
                chosen = Some((setting, draft)).filter(|(_, draft)| {
                    says_roles || with_roles.is_none() || self.filled(draft) <= FILLED
                });
                break;
            }
            if place < first {
                continue;
            }
            if says_roles && with_roles.is_none() && within(VIEWPORTS_FOR_ROLES, &draft) {
                with_roles = Some((setting, draft));
            } else if scrolled.is_none() && within(VIEWPORTS, &draft) {
                scrolled = Some((setting, draft));
            }
        }
        let scrolled = with_roles.or(scrolled);
        let (setting, draft) = chosen.or(scrolled).unwrap_or_else(|| {
            let densest = &settings.densest;
            (densest, self.drawn(seating, densest, None))
        });
        match self.focused_agency() {
            None => draft,
            focused => self.drawn(seating, setting, focused),
        }
    }

    /// How much of the viewport targets and the family's words fill, where agencies are gathered.
    fn filled(&self, draft: &Draft) -> f64 {
        let target = |face: &Face| (face.radius * 2.0).max(TARGET);
        let faces = draft.family.faces.iter().map(|face| target(face).powi(2));
        let words = draft.family.labels.iter().map(|label| &label.bounds);
        let words = words.map(|bounds| bounds.width * bounds.height);
        let heights = draft.placed.cards.iter().map(|(_, height)| height);
        let cards = draft.cards.iter().zip(heights);
        let cards = cards.map(|(card, height)| card.width * height);
        let filled: f64 = faces.chain(words).chain(cards).sum();
        filled / (self.viewport.width_dp * self.viewport.height_dp)
    }

    fn focused_agency(&self) -> Option<usize> {
        self.agencies.iter().position(|agency| match self.focus {
            Focus::Whole => false,
            Focus::Group(name) => agency.name == *name || agency.id() == *name,
            Focus::Person(id) => agency.members.iter().any(|member| member.id == *id),
        })
    }

    /// What is held open, while there is room to ask for it.
    fn held(&self) -> impl Iterator<Item = (Missing, String)> {
        let small = self.network.people.len() <= SMALL;
        let child = match (self.network.called.trim(), self.family.first()) {
            ("", Some(child)) => words::calling_name(child).to_owned(),
            (called, _) => called.to_owned(),
        };
        self.network
            .missing
            .iter()
            .filter(move |_| small)
            .map(move |missing| (*missing, words::held(*missing, self.network, &child)))
    }

    fn drawn(&self, seating: &mut Seating<'_>, setting: &Setting, focused: Option<usize>) -> Draft {
        let household = self
            .held()
            .find(|(missing, _)| *missing == Missing::Household)
            .map(|(_, text)| text);
        let family = family_block(seating, &setting.family, self.lettering, household);
        let mut cards: Vec<Card> = self
            .agencies
            .iter()
            .map(|agency| card(agency, setting.card, self.lettering))
            .collect();
        cards.extend(
            self.held()
                .filter(|(missing, _)| *missing != Missing::Household)
                .map(|(missing, text)| held_card(missing, text, self.lettering)),
        );
        let pieces = |cards: &[Card]| -> Vec<(f64, f64)> {
            cards.iter().map(|card| (card.width, card.height)).collect()
        };
        let placed = |sizes: &[(f64, f64)], sides: &[Side]| {
            Pieces {
                width: self.viewport.width_dp,
                height: self.viewport.height_dp,
                family: (family.width, family.height),
                cards: sizes,
                sides,
                near: setting.near,
                between: setting.between,
            }
            .placed()
        };
        let sides_of =
            |sizes: &[(f64, f64)]| around::sides(sizes, self.viewport.width_dp, setting.column);
        let mut sizes = pieces(&cards);
        // A group stays on its side when it is spread.
        let mut sides = sides_of(&sizes);
        if let Some(alike) = alike(&cards) {
            let (wider, other_sides) = (pieces(&alike), sides_of(&pieces(&alike)));
            if placed(&wider, &other_sides).height <= placed(&sizes, &sides).height + 0.01 {
                (cards, sides, sizes) = (alike, other_sides, wider);
            }
        }
        if let Some(at) = focused
            && let (Some(agency), Some(place)) = (self.agencies.get(at), cards.get_mut(at))
        {
            *place = card(
                agency,
                setting.spread_on(sides.get(at).copied()),
                self.lettering,
            );
            sizes = pieces(&cards);
        }
        let placed = placed(&sizes, &sides);
        Draft {
            family,
            cards,
            placed,
        }
    }

    fn assembled(&self, draft: Draft) -> PictureLayout {
        let Draft {
            family,
            cards,
            placed,
        } = draft;
        let by = Point::new(placed.family.left, placed.family.top);
        let mut picture = PictureLayout {
            width: self.viewport.width_dp,
            height: round(placed.height),
            opens_at: 0.0,
            family: placed.family.moved(Point::new(0.0, 0.0)),
            homes: family.homes,
            groups: Vec::new(),
            contacts: Vec::new(),
            ties: family.ties,
            faces: family.faces,
            labels: family
                .labels
                .into_iter()
                .map(|label| label.moved(by))
                .collect(),
            held: Vec::new(),
            targets: Vec::new(),
            key: Vec::new(),
            summary: self.summary(),
        };
        for home in &mut picture.homes {
            for one in &mut home.boxes {
                *one = one.moved(by);
            }
        }
        for tie in &mut picture.ties {
            tie.path = tie.path.moved(by);
            for (a, b) in &mut tie.strokes {
                (*a, *b) = (a.moved(by), b.moved(by));
            }
        }
        for face in &mut picture.faces {
            face.center = face.center.moved(by);
        }
        if let Some((center, label)) = family.held {
            picture.labels.push(label.moved(by));
            picture.held.push(Held {
                id: held_id(Missing::Household),
                missing: Missing::Household,
                center: center.moved(by),
                radius: 24.0,
                bounds: None,
            });
        }
        let agencies = self
            .agencies
            .iter()
            .map(Some)
            .chain(core::iter::repeat(None));
        for (((card, (at, height)), line), agency) in cards
            .into_iter()
            .zip(placed.cards)
            .zip(placed.lines)
            .zip(agencies)
        {
            let card = card.heightened(height);
            let bounds = card.bounds(at);
            match (agency, card.held) {
                (Some(agency), _) => {
                    picture.groups.push(Group {
                        id: agency.id(),
                        agency: agency.name.clone(),
                        people: agency.members.len(),
                        named: card.named,
                        bounds,
                        news: hidden_news(agency, &card),
                    });
                    picture.contacts.push(Contact {
                        id: format!("contact:{}", agency.name),
                        group: agency.id(),
                        path: line,
                        style: agency.line(),
                    });
                }
                (None, Some(missing)) => picture.held.push(Held {
                    id: held_id(missing),
                    missing,
                    center: Point::new(card.width / 2.0, card.held_middle()).moved(at),
                    radius: 24.0,
                    bounds: Some(bounds),
                }),
                (None, None) => {}
            }
            picture.faces.extend(card.faces.into_iter().map(|mut face| {
                face.center = face.center.moved(at);
                face
            }));
            let labels = card.labels.into_iter().map(|label| label.moved(at));
            picture.labels.extend(labels);
        }
        if let Focus::Person(id) = self.focus {
            for face in &mut picture.faces {
                face.focused = face.id == *id;
            }
        }
        let child = picture.faces.first().map_or(0.0, |child| child.center.y);
        picture.opens_at = round(
            (child - self.viewport.height_dp / 2.0)
                .clamp(0.0, (picture.height - self.viewport.height_dp).max(0.0)),
        );
        picture
    }

    /// What can be tapped: the family, then agency by agency, then the places held open.
    fn targets(&self, picture: &mut PictureLayout) {
        let person = |id: &str| self.network.people.iter().find(|person| person.id == id);
        let faces = |group: Option<&str>| -> Vec<Target> {
            let of_group = picture
                .faces
                .iter()
                .filter(|face| face.group.as_deref() == group);
            let target = |face: &Face| {
                Some(Target {
                    id: face.id.clone(),
                    bounds: Rect::around(face.center, (face.radius * 2.0).max(TARGET)),
                    spoken: words::spoken(person(&face.id)?),
                })
            };
            of_group.filter_map(target).collect()
        };
        let mut targets: Vec<Target> = faces(None);
        for (group, agency) in picture.groups.iter().zip(&self.agencies) {
            if group.named {
                targets.extend(faces(Some(&group.id)));
            } else {
                targets.push(Target {
                    id: group.id.clone(),
                    bounds: group.bounds,
                    spoken: words::spoken_group(&agency.name, &agency.members, agency.line()),
                });
            }
        }
        let said: Vec<(Missing, String)> = self.held().collect();
        targets.extend(picture.held.iter().map(|held| {
            Target {
                id: held.id.clone(),
                bounds: held
                    .bounds
                    .unwrap_or_else(|| Rect::around(held.center, held.radius * 2.0)),
                spoken: said
                    .iter()
                    .find(|(missing, _)| *missing == held.missing)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default(),
            }
        }));
        picture.targets = targets;
    }

    fn summary(&self) -> String {
        let child = self
            .family
            .first()
            .map_or_else(|| "Nobody".to_owned(), |child| words::name(child));
        let of = |kind| {
            self.network
                .people
                .iter()
                .filter(move |one| one.kind == kind)
        };
        let agencies: BTreeSet<String> = of(Kind::Helper).map(words::agency).collect();
        words::summary(
            &child,
            self.family.len().saturating_sub(1) + of(Kind::Friend).count(),
            of(Kind::Helper).count(),
            agencies.len(),
        )
    }
}

/// The same cards, those of as many people equally wide; nothing where they are already.
fn alike(cards: &[Card]) -> Option<Vec<Card>> {
    let is_like =
        |one: &Card, other: &Card| one.named && other.named && one.faces.len() == other.faces.len();
    let widest = |card: &Card| {
        let like = cards.iter().filter(|other| is_like(card, other));
        like.map(|other| other.width).fold(card.width, f64::max)
    };
    let widths: Vec<f64> = cards.iter().map(widest).collect();
    let differ = |(card, width): (&Card, &f64)| *width > card.width;
    cards.iter().zip(&widths).any(differ).then(|| {
        let cards = cards.iter().cloned().zip(widths);
        cards.map(|(card, width)| card.widened(width)).collect()
    })
}

fn held_id(missing: Missing) -> String {
    let what = match missing {
        Missing::Household => "household",
        Missing::School => "school",
        Missing::Health => "health",
    };
    format!("held:{what}")
}

/// What is new of those whose face is not drawn.
fn hidden_news(agency: &Agency<'_>, card: &Card) -> Option<crate::network::News> {
    let drawn = |person: &&&Person| card.faces.iter().any(|face| face.id == person.id);
    let hidden = agency.members.iter().filter(|person| !drawn(person));
    hidden.filter_map(|person| person.news).min()
}

/// What the marks mean that are in the picture.
fn key(picture: &PictureLayout) -> Vec<KeyEntry> {
    let mut key: Vec<KeyEntry> = picture
        .contacts
        .iter()
        .map(|contact| KeyEntry::Contact(contact.style))
        .collect();
    let rims: Vec<LineStyle> = picture.faces.iter().filter_map(|face| face.rim).collect();
    key.extend(rims.into_iter().map(KeyEntry::Contact));
    key.extend(picture.ties.iter().map(|tie| KeyEntry::Tie(tie.kind)));
    if picture.homes.iter().any(|home| !home.boxes.is_empty()) {
        key.push(KeyEntry::Home);
    }
    let is_agency = |group: &Group| group.agency != words::FRIENDS;
    if picture.groups.iter().any(is_agency) {
        key.push(KeyEntry::Group);
    }
    if picture.faces.iter().any(|face| face.deceased) {
        key.push(KeyEntry::Deceased);
    }
    let new_face = picture.faces.iter().any(|face| face.news.is_some());
    if new_face || picture.groups.iter().any(|group| group.news.is_some()) {
        key.push(KeyEntry::New);
    }
    key.sort_unstable();
    key.dedup();
    key
}
