//! `POST /v1/sync`: uploads what a device has to send, and streams what it lacks.

mod reply;
mod upload;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use patchwork_protocol::{Cursors, Frame, FrameWriter, SyncRequest, http::STREAM};

use self::reply::Reply;
use super::{Problem, ProblemKind, Relay, cbor::Cbor, session::Session};
use crate::log::LogError;

pub(super) async fn sync(
    State(relay): State<Relay>,
    session: Session,
    Cbor(asked): Cbor<SyncRequest>,
) -> Result<Response, Problem> {
    if session.requester.practitioner.is_none()
        && !(asked.outbox.is_empty() && asked.wraps.is_empty())
    {
        return Err(ProblemKind::NotAdmitted.into());
    }

    // An answer names an envelope by its place. This is checked before anything is appended.
    if let Some((space, position)) = upload::first_without_place(&asked.outbox) {
        return Err(Problem::unreadable_envelope(space, position));
    }

    // A digest is compared before anything is appended, because the uploads change the heads.
    let cursors = match asked.cursors {
        Cursors::Digest { .. } if !asked.outbox.is_empty() => {
            reply::expand_digest(&relay, &session.requester, asked.cursors).await?
        }
        cursors => cursors,
    };
    let answered = upload::upload(&relay, &session, asked.outbox, asked.wraps).await?;
    let mut opening = vec![Frame::Hello {
        incarnation: relay.log().incarnation(),
    }];
    opening.extend(answered.frames);
    if cursors == Cursors::UploadOnly {
        if answered.failure == Some(LogError::Full) {
            return Err(ProblemKind::Full.into());
        }
        return Ok(stream(Body::from(plain(&opening)?)));
    }
    let reply = Reply::new(
        relay,
        session,
        opening,
        cursors,
        asked.wraps_after,
        asked.live,
    )
    .await?;
    Ok(stream(Body::from_stream(reply.into_stream())))
}

fn plain(frames: &[Frame]) -> Result<Vec<u8>, Problem> {
    let mut writer = FrameWriter::plain();
    let mut bytes = Vec::new();
    for frame in frames {
        let block = writer.write(frame).map_err(|error| {
            tracing::error!(%error, "a frame was not written");
            Problem::from(ProblemKind::Internal)
        })?;
        bytes.extend(block);
    }
    Ok(bytes)
}

fn stream(body: Body) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(STREAM));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Some proxies buffer a whole response unless this header says not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
