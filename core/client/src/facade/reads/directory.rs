//! Who is who in the partnership.

use patchwork_store::{PractitionerRow, setting};

use patchwork_model::{ContactKind, has_visible, isolated};

use super::{Names, reach::reach, words};
use crate::{AgencyView, Client, ClientError, Me, PractitionerId, PractitionerView, Result};

/// More than any partnership has; a search says when it is too wide.
const MOST_FOUND: u32 = 2_000;

impl Names {
    /// A practitioner as the directory shows them.
    pub(crate) fn practitioner_view(&self, row: &PractitionerRow) -> PractitionerView {
        let id = row.card.practitioner;
        let contact = row.contact.clone().unwrap_or_default();
        let best: Vec<String> = [contact.best_way, contact.best_time]
            .into_iter()
            .flatten()
            .collect();
        let phones = contact
            .phones
            .iter()
            .map(|phone| (ContactKind::Work, phone));
        let emails = contact
            .emails
            .iter()
            .map(|email| (ContactKind::Email, email));
        let reach = phones.chain(emails).map(|(kind, value)| reach(kind, value));
        PractitionerView {
            practitioner: id,
            reach: reach.collect(),
            name: row.card.name.clone(),
            role: row.card.role.clone(),
            agency: row.agency_name.clone(),
            phones: contact.phones,
            emails: contact.emails,
            best_reached: best.join("; "),
            away_until: contact.away_until,
            covered_by: contact
                .covered_by
                .map(|cover| self.name(cover))
                .unwrap_or_default(),
            has_joined: self.roster.is_active(id),
            is_administrator: self.roster.is_administrator(id),
        }
    }

    /// A practitioner in words, whether or not their card has come.
    pub(crate) fn practitioner_or_unnamed(&self, id: PractitionerId) -> PractitionerView {
        match self.card(id) {
            Some(row) => self.practitioner_view(row),
            None => PractitionerView {
                practitioner: id,
                name: self.name(id),
                role: String::new(),
                agency: String::new(),
                phones: Vec::new(),
                emails: Vec::new(),
                reach: Vec::new(),
                best_reached: String::new(),
                away_until: None,
                covered_by: String::new(),
                has_joined: self.roster.is_active(id),
                is_administrator: self.roster.is_administrator(id),
            },
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The person who uses this client.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] before joining.
    pub async fn me(&self) -> Result<Me> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let practitioner = match roster.me {
                Some(me) => me,
                None => r
                    .setting(&setting::PRACTITIONER)?
                    .ok_or(ClientError::NotFound)?,
            };
            let names = Names::of(roster);
            Ok(Me {
                practitioner,
                name: names.name(practitioner),
                role: names.role(practitioner),
                agency: names.agency(practitioner),
                partnership: r.partnership()?.map(|card| card.name).unwrap_or_default(),
                is_administrator: names.roster.is_administrator(practitioner),
            })
        })
        .await
    }

    /// Practitioners, by name; `search` finds names, roles, agencies, numbers and emails by
    /// the beginnings of their words. Empty finds all.
    pub async fn directory(&self, search: String) -> Result<Vec<PractitionerView>> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let names = Names::of(roster);
            if !has_visible(&search) {
                return Ok(names
                    .cards()
                    .into_iter()
                    .map(|row| names.practitioner_view(row))
                    .collect());
            }
            let found = r.search_directory(&search, MOST_FOUND)?;
            Ok(found
                .into_iter()
                .filter_map(|id| names.card(id))
                .map(|row| names.practitioner_view(row))
                .collect())
        })
        .await
    }

    /// One practitioner.
    pub async fn practitioner(&self, practitioner: PractitionerId) -> Result<PractitionerView> {
        let names = Names::of(self.roster().await?);
        let row = names.card(practitioner).ok_or(ClientError::NotFound)?;
        Ok(names.practitioner_view(row))
    }

    /// The agencies of the partnership, by name.
    pub async fn agencies(&self) -> Result<Vec<AgencyView>> {
        self.read(|r| {
            Ok(r.agencies()?
                .into_iter()
                .map(|row| AgencyView {
                    agency: row.card.agency,
                    name: row.card.name,
                    kind: row.card.kind,
                    kind_label: row.card.kind.label().to_owned(),
                    is_sensitive: row.card.sensitive,
                    practitioners: row.practitioners,
                })
                .collect())
        })
        .await
    }
}

/// "Away until 12 March 2026. Tom Reed covers.", or empty.
pub(super) fn away(view: &PractitionerView, today: jiff::civil::Date) -> String {
    match view.away_until {
        Some(until) if until >= today => {
            let cover = if view.covered_by.is_empty() {
                String::new()
            } else {
                format!(" {} covers.", isolated(&view.covered_by))
            };
            format!("Away until {}.{cover}", words::day(until))
        }
        _ => String::new(),
    }
}
