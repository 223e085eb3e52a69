//! The picture of a case: everyone, one agency, or one person with the card over it.

use askama::Template;
use axum::extract::Path;
use patchwork_client::{
    CaseId, Client, EntryView, HeaderChipKind, LookedAt, MeasuredText, PersonId, PersonView,
    PictureFocus, PictureRequest, PictureView, TextStyle, Viewport,
};

use super::case::{self, Top};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    picture::{self as drawing, Links},
    problem::{Page, Problem, show},
    visit::Visit,
    words,
};

/// Entries that the card over a face shows.
const ENTRIES: u32 = 3;

/// The sizes that are drawn where no script says how much room there is; the style sheet shows
/// the one that fits.
const SIZES: [(&str, f32, f32); 3] = [
    ("narrow", 360.0, 520.0),
    ("roomy", 664.0, 664.0),
    ("wide", 960.0, 640.0),
];

#[derive(Template)]
#[template(path = "case_picture.html")]
struct PicturePage {
    frame: Frame,
    top: Top,
    part: String,
}

/// What a script fetches again: the drawing, its key, and the card over it.
#[derive(Template)]
#[template(path = "picture_part.html")]
struct PicturePart {
    case: CaseId,
    drawings: Vec<String>,
    picture: PictureView,
    /// The texts to measure, for the script.
    texts: String,
    /// What leads back to everyone, where less is looked at.
    whole: Option<String>,
    /// The same with, or without, those whose part is over.
    other_past: String,
    past: bool,
    used_to_help: Option<UsedToHelp>,
    card: Option<Card>,
}

/// Whoever used to help, beside the switch that shows them.
struct UsedToHelp {
    count: u32,
    /// Some of them.
    named: Vec<Named>,
    /// How many are not named.
    more: u32,
}

/// A name that leads to the card over that person's face.
struct Named {
    name: String,
    leads_to: String,
}

impl UsedToHelp {
    fn of(case: CaseId, helpers: &patchwork_client::UsedToHelp) -> Self {
        let shown = Links { case, past: true };
        let named = helpers.named.iter().map(|one| Named {
            name: one.name.clone(),
            leads_to: shown.to(&PictureFocus::Person {
                id: one.person.to_string(),
            }),
        });
        Self {
            count: helpers.count,
            named: named.collect(),
            more: helpers.more,
        }
    }
}

/// The card over a face.
struct Card {
    person: PersonView,
    entries: Vec<EntryView>,
}

impl Card {
    async fn of(
        client: &Client,
        case: CaseId,
        people: Vec<PersonView>,
        person: PersonId,
    ) -> Result<Option<Self>, Problem> {
        let Some(found) = people.into_iter().find(|one| one.person == person) else {
            return Ok(None);
        };
        let page = client
            .timeline_of_person(case, person, None, ENTRIES)
            .await?;
        Ok(Some(Self {
            person: found,
            entries: page.entries,
        }))
    }
}

/// What an address asks to look at. Who is not there any more leaves everyone to look at.
fn focus(query: &Fields) -> PictureFocus {
    if query.has("person") {
        PictureFocus::Person {
            id: query.owned("person"),
        }
    } else if query.has("group") {
        PictureFocus::Group {
            id: query.owned("group"),
        }
    } else {
        PictureFocus::Whole
    }
}

/// `people`: those of the case, where the page has read them already.
async fn part(
    client: &Client,
    case: CaseId,
    people: Option<&[PersonView]>,
    query: &Fields,
    sizes: &[(&str, Viewport)],
    widths: Vec<MeasuredText>,
) -> Result<PicturePart, Problem> {
    let links = Links {
        case,
        past: query.has("past"),
    };
    let request = |viewport| PictureRequest {
        viewport,
        focus: focus(query),
        shows_past: links.past,
        widths: widths.clone(),
    };
    let mut drawings = Vec::new();
    let mut first = None;
    for (class, viewport) in sizes {
        let drawn = client.picture(case, request(*viewport)).await?;
        drawings.push(drawing::svg(&drawn, &links, class));
        first.get_or_insert(drawn);
    }
    let Some(picture) = first else {
        return Err(Problem::internal());
    };
    let looked_at = query.text("person").parse::<PersonId>().ok();
    let people = match people {
        Some(people) => people.to_vec(),
        None if looked_at.is_some() => client.case_view(case).await?.people,
        None => Vec::new(),
    };
    let used_to_help = picture.used_to_help.as_ref();
    let used_to_help = used_to_help.map(|helpers| UsedToHelp::of(case, helpers));
    let card = match looked_at {
        Some(person) => Card::of(client, case, people, person).await?,
        None => None,
    };
    let texts: Vec<(&str, &str)> = picture
        .texts
        .iter()
        .map(|text| (style_name(text.style), text.text.as_str()))
        .collect();
    let other = Links {
        case,
        past: !links.past,
    };
    Ok(PicturePart {
        case,
        texts: serde_json::to_string(&texts).unwrap_or_default(),
        whole: (focus(query) != PictureFocus::Whole).then(|| links.to(&PictureFocus::Whole)),
        other_past: other.to(&focus(query)),
        past: links.past,
        used_to_help,
        drawings,
        picture,
        card,
    })
}

const fn style_name(style: TextStyle) -> &'static str {
    match style {
        TextStyle::Name => "name",
        TextStyle::Caption => "caption",
        TextStyle::Agency => "agency",
    }
}

/// Notes what the person looked at: a colleague's card is for everyone to read.
async fn note(
    client: &Client,
    case: CaseId,
    visit: Visit,
    part: &PicturePart,
) -> Result<(), Problem> {
    let what = match &part.card {
        Some(card) if card.person.practitioner.is_none() => LookedAt::Person {
            person: card.person.person,
        },
        _ => LookedAt::Case,
    };
    visit.to(client, case, what).await
}

/// `GET /cases/{case}`
pub(crate) async fn page(
    Member(client): Member,
    visit: Visit,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let top = case::top(&client, case, "picture", &query).await?;
    let sizes = SIZES.map(|(class, width, height)| {
        let viewport = Viewport {
            width,
            height,
            text_scale: 1.0,
        };
        (class, viewport)
    });
    let part = part(
        &client,
        case,
        Some(&top.view.people),
        &query,
        &sizes,
        Vec::new(),
    )
    .await?;
    note(&client, case, visit, &part).await?;
    // The drawing is brought up to date by the address of what is looked at.
    let focused = drawing::Links {
        case,
        past: query.has("past"),
    };
    let here = match focus(&query) {
        PictureFocus::Whole => case::here(case, "picture", &query),
        focus => focused.to(&focus),
    };
    show(&PicturePage {
        frame: Frame::of_case(&client, case, here).await?,
        part: part.render()?,
        top,
    })
}

/// `POST /cases/{case}/drawing`: the part of the page that holds the picture, for the room that
/// there is and with the widths that the browser measured. It changes nothing.
pub(crate) async fn fitted(
    Member(client): Member,
    visit: Visit,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let length = |name: &str, otherwise: f32| fields.text(name).parse().unwrap_or(otherwise);
    let viewport = Viewport {
        width: length("width", 360.0),
        height: length("height", 520.0),
        text_scale: length("scale", 1.0),
    };
    let widths = fields.all("text").filter_map(measured).collect();
    let sizes = [("fitted", viewport)];
    let part = part(&client, case, None, &fields, &sizes, widths).await?;
    note(&client, case, visit, &part).await?;
    show(&part)
}

/// "name 52.25 Ella Marsh".
fn measured(field: &str) -> Option<MeasuredText> {
    let (style, rest) = field.split_once(' ')?;
    let (width, text) = rest.split_once(' ')?;
    Some(MeasuredText {
        style: match style {
            "name" => TextStyle::Name,
            "caption" => TextStyle::Caption,
            "agency" => TextStyle::Agency,
            _ => return None,
        },
        width: width.parse().ok()?,
        text: text.to_owned(),
    })
}
