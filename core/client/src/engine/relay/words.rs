//! What the relay answered, or what is between, in words for the person.

use patchwork_protocol::http::problem;

use crate::{
    engine::{Between, RelayError},
    error::ClientError,
};

/// Why something for which the relay is needed came to nothing; `then` says what to do where there
/// is no connection.
pub(crate) fn came_to_nothing(error: &RelayError, then: &str) -> ClientError {
    match error {
        RelayError::Unreachable => ClientError::Offline {
            what: then.to_owned(),
        },
        RelayError::Between { .. } => ClientError::Offline {
            what: in_words(error),
        },
        error if error.is(problem::TOO_OLD) => ClientError::TooOld,
        RelayError::Problem { detail, .. } => ClientError::Refused {
            reason: detail.clone(),
        },
        RelayError::Nonsense(_) => ClientError::Refused {
            reason: in_words(error),
        },
    }
}

/// Why the relay would not, in words for the person.
pub(crate) fn in_words(error: &RelayError) -> String {
    let what = match error {
        RelayError::Unreachable => "There is no connection to the relay.",
        error if error.is(problem::TOO_OLD) => return ClientError::TooOld.to_string(),
        RelayError::Problem { detail, .. } => {
            return format!("The relay would not: {detail} Everything is saved on this phone.");
        }
        RelayError::Between { what, .. } => between(*what),
        RelayError::Nonsense(_) => {
            return "What answers at the relay's address is not a Patchwork relay, or one of \
                    another version. Everything is saved on this phone. Tell your administrator."
                .to_owned();
        }
    };
    format!("{what} Everything is saved on this phone.")
}

const fn between(what: Between) -> &'static str {
    match what {
        Between::SignIn => {
            "This network lets nothing through before you sign in to it. Open its sign-in page in \
             a browser, or use another network."
        }
        Between::ProxySignIn => {
            "This network's proxy asks for a name and password. Ask whoever runs the network to \
             let the relay's address through, or use another network."
        }
        Between::TooLarge => {
            "Something is too large for what stands between this phone and the relay. It waits, \
             with what was written after it in the same case; everything else goes. Try another \
             network, or tell your administrator."
        }
        Between::Unavailable | Between::KeepsReplies => {
            "The relay cannot be reached now. This phone tries again by itself."
        }
        Between::Certificate => {
            "What answers at the relay's address cannot prove that it is the relay. This network \
             may inspect connections, or this phone's date may be wrong. Try another network."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_asks_for_a_newer_app_is_told_apart_from_one_that_refuses() {
        let problem = |kind: &str| RelayError::Problem {
            kind: kind.to_owned(),
            detail: "not so.".to_owned(),
            relay_time: None,
            retry_after: None,
        };
        let too_old = problem(problem::TOO_OLD);
        assert_eq!(came_to_nothing(&too_old, ""), ClientError::TooOld);
        assert!(in_words(&too_old).contains("Update the app"));
        let refused = ClientError::Refused {
            reason: "not so.".to_owned(),
        };
        assert_eq!(came_to_nothing(&problem(problem::REFUSED), ""), refused);
    }
}
