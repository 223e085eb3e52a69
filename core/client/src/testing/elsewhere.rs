//! What a colleague changes on their own phone, and this phone hears later.

use patchwork_model::{Acceptance, CaseDocument, CaseEdit, testing as model};

use crate::{CaseId, Client};

/// Tom makes this edit on what this phone has now, on his own phone; what it sends.
pub(crate) async fn written_elsewhere(client: &Client, case: CaseId, edit: CaseEdit) -> Vec<u8> {
    let kept = client.read(move |r| Ok(r.document(case)?)).await.unwrap();
    let mut phone = CaseDocument::load(&kept.unwrap().bytes).unwrap();
    let edited = phone.edit(model::actor(model::TOM), &[edit], client.now());
    edited.unwrap().part
}

/// This phone hears it.
pub(crate) async fn hear(client: &Client, case: CaseId, heard: Vec<u8>) {
    let hears = client.change(move |_, w, touched| {
        let document = touched.documents.get(case, w)?;
        let answers = document.accept(&[(model::TOM, &heard)]);
        assert!(answers.iter().all(Acceptance::is_accepted));
        touched.documents.changed.insert(case);
        Ok(())
    });
    hears.await.unwrap();
}
