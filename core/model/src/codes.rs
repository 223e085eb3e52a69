//! Closed lists: each member has its words and its codes in one place.
//!
//! A member has a label, which screens show, and a code name, which forms and
//! support reports carry. What goes on the wire has a number besides: into an
//! item goes the number, never a word.

use patchwork_protocol::Role;

/// A list whose members are all known: what a form offers to choose from.
pub trait ClosedList: Copy + Eq + 'static {
    /// All of them, in the order in which they are offered.
    const ALL: &'static [Self];

    /// Its name in forms, in databases and in support reports: lower case with
    /// hyphens, the same in every version.
    fn code_name(self) -> &'static str;

    /// What a screen calls it.
    fn label(self) -> &'static str;

    /// The member with this code name, if this version knows it.
    fn from_code_name(code_name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|member| member.code_name() == code_name)
    }
}

/// The code names and labels of a list.
macro_rules! list_words {
    ($name:ident { $($variant:ident, $code_name:literal, $label:literal;)+ }) => {
        impl $crate::codes::ClosedList for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn code_name(self) -> &'static str {
                match self { $(Self::$variant => $code_name,)+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }
    };
}

/// A list that is never on the wire.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident, $code_name:literal, $label:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = <Self as $crate::codes::ClosedList>::ALL;

            /// What a screen calls it.
            pub fn label(self) -> &'static str {
                $crate::codes::ClosedList::label(self)
            }
        }

        $crate::codes::list_words!($name { $($variant, $code_name, $label;)+ });
    };
}

/// A list with a number for each member, which is what goes on the wire.
macro_rules! coded_enum {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $code:literal, $code_name:literal, $label:literal;)+
    }) => {
        $crate::codes::closed_list!(
            $(#[$doc])*
            $name { $($(#[$vdoc])* $variant, $code_name, $label;)+ }
        );

        impl $name {
            /// Its number, fixed for ever.
            pub const fn code(self) -> u8 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one with this number, if this version knows it.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.u8(self.code())?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                Self::from_code(d.u8()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!("unknown ", stringify!($name))).at(at)
                })
            }
        }
    };
}
pub(crate) use {closed_list, coded_enum, list_words};

// The rules of teams own the roles and their numbers; the words are here.
list_words!(Role {
    Member, "member", "Member: reads and writes";
    Observer, "observer", "Observer: reads";
    Manager, "manager", "Manager: may also change the team";
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        AgencyKind, Basis, ContactKind, ContactMode, ContactOutcome, EntryKind, EntryState,
        HowKnown, LegalStatus, NotSent, NoticeKind, PersonKind, PlanCategory, Relation,
        RelationshipKind, ResidenceKind, ResponseKind, SharingChoice, StatusKind, TeamNotChanged,
        TimelineFilter,
    };

    fn is_kebab_case(code_name: &str) -> bool {
        code_name.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
    }

    fn names_its_members_apart<T: ClosedList>() {
        let all = T::ALL;
        let code_names: BTreeSet<_> = all.iter().map(|member| member.code_name()).collect();
        let labels: BTreeSet<_> = all.iter().map(|member| member.label()).collect();
        assert_eq!((code_names.len(), labels.len()), (all.len(), all.len()));
        for member in all {
            let code_name = member.code_name();
            assert!(is_kebab_case(code_name), "{code_name}");
            assert!(T::from_code_name(code_name) == Some(*member), "{code_name}");
            assert!(!member.label().trim().is_empty(), "{code_name}");
        }
        assert!(T::from_code_name("").is_none());
        assert!(T::from_code_name("of-a-newer-version").is_none());
    }

    #[test]
    fn every_member_of_every_list_has_a_code_name_and_a_label_of_its_own() {
        names_its_members_apart::<AgencyKind>();
        names_its_members_apart::<Basis>();
        names_its_members_apart::<ContactKind>();
        names_its_members_apart::<ContactMode>();
        names_its_members_apart::<ContactOutcome>();
        names_its_members_apart::<EntryKind>();
        names_its_members_apart::<EntryState>();
        names_its_members_apart::<HowKnown>();
        names_its_members_apart::<LegalStatus>();
        names_its_members_apart::<NotSent>();
        names_its_members_apart::<NoticeKind>();
        names_its_members_apart::<PersonKind>();
        names_its_members_apart::<PlanCategory>();
        names_its_members_apart::<Relation>();
        names_its_members_apart::<RelationshipKind>();
        names_its_members_apart::<ResidenceKind>();
        names_its_members_apart::<ResponseKind>();
        names_its_members_apart::<Role>();
        names_its_members_apart::<SharingChoice>();
        names_its_members_apart::<StatusKind>();
        names_its_members_apart::<TeamNotChanged>();
        names_its_members_apart::<TimelineFilter>();
    }

    #[test]
    fn every_number_reads_back() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::from_code(kind.code()), Some(*kind));
        }
        assert_eq!(AgencyKind::from_code(0), None);
    }
}
