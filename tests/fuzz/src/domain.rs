//! What is inside an opened envelope, and a document from a disk.

use std::sync::LazyLock;

use patchwork_model::{
    Acceptance, AccessReport, Card, CaseDocument, ChangePart, Entry, project, project_entry,
    testing::{JOAN, PRIYA, Phone, TOM, ellas_case, minute, mums_mobile},
};
use sha2::{Digest, Sha256};

use crate::{Verdict, one_spelling};

/// A later version's kinds, and entries that say nothing, are read but never written.
pub(crate) fn entry(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, Entry::decode(bytes), |entry| {
        drop(project_entry(PRIYA, entry.clone()));
        entry.encode().unwrap_or_else(|_| bytes.to_vec())
    })
}

/// A later version's kinds are read but never written.
pub(crate) fn card(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, Card::decode(bytes), |card| {
        card.encode().unwrap_or_else(|_| bytes.to_vec())
    })
}

pub(crate) fn access(bytes: &[u8]) -> Verdict {
    one_spelling(bytes, AccessReport::decode(bytes), AccessReport::encode)
}

static CASE: LazyLock<CaseDocument> = LazyLock::new(|| {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).expect("Ella's case");
    priya.case
});

/// Joan's phone after her own edit, as it is once it has heard of this case.
fn still_works(case: &mut CaseDocument) {
    let loaded = CaseDocument::load(&case.save()).expect("it loads what it saved");
    assert_eq!(project(&loaded), project(case));
    let mut joan = Phone::new(JOAN);
    joan.case = loaded;
    if joan
        .edits(&[mums_mobile("07700 900333")], minute(9))
        .is_none()
    {
        return;
    }
    let (device, part) = &joan.written[0];
    assert!(case.accept(&[(*device, part)])[0].is_accepted());
}

/// A change of Tom's on Ella's case. Its checksum is made good, since whoever is hostile does.
pub(crate) fn change(bytes: &[u8]) -> Verdict {
    let mut case = CASE.clone();
    let body = match ChangePart::decode(bytes) {
        Ok(mut part) if part.raw.len() > 8 => {
            let checksum = Sha256::digest(&part.raw[8..]);
            part.raw[4..8].copy_from_slice(&checksum[..4]);
            part.encode().expect("it was small enough to be read")
        }
        _ => bytes.to_vec(),
    };
    match &case.accept(&[(TOM, &body)])[0] {
        Acceptance::Accepted { .. } => {
            still_works(&mut case);
            Verdict::Accepted
        }
        Acceptance::Waiting(_) | Acceptance::Refused(_) => {
            assert_eq!(case, *CASE, "what was refused left something behind");
            Verdict::Refused
        }
    }
}

/// A whole document. Its checksum too is made good.
pub(crate) fn document(bytes: &[u8]) -> Verdict {
    let mut bytes = bytes.to_vec();
    if bytes.len() > 8 {
        let checksum = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&checksum[..4]);
    }
    match CaseDocument::load(&bytes) {
        Ok(case) => {
            drop(project(&case));
            Verdict::Accepted
        }
        Err(_) => Verdict::Refused,
    }
}
