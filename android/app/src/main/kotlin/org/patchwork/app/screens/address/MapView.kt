package org.patchwork.app.screens.address

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Card
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.ToKnow
import org.patchwork.app.look.Wrong
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Markers
import org.patchwork.app.screens.screenModel

@Composable
fun MapScreen(
    place: Place.Map,
    around: Surroundings,
) {
    val model = screenModel { MapModel(around.client, place) }
    val state by model.state.collectAsStateWithLifecycle()
    MapView(state, around.reaching::showOnMap)
}

/** What a map learns, before it learns it. */
@Composable
fun MapView(
    state: MapState,
    onMap: (address: String) -> Boolean,
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    var isRefused by rememberSaveable { mutableStateOf(false) }
    (state.found as? Shown.Refused)?.let { NoticeCard(it.notice) }
    val before = state.found.value ?: return@Column
    val address = before.address
    val title = if (address == null) "No map for this address" else "Before a map opens"
    Text(title, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
    if (address == null) {
        Text("A map would learn this address, and it is withheld or not settled. Find the way without a map.")
        return@Column
    }
    Markers(before.header)
    Card { Text(address, style = MaterialTheme.typography.titleLarge) }
    ToKnow(
        "The map is not part of Patchwork. It will learn this address, and that someone on this device looked for it. " +
            "It does not learn who lives there.",
        Sign.Alert,
    )
    if (isRefused) Wrong("This phone has no app for that.")
    QuietButton("Open in a map app", { isRefused = !onMap(address) }, sign = Sign.Home)
}
