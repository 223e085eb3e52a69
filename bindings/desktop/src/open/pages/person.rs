//! A person in the child's life: reach them, see who they are, change it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, ClosedList as _, ConflictView,
    ContactDetail, ContactDetailId, ContactKind, ContactKindChoice, Duplicate, EntryState,
    InvolvementView, LookedAt, NewPerson, PersonDetails, PersonId, PersonView, ResidenceView,
    choices,
};

use super::{case::Told, changes::Chosen, form};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    refusal::Refusal,
    visit::Visit,
    words,
};

/// Entries that a person's page shows at once, and when asked for more.
const ENTRIES: u32 = 10;
const MOST_ENTRIES: u32 = 200;

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    header: CaseHeader,
    person: PersonView,
    /// What is about them or with them, the latest first.
    entries: Vec<Told>,
    /// Whether there is more than that.
    has_more: bool,
    residences: Vec<ResidenceView>,
    involvements: Vec<InvolvementView>,
    conflicts: Vec<ConflictView>,
    /// What was just chosen among two values.
    chosen: Option<Chosen>,
}

/// Someone to choose on a form.
pub(crate) struct Named {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    /// What they are to the child: "Mum"; empty where that is not known.
    pub(crate) role: String,
    /// Whether they belong to the family, as the child does.
    pub(crate) is_family: bool,
}

/// The child, and everyone of the case without an account.
pub(crate) fn without_account(view: &CaseView) -> Vec<Named> {
    let child = Named {
        person: PersonId::CHILD,
        name: view.header.child.clone(),
        role: String::new(),
        is_family: true,
    };
    let others = view
        .people
        .iter()
        .filter(|p| p.practitioner.is_none() && p.person != PersonId::CHILD)
        .map(|p| Named {
            person: p.person,
            name: p.name.clone(),
            role: p.role.clone(),
            is_family: p.is_family,
        });
    core::iter::once(child).chain(others).collect()
}

pub(crate) fn find(view: &CaseView, person: PersonId) -> Result<PersonView, Problem> {
    let found = view.people.iter().find(|p| p.person == person);
    Ok(found.cloned().ok_or(ClientError::NotFound)?)
}

/// `GET /cases/{case}/people/{person}`
pub(crate) async fn show_person(
    Member(client): Member,
    visit: Visit,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
    Query(query): Query,
) -> Page {
    let view = client.case_view(case).await?;
    let found = find(&view, person)?;
    // A colleague's card is for everyone to read.
    if found.practitioner.is_none() {
        visit.to(&client, case, LookedAt::Person { person }).await?;
    }
    let all = query.has("all");
    let limit = if all { MOST_ENTRIES } else { ENTRIES };
    let page = client.timeline_of_person(case, person, None, limit).await?;
    let here = format!(
        "/cases/{case}/people/{person}{}",
        if all { "?all=yes" } else { "" }
    );
    show(&PersonPage {
        frame: Frame::of_case(&client, case, here).await?,
        has_more: page.next.is_some(),
        entries: page.entries.into_iter().map(Told::alone).collect(),
        header: view.header,
        person: found,
        residences: view
            .residences
            .into_iter()
            .filter(|r| r.person == person)
            .collect(),
        involvements: view
            .involvements
            .into_iter()
            .filter(|i| i.person == person)
            .collect(),
        conflicts: view
            .conflicts
            .into_iter()
            .filter(|c| c.person == Some(person))
            .collect(),
        chosen: Chosen::of(case, Some(person), &query),
    })
}

#[derive(Template)]
#[template(path = "person_edit.html")]
struct EditPage {
    frame: Frame,
    case: CaseId,
    child: String,
    /// None for someone new.
    person: Option<PersonView>,
    contact_kinds: Vec<ContactKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
    /// Who is likely to be the same as someone new.
    duplicates: Vec<Duplicate>,
}

/// The field that holds a contact detail on the form.
fn contact_field(detail: &ContactDetailId) -> String {
    format!("contact-{detail}")
}

/// The field that holds what a contact detail was when the form was drawn.
fn was(contact_field: &str) -> String {
    format!("was-{contact_field}")
}

async fn edit_page(
    client: &Client,
    header: CaseHeader,
    person: Option<PersonView>,
    fields: Fields,
    problem: Option<Refusal>,
) -> Result<EditPage, Problem> {
    Ok(EditPage {
        frame: Frame::of_form(client, header.case).await?,
        case: header.case,
        child: header.child,
        person,
        contact_kinds: choices().contact_kinds,
        fields,
        problem,
        duplicates: Vec::new(),
    })
}

/// `GET /cases/{case}/people/{person}/edit`
pub(crate) async fn edit(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    let view = form::writable(&client, case).await?;
    let found = find(&view, person)?;
    let fields = filled(&view.header.shown, &found);
    show(&edit_page(&client, view.header, Some(found), fields, None).await?)
}

fn filled(shown: &str, person: &PersonView) -> Fields {
    let mut fields = Fields::begun()
        .and("shown", shown)
        .and("name", &person.name)
        .and("role", &person.role)
        .and("agency", &person.agency)
        .and("note", &person.note);
    if person.is_deceased {
        fields = fields.and("deceased", "yes");
    }
    for contact in &person.contacts {
        let name = contact_field(&contact.detail);
        fields = fields
            .and(&was(&name), &contact.value)
            .and(&name, &contact.value);
    }
    fields
}

/// `POST /cases/{case}/people/{person}/edit`: only what was really changed becomes a change.
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
    fields: Fields,
) -> Page {
    let found = find(&client.case_view(case).await?, person)?;
    let saved = apply(&client, case, &found, &fields).await;
    form::answer(saved.map(|()| of_person(case, person)), |problem| async {
        let header = client.case_view(case).await?.header;
        edit_page(&client, header, Some(found), fields, Some(problem)).await
    })
    .await
}

async fn apply(
    client: &Client,
    case: CaseId,
    found: &PersonView,
    fields: &Fields,
) -> Result<(), Problem> {
    let person = found.person;
    let shown = fields.owned("shown");
    let typed = PersonDetails {
        name: fields.owned("name"),
        role: fields.owned("role"),
        agency: fields.owned("agency"),
        note: fields.owned("note"),
        is_deceased: fields.has("deceased"),
        shown: shown.clone(),
    };
    let known = PersonDetails {
        name: found.name.clone(),
        role: found.role.clone(),
        agency: found.agency.clone(),
        note: found.note.clone(),
        is_deceased: found.is_deceased,
        shown: shown.clone(),
    };
    if typed != known {
        client.change_person(case, person, typed).await?;
    }
    for contact in &found.contacts {
        let name = contact_field(&contact.detail);
        let value = fields.owned(&name);
        // Compared with what the form was filled with, not with what may have come meanwhile.
        if fields.all(&name).next().is_some() && value != fields.text(&was(&name)) {
            let (detail, shown) = (Some(contact.detail), shown.clone());
            client
                .set_contact(
                    case,
                    ContactDetail {
                        person,
                        detail,
                        kind: contact.kind,
                        value,
                        shown,
                    },
                )
                .await?;
        }
    }
    if fields.has("new-contact") {
        let kind = fields.chosen_if_any("new-kind")?;
        let drawn: Option<ContactDetailId> = fields.id_if_any("id")?;
        let value = fields.owned("new-contact");
        client
            .set_contact(
                case,
                ContactDetail {
                    person,
                    detail: drawn,
                    kind: kind.unwrap_or(ContactKind::Mobile),
                    value,
                    shown,
                },
            )
            .await?;
    }
    Ok(())
}

/// `GET /cases/{case}/people`: someone new.
pub(crate) async fn new(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let header = form::writable(&client, case).await?.header;
    show(&edit_page(&client, header, None, Fields::begun(), None).await?)
}

/// `POST /cases/{case}/people`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    if !fields.has("anyway") {
        let duplicates = client.likely_same_people(case, typed(&fields)?).await?;
        if !duplicates.is_empty() {
            let header = client.case_view(case).await?.header;
            let page = edit_page(&client, header, None, fields, None).await?;
            return show_again(&EditPage { duplicates, ..page });
        }
    }
    let added = record(&client, case, &fields).await;
    form::answer(
        added.map(|person| of_person(case, person)),
        |problem| async {
            let header = client.case_view(case).await?.header;
            edit_page(&client, header, None, fields, Some(problem)).await
        },
    )
    .await
}

/// The person whom the form adds.
fn typed(fields: &Fields) -> Result<NewPerson, Problem> {
    Ok(NewPerson {
        id: fields.id_if_any("id")?,
        name: fields.owned("name"),
        role: fields.owned("role"),
        agency: fields.owned("agency"),
        mobile: fields.owned("mobile"),
        email: fields.owned("email"),
    })
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<PersonId, Problem> {
    Ok(client.add_person(case, typed(fields)?).await?)
}

fn of_person(case: CaseId, person: PersonId) -> Redirect {
    Redirect::to(&format!("/cases/{case}/people/{person}"))
}

/// `POST /cases/{case}/people/{person}/take-off`
pub(crate) async fn take_off(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    client.take_off(case, person).await?;
    Ok(Redirect::to(&format!("/cases/{case}/list#taken-off")).into_response())
}

/// `POST /cases/{case}/people/{person}/put-back`
pub(crate) async fn put_back(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    client.put_back(case, person).await?;
    Ok(Redirect::to(&format!("/cases/{case}/people/{person}")).into_response())
}
