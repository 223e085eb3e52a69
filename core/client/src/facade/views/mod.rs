//! What the screens show: flat records, ready to draw.
//!
//! Every record is a snapshot read from the local database. Nothing here is
//! ever sent; ids are the only handles back into the client.

mod case;
mod directory;
mod entry;
mod for_you;
mod joining;
mod pattern;
mod picture;
mod sheet;
mod status;

pub use case::{
    CaseCounts, CaseFamily, CaseHeader, CaseListing, CasePage, CaseView, ChildView, ConflictValue,
    ConflictView, ContactDetailView, Duplicate, HeaderChip, HeaderChipKind, InvolvementView,
    MarkerView, PersonView, RelationshipView, ResidenceView, StatusView, TakenOffView, TaskPage,
    TaskView, TieView,
};
pub use directory::{
    AgencyView, LookedView, Me, PartnershipView, PractitionerPage, PractitionerView, Reach,
    TeamMemberView, TeamView, WithheldLook,
};
pub use entry::{
    AnswerView, Correction, DraftView, EntryView, NewEntryView, NewInCase, TeamEventView,
    TimelinePage, UnfinishedDraft,
};
pub use for_you::{ForYouGroup, ForYouKind, ForYouLine};
pub use joining::{InvitationView, PendingDeviceView, Standing};
pub use pattern::{PatternDay, PatternLane, PatternMark, PatternSign, PatternView};
pub use picture::{
    MeasuredText, PastHelper, PictureBox, PictureFace, PictureFocus, PictureGroup, PictureHeld,
    PictureHome, PictureKeyRow, PictureLabel, PictureLabelLine, PictureLine, PictureMark,
    PictureNode, PictureNodeKind, PictureRequest, PictureText, PictureTie, PictureView, UsedToHelp,
    Viewport,
};
pub use sheet::{
    SheetChoices, SheetEntry, SheetLeftOut, SheetNumber, SheetNumberChoice, SheetPerson,
    SheetPersonChoice, SheetReader, SheetRequest, SheetView,
};
pub use status::{
    ChipView, FailedItem, FoundIn, LastHeard, SearchHit, SearchHitKind, SyncOutcome, SyncState,
    SyncTry, SyncView, WaitingPlace, WhyStopped,
};
