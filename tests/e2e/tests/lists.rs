//! Every member of every list that can be written: chosen on one phone, sent through the relay,
//! and read on another as the same member.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use patchwork_client::{
    AccessRole, CaseId, ChildStatus, Choices, ClientError, ContactDetail, ContactMode,
    ContactOutcome, DraftView, EntryId, EntryKind, EntryView, NewAgency, NewCase, NewInvolvement,
    NewMember, NewPerson, NewRelationship, NewResidence, PersonId, PractitionerId, ResponseKind,
    SharingChoice, StatusKind, choices,
};
use patchwork_e2e::{Phone, Town};

/// A town with Tom's phone beside Priya's.
struct Two {
    town: Town,
    tom: Phone,
    toms_id: PractitionerId,
    choices: Choices,
}

impl Two {
    async fn meet() -> Self {
        let town = Town::found().await.unwrap();
        let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
        let toms_id = tom.client.me().await.unwrap().practitioner;
        Self {
            town,
            tom,
            toms_id,
            choices: choices(),
        }
    }

    const fn priya(&self) -> &Phone {
        &self.town.priya
    }

    async fn case(&self, access: AccessRole) -> CaseId {
        let ella = NewCase {
            given: "Ella".to_owned(),
            team: vec![NewMember {
                practitioner: self.toms_id,
                access,
            }],
            ..NewCase::default()
        };
        self.priya().client.open_case(ella).await.unwrap()
    }

    /// What Tom's phone shows once it shows something of the kind that is looked for.
    async fn on_toms<T, F>(
        &self,
        look: impl FnMut(std::sync::Arc<patchwork_client::Client>) -> F,
    ) -> T
    where
        F: Future<Output = Result<Option<T>, ClientError>>,
    {
        self.priya().sync().await.unwrap();
        self.tom.until(look).await
    }
}

/// A draft for every member of every list that an entry can hold.
fn drafts(draft: &DraftView, choices: &Choices, target: EntryId) -> Vec<DraftView> {
    let with = |kind: EntryKind| DraftView {
        kind,
        text: "Ella".to_owned(),
        detail: "Because".to_owned(),
        target: kind.is_about_an_entry().then_some(target),
        mode: (kind == EntryKind::Contact).then_some(ContactMode::Visit),
        outcome: (kind == EntryKind::Contact).then_some(ContactOutcome::Seen),
        response: (kind == EntryKind::Response).then_some(ResponseKind::Read),
        sharing: (kind == EntryKind::SharingDecision).then_some(SharingChoice::Share),
        with_whom: if kind == EntryKind::SharingDecision {
            "School".to_owned()
        } else {
            String::new()
        },
        ..draft.clone()
    };
    let kinds = choices.entry_kinds.iter().map(|kind| kind.value);
    let answers = choices.answer_kinds.iter().map(|kind| kind.value);
    let mut drafts: Vec<_> = kinds.chain(answers).map(with).collect();
    drafts.extend(choices.contact_modes.iter().map(|mode| DraftView {
        mode: Some(mode.value),
        ..with(EntryKind::Contact)
    }));
    drafts.extend(choices.contact_outcomes.iter().map(|outcome| DraftView {
        outcome: Some(outcome.value),
        ..with(EntryKind::Contact)
    }));
    drafts.extend(choices.response_kinds.iter().map(|response| DraftView {
        response: Some(response.value),
        ..with(EntryKind::Response)
    }));
    drafts.extend(choices.sharing_choices.iter().map(|sharing| DraftView {
        sharing: Some(sharing.value),
        ..with(EntryKind::SharingDecision)
    }));
    drafts.extend(choices.how_known.iter().map(|known| DraftView {
        known: Some(known.value),
        ..with(EntryKind::Worry)
    }));
    drafts
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_an_entry_can_be_is_read_as_it_was_chosen() {
    let two = Two::meet().await;
    let client = &two.priya().client;
    let case = two.case(AccessRole::Member).await;
    let mut worry = client.new_draft(Some(case)).await.unwrap();
    worry.kind = EntryKind::Worry;
    worry.text = "Ella very quiet".to_owned();
    let worry = client.save_entry(worry).await.unwrap().entry;

    let empty = client.new_draft(Some(case)).await.unwrap();
    let mut written: BTreeMap<String, DraftView> = BTreeMap::new();
    for draft in drafts(&empty, &two.choices, worry) {
        let fresh = client.new_draft(Some(case)).await.unwrap();
        let draft = DraftView {
            draft: fresh.draft,
            ..draft
        };
        client.keep_draft(draft.clone()).await.unwrap();
        assert_eq!(client.draft(draft.draft).await.unwrap(), draft);
        let saved = client.save_entry(draft.clone()).await.unwrap();
        written.insert(saved.entry.to_string(), draft);
    }
    let ids: Vec<EntryId> = written.keys().map(|id| id.parse().unwrap()).collect();
    let read = two
        .on_toms(|client| {
            let ids = ids.clone();
            async move {
                let mut read = Vec::new();
                for id in ids {
                    match client.entry(case, id).await {
                        Ok(entry) => read.push(entry),
                        Err(ClientError::NotFound) => return Ok(None),
                        Err(error) => return Err(error),
                    }
                }
                Ok(Some(read))
            }
        })
        .await;
    assert_eq!(read.len(), written.len());
    let says = |entry: &EntryView| {
        (
            entry.kind,
            entry.mode,
            entry.outcome,
            entry.response,
            entry.sharing,
            entry.known,
        )
    };
    for entry in &read {
        let draft = &written[&entry.entry.to_string()];
        let chosen = (
            draft.kind,
            draft.mode,
            draft.outcome,
            draft.response,
            draft.sharing,
            draft.known,
        );
        assert_eq!(says(entry), chosen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_and_places_can_be_is_read_as_it_was_chosen() {
    let two = Two::meet().await;
    let client = &two.priya().client;
    let case = two.case(AccessRole::Member).await;
    let named = |name: &str, role: &str| NewPerson {
        name: name.to_owned(),
        role: role.to_owned(),
        ..NewPerson::default()
    };
    let relations = &two.choices.relations;
    let people = relations.iter().map(|of| named(&of.code, &of.label));
    let people = client.add_people(case, people.collect()).await.unwrap();
    let doctor = NewPerson {
        agency: "Elm Street Surgery".to_owned(),
        ..named("doctor", "GP")
    };
    let doctor = client.add_person(case, doctor).await.unwrap();
    let (one, other) = (people[0], people[1]);
    for kind in &two.choices.relationship_kinds {
        let tie = NewRelationship {
            id: None,
            from: one,
            kind: kind.value,
            to: other,
        };
        client.relate(case, tie).await.unwrap();
    }
    for kind in &two.choices.contact_kinds {
        let detail = ContactDetail {
            person: one,
            detail: None,
            kind: kind.value,
            value: kind.code.clone(),
            shown: String::new(),
        };
        client.set_contact(case, detail).await.unwrap();
    }
    for kind in &two.choices.residence_kinds {
        let residence = NewResidence {
            id: None,
            person: None,
            address: kind.code.clone(),
            kind: kind.value,
            pattern: String::new(),
            from: None,
            until: None,
            withheld_from: Vec::new(),
        };
        client.add_residence(case, residence).await.unwrap();
    }
    let bases = two.choices.bases.iter().map(|basis| Some(basis.value));
    for basis in bases.chain([None]) {
        let part = NewInvolvement {
            id: None,
            practitioner: None,
            person: Some(doctor),
            role: String::new(),
            agency: String::new(),
            from: None,
            until: None,
            basis,
            review: None,
        };
        client.add_involvement(case, part).await.unwrap();
    }

    let parts = two.choices.bases.len() + 1;
    let view = two
        .on_toms(|client| async move {
            let view = client.case_view(case).await.ok();
            Ok(view.filter(|view| view.involvements.len() == parts))
        })
        .await;
    let by_name = |name: &str| view.people.iter().find(|person| person.name == name);
    for relation in relations {
        let person = by_name(&relation.code).unwrap();
        assert_eq!(person.relation, Some(relation.value));
        assert_eq!(person.role, relation.label);
        assert!(person.is_family);
    }
    let doctor = by_name("doctor").unwrap();
    assert!(!doctor.is_family && doctor.relation.is_none());
    let ties: BTreeSet<_> = view
        .relationships
        .iter()
        .filter(|tie| (tie.from, tie.to) == (one, other))
        .map(|tie| tie.kind)
        .collect();
    let chosen = two.choices.relationship_kinds.iter().map(|of| of.value);
    assert_eq!(ties, chosen.collect());
    let reached = &view
        .people
        .iter()
        .find(|p| p.person == one)
        .unwrap()
        .contacts;
    for kind in &two.choices.contact_kinds {
        let detail = reached.iter().find(|detail| detail.value == kind.code);
        assert_eq!(detail.unwrap().kind, kind.value);
    }
    let mut asked = Vec::new();
    for residence in &view.residences {
        let tom = &two.tom.client;
        asked.push(
            tom.withheld_address(case, residence.residence)
                .await
                .unwrap(),
        );
    }
    for kind in &two.choices.residence_kinds {
        let lives = |at: &&patchwork_client::ResidenceView| at.addresses[0].value == kind.code;
        let residence = asked.iter().find(lives).unwrap();
        assert_eq!(residence.kind, kind.value);
        assert_eq!(residence.person, PersonId::CHILD);
    }
    let bases: BTreeSet<_> = view.involvements.iter().map(|part| part.basis).collect();
    let chosen = two.choices.bases.iter().map(|basis| Some(basis.value));
    assert_eq!(bases, chosen.chain([None]).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_that_is_typed_for_a_relation_is_shown_as_it_was_typed() {
    let two = Two::meet().await;
    let case = two.case(AccessRole::Member).await;
    for typed in ["nan", "Godmother", "Mum"] {
        let person = NewPerson {
            name: typed.to_owned(),
            role: typed.to_owned(),
            ..NewPerson::default()
        };
        let added = two.priya().client.add_person(case, person).await;
        added.unwrap();
    }
    let people = two
        .on_toms(|client| async move {
            let people = client.case_view(case).await.map(|view| view.people);
            let family = people.unwrap_or_default().into_iter();
            let family: Vec<_> = family.filter(|person| person.is_family).collect();
            Ok((family.len() == 3).then_some(family))
        })
        .await;
    for person in people {
        assert_eq!(person.role, person.name);
    }
}

/// Every plan or legal status that the lists allow.
fn statuses(choices: &Choices) -> Vec<ChildStatus> {
    let mut statuses = Vec::new();
    for kind in &choices.status_kinds {
        match kind.value {
            StatusKind::NoPlan => statuses.push(ChildStatus::NoPlan),
            StatusKind::ChildInNeed => statuses.push(ChildStatus::ChildInNeed),
            StatusKind::ProtectionPlan => {
                let categories = choices.plan_categories.iter().map(|of| Some(of.value));
                let plans = categories.chain([None]).map(ChildStatus::ProtectionPlan);
                statuses.extend(plans);
            }
            StatusKind::LookedAfter => {
                let legal = choices.legal_statuses.iter().map(|of| Some(of.value));
                statuses.extend(legal.chain([None]).map(ChildStatus::LookedAfter));
            }
        }
    }
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn every_plan_and_legal_status_is_read_as_it_was_chosen() {
    let two = Two::meet().await;
    let mut written = Vec::new();
    for status in statuses(&two.choices) {
        let case = two.case(AccessRole::Member).await;
        let client = &two.priya().client;
        let set = client.set_status(case, status, None, String::new(), String::new());
        set.await.unwrap();
        written.push((case, status));
    }
    for (case, status) in written {
        let read = two
            .on_toms(|client| async move {
                let header = client.case_view(case).await.map(|view| view.header);
                let statuses = header.map(|header| header.statuses).unwrap_or_default();
                Ok(statuses.into_iter().next())
            })
            .await;
        assert_eq!(read.status, status);
        assert_eq!(read.label, status.label());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_agency_and_every_role_is_read_as_it_was_chosen() {
    let two = Two::meet().await;
    let client = &two.priya().client;
    for kind in &two.choices.agency_kinds {
        let agency = NewAgency {
            id: None,
            name: kind.code.clone(),
            kind: kind.value,
        };
        let added = client.add_agency(agency).await;
        added.unwrap();
    }
    let mut cases = Vec::new();
    for role in &two.choices.access_roles {
        cases.push((two.case(role.value).await, role.value));
    }
    let all = two.choices.agency_kinds.len();
    let agencies = two
        .on_toms(|client| async move {
            let agencies = client.agencies().await?;
            // Those of the scene are there besides.
            Ok((agencies.len() == all + 2).then_some(agencies))
        })
        .await;
    for kind in &two.choices.agency_kinds {
        let agency = agencies.iter().find(|agency| agency.name == kind.code);
        let agency = agency.unwrap();
        assert_eq!((agency.kind, &agency.kind_label), (kind.value, &kind.label));
        assert_eq!(agency.is_sensitive, kind.is_sensitive);
    }
    let toms_id = two.toms_id;
    for (case, role) in cases {
        let team = two
            .on_toms(|client| async move { Ok(client.team(case).await.ok()) })
            .await;
        let tom = team.members.iter().find(|m| m.practitioner == toms_id);
        assert_eq!(tom.unwrap().access, role);
    }
}
