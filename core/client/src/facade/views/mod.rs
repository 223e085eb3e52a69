//! What the screens show: flat records, ready to draw.
//!
//! Every record is a snapshot read from the local database. Nothing here is
//! ever sent; ids are the only handles back into the client.

mod case;
mod directory;
mod entry;
mod joining;
mod picture;
mod status;

pub use case::{
    CaseCounts, CaseFamily, CaseHeader, CaseListing, CaseView, ChildView, ConflictValue,
    ConflictView, ContactDetailView, InvolvementView, MarkerView, PersonView, RelationshipView,
    ResidenceView, StatusView, TakenOffView, TaskView,
};
pub use directory::{
    AgencyView, LookedView, Me, PartnershipView, PractitionerView, Reach, TeamMemberView, TeamView,
    WithheldLook,
};
pub use entry::{Correction, DraftView, EntryView, TimelinePage};
pub use joining::{InvitationView, PendingDeviceView, Standing};
pub use picture::{
    PictureBox, PictureFace, PictureKeyRow, PictureLabel, PictureLine, PictureNode,
    PictureNodeKind, PictureTie, PictureView, Viewport,
};
pub use status::{
    ChipView, FailedItem, LastHeard, SearchHit, SearchHitKind, SyncOutcome, SyncState, SyncTry,
    SyncView, WaitingPlace, WhyStopped,
};
