//! A person in the child's life: reach them, see who they are, change it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, Client, ConflictView, ContactDetail, ContactDetailId, ContactKind,
    NewPerson, PersonDetails, PersonId, PersonView, RelationshipView,
};

use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    words,
};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    header: CaseHeader,
    person: PersonView,
    relationships: Vec<RelationshipView>,
    conflicts: Vec<ConflictView>,
}

async fn find(
    client: &Client,
    case: CaseId,
    person: PersonId,
) -> Result<(patchwork_client::CaseView, PersonView), Problem> {
    let view = client.case_view(case).await?;
    let found = view.people.iter().find(|p| p.person == person).cloned();
    Ok((view, found.ok_or(patchwork_client::ClientError::NotFound)?))
}

/// `GET /cases/{case}/people/{person}`
pub(crate) async fn show_person(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    let (view, found) = find(&client, case, person).await?;
    show(&PersonPage {
        frame: Frame::of_case(&client, case, format!("/cases/{case}/people/{person}")).await?,
        header: view.header,
        person: found,
        relationships: view
            .relationships
            .into_iter()
            .filter(|r| r.from == person || r.to == person)
            .collect(),
        conflicts: view
            .conflicts
            .into_iter()
            .filter(|c| c.person == Some(person))
            .collect(),
    })
}

#[derive(Template)]
#[template(path = "person_edit.html")]
struct EditPage {
    frame: Frame,
    case: CaseId,
    child: String,
    /// What the form was filled from, so that what arrives meanwhile is not overwritten unseen.
    shown: String,
    /// None for someone new.
    person: Option<PersonView>,
    fields: Fields,
    problem: Option<String>,
}

impl EditPage {
    /// What was typed before the page was refused, else what is known.
    fn typed<'a>(&'a self, field: &str, known: &'a str) -> &'a str {
        if self.problem.is_some() {
            self.fields.text(field)
        } else {
            known
        }
    }

    fn has_died(&self, known: &PersonView) -> bool {
        if self.problem.is_some() {
            self.fields.has("deceased")
        } else {
            known.is_deceased
        }
    }
}

/// Kinds of contact detail a form offers.
pub(crate) const CONTACTS: words::Choices<ContactKind> = &[
    ("mobile", ContactKind::Mobile, "Mobile"),
    ("home", ContactKind::Home, "Home phone"),
    ("work", ContactKind::Work, "Work phone"),
    ("email", ContactKind::Email, "Email"),
    ("other", ContactKind::Other, "Other"),
];

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
    case: CaseId,
    person: Option<PersonView>,
    fields: Fields,
    problem: Option<String>,
) -> Result<EditPage, Problem> {
    let header = client.case_view(case).await?.header;
    let shown = if fields.has("shown") {
        fields.owned("shown")
    } else {
        header.shown
    };
    let frame = Frame::still(client, "cases").await?;
    Ok(EditPage {
        frame,
        case,
        child: header.child,
        shown,
        person,
        fields,
        problem,
    })
}

/// `GET /cases/{case}/people/{person}/edit`
pub(crate) async fn edit(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    let (_, found) = find(&client, case, person).await?;
    show(&edit_page(&client, case, Some(found), Fields::default(), None).await?)
}

/// `POST /cases/{case}/people/{person}/edit`: only what was really changed becomes a change.
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
    fields: Fields,
) -> Page {
    let (_, found) = find(&client, case, person).await?;
    match apply(&client, case, &found, &fields).await {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{case}/people/{person}")).into_response()),
        Err(problem) if problem.is_about_typing() => {
            let problem = Some(problem.to_string());
            show_again(&edit_page(&client, case, Some(found), fields, problem).await?)
        }
        Err(problem) => Err(problem),
    }
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
    };
    let known = PersonDetails {
        name: found.name.clone(),
        role: found.role.clone(),
        agency: found.agency.clone(),
        note: found.note.clone(),
        is_deceased: found.is_deceased,
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
        let kind = words::chosen(CONTACTS, fields.text("new-kind")).unwrap_or(ContactKind::Mobile);
        let none: Option<ContactDetailId> = None;
        let value = fields.owned("new-contact");
        client
            .set_contact(
                case,
                ContactDetail {
                    person,
                    detail: none,
                    kind,
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
    show(&edit_page(&client, case, None, Fields::default(), None).await?)
}

/// `POST /cases/{case}/people`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let new = NewPerson {
        name: fields.owned("name"),
        role: fields.owned("role"),
        agency: fields.owned("agency"),
        mobile: fields.owned("mobile"),
        email: fields.owned("email"),
    };
    match client.add_person(case, new).await.map_err(Problem::from) {
        Ok(person) => Ok(Redirect::to(&format!("/cases/{case}/people/{person}")).into_response()),
        Err(problem) if problem.is_about_typing() => {
            let problem = Some(problem.to_string());
            show_again(&edit_page(&client, case, None, fields, problem).await?)
        }
        Err(problem) => Err(problem),
    }
}
