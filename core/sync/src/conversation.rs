//! What holds only while device and relay talk.

use patchwork_protocol::Incarnation;

use crate::Device;

/// What the relay has said in a conversation, as far as no store keeps it. A device
/// that is read from its store again goes on with it ([`Device::go_on`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversationState {
    /// Whether this conversation asked another database for its wraps by a number of
    /// the one before: wraps with lower numbers do not come in it.
    pub(crate) misses_wraps: bool,
    /// Whether the relay has sent everything that it held in this conversation.
    pub(crate) caught_up: bool,
    /// The relay's database, as its greeting in this conversation named it.
    pub(crate) incarnation: Option<Incarnation>,
    /// Whether the next request must list cursors: the relay asked for them, or
    /// its digest differed.
    pub(crate) owes_cursors: bool,
}

impl ConversationState {
    pub(crate) const NONE: Self = Self {
        misses_wraps: false,
        caught_up: false,
        incarnation: None,
        owes_cursors: true,
    };
}

impl Device {
    /// A new conversation begins. The device forgets what the relay said in the
    /// last one, except what the store keeps.
    pub fn begin_conversation(&mut self) {
        self.conversation = ConversationState {
            owes_cursors: self.conversation.owes_cursors,
            ..ConversationState::NONE
        };
    }

    /// What this conversation has come to.
    pub fn conversation(&self) -> ConversationState {
        self.conversation
    }

    /// Goes on with the conversation in which the device was, before it was read
    /// from its store again.
    pub fn go_on(&mut self, conversation: ConversationState) {
        self.conversation = conversation;
    }

    /// The store remembers that relay and device agreed a short while ago. So the
    /// next request names what this device holds by a digest of 32 bytes; a relay
    /// that holds something else asks for cursors.
    pub fn agreed_lately(&mut self) {
        self.conversation.owes_cursors = false;
    }

    /// Whether the last conversation came to its end and both sides agreed.
    #[cfg(any(test, feature = "testing"))]
    pub fn is_caught_up(&self) -> bool {
        self.conversation.caught_up && !self.conversation.owes_cursors
    }
}
