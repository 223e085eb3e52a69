//! Devices of a partnership, founded with protocol and crypto alone.

use std::{fmt::Write, net::SocketAddr};

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::{DeviceSecrets, EnvelopePlace, InviteSecret, SpaceKey, seal_envelope};
use patchwork_model::{Entry, EntryBody, When};
use patchwork_protocol::{
    AgencyId, DirectoryHead, Part, PartKind, PartnershipId, Plaintext, PractitionerId, Replica,
    Seen, Seq, SessionReply, SessionRequest, SessionStatement, SpaceId,
    http::{PARTNERSHIPS, SESSIONS, TEAM, TeamPost},
    team::{
        Action, Directory, Principal, Role, SpaceKind, SpaceState, TeamChange, UnsignedTeamChange,
        enrol_signing_input,
    },
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use super::http::{Connection, request};
use crate::Result;

const AGENCY: AgencyId = AgencyId([7; 16]);
/// Devices that share a case.
const TEAM_SIZE: usize = 8;
/// Invitations and admissions in one change.
const TOGETHER: usize = 100;

/// A device with a session and a case to write in.
pub struct Device {
    secrets: DeviceSecrets,
    practitioner: PractitionerId,
    partnership: PartnershipId,
    head: DirectoryHead,
    case: SpaceId,
    key: SpaceKey,
    token: String,
}

impl Device {
    /// The case that it writes in.
    pub fn case(&self) -> SpaceId {
        self.case
    }

    /// Its session's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its note of 80 characters with this number, sealed and signed.
    pub fn sealed_note(&self, seq: u64) -> Result<Vec<u8>> {
        let at = Timestamp::from_millisecond(1_790_000_000_000)?;
        let mut number = [0; 8];
        number.copy_from_slice(&seq.to_be_bytes());
        let text = format!(
            "{seq:05} Rang at four; gran will collect on Friday and keep the inhaler with her all."
        );
        let entry = Entry {
            number,
            written_at: at,
            happened_at: When::At(at),
            about: Vec::new(),
            with: Vec::new(),
            known: None,
            body: EntryBody::Note { text },
        };
        let plaintext = Plaintext {
            directory: self.head,
            parts: vec![Part {
                kind: PartKind::Entry,
                body: entry.encode()?,
            }],
        };
        let place = EnvelopePlace {
            replica: Replica::new(self.secrets.id(), [1; 8]),
            seq: Seq(seq),
            seen: Seen::NONE,
        };
        let mut rng = ChaCha20Rng::seed_from_u64(seq);
        let envelope = seal_envelope(
            &self.key,
            &self.secrets,
            self.case,
            place,
            &plaintext,
            &mut rng,
        )?;
        Ok(envelope.bytes().to_vec())
    }

    /// Opens a session at this relay.
    pub async fn open_session(&mut self, relay: SocketAddr) -> Result<()> {
        self.token = session(relay, self.partnership, &self.secrets).await?;
        Ok(())
    }
}

/// Everyone, as the administrator has them.
pub struct Partnership {
    devices: Vec<Device>,
}

impl Partnership {
    /// Founds one of so many devices at this relay, with cases for them.
    pub async fn found(relay: SocketAddr, count: usize) -> Result<Self> {
        let mut rng = ChaCha20Rng::seed_from_u64(count as u64);
        let mut founder = Founder::found(relay, &mut rng).await?;
        founder
            .decides(vec![Action::AddAgency { agency: AGENCY }])
            .await?;

        let mut people = Vec::new();
        for _ in 0..count {
            let mut practitioner = [0; 16];
            rng.fill_bytes(&mut practitioner);
            people.push((
                DeviceSecrets::generate(&mut rng),
                PractitionerId(practitioner),
                InviteSecret::generate(&mut rng),
            ));
        }
        let expiry = Timestamp::now() + SignedDuration::from_hours(1);
        let expiry = Timestamp::from_millisecond(expiry.as_millisecond())?;
        for some in people.chunks(TOGETHER) {
            let invitations = some.iter().map(|(_, practitioner, invite)| Action::Invite {
                invite_key: invite.public_key(),
                practitioner: *practitioner,
                agency: AGENCY,
                expiry,
            });
            founder.decides(invitations.collect()).await?;
        }
        for (secrets, _, invite) in &people {
            founder.enrols(secrets, invite).await?;
        }
        for some in people.chunks(TOGETHER) {
            let admissions = some.iter().map(|(secrets, ..)| Action::Admit {
                device: secrets.id(),
            });
            founder.decides(admissions.collect()).await?;
        }

        let mut devices = Vec::new();
        let mut people = people.into_iter().peekable();
        while people.peek().is_some() {
            let team: Vec<_> = people.by_ref().take(TEAM_SIZE).collect();
            let key = SpaceKey::generate(&mut rng);
            let members = team
                .iter()
                .map(|(_, practitioner, _)| *practitioner)
                .collect();
            let case = founder.opens_case(&key, members, &mut rng).await?;
            for (secrets, practitioner, _) in team {
                let partnership = founder.partnership();
                devices.push(Device {
                    token: session(relay, partnership, &secrets).await?,
                    secrets,
                    practitioner,
                    partnership,
                    head: founder.directory.head(),
                    case,
                    key: SpaceKey::from_bytes(&key.to_bytes()),
                });
            }
        }
        Ok(Self { devices })
    }

    /// Its devices.
    pub fn into_devices(self) -> Vec<Device> {
        self.devices
    }
}

impl core::fmt::Debug for Device {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Device")
            .field("practitioner", &self.practitioner)
            .finish_non_exhaustive()
    }
}

struct Founder {
    secrets: DeviceSecrets,
    practitioner: PractitionerId,
    directory: SpaceState,
    id: SpaceId,
    connection: Connection,
    token: String,
}

impl Founder {
    async fn found(relay: SocketAddr, rng: &mut ChaCha20Rng) -> Result<Self> {
        let secrets = DeviceSecrets::generate(rng);
        let practitioner = PractitionerId([1; 16]);
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let change = UnsignedTeamChange::founding(
            secrets.id(),
            TeamChange::NO_DIRECTORY,
            now()?,
            vec![Action::Found {
                kind: SpaceKind::Directory,
                partnership: None,
                nonce,
                founder: practitioner,
                founder_device: Some(secrets.public()),
                key_id: SpaceKey::generate(rng).id(),
            }],
        );
        let signature = secrets.sign(&change.signing_input(SpaceId::ZERO));
        let change = change.with_signature(signature);
        let id = change.founded_space().ok_or("not a founding")?;
        let mut connection = Connection::to(relay).await?;
        post(&mut connection, PARTNERSHIPS, None, &change).await?;
        let token = session(relay, PartnershipId::from(id), &secrets).await?;
        Ok(Self {
            directory: SpaceState::found(&change, None)?,
            secrets,
            practitioner,
            id,
            connection,
            token,
        })
    }

    fn partnership(&self) -> PartnershipId {
        PartnershipId::from(self.id)
    }

    fn as_directory(&self) -> Result<&Directory> {
        match &self.directory {
            SpaceState::Directory(directory) => Ok(directory),
            SpaceState::Team(_) => Err("a directory is one".into()),
        }
    }

    async fn decides(&mut self, actions: Vec<Action>) -> Result<()> {
        let change = UnsignedTeamChange::following(
            &self.directory,
            self.secrets.id(),
            self.directory.head(),
            now()?,
            actions,
        );
        let signature = self.secrets.sign(&change.signing_input(self.id));
        self.posts(change.with_signature(signature)).await
    }

    async fn enrols(&mut self, secrets: &DeviceSecrets, invite: &InviteSecret) -> Result<()> {
        let (device, invite_key) = (secrets.public(), invite.public_key());
        let input = enrol_signing_input(self.partnership(), &invite_key, &device, None);
        let change = UnsignedTeamChange::following(
            &self.directory,
            secrets.id(),
            self.directory.head(),
            now()?,
            vec![Action::Enrol {
                device,
                invite_key,
                invite_signature: invite.sign(&input),
                mac: None,
            }],
        );
        let signature = secrets.sign(&change.signing_input(self.id));
        self.posts(change.with_signature(signature)).await
    }

    async fn posts(&mut self, change: TeamChange) -> Result<()> {
        self.directory = self.directory.apply(&change, None)?;
        let path = format!("{TEAM}{}", self.id);
        post(&mut self.connection, &path, Some(&self.token), &change).await
    }

    async fn opens_case(
        &mut self,
        key: &SpaceKey,
        members: Vec<PractitionerId>,
        rng: &mut ChaCha20Rng,
    ) -> Result<SpaceId> {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let mut actions = vec![Action::Found {
            kind: SpaceKind::Case,
            partnership: Some(self.partnership()),
            nonce,
            founder: self.practitioner,
            founder_device: None,
            key_id: key.id(),
        }];
        actions.extend(members.into_iter().map(|practitioner| Action::Add {
            principal: Principal::Practitioner(practitioner),
            role: Role::Member,
            until: None,
        }));
        let change =
            UnsignedTeamChange::founding(self.secrets.id(), self.directory.head(), now()?, actions);
        let signature = self.secrets.sign(&change.signing_input(SpaceId::ZERO));
        let change = change.with_signature(signature);
        let case = change.founded_space().ok_or("not a founding")?;
        SpaceState::found(&change, Some(self.as_directory()?))?;
        let path = format!("{TEAM}{case}");
        post(&mut self.connection, &path, Some(&self.token), &change).await?;
        Ok(case)
    }
}

fn now() -> Result<Timestamp> {
    Ok(Timestamp::from_millisecond(
        Timestamp::now().as_millisecond(),
    )?)
}

async fn post(
    connection: &mut Connection,
    path: &str,
    token: Option<&str>,
    change: &TeamChange,
) -> Result<()> {
    let body = TeamPost {
        change: change.bytes().to_vec(),
        wraps: Vec::new(),
    }
    .encode();
    connection.send(&request(path, token, &body)).await?;
    let reply = connection.reply().await?;
    if reply.status >= 300 {
        return Err(format!(
            "the relay refused a team change ({}): {}",
            reply.status,
            String::from_utf8_lossy(&reply.body)
        )
        .into());
    }
    Ok(())
}

async fn session(
    relay: SocketAddr,
    partnership: PartnershipId,
    secrets: &DeviceSecrets,
) -> Result<String> {
    let at = now()?;
    // Unique enough: a device opens a session once in many milliseconds.
    let mut nonce = [0; 16];
    nonce.copy_from_slice(&jiff::Timestamp::now().as_nanosecond().to_be_bytes());
    let statement = SessionStatement {
        origin: "http://127.0.0.1".to_owned(),
        device: secrets.id(),
        at,
        nonce,
        signature: [0; 64],
    };
    let signature = secrets.sign(&statement.signing_input(partnership));
    let body = SessionRequest::Device(partnership, statement.with_signature(signature)).encode();
    let mut connection = Connection::to(relay).await?;
    connection.send(&request(SESSIONS, None, &body)).await?;
    let reply = connection.reply().await?;
    if reply.status >= 300 {
        return Err(format!(
            "the relay opened no session ({}): {}",
            reply.status,
            String::from_utf8_lossy(&reply.body)
        )
        .into());
    }
    let session = SessionReply::decode(&reply.body)?;
    let mut token = String::with_capacity(64);
    for byte in session.token {
        write!(token, "{byte:02x}")?;
    }
    Ok(token)
}
