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
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Card
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.OnceUnseen
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.ToKnow
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.Markers
import org.patchwork.app.screens.screenModel
import org.patchwork.client.dayOf
import org.patchwork.client.latelyInWords

@Composable
fun WithheldScreen(
    place: Place.Withheld,
    around: Surroundings,
) {
    val model = screenModel { WithheldModel(around.client, place) }
    val state by model.state.collectAsStateWithLifecycle()
    OnceUnseen(model::cover)
    WithheldView(state, model::look)
}

/** A withheld address, below what to know before going there. */
@Composable
fun WithheldView(
    state: WithheldState,
    onLook: () -> Unit = {},
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(10.dp),
) {
    (state.header as? Shown.Refused ?: state.residence as? Shown.Refused)?.let { NoticeCard(it.notice) }
    val header = state.header.value ?: return@Column
    if (state.isCoveredAgain) {
        CoveredAgain(onLook)
        return@Column
    }
    val residence = state.residence.value ?: return@Column
    Text(
        "Where ${residence.name} lives",
        Modifier.semantics { heading() },
        style = MaterialTheme.typography.headlineMedium,
    )
    if (residence.isWithheld) {
        val whom = if (residence.withheldFrom.isEmpty()) "" else " from ${residence.withheldFrom}"
        ToKnow(
            "Withheld$whom. That you looked is noted here, and the team is told when you next write in this case.",
            Sign.EyeOff,
        )
    }
    Markers(header)
    residence.addresses.forEach { address ->
        Card {
            Text(address.value, style = MaterialTheme.typography.titleLarge)
            Hint("as known ${latelyInWords(dayOf(address.at))}, ${address.by}")
        }
    }
}

@Composable
private fun CoveredAgain(onLook: () -> Unit) =
    Card(ground = palette.sunk) {
        Text("This address is withheld. It is covered again, because it was out of sight.")
        Hint("That you look is noted here each time, and the team is told when you next write in this case.")
        QuietButton("Show the address", onLook, sign = Sign.EyeOff)
    }
