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
    fn an_address_holds_what_is_given_and_nothing_that_ends_it() {
        assert_eq!(address("/cases", &[("q", ""), ("after", "")]), "/cases");
        assert_eq!(
            address("/cases", &[("q", "a&b c"), ("after", "0f.1-2")]),
            "/cases?q=a%26b%20c&after=0f.1-2"
        );
    }
}
