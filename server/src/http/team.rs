//! `POST /v1/team/{space}`: a team change, by compare-and-swap.

use std::time::Duration;

use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use http::StatusCode;
use patchwork_protocol::{
    SpaceId,
    http::{TeamAppended, TeamConflict, TeamPost},
    limits::MAX_REQUEST,
};

use super::{
    Problem, ProblemKind, Relay,
    access::access,
    body::{self, Bounds},
};
use crate::log::{TeamError, TeamPosted};

pub(super) async fn change(
    State(relay): State<Relay>,
    Path(space): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let access = access(&relay, &head).await?;
    let space: SpaceId = space.parse().map_err(|_| ProblemKind::NotFound)?;
    let bounds = Bounds {
        bytes: MAX_REQUEST,
        patience: Duration::from_secs(relay.config().body_seconds),
    };
    let body = body::read(body, bounds).await?;
    let TeamPost { change, wraps } = TeamPost::decode(&body)
        .map_err(|error| Problem::new(ProblemKind::Malformed).detail(error.to_string()))?;
    let changed = relay
        .log()
        .change_team(
            Some(access.uploader),
            Some(space),
            TeamPosted { change, wraps },
        )
        .await;
    match changed {
        Ok(appended) => {
            let reply = TeamAppended { n: appended.n };
            Ok(body::cbor(StatusCode::OK, reply.encode()))
        }
        Err(error) => refuse(error),
    }
}

/// A conflict carries what the device needs to try again; the rest is a problem.
pub(super) fn refuse(error: TeamError) -> Result<Response, Problem> {
    Err(match error {
        TeamError::Moved { head, cut } => {
            let conflict = TeamConflict { head, cut };
            return Ok(body::cbor(StatusCode::CONFLICT, conflict.encode()));
        }
        TeamError::NoSuchSpace => ProblemKind::NotFound.into(),
        TeamError::Malformed(what) => Problem::new(ProblemKind::Malformed).detail(what),
        TeamError::UnknownDirectoryHead => ProblemKind::UnknownDirectoryHead.into(),
        TeamError::NotUnderstood => ProblemKind::NotUnderstood.into(),
        TeamError::Refused(why) => Problem::new(ProblemKind::Refused).detail(why),
        TeamError::Quota => ProblemKind::Quota.into(),
        TeamError::Log(error) => error.into(),
    })
}
