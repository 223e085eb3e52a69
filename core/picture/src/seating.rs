//! Who sits where on a ring, so that faces keep their places as others join.
//!
//! People are seated in the order in which they joined. The first of a group takes the free seat
//! that is farthest from everybody; the next ones sit beside their own. Only when a group is shut
//! in by its neighbours do those between it and the nearest free seat move, each by one seat.

/// Seats each group member in turn. `groups` names the group of each person, in joining order;
/// returns one seat per person, all different, every group unbroken.
///
/// People beyond the number of seats get none: the caller folds groups first.
pub(crate) fn seat<G: PartialEq>(groups: &[G], seats: usize) -> Vec<usize> {
    let mut table = Table {
        chairs: vec![None; seats],
        groups,
    };
    for person in 0..groups.len().min(seats) {
        table.admit(person);
    }
    let mut places = vec![0; groups.len().min(seats)];
    for (chair, person) in table.chairs.iter().enumerate() {
        if let Some(place) = person.and_then(|p| places.get_mut(p)) {
            *place = chair;
        }
    }
    places
}

struct Table<'a, G> {
    chairs: Vec<Option<usize>>,
    groups: &'a [G],
}

impl<G: PartialEq> Table<'_, G> {
    fn admit(&mut self, person: usize) {
        let chair = self.beside_own(person).unwrap_or_else(|| self.loneliest());
        if let Some(free) = self.chairs.get_mut(chair) {
            *free = Some(person);
        }
    }

    /// The chair just after (or before) the person's own group, made free if it must be.
    fn beside_own(&mut self, person: usize) -> Option<usize> {
        let own = |table: &Self, chair: usize| {
            table
                .sitting(chair)
                .is_some_and(|other| table.groups.get(other) == table.groups.get(person))
        };
        let count = self.chairs.len();
        let member = (0..count).find(|chair| own(self, *chair))?;
        let after = (1..count)
            .map(|i| (member + i) % count)
            .find(|chair| !own(self, *chair))?;
        let before = (1..count)
            .map(|i| (member + count - i) % count)
            .find(|chair| !own(self, *chair))?;
        let to_gap_after = (0..count).find(|i| self.sitting((after + i) % count).is_none())?;
        let to_gap_before =
            (0..count).find(|i| self.sitting((before + count - i) % count).is_none())?;
        if to_gap_after <= to_gap_before {
            for i in (0..to_gap_after).rev() {
                self.chairs
                    .swap((after + i) % count, (after + i + 1) % count);
            }
            Some(after)
        } else {
            for i in (0..to_gap_before).rev() {
                self.chairs.swap(
                    (before + count - i) % count,
                    (before + count - i - 1) % count,
                );
            }
            Some(before)
        }
    }

    /// The free chair farthest from everybody; the first of them from the top.
    fn loneliest(&self) -> usize {
        let count = self.chairs.len();
        let taken: Vec<usize> = (0..count)
            .filter(|chair| self.sitting(*chair).is_some())
            .collect();
        let room = |chair: usize| {
            taken
                .iter()
                .map(|other| (chair + count - other) % count)
                .map(|gap| gap.min(count - gap))
                .min()
                .unwrap_or(count)
        };
        let mut best = (0, 0);
        for chair in (0..count).filter(|chair| self.sitting(*chair).is_none()) {
            if room(chair) > best.1 {
                best = (chair, room(chair));
            }
        }
        best.0
    }

    fn sitting(&self, chair: usize) -> Option<usize> {
        self.chairs.get(chair).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::seat;

    fn gap(a: usize, b: usize, seats: usize) -> usize {
        let d = (a + seats - b) % seats;
        d.min(seats - d)
    }

    proptest! {
        #[test]
        fn everyone_has_a_seat_of_their_own_and_every_group_is_unbroken(
            groups in prop::collection::vec(0_u8..8, 0..20), spare in 0_usize..6,
        ) {
            let seats = groups.len() + spare;
            let places = seat(&groups, seats);
            let mut chairs = vec![None; seats];
            for (person, place) in places.iter().enumerate() {
                prop_assert!(chairs[*place].is_none());
                chairs[*place] = Some(groups[person]);
            }
            for group in 0..8 {
                let starts = (0..seats)
                    .filter(|i| chairs[*i] == Some(group) && chairs[(i + seats - 1) % seats] != Some(group))
                    .count();
                prop_assert!(starts <= 1, "group {group} is broken: {chairs:?}");
            }
        }

        #[test]
        fn someone_who_joins_moves_nobody_by_more_than_one_seat_and_nobody_who_need_not(
            groups in prop::collection::vec(0_u8..6, 1..18), spare in 0_usize..8,
        ) {
            let seats = groups.len() + spare;
            let after = seat(&groups, seats);
            let before = seat(&groups[..groups.len() - 1], seats);
            let newcomer = *groups.last().unwrap();
            let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
            for (a, b) in before.iter().zip(&after) {
                prop_assert!(gap(*a, *b, seats) <= 1);
            }
            let own: Vec<usize> =
                before.iter().zip(&groups).filter(|(_, g)| **g == newcomer).map(|(p, _)| *p).collect();
            let free_beside_own = own
                .iter()
                .any(|p| [(p + 1) % seats, (p + seats - 1) % seats].iter().any(|c| !before.contains(c)));
            if own.is_empty() || free_beside_own {
                prop_assert_eq!(moved, 0);
            }
        }
    }

    #[test]
    fn the_first_four_groups_sit_far_apart() {
        assert_eq!(seat(&["a", "b", "c", "d"], 16), vec![0, 8, 4, 12]);
    }
}
