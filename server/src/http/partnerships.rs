//! `POST /v1/partnerships`: the founding of a directory.

use axum::{
    extract::{FromRequestParts, State},
    response::Response,
};
use http::{HeaderMap, StatusCode, request::Parts};
use patchwork_protocol::http::{FOUNDING_TOKEN, TeamAppended, TeamPost};

use super::{
    Problem, ProblemKind, Relay,
    cbor::{self, Cbor},
    team,
};
use crate::config::Partnerships;

pub(super) async fn found(
    State(relay): State<Relay>,
    _: MayFound,
    Cbor(post): Cbor<TeamPost>,
) -> Result<Response, Problem> {
    let founded = relay.log().change_team(None, None, post).await;
    match founded {
        Ok(n) => {
            tracing::info!("a partnership was founded");
            let reply = TeamAppended { n };
            Ok(cbor::answer(StatusCode::CREATED, reply.encode()))
        }
        Err(error) => team::refuse(error),
    }
}

/// A request that may found a partnership, as the setting `partnerships` says.
pub(super) struct MayFound;

impl FromRequestParts<Relay> for MayFound {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, relay: &Relay) -> Result<Self, Problem> {
        may_found(relay, &head.headers).map(|()| Self)
    }
}

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
