//! Whether the person opened a page, or the page fetched itself again.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;
use patchwork_client::{CaseId, Client, LookedAt};

use super::problem::Problem;

/// On a part of a page that a script fetches because the person asked to see it.
const LOOK: &str = "patchwork-look";

/// In the address of a page that a script draws again once it is unlocked: it lay open when it was
/// locked, and nobody opened it since.
const DRAWN_AGAIN: &str = "drawn-again=yes";

/// How a page was asked for.
pub(crate) struct Visit {
    is_by_the_person: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let is_drawn_again = parts.headers.contains_key("hx-request")
            || query.split('&').any(|field| field == DRAWN_AGAIN);
        Ok(Self {
            is_by_the_person: !is_drawn_again || parts.headers.contains_key(LOOK),
        })
    }
}

impl Visit {
    /// Whether the person opened the page.
    pub(crate) const fn is_by_the_person(&self) -> bool {
        self.is_by_the_person
    }

    /// Notes that the person looked at this. A page that lies open and is drawn anew is no look.
    pub(crate) async fn to(
        self,
        client: &Client,
        case: CaseId,
        what: LookedAt,
    ) -> Result<(), Problem> {
        if self.is_by_the_person {
            client.looked_at(case, what).await?;
        }
        Ok(())
    }
}
