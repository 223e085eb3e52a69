package org.patchwork.app.screens.settings

import androidx.compose.material3.Text
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

/** The relay's address, as it is typed. */
data class RelayAddressState(
    val address: String = "",
    val isSaving: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** Goes over to the relay's new address. */
class RelayAddressModel(
    private val around: Surroundings,
) : ScreenModel<RelayAddressState>(RelayAddressState()) {
    private val typing = Typing()

    init {
        viewModelScope.launch {
            val address = attempt { around.client.relayAddress() }.value.orEmpty()
            change { if (it.address.isEmpty()) it.copy(address = address) else it }
        }
    }

    fun type(address: String) {
        typing.begins(now.address)
        change { it.copy(address = address, refused = null) }
    }

    /** Whether something was typed that is not saved. */
    fun hasWords(): Boolean = typing.holds(now.address)

    fun save() {
        if (now.isSaving) return
        change { it.copy(isSaving = true) }
        act({ state, refused -> state.copy(isSaving = false, refused = refused) }) {
            around.client.relayMoved(now.address)
            around.back()
        }
    }
}

@Composable
fun RelayAddressScreen(around: Surroundings) {
    val model = screenModel { RelayAddressModel(around) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving(model::hasWords)
    RelayAddressPage(state, model::type, model::save)
}

@Composable
fun RelayAddressPage(
    state: RelayAddressState,
    onType: (String) -> Unit,
    onSave: () -> Unit,
) = Page("The relay’s address") {
    Text(
        "Change this only if your administrator says that the relay has moved. What waits here stays here until the " +
            "relay at the new address takes it.",
    )
    state.refused?.let { NoticeCard(it.notice) }
    Field("Address", state.address, onType, typed = Typed.Address)
    MainButton("Save", onSave, isEnabled = !state.isSaving)
}
