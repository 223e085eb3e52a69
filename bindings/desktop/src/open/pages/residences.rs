//! Where people live: add, change, withhold, end; and the way to a map.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, NewResidence, PersonId, ResidenceDetails,
    ResidenceId, ResidenceKind, ResidenceKindChoice, ResidenceView, choices, isolated,
};

use super::{
    case::said_at,
    case_fact::CaseFact,
    form,
    person::{self, Named},
    questions::{self, Asked, Question, always},
};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query, wrong},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

/// What is asked of a new one.
const QUESTIONS: [Question; 4] = [
    Question {
        name: "who",
        fields: &["person"],
        is_asked: always,
    },
    Question {
        name: "where",
        fields: &["kind", "address"],
        is_asked: always,
    },
    Question {
        name: "when",
        fields: &["pattern", "from", "until"],
        is_asked: always,
    },
    Question {
        name: "withheld",
        fields: &["withheld"],
        is_asked: always,
    },
];

#[derive(Template)]
#[template(path = "residence_new.html")]
struct NewResidencePage {
    frame: Frame,
    header: CaseHeader,
    asked: Asked,
    /// Who can live there, or must not know of it.
    people: Vec<Named>,
    kinds: Vec<ResidenceKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl NewResidencePage {
    /// Who lives there, by name.
    fn lives_there(&self) -> String {
        let chosen = self.people.iter();
        let mut chosen = chosen.filter(|person| self.fields.holds("person", &person.person));
        let name = chosen.next().map(|person| person.name.clone());
        name.unwrap_or_else(|| self.header.child.clone())
    }

    /// Whether anybody is there besides the family.
    fn has_others(&self) -> bool {
        self.people.iter().any(|person| !person.is_family)
    }

    /// Whether one of them is chosen in this field.
    fn holds_another(&self, field: &str) -> bool {
        let mut others = self.people.iter().filter(|person| !person.is_family);
        others.any(|person| self.fields.holds(field, &person.person))
    }

    fn heading(&self) -> String {
        match self.asked.name() {
            "where" => format!("Where does {} live?", isolated(&self.lives_there())),
            "when" => format!("When does {} live there?", isolated(&self.lives_there())),
            "withheld" => "Must anybody not know this address?".to_owned(),
            _ => "Who lives there?".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "residence.html")]
pub(crate) struct ResidencePage {
    frame: Frame,
    header: CaseHeader,
    residence: ResidenceView,
    /// Who must not know of it, and who could be kept from it.
    people: Vec<Named>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl ResidencePage {
    /// Until someone chooses among two addresses, nothing of it can be changed.
    fn is_in_conflict(&self) -> bool {
        is_in_conflict(&self.residence)
    }

    /// Whoever lives there knows the address: they are offered only to be no longer kept from it.
    fn lives_there(&self, person: &PersonId) -> bool {
        self.residence.person == *person
    }
}

const fn is_in_conflict(residence: &ResidenceView) -> bool {
    residence.addresses.len() > 1
}

fn find(view: &CaseView, residence: ResidenceId) -> Result<ResidenceView, Problem> {
    let found = view.residences.iter().find(|r| r.residence == residence);
    Ok(found.cloned().ok_or(ClientError::NotFound)?)
}

fn filled(shown: &str, residence: &ResidenceView) -> Fields {
    let address = residence.addresses.first().map(|a| a.value.clone());
    let mut fields = Fields::filled([
        ("shown", shown.to_owned()),
        ("address", address.unwrap_or_default()),
        ("pattern", residence.pattern.clone()),
        ("from", words::field_day(residence.from)),
        ("until", words::field_day(residence.until)),
    ]);
    for person in &residence.withheld_people {
        fields = fields.and("withheld", person);
    }
    fields
}

/// Everyone without an account; of those who were taken off, whoever must not know.
fn people(view: &CaseView, residence: Option<&ResidenceView>) -> Vec<Named> {
    let mut people = person::without_account(view);
    let withheld = residence.map(|r| r.withheld_people.as_slice());
    for person in withheld.unwrap_or_default() {
        if people.iter().all(|known| known.person != *person) {
            let off = view.taken_off.iter().find(|off| off.person == *person);
            people.push(Named {
                person: *person,
                name: off.map_or_else(|| "Someone".to_owned(), |off| off.name.clone()),
                role: String::new(),
                // Whoever must not know it stands with those who are looked at first.
                is_family: true,
            });
        }
    }
    people
}

/// Where somebody lives.
pub(crate) struct Residence;

impl CaseFact for Residence {
    type Id = ResidenceId;
    type Page = ResidencePage;

    async fn draw(
        client: &Client,
        view: CaseView,
        residence: ResidenceId,
        typed: Option<Fields>,
        problem: Option<Refusal>,
    ) -> Result<ResidencePage, Problem> {
        let found = find(&view, residence)?;
        let residence = if is_in_conflict(&found) {
            found
        } else {
            // The form shows the address: that it was looked at is noted.
            client.withheld_address(view.header.case, residence).await?
        };
        let as_it_stands = || filled(&view.header.shown, &residence);
        Ok(ResidencePage {
            frame: Frame::of_form(client, view.header.case).await?,
            people: people(&view, Some(&residence)),
            fields: typed.unwrap_or_else(as_it_stands),
            header: view.header,
            residence,
            problem,
        })
    }

    async fn change(
        client: &Client,
        case: CaseId,
        residence: ResidenceId,
        typed: &Fields,
    ) -> Result<(), Problem> {
        typed.hold_days(&["from", "until"])?;
        let details = ResidenceDetails {
            residence,
            address: typed.owned("address"),
            pattern: typed.owned("pattern"),
            from: typed.day("from")?,
            until: typed.day("until")?,
            withheld_from: typed.ids("withheld")?,
            shown: typed.owned("shown"),
        };
        Ok(client.change_residence(case, details).await?)
    }

    async fn remove(
        client: &Client,
        case: CaseId,
        residence: ResidenceId,
        _: &Fields,
    ) -> Result<(), Problem> {
        Ok(client.remove_residence(case, residence).await?)
    }

    fn stands_at(case: CaseId) -> String {
        format!("/cases/{case}/list#residences")
    }
}

async fn draw_new(
    client: &Client,
    view: CaseView,
    fields: Fields,
    question: &str,
    problem: Option<Refusal>,
) -> Result<NewResidencePage, Problem> {
    Ok(NewResidencePage {
        frame: Frame::of_form(client, view.header.case).await?,
        asked: Asked::of(&QUESTIONS, question, &fields).ok_or_else(Problem::internal)?,
        people: people(&view, None),
        kinds: choices().residence_kinds,
        header: view.header,
        fields,
        problem,
    })
}

/// `GET /cases/{case}/residences?person=`: a new one.
pub(crate) async fn new(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let view = form::writable(&client, case).await?;
    let fields = Fields::begun().and("person", query.text("person"));
    // Whose page it was asked on lives there.
    let first = if query.has("person") { "where" } else { "who" };
    show(&draw_new(&client, view, fields, first, None).await?)
}

/// `POST /cases/{case}/residences`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let next = match questions::go_on(&QUESTIONS, &fields, || check(&client, &fields)) {
        Some(next) => next,
        None => match record(&client, case, &fields).await {
            Ok(()) => {
                let address = said_at(&Residence::stands_at(case));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(problem) => questions::put_right(&QUESTIONS, &fields, problem)?,
        },
    };
    next.show(|question, problem| async {
        let view = client.case_view(case).await?;
        draw_new(&client, view, fields, question, problem).await
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    check(client, fields)?;
    client.add_residence(case, typed(fields)?).await?;
    Ok(())
}

/// Everything that is wrong with what was typed so far.
fn check(client: &Client, fields: &Fields) -> Result<(), Problem> {
    let (kind, from, until) = (kind(fields), fields.day("from"), fields.day("until"));
    // Of what cannot be read, it is said above; the rest is looked at as well.
    let readable = NewResidence {
        id: None,
        person: None,
        address: fields.owned("address"),
        kind: ResidenceKind::Home,
        pattern: String::new(),
        from: from.clone().ok().flatten(),
        until: until.clone().ok().flatten(),
        withheld_from: Vec::new(),
    };
    let who = if fields.has("person") {
        Ok(())
    } else {
        Err(wrong("person", "Choose who lives there."))
    };
    Problem::gathered([
        who,
        client.check_residence(readable).map_err(Problem::from),
        kind.map(drop),
        from.map(drop),
        until.map(drop),
    ])
}

fn kind(fields: &Fields) -> Result<ResidenceKind, Problem> {
    fields.chosen("kind", "Choose what sort of place it is.")
}

fn typed(fields: &Fields) -> Result<NewResidence, Problem> {
    Ok(NewResidence {
        id: fields.id_if_any("id")?,
        person: fields.id_if_any("person")?,
        address: fields.owned("address"),
        kind: kind(fields)?,
        pattern: fields.owned("pattern"),
        from: fields.day("from")?,
        until: fields.day("until")?,
        withheld_from: fields.ids("withheld")?,
    })
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    header: CaseHeader,
    address: String,
}

/// `GET /cases/{case}/residences/{residence}/map`: what a map learns, before it learns it.
pub(crate) async fn map(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
) -> Page {
    let view = client.case_view(case).await?;
    let residence = find(&view, residence)?;
    let Some(address) = residence
        .addresses
        .first()
        .filter(|_| residence.may_be_mapped)
    else {
        return Err(Problem::no_map());
    };
    show(&MapPage {
        frame: Frame::still(&client, "cases").await?,
        header: view.header,
        address: address.value.clone(),
    })
}
