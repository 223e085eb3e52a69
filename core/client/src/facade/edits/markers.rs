//! Risk markers: what to know before going there.

use patchwork_model::{CaseEdit, MarkerId, MarkerRow};
use patchwork_store::Writer;

use super::{as_shown, line, may_write, of_newer, save};
use crate::{
    CaseId, Client, MarkerDetails, NewMarker,
    error::{ClientError, Result},
    facade::{dates::must_be_plausible, reads::decode_shown},
    workspace::{Touched, today},
};

fn text_of(typed: &str) -> Result<String> {
    line(typed)
        .ok_or_else(|| ClientError::invalid("text", "Write what to know before going there."))
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Adds a risk marker: what to know before going there.
    pub async fn add_marker(&self, case: CaseId, marker: NewMarker) -> Result<MarkerId> {
        must_be_plausible("review", marker.review, today(self.now()))?;
        let id = marker
            .id
            .unwrap_or_else(|| MarkerId::random(&mut self.rng()));
        let new = CaseEdit::SetMarker {
            id,
            text: text_of(&marker.text)?,
            review: marker.review,
            ended: None,
        };
        self.add(case, id, new, move |case, r| {
            Ok(r.markers(case)?.iter().any(|row| row.id == id))
        })
        .await
    }

    /// Changes a risk marker. If someone else changed it since the screen was
    /// drawn, both stay until someone chooses.
    pub async fn change_marker(&self, case: CaseId, details: MarkerDetails) -> Result<()> {
        let text = text_of(&details.text)?;
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let was = marker(case, details.marker, shown.as_ref(), w, touched)?;
            if text == was.text && details.review == was.review {
                return Ok(());
            }
            if details.review != was.review {
                must_be_plausible("review", details.review, today(touched.now()))?;
            }
            let change = CaseEdit::SetMarker {
                id: was.id,
                text,
                review: details.review,
                ended: was.ended,
            };
            save(case, &[change], shown.as_ref(), device, w, touched)
        })
        .await
    }

    /// Says that a risk marker holds no longer. If someone else changed it
    /// since the screen was drawn, it stays until someone chooses.
    pub async fn end_marker(&self, case: CaseId, marker: MarkerId, shown: String) -> Result<()> {
        let shown = decode_shown(&shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let was = self::marker(case, marker, shown.as_ref(), w, touched)?;
            let end = CaseEdit::SetMarker {
                id: was.id,
                text: was.text,
                review: was.review,
                ended: Some(today(touched.now())),
            };
            save(case, &[end], shown.as_ref(), device, w, touched)
        })
        .await
    }
}

/// A marker as the screen showed it, where that was one.
fn marker(
    case: CaseId,
    id: MarkerId,
    shown: Option<&patchwork_model::Heads>,
    w: &Writer<'_>,
    touched: &mut Touched,
) -> Result<MarkerRow> {
    let rows = as_shown(case, shown, w, touched)?.markers;
    let row = rows
        .into_iter()
        .find(|row| row.id == id)
        .ok_or(ClientError::NotFound)?;
    if row.text.is_empty() {
        return Err(of_newer("marker"));
    }
    if row.in_conflict {
        return Err(ClientError::invalid(
            "marker",
            "This is written down in two ways. Choose one of them first.",
        ));
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_marker_is_reworded_and_ended() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let marker = client
            .add_marker(
                case,
                NewMarker {
                    text: "Large dog".to_owned(),
                    ..NewMarker::default()
                },
            )
            .await
            .unwrap();
        let shown = client.case_view(case).await.unwrap().header.shown;
        let details = MarkerDetails {
            marker,
            text: " Large dog, loose in the yard ".to_owned(),
            review: "2027-01-10".parse().ok(),
            shown: shown.clone(),
        };
        client.change_marker(case, details.clone()).await.unwrap();
        let header = client.case_view(case).await.unwrap().header;
        assert_eq!(header.markers[0].texts, ["Large dog, loose in the yard"]);
        assert_eq!(header.markers[0].review, details.review);

        let empty = MarkerDetails {
            text: "  ".to_owned(),
            ..details
        };
        let refused = client.change_marker(case, empty).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Write what to know before going there."
        );

        client.end_marker(case, marker, header.shown).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().header.markers, []);
    }
}
