//! One's own card.

use patchwork_model::{CardBody, ContactCard};

use super::line;
use crate::{Client, MyCard, error::Result};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Changes how colleagues can reach this person.
    pub async fn change_my_card(&self, card: MyCard) -> Result<()> {
        let lines = |typed: &[String]| typed.iter().filter_map(|text| line(text)).collect();
        let card = ContactCard {
            phones: lines(&card.phones),
            emails: lines(&card.emails),
            best_way: line(&card.best_reached),
            best_time: None,
            away_until: card.away_until,
            covered_by: card.covered_by,
        };
        self.change(move |device, w, touched| {
            crate::workspace::queue_card(device, w, touched, CardBody::Contact(card))
        })
        .await
    }
}
