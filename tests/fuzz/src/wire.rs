//! What relay and devices say to each other.

use patchwork_protocol::{
    Envelope, Frame, Malformed, Plaintext, SessionReply, SessionRequest, SpaceId, SyncRequest,
    TeamChange, UnsignedEnvelope, UnsignedTeamChange,
    http::{TeamAppended, TeamConflict, TeamPost},
    limits,
};

use crate::{Verdict, one_spelling};

pub(crate) fn envelope(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, Envelope::decode(bytes), |envelope| {
        assert!(envelope.bytes().len() <= limits::MAX_ENVELOPE);
        let signature = *envelope.bytes().last_chunk().unwrap();
        UnsignedEnvelope::new(*envelope.header(), envelope.ciphertext())
            .with_signature(signature)
            .into_bytes()
    })
}

pub(crate) fn plaintext(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, Plaintext::decode(bytes), |plaintext| {
        assert!(plaintext.parts.len() <= limits::MAX_PARTS);
        plaintext.encode()
    })
}

/// A newer version's change keeps no actions, so it cannot be written again.
pub(crate) fn team_change(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, TeamChange::decode(bytes), |change| {
        if !change.is_understood() {
            return change.bytes().to_vec();
        }
        assert!(change.actions().len() <= limits::MAX_ACTIONS);
        let signature = *change.bytes().last_chunk().unwrap();
        UnsignedTeamChange::new(
            change.index(),
            change.previous(),
            change.author(),
            change.directory(),
            change.at(),
            change.actions().to_vec(),
        )
        .with_signature(signature)
        .into_bytes()
    })
}

pub(crate) fn team_post(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, TeamPost::decode(bytes), TeamPost::encode)
}

pub(crate) fn team_appended(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, TeamAppended::decode(bytes), TeamAppended::encode)
}

pub(crate) fn team_conflict(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, TeamConflict::decode(bytes), TeamConflict::encode)
}

pub(crate) fn session_request(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, SessionRequest::decode(bytes), SessionRequest::encode)
}

pub(crate) fn session_reply(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, SessionReply::decode(bytes), SessionReply::encode)
}

pub(crate) fn sync_request(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, SyncRequest::decode(bytes), SyncRequest::encode)
}

/// Unknown codes of a newer relay are read as others, and so not written as they came; but what
/// they are read as must stay that.
pub(crate) fn frame(bytes: &[u8]) -> Verdict {
    let Ok(frame) = Frame::decode(bytes) else {
        return Verdict::Refused;
    };
    let written = frame.encode();
    let known_code = |frame: &Frame| {
        !matches!(
            frame,
            Frame::Unknown | Frame::Acks { .. } | Frame::Goodbye { .. }
        )
    };
    assert!(written == bytes || !known_code(&frame), "{frame:?}");
    assert_eq!(Frame::decode(&written), Ok::<_, Malformed>(frame));
    Verdict::Accepted
}

/// As in the path of a team change: hexadecimal in either case.
pub(crate) fn space_id(bytes: &[u8]) -> Verdict {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return Verdict::Refused;
    };
    match text.parse::<SpaceId>() {
        Ok(id) => {
            assert_eq!(id.to_string(), text.to_ascii_lowercase());
            Verdict::Accepted
        }
        Err(error) => {
            assert!(error.to_string().len() < 1_000, "the error quotes it all");
            Verdict::Refused
        }
    }
}
