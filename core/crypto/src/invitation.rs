//! Invitations as a text that a person can send, paste, scan or type.
//!
//! ```text
//! version 1 ‖ kind ‖ partnership 32 ‖ head index u64 ‖ head hash 32 ‖ practitioner 16
//!           ‖ invite secret 16 ‖ [screen secret 16] ‖ relay length u8 ‖ relay ‖ check 5
//! ```
//!
//! in Crockford's base32, behind `PATCHWORK-`, in groups of five. `check` is the start of BLAKE3
//! of everything before it. Reading forgives what messaging apps, line breaks and typing do:
//! case, spaces, hyphens and dashes of any kind, quotes, invisible characters, `O` for `0`, `I`
//! and `L` for `1`, and words before the code. It forgives nothing that changes a byte.

use core::fmt;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use patchwork_protocol::{ChangeHash, DirectoryHead, PartnershipId, PractitionerId};

use crate::{InviteSecret, ScreenSecret};

const PREFIX: &str = "PATCHWORK";
const VERSION: u8 = 1;
const CHECK: usize = 5;
const GROUP: usize = 5;
/// A code has some 260 characters; a long message around it has room.
const MAX_TEXT: usize = 16 * 1_024;
/// Longest address of a relay, in bytes.
pub const MAX_RELAY_ADDRESS: usize = 200;

const KIND_SENT: u8 = 0;
const KIND_ON_SCREEN: u8 = 1;

/// Everything that a new device needs to ask to join, and no key that reads anything.
///
/// It names the partnership and its directory's head, so that a relay cannot put another
/// partnership, or an older branch of this one, in its place.
#[derive(Clone)]
pub struct Invitation {
    relay: String,
    partnership: PartnershipId,
    head: DirectoryHead,
    practitioner: PractitionerId,
    secret: InviteSecret,
}

/// An invitation as read from a code.
#[derive(Debug, Clone)]
pub struct ReadInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// There only if the code was scanned from an administrator's screen.
    pub screen_secret: Option<ScreenSecret>,
}

/// The address of a relay cannot stand in an invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an address that begins with https:// or http://, without spaces and of at most {MAX_RELAY_ADDRESS} characters"
)]
pub struct BadRelayAddress;

/// Why a text is not an invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvitationCodeError {
    /// The word that every code begins with is missing.
    #[error("this is not an invitation: a code begins with {PREFIX}-")]
    NotACode,
    /// A character that no code contains.
    #[error("{found:?} does not belong in an invitation code")]
    UnexpectedCharacter {
        /// The character.
        found: char,
    },
    /// A character is wrong, missing or too many.
    #[error("the code is not complete, or a character in it is wrong")]
    Mistyped,
    /// Made by a later version of the app.
    #[error("the invitation is of version {version}: update the app")]
    UnknownVersion {
        /// Its version.
        version: u8,
    },
    /// The code is whole, and what it says makes no sense.
    #[error("the invitation is malformed: {reason}")]
    Malformed {
        /// What was found.
        reason: &'static str,
    },
    /// Far longer than any code.
    #[error("expected at most {limit} bytes of text, got {got}")]
    TooLong {
        /// Most bytes of text that are looked at.
        limit: usize,
        /// Bytes given.
        got: usize,
    },
}

impl Invitation {
    /// An invitation of `practitioner` to join `partnership`.
    pub fn new(
        relay: &str,
        partnership: PartnershipId,
        head: DirectoryHead,
        practitioner: PractitionerId,
        secret: InviteSecret,
    ) -> Result<Self, BadRelayAddress> {
        let address_of_a_relay = (relay.starts_with("https://") || relay.starts_with("http://"))
            && relay.len() <= MAX_RELAY_ADDRESS
            && relay.bytes().all(|byte| byte.is_ascii_graphic());
        if !address_of_a_relay {
            return Err(BadRelayAddress);
        }
        Ok(Self {
            relay: relay.to_owned(),
            partnership,
            head,
            practitioner,
            secret,
        })
    }

    /// Where the relay is.
    pub fn relay(&self) -> &str {
        &self.relay
    }

    /// The partnership to join.
    pub const fn partnership(&self) -> PartnershipId {
        self.partnership
    }

    /// The directory's head that the inviter knew: the directory must contain it.
    pub const fn head(&self) -> DirectoryHead {
        self.head
    }

    /// Who is invited.
    pub const fn practitioner(&self) -> PractitionerId {
        self.practitioner
    }

    /// What proves that the device holds this invitation.
    pub const fn secret(&self) -> &InviteSecret {
        &self.secret
    }

    /// The code to send or to read out. Whoever has it can ask to join as this person.
    pub fn to_code(&self) -> String {
        self.encode(None)
    }

    /// The code to show on the administrator's own screen, and nowhere else.
    pub fn to_screen_code(&self, screen_secret: &ScreenSecret) -> String {
        self.encode(Some(screen_secret))
    }

    /// The invitation in a text that someone pasted, typed or scanned.
    pub fn read(text: &str) -> Result<ReadInvitation, InvitationCodeError> {
        let bytes = bytes_of(text)?;
        let (content, check) = bytes
            .split_last_chunk::<CHECK>()
            .ok_or(InvitationCodeError::Mistyped)?;
        if check != &check_of(content) {
            return Err(InvitationCodeError::Mistyped);
        }
        match content.split_first() {
            Some((&VERSION, rest)) => Self::read_version_1(rest),
            Some((&version, _)) => Err(InvitationCodeError::UnknownVersion { version }),
            None => Err(malformed("it is empty")),
        }
    }

    fn read_version_1(bytes: &[u8]) -> Result<ReadInvitation, InvitationCodeError> {
        let short = || malformed("it ends early");
        let ([kind], bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (partnership, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (index, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (hash, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (practitioner, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (secret, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let (screen_secret, bytes) = match *kind {
            KIND_SENT => (None, bytes),
            KIND_ON_SCREEN => {
                let (secret, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
                (Some(ScreenSecret::from_bytes(secret)), bytes)
            }
            _ => return Err(malformed("unknown kind")),
        };
        let ([relay_len], relay) = bytes.split_first_chunk().ok_or_else(short)?;
        if relay.len() != usize::from(*relay_len) {
            return Err(malformed("the relay's address has another length"));
        }
        let relay = str::from_utf8(relay).map_err(|_| malformed("the relay's address"))?;
        let invitation = Self::new(
            relay,
            PartnershipId(*partnership),
            DirectoryHead {
                index: u64::from_be_bytes(*index),
                hash: ChangeHash(*hash),
            },
            PractitionerId(*practitioner),
            InviteSecret::from_bytes(secret),
        )
        .map_err(|_| malformed("the relay's address"))?;
        Ok(ReadInvitation {
            invitation,
            screen_secret,
        })
    }

    fn encode(&self, screen_secret: Option<&ScreenSecret>) -> String {
        let kind = screen_secret.map_or(KIND_SENT, |_| KIND_ON_SCREEN);
        let mut bytes = vec![VERSION, kind];
        bytes.extend_from_slice(self.partnership.as_bytes());
        bytes.extend_from_slice(&self.head.index.to_be_bytes());
        bytes.extend_from_slice(self.head.hash.as_bytes());
        bytes.extend_from_slice(self.practitioner.as_bytes());
        bytes.extend_from_slice(self.secret.to_bytes().as_slice());
        if let Some(secret) = screen_secret {
            bytes.extend_from_slice(secret.as_bytes());
        }
        // `new` bounds the address far below 256 bytes.
        bytes.push(u8::try_from(self.relay.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.relay.as_bytes());
        let check = check_of(&bytes);
        bytes.extend_from_slice(&check);
        in_groups(&base32().encode(&bytes))
    }
}

/// Shows everything but the secret.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("relay", &self.relay)
            .field("partnership", &self.partnership)
            .field("head", &self.head)
            .field("practitioner", &self.practitioner)
            .finish_non_exhaustive()
    }
}

fn in_groups(symbols: &str) -> String {
    let mut code = String::from(PREFIX);
    for (at, symbol) in symbols.chars().enumerate() {
        if at % GROUP == 0 {
            code.push('-');
        }
        code.push(symbol);
    }
    code
}

/// The bytes behind the last [`PREFIX`] in `text`.
///
/// The prefix has an `O`, which no encoded byte has: it cannot occur inside a code.
fn bytes_of(text: &str) -> Result<Vec<u8>, InvitationCodeError> {
    if text.len() > MAX_TEXT {
        return Err(InvitationCodeError::TooLong {
            limit: MAX_TEXT,
            got: text.len(),
        });
    }
    let text = text.to_ascii_uppercase();
    let (_, after) = text
        .rsplit_once(PREFIX)
        .ok_or(InvitationCodeError::NotACode)?;
    let mut symbols = String::with_capacity(after.len());
    for character in after.chars().filter(|&character| !ignored(character)) {
        symbols.push(match character {
            'O' => '0',
            'I' | 'L' => '1',
            '0'..='9' | 'A'..='T' | 'V'..='Z' => character,
            found => return Err(InvitationCodeError::UnexpectedCharacter { found }),
        });
    }
    base32()
        .decode(symbols.as_bytes())
        .map_err(|_| InvitationCodeError::Mistyped)
}

/// What messaging apps and people put between the characters of a code.
fn ignored(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' // hyphens, dashes, minus
            | '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '«' | '»' // quotes
            | '*' | '~' | '>' | '.' | ',' | ':' // emphasis, quoted replies, punctuation
            | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' // invisible
        )
}

/// Crockford's alphabet: no `I`, `L`, `O`, `U`.
fn base32() -> &'static Encoding {
    static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
        let mut specification = Specification::new();
        specification
            .symbols
            .push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        // The specification is a constant and a valid one: the fallback is never taken.
        specification
            .encoding()
            .unwrap_or(data_encoding::BASE32_NOPAD)
    });
    &CROCKFORD
}

fn check_of(content: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    blake3::Hasher::new_derive_key("patchwork/invitation-check/1")
        .update(content)
        .finalize_xof()
        .fill(&mut check);
    check
}

const fn malformed(reason: &'static str) -> InvitationCodeError {
    InvitationCodeError::Malformed { reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rng;

    fn invitation() -> Invitation {
        Invitation::new(
            "https://relay.example.org",
            PartnershipId([1; 32]),
            DirectoryHead {
                index: 7,
                hash: ChangeHash([2; 32]),
            },
            PractitionerId([3; 16]),
            InviteSecret::generate(&mut rng(1)),
        )
        .unwrap()
    }

    fn same(one: &Invitation, other: &Invitation) -> bool {
        one.to_code() == other.to_code()
    }

    #[test]
    fn a_code_reads_back_what_it_was_made_of() {
        let invitation = invitation();
        let read = Invitation::read(&invitation.to_code()).unwrap();
        assert!(same(&read.invitation, &invitation));
        assert!(read.screen_secret.is_none());
        assert_eq!(read.invitation.relay(), "https://relay.example.org");
        assert_eq!(read.invitation.head().index, 7);
        assert_eq!(
            read.invitation.secret().public_key(),
            invitation.secret().public_key()
        );
    }

    #[test]
    fn only_the_code_on_the_screen_has_the_screen_secret() {
        let invitation = invitation();
        let secret = ScreenSecret::from_bytes(&[9; 16]);
        let read = Invitation::read(&invitation.to_screen_code(&secret)).unwrap();
        assert!(same(&read.invitation, &invitation));
        assert_eq!(read.screen_secret.unwrap().as_bytes(), &[9; 16]);
        assert_ne!(invitation.to_code(), invitation.to_screen_code(&secret));
    }

    #[test]
    fn a_code_fits_a_qr_code_in_its_dense_alphabet_and_a_text_message() {
        let code = invitation().to_code();
        assert!(code.len() <= 280, "{} characters", code.len());
        assert!(
            code.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
        );
    }

    #[test]
    fn what_messaging_apps_and_typing_do_is_forgiven() {
        let invitation = invitation();
        let code = invitation.to_code();
        let spoken = code.strip_prefix("PATCHWORK-").unwrap();
        let variants = [
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', "\r\n> "),
            code.replace('-', " \u{2013} "),
            code.replace('-', "\u{200b}-\u{ad}"),
            format!("patchwork {}", spoken.replace('0', "o").replace('1', "l")),
            format!("PATCHWORK-{}", spoken.replace('0', "O").replace('1', "I")),
            format!("Hi Tom, join us on Patchwork:\n\n  \u{201c}{code}\u{201d}.\n"),
            format!("*{code}*"),
        ];
        for variant in variants {
            let read = Invitation::read(&variant).unwrap_or_else(|error| {
                panic!("{error}: {variant}");
            });
            assert!(same(&read.invitation, &invitation));
        }
    }

    #[test]
    fn one_wrong_character_anywhere_is_called_mistyped() {
        let code = invitation().to_code();
        let start = "PATCHWORK-".len();
        for at in start..code.len() {
            let mut bytes = code.clone().into_bytes();
            if bytes[at] == b'-' {
                continue;
            }
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let wrong = String::from_utf8(bytes).unwrap();
            assert_eq!(
                Invitation::read(&wrong).unwrap_err(),
                InvitationCodeError::Mistyped,
                "character {at}"
            );
            let mut missing = code.clone();
            missing.remove(at);
            assert_eq!(
                Invitation::read(&missing).unwrap_err(),
                InvitationCodeError::Mistyped,
                "character {at} missing"
            );
        }
    }

    #[test]
    fn swapped_neighbours_and_a_lost_line_are_called_mistyped() {
        let code = invitation().to_code();
        let mut swapped = code.clone().into_bytes();
        let at = (20..swapped.len())
            .find(|&at| {
                swapped[at] != swapped[at + 1] && swapped[at] != b'-' && swapped[at + 1] != b'-'
            })
            .unwrap();
        swapped.swap(at, at + 1);
        let swapped = String::from_utf8(swapped).unwrap();
        for wrong in [
            &swapped,
            &code[..code.len() - 40],
            "PATCHWORK-",
            "PATCHWORK-00",
        ] {
            assert_eq!(
                Invitation::read(wrong).unwrap_err(),
                InvitationCodeError::Mistyped
            );
        }
    }

    #[test]
    fn what_is_no_code_at_all_is_told_so() {
        for text in ["", "hello", "https://relay.example.org"] {
            assert_eq!(
                Invitation::read(text).unwrap_err(),
                InvitationCodeError::NotACode
            );
        }
        assert_eq!(
            Invitation::read("PATCHWORK-12U45").unwrap_err(),
            InvitationCodeError::UnexpectedCharacter { found: 'U' }
        );
        assert!(matches!(
            Invitation::read(&"PATCHWORK".repeat(10_000)),
            Err(InvitationCodeError::TooLong { .. })
        ));
    }

    fn code_of(content: &[u8]) -> String {
        let bytes = [content, &check_of(content)].concat();
        in_groups(&base32().encode(&bytes))
    }

    #[test]
    fn a_later_version_says_update() {
        assert_eq!(
            Invitation::read(&code_of(&[2, 1, 2, 3])).unwrap_err(),
            InvitationCodeError::UnknownVersion { version: 2 }
        );
    }

    #[test]
    fn a_relay_address_is_bounded_and_has_a_scheme() {
        for relay in [
            "relay.example.org",
            "ftp://relay.example.org",
            "https://relay example.org",
            "https://relay.example.org/\u{202e}",
            &format!("https://{}", "a".repeat(MAX_RELAY_ADDRESS)),
        ] {
            assert_eq!(
                Invitation::new(
                    relay,
                    PartnershipId([1; 32]),
                    invitation().head(),
                    PractitionerId([3; 16]),
                    InviteSecret::generate(&mut rng(1)),
                )
                .unwrap_err(),
                BadRelayAddress
            );
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let secret = ScreenSecret::from_bytes(&[0xab; 16]);
        let read = Invitation::read(&invitation().to_screen_code(&secret)).unwrap();
        let shown = format!("{read:?} {:?}", read.invitation.secret());
        assert!(!shown.contains("171"), "{shown}");
        assert!(!shown.contains("abab"), "{shown}");
        assert!(shown.contains("relay.example.org"));
    }

    proptest! {
        #[test]
        fn hostile_texts_never_panic(text in "(PATCHWORK)?\\PC{0,300}") {
            let _ = Invitation::read(&text);
        }

        #[test]
        fn hostile_contents_with_a_good_check_never_panic(
            content in prop::collection::vec(any::<u8>(), 0..300),
            first in 0_u8..3,
        ) {
            let content = [&[VERSION, first], content.as_slice()].concat();
            if let Ok(read) = Invitation::read(&code_of(&content)) {
                let again = match &read.screen_secret {
                    None => read.invitation.to_code(),
                    Some(secret) => read.invitation.to_screen_code(secret),
                };
                prop_assert_eq!(again, code_of(&content));
            }
        }
    }
}
