//! Who is who in the partnership.

use patchwork_store::{PractitionerRow, Reader, setting};

use patchwork_model::{ContactKind, has_visible, isolated};

use super::{Names, pages, reach::reach, words};
use crate::{
    AgencyView, Client, ClientError, Me, PractitionerId, PractitionerPage, PractitionerView, Result,
};

/// More than any partnership has; a search says when it is too wide.
const MOST_FOUND: u32 = 2_000;

impl Names<'_> {
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

    /// A page of the practitioners whom `search` finds and `keep` lets through.
    pub(super) fn practitioner_page(
        &self,
        search: &str,
        after: Option<PractitionerId>,
        limit: u32,
        keep: impl Fn(PractitionerId) -> bool,
        r: &Reader<'_>,
    ) -> Result<PractitionerPage> {
        let (practitioners, next) = if has_visible(search) {
            let mut found = r.search_directory(search, MOST_FOUND)?;
            found.retain(|id| keep(*id));
            let (page, next) = pages::page_of_found(found, after, limit)?;
            let rows = page.into_iter().filter_map(|id| self.card(id));
            (rows.map(|row| self.practitioner_view(&row)).collect(), next)
        } else {
            if let Some(after) = after {
                self.card(after).ok_or_else(pages::is_gone)?;
            }
            let (rows, next) = pages::page(
                after,
                limit,
                |after, most| Ok(r.practitioners(after, most)?),
                |row| row.card.practitioner,
                |row| keep(row.card.practitioner),
            )?;
            let rows = rows.iter().map(|row| self.practitioner_view(row));
            (rows.collect(), next)
        };
        Ok(PractitionerPage {
            practitioners,
            next: next.map(|practitioner| practitioner.to_string()),
        })
    }

    /// A practitioner in words, whether or not their card has come.
    pub(crate) fn practitioner_or_unnamed(&self, id: PractitionerId) -> PractitionerView {
        match self.card(id) {
            Some(row) => self.practitioner_view(&row),
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
            let names = Names::of(roster, r);
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

    /// A page of the practitioners, by name: the first one, or the one after the handle that the
    /// page before gave. It holds `limit` of them, at most 200. `search` finds names, roles,
    /// agencies, numbers and emails by the beginnings of their words; empty finds all.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] with the field `after` if the page is not there any more.
    pub async fn directory(
        &self,
        search: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<PractitionerPage> {
        let after = pages::place(after.as_deref())?;
        let roster = self.roster().await?;
        self.read_while_awaited(move |r| {
            let names = Names::of(roster, r);
            names.practitioner_page(&search, after, limit, |_| true, r)
        })
        .await
    }

    /// One practitioner.
    pub async fn practitioner(&self, practitioner: PractitionerId) -> Result<PractitionerView> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let names = Names::of(roster, r);
            let row = names.card(practitioner).ok_or(ClientError::NotFound)?;
            Ok(names.practitioner_view(&row))
        })
        .await
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
