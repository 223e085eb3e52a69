//! Lists of the facade whole, whatever a page holds.

use crate::{CaseListing, Client, Result};

/// Every case of this person, in the order of the list.
///
/// # Errors
/// What the facade says.
pub async fn all_cases(client: &Client) -> Result<Vec<CaseListing>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = client.cases(String::new(), after, u32::MAX).await?;
        all.extend(page.families.into_iter().flat_map(|family| family.cases));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
