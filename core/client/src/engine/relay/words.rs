//! What the relay answered, in words for the person.

use crate::engine::RelayError;

/// Why the relay would not, in words for the person.
pub(crate) fn in_words(error: &RelayError) -> String {
    match error {
        RelayError::Unreachable => {
            "There is no connection to the relay. Everything is saved on this phone.".to_owned()
        }
        RelayError::Problem { detail, .. } => {
            format!("The relay would not: {detail} Everything is saved on this phone.")
        }
        RelayError::Nonsense(_) => {
            "What answers at the relay's address is not a Patchwork relay, or one of another \
             version. Everything is saved on this phone. Tell your administrator."
                .to_owned()
        }
    }
}
