//! What the relay holds, as the strip between the phones shows it.

use askama::Template;
use patchwork_relay::{HeldItem, HeldKind, Holdings};

use super::{DemoError, stage::Stage};

/// The strip, ready to draw.
#[derive(Template)]
#[template(path = "demo/strip.html")]
pub(super) struct Strip {
    pub(super) known: Known,
    rows: Vec<Row>,
}

/// What an operator can count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) items: u64,
    pub(super) teams: u64,
    pub(super) devices: u64,
    pub(super) wraps: u64,
    pub(super) kilobytes: u64,
}

struct Row {
    number: u64,
    time: String,
    kind: &'static str,
    team: String,
    device: String,
    bytes: u64,
    begins: String,
}

impl Strip {
    pub(super) fn of(stage: &mut Stage) -> Result<Self, DemoError> {
        let (held, _) = stage.look()?;
        let rows = held.newest.iter().map(|item| row(item, stage)).collect();
        Ok(Self {
            known: Known::of(&held),
            rows,
        })
    }
}

impl Known {
    fn of(held: &Holdings) -> Self {
        Self {
            items: held.items,
            teams: held.spaces,
            devices: held.devices,
            wraps: held.wraps,
            kilobytes: held.bytes / 1000,
        }
    }
}

fn row(item: &HeldItem, stage: &Stage) -> Row {
    let short = |id: String| id.chars().take(4).collect::<String>();
    Row {
        number: item.row,
        time: stage.arrived(item.row).map_or_else(
            || "earlier".to_owned(),
            |at| {
                let local = at.to_zoned_datetime(crate::open::zone());
                local.strftime("%H:%M:%S").to_string()
            },
        ),
        kind: match item.kind {
            HeldKind::Envelope => "sealed",
            HeldKind::TeamChange => "team change",
            HeldKind::Erased => "erased",
        },
        team: short(item.space.to_string()),
        device: item
            .device
            .map_or_else(|| "–".to_owned(), |device| short(device.to_string())),
        bytes: item.bytes,
        begins: item
            .first_bytes
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .join(" "),
    }
}
