//! Lists page by page: how much a page holds, and what comes after it.

use std::str::FromStr;

use crate::{ClientError, Result};

/// More than a screen asks for at once.
const LARGEST: u32 = 200;

/// How many a page holds when so many are asked for.
pub(super) fn bounded(limit: u32) -> u32 {
    limit.clamp(1, LARGEST)
}

/// The place that a handle of an earlier page names.
pub(super) fn place<P: FromStr>(handle: Option<&str>) -> Result<Option<P>> {
    let place = handle.map(|handle| handle.parse().map_err(|_| is_gone()));
    place.transpose()
}

/// What the page before ended with is not in the list any more.
pub(super) fn is_gone() -> ClientError {
    ClientError::invalid(
        "after",
        "This page is not here any more. Start from the top.",
    )
}

/// A page of what `read` gives and `keep` lets through, with the place of its last one if more
/// come. `read` is asked for so many after a place.
pub(super) fn page<Row, Place: Copy>(
    after: Option<Place>,
    limit: u32,
    mut read: impl FnMut(Option<Place>, u32) -> Result<Vec<Row>>,
    place: impl Fn(&Row) -> Place,
    keep: impl Fn(&Row) -> bool,
) -> Result<(Vec<Row>, Option<Place>)> {
    let limit = bounded(limit);
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    // One more tells whether more come.
    let asked = limit + 1;
    let mut kept: Vec<Row> = Vec::new();
    let mut from = after;
    loop {
        let rows = read(from, asked)?;
        let is_last = rows.len() <= most;
        for row in rows {
            from = Some(place(&row));
            if !keep(&row) {
                continue;
            }
            if kept.len() == most {
                let next = kept.last().map(&place);
                return Ok((kept, next));
            }
            kept.push(row);
        }
        if is_last {
            return Ok((kept, None));
        }
    }
}

/// A page of what was found, in its order.
pub(super) fn page_of_found<Id: Copy + PartialEq>(
    found: Vec<Id>,
    after: Option<Id>,
    limit: u32,
) -> Result<(Vec<Id>, Option<Id>)> {
    let start = match after {
        Some(after) => {
            let place = found.iter().position(|id| *id == after);
            place.ok_or_else(is_gone)? + 1
        }
        None => 0,
    };
    let most = usize::try_from(bounded(limit)).unwrap_or(usize::MAX);
    let is_last = found.len() <= start.saturating_add(most);
    let page: Vec<Id> = found.into_iter().skip(start).take(most).collect();
    let next = page.last().copied().filter(|_| !is_last);
    Ok((page, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of the even numbers below a limit, and how often each asked.
    fn even(below: u32, limit: u32) -> (Vec<Vec<u32>>, usize) {
        let (mut pages, mut asked, mut after) = (Vec::new(), 0, None);
        loop {
            let read = |after: Option<u32>, most: u32| {
                asked += 1;
                let from = after.map_or(0, |after| after + 1);
                Ok((from..below).take(most as usize).collect())
            };
            let (numbers, next) = page(
                after,
                limit,
                read,
                |number| *number,
                |number| number % 2 == 0,
            )
            .unwrap();
            pages.push(numbers);
            match next {
                Some(next) => after = Some(next),
                None => return (pages, asked),
            }
        }
    }

    #[test]
    fn pages_hold_everything_once_and_say_whether_more_comes() {
        assert_eq!(even(0, 2).0, [vec![]; 1] as [Vec<u32>; 1]);
        assert_eq!(even(4, 2).0, [vec![0, 2]]);
        assert_eq!(even(5, 2).0, [vec![0, 2], vec![4]]);
        assert_eq!(even(9, 2).0, [vec![0, 2], vec![4, 6], vec![8]]);
        assert_eq!(even(1_000, 200).0.concat().len(), 500);
    }

    #[test]
    fn a_page_is_bounded_whatever_is_asked_for() {
        assert_eq!((bounded(0), bounded(7), bounded(u32::MAX)), (1, 7, LARGEST));
        let (pages, _) = even(1_000, u32::MAX);
        assert_eq!(
            pages.iter().map(Vec::len).collect::<Vec<_>>(),
            [200, 200, 100]
        );
    }

    #[test]
    fn what_was_found_comes_in_pages_and_a_page_after_what_is_gone_is_refused() {
        let found = vec![3, 1, 2];
        let first = page_of_found(found.clone(), None, 2);
        assert_eq!(first, Ok((vec![3, 1], Some(1))));
        assert_eq!(
            page_of_found(found.clone(), Some(1), 2),
            Ok((vec![2], None))
        );
        assert_eq!(
            page_of_found(found.clone(), None, 3),
            Ok((vec![3, 1, 2], None))
        );
        assert_eq!(page_of_found(found, Some(9), 2), Err(is_gone()));
    }
}
