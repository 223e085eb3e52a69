//! `POST /v1/partnerships`: the founding of a directory.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use patchwork_protocol::{
    http::{FOUNDING_TOKEN, TeamAppended, TeamPost},
    limits::MAX_REQUEST,
};

use super::{
    Problem, ProblemKind, Relay,
    body::{self, Bounds},
    team,
};
use crate::{config::Partnerships, log::TeamPosted};

pub(super) async fn found(
    State(relay): State<Relay>,
    request: Request,
) -> Result<Response, Problem> {
    may_found(&relay, request.headers())?;
    let bounds = Bounds {
        bytes: MAX_REQUEST,
        patience: Duration::from_secs(relay.config().body_seconds),
    };
    let body = body::read(request.into_body(), bounds).await?;
    let TeamPost { change, wraps } = TeamPost::decode(&body)
        .map_err(|error| Problem::new(ProblemKind::Malformed).detail(error.to_string()))?;
    let founded = relay
        .log()
        .change_team(None, None, TeamPosted { change, wraps })
        .await;
    match founded {
        Ok(appended) => {
            tracing::info!("a partnership was founded");
            let reply = TeamAppended { n: appended.n };
            Ok(body::cbor(StatusCode::CREATED, reply.encode()))
        }
        Err(error) => team::refuse(error),
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
            // Comparing hashes takes the same time wherever texts differ.
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
