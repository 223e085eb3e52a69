//! What a form sent.

use std::{convert::Infallible, str::FromStr};

use axum::{
    extract::{Form, FromRequest, Request},
    response::Response,
};
use http::StatusCode;
use jiff::civil::{Date, Time};
use patchwork_client::{ClientError, ClosedList, draw_id, isolated};

use super::problem::Problem;

/// What the name of a field begins with that one form holds for another.
const HELD: &str = "held-";

/// Fields that no form holds for another: a secret is typed again.
const SECRETS: [&str; 5] = ["pin", "present_pin", "again", "passphrase", "relay_token"];

/// The fields of a form in the order in which they came; a name may repeat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        use axum::response::IntoResponse as _;
        Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map(|Form(fields)| Self(fields))
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_long().into_response(),
                _ => Problem::unreadable().into_response(),
            })
    }
}

impl Fields {
    /// A form as the page itself fills it.
    pub(crate) fn filled<const N: usize>(fields: [(&str, String); N]) -> Self {
        Self(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// An empty form that adds something: its id is drawn now, so that sending it twice adds one.
    pub(crate) fn begun() -> Self {
        Self::default().and("id", draw_id())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Under names of their own, for another form to hold. No secret is among them.
    pub(crate) fn holding(self) -> Self {
        let renamed = self.0.into_iter();
        Self(
            renamed
                .filter(|(name, _)| !SECRETS.contains(&name.as_str()))
                .map(|(name, value)| (format!("{HELD}{name}"), value))
                .collect(),
        )
    }

    /// What this form holds of another, still under names of its own.
    pub(crate) fn held(&self) -> Self {
        let is_held = |name: &str| {
            name.strip_prefix(HELD)
                .is_some_and(|name| !SECRETS.contains(&name))
        };
        let held = self.0.iter().filter(|(name, _)| is_held(name));
        Self(held.cloned().collect())
    }

    /// The form that is held here, as it was.
    pub(crate) fn released(&self) -> Self {
        let held = self.0.iter();
        Self(
            held.filter_map(|(name, value)| {
                Some((name.strip_prefix(HELD)?.to_owned(), value.clone()))
            })
            .collect(),
        )
    }

    /// What a person typed in the form that is held here: no ids, no choices from a list.
    pub(crate) fn words(&self) -> Vec<String> {
        let values = self.0.iter().map(|(_, value)| value.trim());
        values
            .filter(|value| value.contains(' ') || !value.is_ascii())
            .map(str::to_owned)
            .collect()
    }

    /// With this value alone in a field.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.retain(|(held, _)| held != name);
        self.and(name, value)
    }

    /// With one more field, or one more value of a repeated one.
    pub(crate) fn and(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// The field without space around it; empty when it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.trim())
            .unwrap_or_default()
    }

    pub(crate) fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Every value of a repeated field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.trim())
    }

    /// Whether one of the values of a repeated field is this.
    pub(crate) fn holds(&self, name: &str, value: &impl ToString) -> bool {
        let value = value.to_string();
        self.all(name).any(|held| held == value)
    }

    /// An id that the page itself put into the form.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.text(name).parse().map_err(|_| Problem::unreadable())
    }

    /// An id, or none where the field is empty.
    pub(crate) fn id_if_any<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        if self.has(name) {
            self.id(name).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The id of what was chosen; `ask` says what to do where nothing was.
    pub(crate) fn chosen_id<T: FromStr>(&self, name: &str, ask: &str) -> Result<T, Problem> {
        self.id_if_any(name)?.ok_or_else(|| wrong(name, ask))
    }

    pub(crate) fn ids<T: FromStr>(&self, name: &str) -> Result<Vec<T>, Problem> {
        self.all(name)
            .map(|text| text.parse().map_err(|_| Problem::unreadable()))
            .collect()
    }

    /// What was chosen from a list, or none where the field is empty.
    pub(crate) fn chosen_if_any<T: ClosedList>(&self, name: &str) -> Result<Option<T>, Problem> {
        match self.text(name) {
            "" => Ok(None),
            code => T::from_code_name(code)
                .map(Some)
                .ok_or_else(Problem::unreadable),
        }
    }

    /// What was chosen from a list; `ask` says what to do where nothing was.
    pub(crate) fn chosen<T: ClosedList>(&self, name: &str, ask: &str) -> Result<T, Problem> {
        self.chosen_if_any(name)?.ok_or_else(|| wrong(name, ask))
    }

    /// A day as the browser's date field gives it, or typed as day/month/year.
    pub(crate) fn day(&self, name: &str) -> Result<Option<Date>, Problem> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse::<Date>()
            .ok()
            .or_else(|| day_month_year(text))
            .map(Some)
            .ok_or_else(|| {
                let text = isolated(text);
                wrong(
                    name,
                    format!(
                        "“{text}” is not a date. Type it as day/month/year, such as 27/3/2026."
                    ),
                )
            })
    }

    /// That these fields hold days, as far as something stands in them.
    pub(crate) fn hold_days(&self, names: &[&str]) -> Result<(), Problem> {
        Problem::gathered(names.iter().map(|name| self.day(name).map(drop)))
    }

    /// A time of day as the browser's time field gives it.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Time>, Problem> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse::<Time>().map(Some).map_err(|_| {
            let text = isolated(text);
            wrong(
                name,
                format!(
                    "“{text}” is not a time. Type it as hours:minutes, such as 14:30, or leave it \
                     empty."
                ),
            )
        })
    }
}

/// What is wrong with a field of this name.
pub(crate) fn wrong(name: &str, reason: impl Into<String>) -> Problem {
    Problem::from(ClientError::invalid(name, reason))
}

fn day_month_year(text: &str) -> Option<Date> {
    let mut parts = text
        .split(['/', '.', ' ', '-'])
        .filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// An id in a path. Anything else there is not one of our addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id<T>(pub(crate) T);

impl<'de, T: FromStr> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(from)?;
        text.parse()
            .map(Self)
            .map_err(|_| serde::de::Error::custom("not an id"))
    }
}

/// The fields of an address after its question mark.
pub(crate) struct Query(pub(crate) Fields);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        _: &S,
    ) -> Result<Self, Infallible> {
        let fields = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(fields)| fields)
            .unwrap_or_default();
        Ok(Self(Fields(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_the_browser_sends_it_or_as_people_type_it() {
        let fields = Fields(vec![
            ("a".into(), "2026-03-27".into()),
            ("b".into(), " 27/3/2026 ".into()),
            ("c".into(), "Tuesday".into()),
        ]);
        let day = Date::new(2026, 3, 27).unwrap();
        assert_eq!(fields.day("a").unwrap(), Some(day));
        assert_eq!(fields.day("b").unwrap(), Some(day));
        assert_eq!(fields.day("missing").unwrap(), None);
        assert!(
            fields
                .day("c")
                .unwrap_err()
                .to_string()
                .contains("“Tuesday” is not a date")
        );
    }
}
