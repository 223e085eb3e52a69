//! `POST /v1/team/{space}`: appends a team change if it follows the last one.

use axum::{
    extract::{FromRequestParts, Path, State},
    response::Response,
};
use http::{StatusCode, request::Parts};
use patchwork_protocol::{
    SpaceId,
    http::{TeamAppended, TeamConflict, TeamPost},
};

use super::{
    Problem, ProblemKind, Relay,
    cbor::{self, Cbor},
    session::Session,
};
use crate::log::TeamError;

pub(super) async fn change(
    State(relay): State<Relay>,
    session: Session,
    SpaceInPath(space): SpaceInPath,
    Cbor(post): Cbor<TeamPost>,
) -> Result<Response, Problem> {
    let changed = relay
        .log()
        .change_team(Some(session.requester), Some(space), post)
        .await;
    match changed {
        Ok(n) => {
            let reply = TeamAppended { n };
            Ok(cbor::answer(StatusCode::OK, reply.encode()))
        }
        Err(error) => refuse(error),
    }
}

/// The space that the path names. The answer to a path that is not a space's id is "not found".
pub(super) struct SpaceInPath(SpaceId);

impl FromRequestParts<Relay> for SpaceInPath {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, relay: &Relay) -> Result<Self, Problem> {
        let not_found = || Problem::from(ProblemKind::NotFound);
        let Path(space) = Path::<String>::from_request_parts(head, relay)
            .await
            .map_err(|_| not_found())?;
        space.parse().map(Self).map_err(|_| not_found())
    }
}

/// The response to a change that was not appended. A conflict is an answer of its own, with what
/// the device needs to try again; everything else is a problem.
pub(super) fn refuse(error: TeamError) -> Result<Response, Problem> {
    Err(match error {
        TeamError::Moved { head, cut } => {
            let conflict = TeamConflict { head, cut };
            return Ok(cbor::answer(StatusCode::CONFLICT, conflict.encode()));
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
