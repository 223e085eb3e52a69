package org.patchwork.app.screens.settings

import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.flow.combine
import org.patchwork.app.AppParts
import org.patchwork.app.client.Shown
import org.patchwork.app.client.shown
import org.patchwork.app.client.value
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.CaseListing
import org.patchwork.client.ChipView
import org.patchwork.client.ClientInterface
import org.patchwork.client.Me
import org.patchwork.client.PartnershipView
import org.patchwork.client.Update

/** After how long an absence the app closes: milliseconds, in words. */
val CLOSES_AFTER: List<Pair<Long, String>> =
    listOf(
        0L to "At once",
        1.minutes.inWholeMilliseconds to "1 minute",
        5.minutes.inWholeMilliseconds to "5 minutes",
        15.minutes.inWholeMilliseconds to "15 minutes",
    )

/** What *Settings* shows. */
data class SettingsState(
    val me: Me? = null,
    val partnership: PartnershipView? = null,
    val chip: ChipView? = null,
    val closesAfter: Long = 0,
    /** The cases of whose new entries this phone tells. */
    val toldOf: List<CaseListing> = emptyList(),
    val refused: Shown.Refused? = null,
)

/** What somebody sets. */
sealed interface SettingsEvent {
    data class SwitchOff(
        val isOff: Boolean,
    ) : SettingsEvent

    data class CloseAfter(
        val millis: Long,
    ) : SettingsEvent

    data object TellOfNone : SettingsEvent

    data object LockNow : SettingsEvent
}

/** Reads and changes what this person set on this phone. */
class SettingsModel(
    private val client: ClientInterface,
    private val parts: AppParts,
) : ScreenModel<SettingsState>(
        SettingsState(
            closesAfter = parts.preferences.closesAfter,
        ),
    ) {
    init {
        show(client.shown({ it == Update.Directory }) { me() }) { state, me -> state.copy(me = me.value ?: state.me) }
        show(client.shown({ it == Update.Directory }) { partnership() }) { state, found ->
            state.copy(partnership = found.value ?: state.partnership)
        }
        val toldOf =
            client.shown({ it is Update.Case }) { allCases() }.combine(parts.preferences.toldOf) { cases, told ->
                cases.value.orEmpty().filter { it.case in told }
            }
        show(toldOf) { state, cases -> state.copy(toldOf = cases) }
        show(client.shown({ it == Update.Sync }) { chip() }) { state, chip -> state.copy(chip = chip.value ?: state.chip) }
    }

    fun on(event: SettingsEvent) {
        change { it.copy(refused = null) }
        when (event) {
            is SettingsEvent.SwitchOff ->
                act({ state, refused -> state.copy(refused = refused) }) { client.setOffline(event.isOff) }
            is SettingsEvent.CloseAfter -> {
                parts.preferences.closesAfter = event.millis
                change { it.copy(closesAfter = event.millis) }
            }
            SettingsEvent.TellOfNone -> parts.preferences.tellOf { emptySet() }
            SettingsEvent.LockNow -> parts.gate.close()
        }
    }
}
