//! Directory cards that wait to be sent.

use patchwork_model::{Card, CardBody};
use patchwork_protocol::{Part, PartKind, SpaceId};
use patchwork_store::{CardPlace, NewPart, Writer};
use patchwork_sync::Device;

use super::{Touched, apply::keep_card};
use crate::{
    Update,
    error::{ClientError, Result},
};

/// Queues a card for the directory, and shows it here at once.
pub(crate) fn queue_card(
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
    body: CardBody,
) -> Result<()> {
    let at = touched.now();
    let card = Card { at, body };
    let directory: SpaceId = device.partnership().directory();
    w.queue(&NewPart {
        space: directory,
        part: Part {
            kind: PartKind::Card,
            body: card.encode()?,
        },
        edit: None,
        entry: None,
        draft: None,
        saved_at: at,
        undo_until: None,
    })?;
    let me = device.practitioner().ok_or(ClientError::NotFound)?;
    keep_card(me, &card, CardPlace::NotSent, w)?;
    touched.update(Update::Directory);
    touched.update(Update::Sync);
    Ok(())
}
