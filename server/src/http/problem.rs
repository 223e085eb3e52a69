//! Refusals as problem details (RFC 9457). The type of each is a stable identifier.

use std::{borrow::Cow, time::Duration};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use patchwork_protocol::{
    SpaceId,
    http::{PROBLEM, problem},
};
use serde_json::json;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    kind: ProblemKind,
    detail: Option<Cow<'static, str>>,
    retry_after: Option<Duration>,
    relay_time: Option<Timestamp>,
    envelope: Option<(SpaceId, usize)>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $uri:expr, $status:ident, $title:literal;)*) => {
        /// The kinds of refusal. What a client can do differs for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum ProblemKind { $($(#[$doc])* $name,)* }

        impl ProblemKind {
            /// All kinds.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The identifier that clients compare.
            pub(crate) const fn uri(self) -> &'static str {
                match self { $(Self::$name => $uri,)* }
            }

            /// The HTTP status of the response.
            pub(crate) const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

kinds! {
    /// There is no such path or space, or the device may not know of the space. The answer is
    /// the same on purpose.
    NotFound = problem::NOT_FOUND, NOT_FOUND, "There is nothing here for you.";
    /// The path exists, and has no such method.
    WrongMethod = "urn:patchwork:problem:wrong-method", METHOD_NOT_ALLOWED, "Not to be asked like this.";
    /// The body does not follow the protocol.
    Malformed = problem::MALFORMED, BAD_REQUEST, "The request cannot be read.";
    /// The body, or a part of it, is larger than its limit.
    TooLarge = problem::TOO_LARGE, PAYLOAD_TOO_LARGE, "More than may be sent at once.";
    /// The body did not arrive in time.
    TooSlow = "urn:patchwork:problem:too-slow", REQUEST_TIMEOUT, "The request took too long to arrive.";
    /// There is no token, or it is unknown or has expired; or the device is unknown or revoked.
    Unauthenticated = problem::UNAUTHENTICATED, UNAUTHORIZED, "Open a session first.";
    /// The device's clock differs too much; `relay_time` is the relay's.
    Clock = problem::CLOCK, UNAUTHORIZED, "The clocks differ too much.";
    /// The statement was used before.
    Replayed = problem::REPLAYED, UNAUTHORIZED, "This statement was used before.";
    /// The statement names another relay.
    WrongOrigin = "urn:patchwork:problem:wrong-origin", FORBIDDEN, "This was meant for another relay.";
    /// The device is not admitted yet.
    NotAdmitted = "urn:patchwork:problem:not-admitted", FORBIDDEN, "Not before this device is admitted.";
    /// The change names a head of the directory that the relay does not have.
    UnknownDirectoryHead = "urn:patchwork:problem:unknown-directory-head", FAILED_DEPENDENCY, "The directory is not that far here.";
    /// The rules of teams forbid the change; `detail` names the rule.
    Refused = problem::REFUSED, UNPROCESSABLE_ENTITY, "The team change is not allowed.";
    /// The change is of a newer version than this relay.
    NotUnderstood = problem::NOT_UNDERSTOOD, UNPROCESSABLE_ENTITY, "The relay is older than this team change.";
    /// No partnership may be founded here, or not without the operator's token.
    FoundingClosed = problem::CLOSED, FORBIDDEN, "This relay takes no new partnership from you.";
    /// There were too many requests; `Retry-After` says when to ask again.
    Rate = problem::RATE, TOO_MANY_REQUESTS, "Asked too often.";
    /// The device would add more bytes than it may in a day.
    Quota = "urn:patchwork:problem:quota", TOO_MANY_REQUESTS, "This device has added all it may for today.";
    /// Too many writes wait, a write failed, or the relay is stopping. The same request may be
    /// sent again.
    Unavailable = problem::UNAVAILABLE, SERVICE_UNAVAILABLE, "Try again shortly.";
    /// The disk is full. Requests that only read are still answered.
    Full = problem::FULL, INSUFFICIENT_STORAGE, "The relay's disk is full.";
    /// The relay has a fault.
    Internal = "urn:patchwork:problem:internal", INTERNAL_SERVER_ERROR, "The relay made a mistake.";
}

impl Problem {
    /// A problem of this kind without further detail.
    pub(crate) const fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            detail: None,
            retry_after: None,
            relay_time: None,
            envelope: None,
        }
    }

    /// An envelope of which not even the replica and sequence number can be read, so that it is
    /// named by its position in the outbox.
    pub(crate) fn unreadable_envelope(space: SpaceId, position: usize) -> Self {
        Self {
            envelope: Some((space, position)),
            ..Self::new(ProblemKind::Malformed).detail("an envelope of the outbox cannot be read")
        }
    }

    /// Adds a detail, which must not hold any content of a case.
    pub(crate) fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn too_many_requests(wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..Self::new(ProblemKind::Rate)
        }
    }

    pub(crate) fn clock_skew(relay_time: Timestamp) -> Self {
        Self {
            relay_time: Some(relay_time),
            ..Self::new(ProblemKind::Clock)
        }
    }

    pub(crate) fn busy() -> Self {
        Self {
            retry_after: Some(Duration::from_secs(1)),
            ..Self::new(ProblemKind::Unavailable)
        }
    }

    /// Its kind.
    #[cfg(test)]
    pub(crate) const fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        self.kind.status()
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut body = json!({
            "type": self.kind.uri(),
            "title": self.kind.title(),
            "status": status.as_u16(),
        });
        if let Some(members) = body.as_object_mut() {
            if let Some(detail) = self.detail {
                members.insert("detail".to_owned(), detail.into());
            }
            if let Some((space, position)) = self.envelope {
                members.insert("space".to_owned(), space.to_string().into());
                members.insert("position".to_owned(), position.into());
            }
            if let Some(time) = self.relay_time {
                members.insert("relay_time".to_owned(), time.as_millisecond().into());
            }
        }
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = self.retry_after {
            let seconds = wait
                .as_secs()
                .saturating_add(u64::from(wait.subsec_nanos() > 0));
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, fmt::Write};

    use http_body_util::BodyExt;

    use super::*;

    async fn shown(problem: Problem) -> String {
        let (head, body) = problem.into_response().into_parts();
        let mut text = format!("{}\n", head.status);
        for (name, value) in &head.headers {
            writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
        }
        let body = body.collect().await.unwrap().to_bytes();
        text + std::str::from_utf8(&body).unwrap()
    }

    #[tokio::test]
    async fn every_problem_has_a_type_of_its_own_that_stays() {
        let mut text = String::new();
        for kind in ProblemKind::ALL {
            text.push_str(&shown(Problem::new(*kind)).await);
            text.push_str("\n\n");
        }
        insta::assert_snapshot!("problems", text);
        let uris: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.uri()).collect();
        assert_eq!(uris.len(), ProblemKind::ALL.len());
    }

    #[tokio::test]
    async fn what_helps_a_client_travels_with_it() {
        let late = Problem::too_many_requests(Duration::from_millis(1500));
        assert!(shown(late).await.contains("retry-after: 2\n"));
        let skewed = Problem::clock_skew(Timestamp::from_millisecond(1_700_000_000_000).unwrap());
        assert!(shown(skewed).await.contains("\"relay_time\":1700000000000"));
    }
}
