//! Ella's case: her family, her team, where she lives, what is to be done.

use patchwork_client::{
    Basis, CaseId, ChildStatus, NewCase, NewInvolvement, NewMarker, NewPerson, NewRelationship,
    NewResidence, NewTask, PersonId, PictureRequest, PlanCategory, RelationshipKind, ResidenceKind,
    Viewport,
};

use super::{
    AGENCIES, Colleague, DemoError, MUMS_NUMBER, PRACTITIONERS, PRIYA, Place, TOM,
    ella::Relative,
    people::{HELEN, JOAN, MARCUS, RUTH, SAM},
    team,
    time::days_ago,
};

const MUM: &str = "Kelly Marsh";
const NAN: &str = "Jean Marsh";
const JAYDEN: &str = "Jayden Marsh";
const MIA: &str = "Mia Marsh";
const CRAIG: &str = "Craig Dolan";
/// She helped until Priya came.
const LENA: &str = "Lena Fox";

/// Ella's relatives, by name.
pub(super) struct Family(Vec<(&'static str, PersonId)>);

impl Family {
    fn id(&self, name: &str) -> Option<PersonId> {
        let (_, id) = self.0.iter().find(|(known, _)| *known == name)?;
        Some(*id)
    }

    pub(super) fn ids(&self, relatives: &[Relative]) -> Vec<PersonId> {
        relatives
            .iter()
            .filter_map(|relative| {
                self.id(match relative {
                    Relative::Mum => MUM,
                    Relative::Nan => NAN,
                    Relative::Jayden => JAYDEN,
                    Relative::Mia => MIA,
                    Relative::Craig => CRAIG,
                })
            })
            .collect()
    }
}

/// Reads back who is who.
pub(super) async fn relatives(colleagues: &[Colleague], case: CaseId) -> Result<Family, DemoError> {
    let priya = first(colleagues)?;
    let people = priya.client.case_view(case).await?.people;
    let names = [MUM, NAN, JAYDEN, MIA, CRAIG];
    Ok(Family(
        names
            .into_iter()
            .filter_map(|name| {
                let person = people.iter().find(|person| person.name == name)?;
                Some((name, person.person))
            })
            .collect(),
    ))
}

fn first(colleagues: &[Colleague]) -> Result<&Colleague, DemoError> {
    colleagues.first().ok_or_else(missing)
}

fn missing() -> DemoError {
    DemoError::Scene("someone is missing from Ella’s case".to_owned())
}

/// Priya opens it and puts everyone in.
pub(super) async fn open_ellas_case(colleagues: &[Colleague]) -> Result<Place, DemoError> {
    let priya = first(colleagues)?;
    let everyone: Vec<usize> = (TOM..colleagues.len()).collect();
    priya.clock.set_ago(365, 9)?;
    let ella = priya
        .client
        .open_case(NewCase {
            given: "Ella".to_owned(),
            family: "Marsh".to_owned(),
            // Seven years, and some months.
            born: Some(days_ago(2_750)?),
            team: team(colleagues, &everyone)?,
            ..NewCase::default()
        })
        .await?;
    let family = add_family(priya, ella).await?;
    let mum = family.id(MUM).ok_or_else(missing)?;
    tell_facts(priya, ella, &family).await?;
    say_parts(colleagues, ella, family.id(LENA)).await?;

    let view = priya.client.case_view(ella).await?;
    let person = |name: &str| view.people.iter().find(|person| person.name == name);
    let mums_mobile = person(MUM)
        .and_then(|mum| mum.contacts.iter().find(|c| c.value == MUMS_NUMBER))
        .ok_or_else(missing)?;
    let joan = person(PRACTITIONERS[JOAN].name).ok_or_else(missing)?;
    let teacher = person(PRACTITIONERS[HELEN].name).ok_or_else(missing)?;
    Ok(Place {
        ella,
        mum,
        mums_mobile: mums_mobile.detail,
        joan: joan.person,
        teacher: teacher.person,
        school: school_in_picture(priya, ella).await?,
    })
}

/// Which group of the picture is Ella's school.
async fn school_in_picture(priya: &Colleague, ella: CaseId) -> Result<String, DemoError> {
    let viewport = Viewport {
        width: 360.0,
        height: 520.0,
        text_scale: 1.0,
    };
    let request = PictureRequest::whole(viewport);
    let groups = priya.client.picture(ella, request).await?.groups;
    let school = groups
        .into_iter()
        .find(|group| group.agency == AGENCIES[1].name);
    Ok(school.ok_or_else(missing)?.id)
}

async fn add_family(priya: &Colleague, ella: CaseId) -> Result<Family, DemoError> {
    let mut family = Family(Vec::new());
    for (name, role, agency, mobile) in [
        (MUM, "Mum", "", MUMS_NUMBER),
        (NAN, "Nan", "", "07700 900158"),
        (JAYDEN, "Brother", "", ""),
        (MIA, "Half-sister", "", ""),
        (CRAIG, "Mum’s ex-partner", "", ""),
        ("Dr Anil Mehta", "GP", AGENCIES[7].name, ""),
        (LENA, "Social worker before Priya", AGENCIES[0].name, ""),
    ] {
        let added = priya.client.add_person(
            ella,
            NewPerson {
                id: None,
                name: name.to_owned(),
                role: role.to_owned(),
                agency: agency.to_owned(),
                mobile: mobile.to_owned(),
                email: String::new(),
            },
        );
        family.0.push((name, added.await?));
    }
    for (one, kind, other) in [
        (NAN, RelationshipKind::ParentOf, MUM),
        (MUM, RelationshipKind::ParentOf, JAYDEN),
        (MUM, RelationshipKind::ParentOf, MIA),
        (CRAIG, RelationshipKind::ParentOf, MIA),
        (CRAIG, RelationshipKind::FormerPartnerOf, MUM),
    ] {
        if let (Some(one), Some(other)) = (family.id(one), family.id(other)) {
            let tie = NewRelationship {
                id: None,
                from: one,
                kind,
                to: other,
            };
            priya.client.relate(ella, tie).await?;
        }
    }
    Ok(family)
}

async fn tell_facts(priya: &Colleague, ella: CaseId, family: &Family) -> Result<(), DemoError> {
    let client = &priya.client;
    priya.clock.set_ago(214, 15)?;
    client
        .set_status(
            ella,
            ChildStatus::ProtectionPlan(Some(PlanCategory::EmotionalAbuse)),
            Some(days_ago(214)?),
            "Child protection conference".to_owned(),
            String::new(),
        )
        .await?;
    client
        .add_marker(
            ella,
            NewMarker {
                id: None,
                text: "Visit in twos if Craig may be there. He has been violent in the home."
                    .to_owned(),
                review: Some(days_ago(-40)?),
            },
        )
        .await?;
    let craig = family.id(CRAIG).ok_or_else(missing)?;
    for (person, address, pattern, withheld_from) in [
        (None, "14 Wharf Lane, Northcote", "Sat–Thu", vec![craig]),
        (
            None,
            "3 Orchard Close, Northcote (Nan’s)",
            "Fridays",
            vec![],
        ),
        (family.id(NAN), "3 Orchard Close, Northcote", "", vec![]),
    ] {
        client
            .add_residence(
                ella,
                NewResidence {
                    id: None,
                    person,
                    address: address.to_owned(),
                    kind: ResidenceKind::Home,
                    pattern: pattern.to_owned(),
                    from: Some(days_ago(380)?),
                    until: None,
                    withheld_from,
                },
            )
            .await?;
    }
    Ok(())
}

async fn say_parts(
    colleagues: &[Colleague],
    ella: CaseId,
    before_priya: Option<PersonId>,
) -> Result<(), DemoError> {
    let priya = first(colleagues)?;
    let past = NewInvolvement {
        id: None,
        practitioner: None,
        person: before_priya,
        role: "Social worker".to_owned(),
        agency: String::new(),
        from: Some(days_ago(364)?),
        until: Some(days_ago(225)?),
        basis: Some(Basis::Safeguarding),
        review: None,
    };
    priya.client.add_involvement(ella, past).await?;
    let mut parts: Vec<(usize, &str, i32)> = vec![
        (PRIYA, "Lead practitioner", 224),
        (TOM, "Pastoral lead", 362),
        (JOAN, "Health visitor for the family", 348),
        (RUTH, "Conference chair", 214),
        (SAM, "Family support worker", 332),
    ];
    parts.retain(|(index, ..)| *index < colleagues.len());
    for (index, role, since) in parts {
        let practitioner = colleagues.get(index).map(|colleague| colleague.id);
        priya.clock.set_ago(since, 9)?;
        let part = NewInvolvement {
            id: None,
            practitioner,
            person: None,
            role: role.to_owned(),
            agency: String::new(),
            from: Some(days_ago(since)?),
            until: None,
            basis: Some(Basis::Safeguarding),
            review: Some(days_ago(-60)?),
        };
        priya.client.add_involvement(ella, part).await?;
    }
    priya.clock.set_ago(3, 16)?;
    for (index, title, due) in [
        (PRIYA, "See Ella alone before the core group", -2),
        (PRIYA, "Ask the court for the new date", 1),
        (TOM, "Talk with Ella about the worry box", -1),
        (JOAN, "Ring Mum about Mia’s sleep", 0),
        (
            MARCUS,
            "Agree who visits with Priya while the case is in court",
            -5,
        ),
    ] {
        let assignee = colleagues.get(index).map(|colleague| colleague.id);
        let task = NewTask {
            id: None,
            case: ella,
            title: title.to_owned(),
            assignee,
            due: Some(days_ago(due)?),
        };
        priya.client.add_task(task).await?;
    }
    Ok(())
}
