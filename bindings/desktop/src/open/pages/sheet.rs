//! The sheet on paper, for one named reader: choose the reader, choose what is on it, see what is
//! left out, and the sheet by itself.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use patchwork_client::{
    CaseId, ClientError, PersonId, SheetChoices, SheetEntry, SheetLeftOut, SheetNumberChoice,
    SheetPerson, SheetPersonChoice, SheetReader, SheetRequest, SheetView, Viewport,
};

use super::listed;
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    picture as drawing,
    problem::{Page, Problem, show},
    words,
};

#[derive(Template)]
#[template(path = "sheet_reader.html")]
struct ReaderPage {
    frame: Frame,
    case: CaseId,
    child: String,
    readers: Vec<SheetReader>,
}

#[derive(Template)]
#[template(path = "sheet_choices.html")]
struct ChoicesPage {
    frame: Frame,
    case: CaseId,
    choices: SheetChoices,
    chosen: SheetRequest,
}

impl ChoicesPage {
    fn is_on(&self, person: &PersonId) -> bool {
        self.chosen.people.iter().any(|one| one.person == *person)
    }

    fn is_number_on(&self, person: &PersonId, value: &str) -> bool {
        let mut numbers = self.chosen.numbers.iter();
        numbers.any(|number| number.person == *person && number.value == value)
    }

    /// Everyone who can be on it, the family first.
    fn groups(&self) -> Vec<(&'static str, Vec<&SheetPerson>)> {
        listed::in_two(
            &self.choices.people,
            ["Family and carers", "Who helps"],
            |person| person.is_family,
        )
    }

    /// Which ways to reach somebody are on the sheet, in words.
    fn numbers_on(&self, person: &SheetPerson) -> String {
        let numbers = person.numbers.iter();
        let on = numbers.filter(|number| self.is_number_on(&person.person, &number.value));
        let kinds: Vec<&str> = on.map(|number| number.kind_label.as_str()).collect();
        ways_on(&kinds, person.numbers.len())
    }
}

/// "Mobile and email" where all of somebody's numbers and addresses are on the sheet, "1 of 2:
/// mobile" where some are. The page's script says the same as they are ticked.
fn ways_on(on: &[&str], of: usize) -> String {
    let kinds: Vec<String> = on.iter().map(|kind| kind.to_lowercase()).collect();
    let said = match kinds.as_slice() {
        [] => return "no number".to_owned(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    };
    if on.len() == of {
        said
    } else {
        format!("{} of {of}: {said}", on.len())
    }
}

/// `GET /cases/{case}/sheet`: for whom; with `reader`, what is on it.
pub(crate) async fn choose(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let frame = Frame::still(&client, "cases").await?;
    let Some(reader) = query.id_if_any::<PersonId>("reader")? else {
        let child = client.case_view(case).await?.header.child;
        return show(&ReaderPage {
            frame,
            case,
            child,
            readers: client.sheet_readers(case).await?,
        });
    };
    let choices = client.sheet_choices(case, reader).await?;
    let chosen = choices.to_begin_with();
    show(&ChoicesPage {
        frame,
        case,
        choices,
        chosen,
    })
}

#[derive(Template)]
#[template(path = "sheet_preview.html")]
struct PreviewPage {
    frame: Frame,
    case: CaseId,
    reader: SheetReader,
    request: SheetRequest,
    on_it: Vec<SheetEntry>,
    only_pictured: Vec<String>,
    left_out: Vec<SheetLeftOut>,
}

/// `POST /cases/{case}/sheet`: what is on it and what is left out, before anything is printed.
pub(crate) async fn preview(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let request = request(&fields)?;
    let frame = Frame::still(&client, "cases").await?;
    let choices = client.sheet_choices(case, request.reader).await?;
    if fields.has("again") {
        return show(&ChoicesPage {
            frame,
            case,
            choices,
            chosen: request,
        });
    }
    let SheetView {
        helpers,
        family,
        only_pictured,
        ..
    } = client.sheet(case, request.clone()).await?;
    show(&PreviewPage {
        frame,
        case,
        left_out: client.sheet_leaves_out(case, request.clone()).await?,
        reader: choices.reader,
        on_it: helpers.into_iter().chain(family).collect(),
        only_pictured,
        request,
    })
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    case: CaseId,
    sheet: SheetView,
    /// How to reach them: below each agency as the picture names them, then the family.
    lists: Vec<(String, Vec<SheetEntry>)>,
    /// The picture as it is printed: a drawing for each page that it takes.
    printed: Vec<String>,
    /// The same picture for a phone, by the class of its size; the style sheet shows the one that
    /// fits.
    on_phones: Vec<(&'static str, String)>,
}

/// A phone's page without its edges, at its usual text size and at twice that size.
const PHONES: [(&str, f32); 2] = [("phone", 1.0), ("phone-large", 2.0)];
const PHONE_WIDTH: f32 = 328.0;

/// `POST /cases/{case}/sheet/paper`: the sheet and nothing else.
pub(crate) async fn paper(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let request = request(&fields)?;
    let screens = PHONES.map(|(_, text_scale)| Viewport {
        width: PHONE_WIDTH,
        height: PHONE_WIDTH,
        text_scale,
    });
    let (sheet, drawn) = client
        .sheet_with_screens(case, request, screens.to_vec())
        .await?;
    let on_phones = PHONES.iter().zip(drawn);
    show(&SheetPage {
        case,
        lists: by_agency(&sheet),
        printed: drawing::on_paper(&sheet.picture),
        on_phones: on_phones
            .map(|((class, _), picture)| (*class, drawing::without_links(&picture)))
            .collect(),
        sheet,
    })
}

/// Everyone of whom the sheet says how to reach them, below what names those who belong together.
fn by_agency(sheet: &SheetView) -> Vec<(String, Vec<SheetEntry>)> {
    let mut lists: Vec<(String, Vec<SheetEntry>)> = Vec::new();
    let helpers = sheet.helpers.iter().map(|one| {
        let agency = one.agency.trim();
        let agency = if agency.is_empty() {
            "Other helpers"
        } else {
            agency
        };
        (agency, one)
    });
    let family = sheet.family.iter().map(|one| ("Family", one));
    for (name, entry) in helpers.chain(family) {
        match lists.iter_mut().find(|(known, _)| known == name) {
            Some((_, entries)) => entries.push(entry.clone()),
            None => lists.push((name.to_owned(), vec![entry.clone()])),
        }
    }
    lists
}

/// `GET /cases/{case}/sheet/paper`: back from unlocking. What was chosen is kept nowhere.
pub(crate) async fn again(Path(Id(case)): Path<Id<CaseId>>) -> Redirect {
    Redirect::to(&format!("/cases/{case}/sheet"))
}

/// What the form chose. A person is sent with what was shown of them after it, a number with whose
/// it is before it.
fn request(fields: &Fields) -> Result<SheetRequest, Problem> {
    let person = |field: &str| {
        let (person, shown) = field.split_once(' ')?;
        Some(SheetPersonChoice {
            person: person.parse().ok()?,
            shown: shown.to_owned(),
        })
    };
    let number = |field: &str| {
        let (person, value) = field.split_once(' ')?;
        Some(SheetNumberChoice {
            person: person.parse().ok()?,
            value: value.to_owned(),
        })
    };
    Ok(SheetRequest {
        reader: fields.id_if_any("reader")?.ok_or(ClientError::NotFound)?,
        people: fields.all("person").filter_map(person).collect(),
        numbers: fields.all("number").filter_map(number).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_and_an_email_are_called_what_they_are_and_not_numbers() {
        assert_eq!(ways_on(&["Mobile", "Email"], 2), "mobile and email");
        assert_eq!(ways_on(&["Mobile"], 2), "1 of 2: mobile");
        assert_eq!(
            ways_on(&["Phone", "Mobile", "Email"], 3),
            "phone, mobile and email"
        );
        assert_eq!(ways_on(&["Email"], 1), "email");
        assert_eq!(ways_on(&[], 2), "no number");
    }
}
