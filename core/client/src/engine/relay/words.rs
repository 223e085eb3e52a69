//! What the relay answered, or what is between, in words for the person.

use crate::engine::{Between, RelayError};

/// Why the relay would not, in words for the person.
pub(crate) fn in_words(error: &RelayError) -> String {
    let what = match error {
        RelayError::Unreachable => "There is no connection to the relay.",
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
            "Something is too large for what stands between this phone and the relay. It waits; \
             everything else goes. Try another network, or tell your administrator."
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
