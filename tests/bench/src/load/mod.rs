//! Many devices at one relay, without a client: each has one connection and
//! posts notes that were sealed and signed beforehand, one a request, the next
//! one when the last was acknowledged.

mod http;
mod partnership;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use patchwork_protocol::{Answer, Cursors, Frame, FrameReader, SyncRequest, http::SYNC};

pub use http::Connection;
pub use partnership::{Device, Partnership};

use crate::{Result, Times};

/// Devices with what they will post.
pub struct Load {
    devices: Vec<(Device, Vec<Vec<u8>>)>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Posted {
    /// How long all of it took.
    pub took: Duration,
    /// From sending a note to its ack.
    pub waits: Times,
    /// Taken just now.
    pub accepted: usize,
    /// Held already.
    pub duplicates: usize,
    /// Anything else.
    pub refused: usize,
}

impl Load {
    /// Founds a partnership of so many devices at this relay and seals so many
    /// notes for each. Eight devices share a case.
    pub async fn prepare(relay: SocketAddr, devices: usize, notes: usize) -> Result<Self> {
        let partnership = Partnership::found(relay, devices).await?;
        let mut prepared = Vec::new();
        for device in partnership.into_devices() {
            let bodies = (1..=notes as u64)
                .map(|seq| {
                    let request = SyncRequest {
                        cursors: Cursors::UploadOnly,
                        outbox: [(device.case(), vec![device.sealed_note(seq)?])].into(),
                        wraps: Vec::new(),
                        wraps_after: 0,
                        live: false,
                    };
                    Ok(http::request(SYNC, Some(device.token()), &request.encode()))
                })
                .collect::<Result<_>>()?;
            prepared.push((device, bodies));
        }
        Ok(Self { devices: prepared })
    }

    /// Everyone posts at once. With `kill`, it is called at the last ack.
    pub async fn post(
        &mut self,
        relay: SocketAddr,
        kill: Option<Box<dyn FnOnce() -> Result<()> + Send>>,
    ) -> Result<Posted> {
        let mut connections = Vec::new();
        for _ in &self.devices {
            connections.push(Connection::to(relay).await?);
        }
        let began = Instant::now();
        let tasks: Vec<_> = core::mem::take(&mut self.devices)
            .into_iter()
            .zip(connections)
            .map(|((device, bodies), connection)| {
                tokio::spawn(async move {
                    let waits = post_all(connection, &bodies).await;
                    (device, bodies, waits)
                })
            })
            .collect();
        let mut posted = Posted::default();
        let mut outcomes = Vec::new();
        for task in tasks {
            let (device, bodies, waits) = task.await?;
            self.devices.push((device, bodies));
            outcomes.push(waits);
        }
        posted.took = began.elapsed();
        if let Some(kill) = kill {
            kill()?;
        }
        for outcome in outcomes {
            for (wait, answer) in outcome? {
                posted.waits.push(wait);
                match answer {
                    Some(Answer::Accepted { .. }) => posted.accepted += 1,
                    Some(Answer::Duplicate { .. }) => posted.duplicates += 1,
                    _ => posted.refused += 1,
                }
            }
        }
        Ok(posted)
    }

    /// Opens sessions anew, as after the relay was started again.
    pub async fn renew_sessions(&mut self, relay: SocketAddr) -> Result<()> {
        for (device, bodies) in &mut self.devices {
            let old = device.token().to_owned();
            device.open_session(relay).await?;
            let new = device.token().to_owned();
            for body in bodies {
                replace(body, old.as_bytes(), new.as_bytes());
            }
        }
        Ok(())
    }

    /// What each device says once it has fetched everything, without staying.
    pub async fn agreements(&self, relay: SocketAddr) -> Result<Vec<Cursors>> {
        let mut agreements = Vec::new();
        for (device, _) in &self.devices {
            let nothing = Cursors::NOTHING;
            let (_, cursors) = caught_up(relay, device, nothing, false).await?;
            agreements.push(cursors);
        }
        Ok(agreements)
    }

    /// Live streams of all devices that say this, caught up and open.
    pub async fn listen(&self, relay: SocketAddr, says: Vec<Cursors>) -> Result<Vec<Connection>> {
        let mut streams = Vec::new();
        for ((device, _), cursors) in self.devices.iter().zip(says) {
            streams.push(caught_up(relay, device, cursors, true).await?.0);
        }
        Ok(streams)
    }
}

/// A stream that has told everything, and what the device can say next time.
async fn caught_up(
    relay: SocketAddr,
    device: &Device,
    cursors: Cursors,
    live: bool,
) -> Result<(Connection, Cursors)> {
    let request = SyncRequest {
        cursors,
        outbox: BTreeMap::new(),
        wraps: Vec::new(),
        wraps_after: 0,
        live,
    }
    .encode();
    let mut stream = Connection::to(relay).await?;
    stream
        .send(&http::request(SYNC, Some(device.token()), &request))
        .await?;
    let mut reader = FrameReader::new();
    let (mut hello, mut agreed) = (None, None);
    stream
        .read_until(|bytes| {
            reader.push(bytes);
            while let Some(frame) = reader.next_frame()? {
                match frame {
                    Frame::Hello { incarnation } => hello = Some(incarnation),
                    Frame::CaughtUp { digest } => agreed = Some(digest),
                    Frame::NeedCursors => return Err("the relay does not agree".into()),
                    _ => {}
                }
            }
            Ok(agreed.is_some())
        })
        .await?;
    let cursors = Cursors::Digest {
        incarnation: hello.ok_or("no greeting")?,
        digest: agreed.ok_or("no digest")?,
    };
    Ok((stream, cursors))
}

fn replace(body: &mut [u8], old: &[u8], new: &[u8]) {
    if let Some(at) = body.windows(old.len()).position(|window| window == old)
        && let Some(place) = body.get_mut(at..at + new.len())
    {
        place.copy_from_slice(new);
    }
}

async fn post_all(
    mut connection: Connection,
    requests: &[Vec<u8>],
) -> Result<Vec<(Duration, Option<Answer>)>> {
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        let began = Instant::now();
        connection.send(request).await?;
        let reply = connection.reply().await?;
        let waited = began.elapsed();
        let mut reader = FrameReader::new();
        reader.push(&reply.body);
        let mut answer = None;
        while let Some(frame) = reader.next_frame()? {
            if let Frame::Acks { answers, .. } = frame {
                answer = answers.first().map(|(_, _, answer)| *answer);
            }
        }
        answers.push((waited, answer));
    }
    Ok(answers)
}
