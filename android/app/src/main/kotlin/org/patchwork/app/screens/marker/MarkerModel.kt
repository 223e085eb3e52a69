package org.patchwork.app.screens.marker

import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.writeDay
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.FormModel
import org.patchwork.app.screens.form.FormState
import org.patchwork.app.screens.form.Saving
import org.patchwork.app.screens.form.readDays
import org.patchwork.app.screens.form.then
import org.patchwork.app.screens.form.writable
import org.patchwork.client.ClientException
import org.patchwork.client.MarkerDetails
import org.patchwork.client.MarkerId
import org.patchwork.client.MarkerView
import org.patchwork.client.NewMarker
import org.patchwork.client.drawId

/** What somebody typed of a risk marker. */
data class TypedMarker(
    val text: String = "",
    val review: String = "",
)

/** What a marker's form is about. */
data class AboutMarker(
    /** None for a new one. */
    val marker: MarkerView?,
    val shown: String,
)

data class MarkerState(
    val about: Shown<AboutMarker> = Shown.Reading,
    override val typed: TypedMarker = TypedMarker(),
    override val saving: Saving = Saving(),
) : FormState<MarkerState> {
    override fun with(saving: Saving) = copy(saving = saving)
}

/** What somebody does with a risk marker. */
sealed interface MarkerEvent {
    data class Type(
        val typed: TypedMarker,
    ) : MarkerEvent

    data object Save : MarkerEvent

    data object End : MarkerEvent
}

/** Adds, changes or ends what a visitor must know before going there. */
class MarkerModel(
    private val place: Place.Marker,
    private val around: Surroundings,
) : FormModel<MarkerState>(MarkerState()) {
    private val client = around.client
    private val drawn = MarkerId(drawId())

    init {
        viewModelScope.launch {
            val about =
                client.writable(place.case).then { view ->
                    val markers = view.header.markers
                    val marker = place.marker?.let { id -> markers.firstOrNull { it.marker == id } ?: throw ClientException.NotFound() }
                    AboutMarker(marker, view.header.shown)
                }
            val marker = about.value?.marker
            change { it.copy(about = about, typed = TypedMarker(marker?.texts?.firstOrNull().orEmpty(), writeDay(marker?.review))) }
        }
    }

    fun on(event: MarkerEvent) {
        when (event) {
            is MarkerEvent.Type -> type { it.copy(typed = event.typed) }
            MarkerEvent.Save -> saveTyped()
            MarkerEvent.End -> end()
        }
    }

    private fun saveTyped() {
        val typed = now.typed
        val days = readDays("review" to typed.review)
        if (refuse(days.wrong)) return
        val marker = place.marker
        val shown =
            now.about.value
                ?.shown
                .orEmpty()
        save {
            if (marker == null) {
                client.addMarker(place.case, NewMarker(drawn, typed.text, days["review"]))
            } else {
                client.changeMarker(place.case, MarkerDetails(marker, typed.text, days["review"], shown))
            }
            around.back()
        }
    }

    private fun end() {
        val marker = place.marker ?: return
        val shown =
            now.about.value
                ?.shown
                .orEmpty()
        save {
            client.endMarker(place.case, marker, shown)
            around.back()
        }
    }
}
