package org.patchwork.app.screens.settings

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.text.font.FontWeight
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Wrong
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.Update

/** What is lost if this phone is erased. */
data class EraseState(
    val waiting: UInt = 0u,
    val isUnderstood: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** Erases Patchwork on this phone, once somebody has said that they understand. */
class EraseModel(
    private val around: Surroundings,
) : ScreenModel<EraseState>(EraseState()) {
    init {
        show(around.client.shown({ it == Update.Sync }) { chip() }) { state, chip ->
            state.copy(waiting = chip.value?.waiting ?: state.waiting)
        }
    }

    fun understand(isUnderstood: Boolean) = change { it.copy(isUnderstood = isUnderstood) }

    /** Begun, it goes on to its end, also when this screen goes with what it shows. */
    fun erase() {
        if (!now.isUnderstood) return
        around.parts.scope.launch {
            val erased = attempt { around.parts.erase() }
            if (erased is Shown.Refused) change { it.copy(refused = erased) }
        }
    }
}

@Composable
fun EraseScreen(around: Surroundings) {
    val model = screenModel { EraseModel(around) }
    val state by model.state.collectAsStateWithLifecycle()
    ErasePage(state, model::understand, model::erase, around.back)
}

@Composable
fun ErasePage(
    state: EraseState,
    onUnderstand: (Boolean) -> Unit,
    onErase: () -> Unit,
    onBack: () -> Unit,
) = Page("Erase this phone") {
    state.refused?.let { NoticeCard(it.notice) }
    Text(
        "Everything that Patchwork keeps on this phone is erased for good: its keys first, then its data. What your teams have stays with them.",
    )
    when (state.waiting) {
        0u -> Text("Nothing waits: all that you wrote here has reached the relay.")
        1u -> Wrong("1 change was saved here and is not on the relay yet. It is lost if you go on.")
        else -> Wrong("${state.waiting} changes were saved here and are not on the relay yet. They are lost if you go on.")
    }
    Text(
        "Drafts that are not finished are lost too. To use Patchwork again on this phone you need a new invitation.",
        fontWeight = FontWeight.SemiBold,
    )
    OnOff("I understand what is lost", state.isUnderstood, onUnderstand)
    Buttons {
        QuietButton("Erase for good", onErase, isEnabled = state.isUnderstood)
        MainButton("Back", onBack)
    }
}
