package org.patchwork.app

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.shown
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.Standing
import org.patchwork.client.Update

/** How far the app is in opening the database of this phone. */
data class OpeningState(
    val client: Shown<ClientInterface> = Shown.Reading,
    val standing: Shown<Standing> = Shown.Reading,
)

/** Opens the database, and follows where this phone stands. */
@OptIn(ExperimentalCoroutinesApi::class)
class OpeningModel(
    private val parts: AppParts,
) : ScreenModel<OpeningState>(OpeningState()) {
    init {
        open()
        val standing =
            parts.client.current.flatMapLatest { client ->
                client?.shown({ it == Update.Directory }) { standing() } ?: flowOf(Shown.Reading)
            }
        show(standing) { state, found ->
            if (found is Shown.Read && found.value == Standing.Member) parts.backgroundSync.lookRegularly()
            state.copy(standing = found)
        }
        show(parts.client.current) { state, client ->
            if (client == null) state.copy(client = Shown.Reading) else state.copy(client = Shown.Read(client))
        }
    }

    /** Opens it, again where it was refused. */
    fun open() {
        viewModelScope.launch {
            val opened = attempt { parts.client.open() }
            if (opened is Shown.Refused) change { it.copy(client = opened) }
        }
    }

    /** Erases what cannot be opened. This model ends with it, and the next one begins anew. */
    fun erase() {
        parts.scope.launch {
            val erased = attempt { parts.erase() }
            if (erased is Shown.Refused) change { it.copy(client = erased) }
        }
    }
}
