//! Identifiers inside a case: random, made on a device, told apart by type.

use patchwork_protocol::{DeviceId, byte_id};
use rand_core::CryptoRng;

macro_rules! random_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        byte_id!($(#[$doc])* $name, 16);

        impl $name {
            /// A new one.
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }
    )*};
}

random_id! {
    /// Someone in the child's life, without an account.
    PersonId;
    /// One way to reach a person.
    ContactDetailId;
    /// A tie between two people.
    RelationshipId;
    /// Someone living somewhere, for a while.
    ResidenceId;
    /// A practitioner's or professional's part in the child's life.
    InvolvementId;
    /// Something that someone is to do.
    TaskId;
    /// A risk marker.
    MarkerId;
}

byte_id!(
    /// One entry of the journal: the author's device, then 8 bytes drawn at save.
    ///
    /// It stays the same however often the entry is sealed again.
    EntryId, 16
);

impl PersonId {
    /// The child whose case this is. Everyone else has a random id.
    pub const CHILD: Self = Self([0; 16]);
}

impl TaskId {
    /// The task that somebody made when they answered a worry: it bears the id of the answer, so
    /// that the answer can name it and it is made once.
    pub const fn made_in(answer: EntryId) -> Self {
        Self(answer.0)
    }
}

impl EntryId {
    /// The entry that `device` wrote under this number.
    pub fn new(device: DeviceId, number: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        let (left, right) = bytes.split_at_mut(8);
        left.copy_from_slice(&device.0);
        right.copy_from_slice(&number);
        Self(bytes)
    }

    /// The device that wrote it.
    pub const fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        DeviceId([a, b, c, d, e, f, g, h])
    }

    /// Its number on that device.
    pub const fn number(&self) -> [u8; 8] {
        let [.., a, b, c, d, e, f, g, h] = self.0;
        [a, b, c, d, e, f, g, h]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_made_in_an_answer_bears_its_id() {
        let answer = EntryId::new(DeviceId([1; 8]), [2; 8]);
        assert_eq!(TaskId::made_in(answer).to_string(), answer.to_string());
        let other = EntryId::new(DeviceId([1; 8]), [3; 8]);
        assert_ne!(TaskId::made_in(answer), TaskId::made_in(other));
    }

    #[test]
    fn an_entry_id_names_its_device_and_number() {
        let id = EntryId::new(DeviceId([1; 8]), [2; 8]);
        assert_eq!((id.device(), id.number()), (DeviceId([1; 8]), [2; 8]));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("12".parse::<EntryId>().is_err());
    }
}
