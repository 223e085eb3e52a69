//! `POST /v1/partnerships`: the founding of a directory.

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use patchwork_protocol::{
    Action, PartnershipId, SpaceKind, TeamChange,
    http::{FOUNDING_TOKEN, TeamAppended, TeamPost},
};

use super::{
    Problem, ProblemKind, Relay,
    cbor::{self, Message},
    team,
};
use crate::config::Partnerships;

/// A founding with its wraps, and room: it names one practitioner and one device.
const MAX_FOUNDING: usize = 64 << 10;

pub(super) async fn found(
    State(relay): State<Relay>,
    request: Request,
) -> Result<Response, Problem> {
    if let Err(refusal) = may_found(&relay, request.headers()) {
        // Its founder may not have received the first answer, and the setting may be a new one.
        // What is larger than a founding is not held for somebody who may not found.
        return match cbor::read_at_most(MAX_FOUNDING, request, &relay).await {
            Ok(post) => match founded_before(&relay, &post).await? {
                Some(n) => Ok(founded(n)),
                None => Err(refusal),
            },
            Err(_) => Err(refusal),
        };
    }
    let post = cbor::read_at_most(TeamPost::MAX_BYTES, request, &relay).await?;
    match relay.log().change_team(None, None, post).await {
        Ok(n) => {
            tracing::info!("a partnership was founded");
            Ok(founded(n))
        }
        Err(error) => team::refuse(error),
    }
}

fn founded(n: u64) -> Response {
    cbor::answer(StatusCode::CREATED, TeamAppended { n }.encode())
}

/// The place of exactly this founding, if the relay holds it.
async fn founded_before(relay: &Relay, post: &TeamPost) -> Result<Option<u64>, Problem> {
    let change = TeamChange::decode(&post.change).ok();
    let is_directory = |change: &TeamChange| {
        let kind = change.actions().first();
        matches!(
            kind,
            Some(Action::Found {
                kind: SpaceKind::Directory,
                ..
            })
        )
    };
    let change = change.filter(is_directory);
    let Some(directory) = change.and_then(|change| change.founded_space()) else {
        return Ok(None);
    };
    let head = relay.log().directory_head(PartnershipId::from(directory));
    let Some(head) = head.await? else {
        return Ok(None);
    };
    let held = relay.log().team_change(head.row, 0).await?;
    Ok(held.and_then(|(n, bytes)| (bytes == post.change).then_some(n)))
}

/// Whether a request may found a partnership, as the setting `partnerships` says.
fn may_found(relay: &Relay, headers: &HeaderMap) -> Result<(), Problem> {
    match relay.config().partnerships {
        Partnerships::Open => Ok(()),
        Partnerships::Closed => Err(ProblemKind::FoundingClosed.into()),
        Partnerships::Token => {
            let shown = headers
                .get(FOUNDING_TOKEN)
                .map(http::HeaderValue::as_bytes)
                .unwrap_or_default();
            // Comparing hashes takes the same time wherever the two texts differ.
            let wanted = relay.config().partnership_token.reveal().as_bytes();
            if blake3::hash(shown) == blake3::hash(wanted) {
                Ok(())
            } else {
                Err(Problem::new(ProblemKind::FoundingClosed)
                    .detail("the operator's token is wanted"))
            }
        }
    }
}
