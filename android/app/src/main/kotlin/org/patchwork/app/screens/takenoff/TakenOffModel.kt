package org.patchwork.app.screens.takenoff

import org.patchwork.app.client.Shown
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.client.CaseId
import org.patchwork.client.PersonId

data class TakenOffState(
    val isSaving: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** Puts people back who were taken off a case. */
class TakenOffModel(
    private val case: CaseId,
    private val around: Surroundings,
) : ScreenModel<TakenOffState>(TakenOffState()) {
    fun putBack(person: PersonId) {
        if (now.isSaving) return
        change { TakenOffState(isSaving = true) }
        act({ _, refused -> TakenOffState(refused = refused) }) {
            around.client.putBack(case, person)
            change { TakenOffState() }
            around.go(Place.Person(case, person))
        }
    }
}
