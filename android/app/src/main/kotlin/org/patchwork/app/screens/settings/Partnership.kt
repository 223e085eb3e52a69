package org.patchwork.app.screens.settings

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.look.Field
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.Typed
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.form.Typing
import org.patchwork.app.screens.screenModel
import org.patchwork.client.PartnershipDetails

/** What the partnership says of itself, as it is typed. */
data class PartnershipState(
    val details: PartnershipDetails? = null,
    val isSaving: Boolean = false,
    val refused: Shown.Refused? = null,
) {
    fun wrong(field: String): String = refused?.of(field).orEmpty()
}

/** Changes the partnership's name and front door; for administrators. */
class PartnershipModel(
    private val around: Surroundings,
) : ScreenModel<PartnershipState>(PartnershipState()) {
    private val typing = Typing()

    init {
        viewModelScope.launch {
            val found = attempt { around.client.partnership() }.value ?: return@launch
            change { it.copy(details = PartnershipDetails(found.name, found.frontDoor, found.frontDoorHours)) }
        }
    }

    fun type(details: PartnershipDetails) {
        typing.begins(now.details)
        change { it.copy(details = details, refused = null) }
    }

    /** Whether something was typed that is not saved. */
    fun hasWords(): Boolean = typing.holds(now.details)

    fun save() {
        val details = now.details ?: return
        if (now.isSaving) return
        change { it.copy(isSaving = true) }
        act({ state, refused -> state.copy(isSaving = false, refused = refused) }) {
            around.client.changePartnership(details)
            around.back()
        }
    }
}

@Composable
fun PartnershipScreen(around: Surroundings) {
    val model = screenModel { PartnershipModel(around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving(model::hasWords)
    PartnershipPage(state, model::type, model::save)
}

@Composable
fun PartnershipPage(
    state: PartnershipState,
    onType: (PartnershipDetails) -> Unit,
    onSave: () -> Unit,
) = Page("The partnership") {
    val details = state.details ?: return@Page
    state.refused?.takeIf { it.field !in FIELDS }?.let { NoticeCard(it.notice) }
    Field("Name", details.name, { onType(details.copy(name = it)) }, typed = Typed.Name, wrong = state.wrong("name"))
    Field(
        "Front door’s number",
        details.frontDoor,
        { onType(details.copy(frontDoor = it)) },
        typed = Typed.Phone,
        hint = "Whom to call when a child may be at risk now. Everyone sees it beside a worry.",
        wrong = state.wrong("front_door"),
    )
    Field(
        "When it answers",
        details.frontDoorHours,
        { onType(details.copy(frontDoorHours = it)) },
        wrong = state.wrong("front_door_hours"),
    )
    MainButton("Save", onSave, isEnabled = !state.isSaving)
}

private val FIELDS = setOf("name", "front_door", "front_door_hours")
