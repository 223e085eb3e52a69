//! A relay that two devices use.

use patchwork_protocol::Wrap;

use super::{
    client::{Device, TestRelay},
    people::{Partnership, Person, Space, TeamOfTwo},
};

/// A relay, an administrator and Tom, both on the team of one case.
pub struct Scene {
    pub relay: TestRelay,
    pub partnership: Partnership,
    pub admin: Device,
    pub tom: Person,
    pub toms: Device,
    pub case: Space,
}

impl Scene {
    pub async fn new() -> Self {
        Self::on(TestRelay::start().await).await
    }

    pub async fn on(relay: TestRelay) -> Self {
        Self::arrange(relay, TeamOfTwo::arranged(), &[]).await
    }

    /// The same, with a wrap of the case's key for Tom in the log.
    pub async fn with_toms_wrap() -> Self {
        let team = TeamOfTwo::arranged();
        let admin = &team.partnership.admin;
        let wrap = admin.wrap_for(&team.tom, team.case.id, team.case.key());
        Self::arrange(TestRelay::start().await, team, &[wrap]).await
    }

    async fn arrange(relay: TestRelay, team: TeamOfTwo, wraps: &[Wrap]) -> Self {
        let TeamOfTwo {
            partnership,
            tom,
            case,
            founding,
        } = team;
        let admin = relay.found(&partnership).await;
        let toms = relay.device(&partnership, &tom).await;
        admin.found_case(&case, &founding, wraps).await;
        Self {
            relay,
            partnership,
            admin,
            tom,
            toms,
            case,
        }
    }

    /// Envelopes of the administrator's first replica.
    pub fn envelopes(&self, seqs: impl IntoIterator<Item = u64>) -> Vec<Vec<u8>> {
        let admin = &self.partnership.admin;
        seqs.into_iter()
            .map(|seq| admin.envelope(self.case.id, (admin.replica(1), seq), self.case.key()))
            .collect()
    }
}
