//! Who may speak to these pages: this computer's browser, from this page, with this run's token.
//!
//! Any website that the person visits can send requests to loopback, and any other user of the
//! computer can connect. So: the Host header must be ours (no DNS rebinding), a request that
//! changes anything must come from our own page, and everything but the assets needs a cookie that
//! only the address printed at start hands out.

use std::{str::FromStr, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::{app::App, problem, unlock_address::back_to};

/// An origin on this computer, `http://127.0.0.1:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoopbackOrigin(String);

impl FromStr for LoopbackOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let port = text
            .strip_prefix("http://127.0.0.1:")
            .or_else(|| text.strip_prefix("http://localhost:"))
            .and_then(|port| port.parse::<u16>().ok());
        match port {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(format!(
                "expected an origin like http://127.0.0.1:8100, got {text:?}"
            )),
        }
    }
}

/// The checks of one run.
pub(crate) struct Guard {
    port: u16,
    token: String,
    cookie_name: String,
    policy: HeaderValue,
    framed: bool,
}

impl Guard {
    pub(crate) fn new(port: u16, ancestors: Vec<LoopbackOrigin>) -> Result<Self, getrandom::Error> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random)?;
        let ancestors: Vec<String> = ancestors.into_iter().map(|origin| origin.0).collect();
        let framed = !ancestors.is_empty();
        let frame_ancestors = if framed {
            ancestors.join(" ")
        } else {
            "'none'".to_owned()
        };
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}"
        );
        Ok(Self {
            port,
            token: data_encoding::HEXLOWER.encode(&random),
            // Cookies ignore ports: two clients on one computer must not overwrite each other's.
            cookie_name: format!("patchwork_{port}"),
            policy: HeaderValue::try_from(policy)
                .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")),
            framed,
        })
    }

    /// Lets the page show pages of these other origins of this computer in frames.
    pub(crate) fn showing(mut self, frames: &[LoopbackOrigin]) -> Self {
        let origins: Vec<&str> = frames.iter().map(|origin| origin.0.as_str()).collect();
        let policy = format!(
            "{}; frame-src {}",
            self.policy.to_str().unwrap_or("default-src 'none'"),
            origins.join(" ")
        );
        if let Ok(policy) = HeaderValue::try_from(policy) {
            self.policy = policy;
        }
        self
    }

    /// The address that lets a browser in.
    pub(crate) fn first_address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    fn is_our_host(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost"]
            .iter()
            .any(|name| host == format!("{name}:{}", self.port))
    }

    fn is_our_origin(&self, origin: &str) -> bool {
        origin
            .strip_prefix("http://")
            .is_some_and(|host| self.is_our_host(host))
    }

    fn is_token(&self, given: &str) -> bool {
        // Every byte is looked at, so that the time taken tells nothing about them.
        let differ = given
            .bytes()
            .zip(self.token.bytes())
            .fold(0, |seen, (a, b)| seen | (a ^ b));
        given.len() == self.token.len() && differ == 0
    }

    fn cookie(&self) -> String {
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie_name, self.token
        )
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.cookie_name && self.is_token(value))
    }

    /// What is wrong with where a request comes from, if anything.
    fn refusal(&self, request: &Request) -> Option<&'static str> {
        let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
        if !header("host").is_some_and(|host| self.is_our_host(host)) {
            return Some("This page answers only to its own address on this computer.");
        }
        let site = header("sec-fetch-site");
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            let navigates = header("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
            return match site {
                None | Some("none" | "same-origin") => None,
                // The demo's page on another port of this computer, in a frame or by a link.
                Some("same-site") if navigates => None,
                Some(_) => Some("Another website asked for this page, so it was not shown."),
            };
        }
        let ours = match header("origin") {
            // A form on a page without referrer has the origin "null"; only the browser's own
            // word on where it came from then counts.
            None | Some("null") => site == Some("same-origin"),
            Some(origin) => {
                self.is_our_origin(origin) && matches!(site, None | Some("same-origin"))
            }
        };
        (!ours).then_some("This was not sent from Patchwork's own page, so nothing was done.")
    }
}

/// The middleware around everything.
pub(crate) async fn stand_guard(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    guarded(&app.guard, request, next).await
}

/// Lets through what may pass this guard, and marks every answer.
pub(crate) async fn guarded(guard: &Guard, request: Request, next: Next) -> Response {
    let mut response = if let Some(reason) = guard.refusal(&request) {
        problem::bare(
            StatusCode::FORBIDDEN,
            reason,
            "Open the address that Patchwork printed when it started.",
        )
    } else if let Some(token) = at_the_door(&request, "token") {
        admit(guard, token, at_the_door(&request, "back").unwrap_or("/"))
    } else if request.uri().path().starts_with("/assets/") || guard.has_cookie(request.headers()) {
        next.run(request).await
    } else {
        problem::bare(
            StatusCode::UNAUTHORIZED,
            "This browser has not been let in yet.",
            "Open the whole address that Patchwork printed when it started; it ends in a long token.",
        )
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, guard.policy.clone());
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if !guard.framed {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

/// A value of the address that lets in.
fn at_the_door<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    if request.uri().path() != "/" {
        return None;
    }
    let query = request.uri().query()?;
    query.split('&').find_map(|pair| {
        let (said, value) = pair.split_once('=')?;
        (said == name).then_some(value)
    })
}

fn admit(guard: &Guard, token: &str, then: &str) -> Response {
    let location = HeaderValue::from_str(back_to(then));
    match (HeaderValue::try_from(guard.cookie()), location) {
        (Ok(cookie), Ok(location)) if guard.is_token(token) => {
            // Away from the address with the token, so that it is in no history entry.
            (
                StatusCode::SEE_OTHER,
                [(header::LOCATION, location), (header::SET_COOKIE, cookie)],
            )
                .into_response()
        }
        _ => problem::bare(
            StatusCode::UNAUTHORIZED,
            "This address is from an earlier start of Patchwork.",
            "Open the address that it printed this time.",
        ),
    }
}
