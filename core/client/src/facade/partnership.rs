//! The partnership's own card: its name, and whom to call when a child may be at risk now.

use jiff::Timestamp;
use patchwork_model::{Card, CardBody, FrontDoor, PartnershipCard, PhoneNumber, typed};

use crate::{
    Client, PartnershipDetails, PartnershipView,
    error::{ClientError, Result},
    workspace::queue_card,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The partnership, as its administrators describe it. Kept on this device, so that the
    /// front door's number is there without a connection.
    pub async fn partnership(&self) -> Result<PartnershipView> {
        self.read(|r| Ok(r.partnership()?.map(view).unwrap_or_default()))
            .await
    }

    /// Changes what everyone reads of the partnership.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for anyone but an administrator.
    pub async fn change_partnership(&self, details: PartnershipDetails) -> Result<()> {
        let card = card(&details, self.now())?;
        self.must_be_administrator().await?;
        self.change(move |device, w, touched| queue_card(device, w, touched, card))
            .await
    }
}

/// The card that says this, or what to put right first.
pub(crate) fn card(details: &PartnershipDetails, now: Timestamp) -> Result<CardBody> {
    let number = typed(&details.front_door);
    let hours = typed(&details.front_door_hours);
    if number.is_empty() && !hours.is_empty() {
        return Err(ClientError::invalid(
            "front door",
            "Write the number that these hours are for.",
        ));
    }
    let body = CardBody::Partnership(PartnershipCard {
        name: typed(&details.name),
        front_door: (!number.is_empty()).then(|| FrontDoor {
            number,
            hours: (!hours.is_empty()).then_some(hours),
        }),
    });
    let card = Card { at: now, body };
    card.encode()?;
    Ok(card.body)
}

fn view(card: PartnershipCard) -> PartnershipView {
    let mut view = PartnershipView {
        name: card.name,
        ..PartnershipView::default()
    };
    if let Some(door) = card.front_door {
        view.front_door_link = link(&door.number);
        view.front_door_why_not = why_not(&door.number);
        view.front_door = door.number;
        view.front_door_hours = door.hours.unwrap_or_default();
    }
    view
}

/// What a dialler takes; empty where it is not surely a number.
pub(crate) fn link(number: &str) -> String {
    PhoneNumber::read(number)
        .map(|number| number.tel())
        .unwrap_or_default()
}

fn why_not(number: &str) -> String {
    match PhoneNumber::read(number) {
        Ok(_) => String::new(),
        Err(why) => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EntryKind, testing::Kitchen};

    fn details(front_door: &str, hours: &str) -> PartnershipDetails {
        PartnershipDetails {
            name: " Northtown ".to_owned(),
            front_door: front_door.to_owned(),
            front_door_hours: hours.to_owned(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_worry_names_the_front_door_without_a_connection() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let mut worry = client.new_draft(None).await.unwrap();
        worry.kind = EntryKind::Worry;
        let said = client.audience(worry.clone()).await.unwrap();
        assert!(said.referral.before.ends_with("call 999 or "));
        assert_eq!(said.referral.after, "the front door.");
        assert_eq!(said.referral.front_door_link, "");

        let changed = details("01632 960123", "9 to 5");
        client.change_partnership(changed).await.unwrap();
        let view = client.partnership().await.unwrap();
        assert_eq!(view.name, "Northtown");
        assert_eq!(view.front_door_link, "tel:+441632960123");
        assert_eq!(client.me().await.unwrap().partnership, "Northtown");
        let said = client.audience(worry).await.unwrap();
        assert_eq!(said.referral.front_door, "01632 960123");
        assert_eq!(said.referral.front_door_link, "tel:+441632960123");
        assert_eq!(said.referral.after, " (front door, 9 to 5).");
        let unsent = client.export_unsent().await.unwrap();
        assert!(unsent.contains("Partnership: Northtown, front door 01632 960123"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_surely_a_number_is_shown_and_not_dialled() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let changed = details("ask the duty desk", "");
        client.change_partnership(changed).await.unwrap();
        let view = client.partnership().await.unwrap();
        assert_eq!(view.front_door, "ask the duty desk");
        assert_eq!(view.front_door_link, "");
        assert_eq!(
            view.front_door_why_not,
            "This cannot be called: it is not a phone number."
        );
        client.change_partnership(details("101", "")).await.unwrap();
        let view = client.partnership().await.unwrap();
        assert_eq!(view.front_door_link, "tel:101");
        assert_eq!(view.front_door_why_not, "");
    }

    #[test]
    fn what_cannot_be_a_card_is_said_before_anything_is_sent() {
        let field = |details| match card(&details, Timestamp::UNIX_EPOCH) {
            Err(ClientError::Invalid { field, .. }) => field,
            other => format!("{other:?}"),
        };
        assert_eq!(field(details("", "9 to 5")), "front door");
        assert_eq!(field(details(&"0".repeat(61), "")), "front door");
        let nameless = PartnershipDetails {
            name: " ".to_owned(),
            ..details("", "")
        };
        assert_eq!(field(nameless), "name");
    }
}
