//! Lists of the client: how many of each stand on a page, and whole where one is chosen from.

use patchwork_client::{Client, PractitionerView};

use crate::open::{fields::Fields, in_address::in_address, problem::Problem};

/// Lines of a list on one page.
pub(super) const PAGE: u32 = 50;

/// The handle with which the page before ended.
pub(super) fn after(query: &Fields) -> Option<String> {
    query.has("after").then(|| query.owned("after"))
}

/// An address with these fields, those without a value left out.
pub(super) fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let given = fields.iter().filter(|(_, value)| !value.is_empty());
    let given: Vec<String> = given
        .map(|(name, value)| format!("{name}={}", in_address(value)))
        .collect();
    if given.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", given.join("&"))
}

/// A list in two parts, each below its heading: those of whom this holds, then the others. A part
/// that holds nobody is not there.
pub(super) fn in_two<'l, T>(
    list: &'l [T],
    [first, second]: [&'static str; 2],
    is_first: impl Fn(&T) -> bool,
) -> Vec<(&'static str, Vec<&'l T>)> {
    let (those, others) = list.iter().partition(|one| is_first(one));
    [(first, those), (second, others)]
        .into_iter()
        .filter(|(_, part): &(_, Vec<_>)| !part.is_empty())
        .collect()
}

/// Everyone in the directory, for a form in which one is chosen.
pub(super) async fn all_practitioners(client: &Client) -> Result<Vec<PractitionerView>, Problem> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = client.directory(String::new(), after, u32::MAX).await?;
        all.extend(page.practitioners);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_list_that_holds_nobody_has_no_heading() {
        let parts = |list| in_two(list, ["Even", "Odd"], |one: &u8| one.is_multiple_of(2));
        assert_eq!(
            parts(&[1, 2, 3]),
            [("Even", vec![&2]), ("Odd", vec![&1, &3])]
        );
        assert_eq!(parts(&[1]), [("Odd", vec![&1])]);
        assert_eq!(parts(&[]), []);
    }

    #[test]
    fn an_address_holds_what_is_given_and_nothing_that_ends_it() {
        assert_eq!(address("/cases", &[("q", ""), ("after", "")]), "/cases");
        assert_eq!(
            address("/cases", &[("q", "a&b c"), ("after", "0f.1-2")]),
            "/cases?q=a%26b%20c&after=0f.1-2"
        );
    }
}
