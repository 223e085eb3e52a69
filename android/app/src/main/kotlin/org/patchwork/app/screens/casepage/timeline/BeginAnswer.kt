package org.patchwork.app.screens.casepage.timeline

import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.client.CaseId
import org.patchwork.client.DraftId
import org.patchwork.client.EntryId
import org.patchwork.client.EntryKind
import org.patchwork.client.drawId

/** Begins an answer to an entry, and opens it to be written. */
internal suspend fun Surroundings.beginAnswer(
    case: CaseId,
    entry: EntryId,
    kind: EntryKind,
) {
    val target = client.entry(case, entry)
    val begun = client.newDraft(case).copy(draft = DraftId(drawId()), kind = kind, target = entry)
    // A correction begins with the words that it corrects.
    val now = target.corrections.lastOrNull()?.text ?: target.text
    val draft = if (kind == EntryKind.AMENDMENT) begun.copy(text = now) else begun
    client.keepDraft(draft)
    go(Place.Capture(draft.draft, case))
}
