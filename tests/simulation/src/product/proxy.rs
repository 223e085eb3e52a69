//! What stands between a phone and the relay and answers in the relay's place, as the network of a
//! school, a hotel or a hospital does.

use patchwork_client::simulation::{Between, RelayError};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A page that asks people to sign in.
pub(super) const PAGE: &[u8] = b"<!doctype html><title>Welcome</title><p>Sign in to go on.";

/// Something between a phone and the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proxy {
    /// It answers 200 with a page, which it calls one or not.
    Page { is_called_one: bool },
    /// It answers 302.
    Redirects,
    /// It answers 407.
    WantsPassword,
    /// It answers 413 to bodies of more bytes.
    Limits(usize),
    /// It answers 502 or 503, and may say after how many seconds to come again.
    Unavailable(Option<u64>),
    /// It answers 511.
    WantsSignIn,
    /// It passes a reply on when that has ended.
    Buffers,
}

impl Proxy {
    pub(super) fn any(rng: &mut ChaCha8Rng) -> Self {
        match rng.random_range(0..8) {
            0 => Self::Page {
                is_called_one: rng.random(),
            },
            1 => Self::Redirects,
            2 => Self::WantsPassword,
            3 => Self::Limits(rng.random_range(400..3_000)),
            4 => Self::Unavailable(None),
            5 => Self::Unavailable(Some(rng.random_range(1..900))),
            6 => Self::WantsSignIn,
            _ => Self::Buffers,
        }
    }

    /// What is counted when it answers in the relay's place.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Page { .. } => "proxy: a page",
            Self::Redirects => "proxy: 302",
            Self::WantsPassword => "proxy: 407",
            Self::Limits(_) => "proxy: 413",
            Self::Unavailable(None) => "proxy: 502",
            Self::Unavailable(Some(_)) => "proxy: 503 with Retry-After",
            Self::WantsSignIn => "proxy: 511",
            Self::Buffers => "proxy: a reply held back",
        }
    }

    /// What a phone takes the answer to a request of this size for; none where the request passes.
    pub(super) fn answer(self, size: usize) -> Option<RelayError> {
        let (what, retry_after) = match self {
            Self::Page {
                is_called_one: false,
            } => return Some(RelayError::Nonsense("a page".to_owned())),
            Self::Page { .. } | Self::Redirects | Self::WantsSignIn => (Between::SignIn, None),
            Self::WantsPassword => (Between::ProxySignIn, None),
            Self::Limits(most) if size > most => (Between::TooLarge, None),
            Self::Unavailable(retry_after) => (Between::Unavailable, retry_after),
            Self::Limits(_) | Self::Buffers => return None,
        };
        Some(RelayError::Between { what, retry_after })
    }
}
