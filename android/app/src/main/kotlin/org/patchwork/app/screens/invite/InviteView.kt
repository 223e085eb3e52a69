package org.patchwork.app.screens.invite

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
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
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Field
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.SearchField
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Typed
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.screenModel
import org.patchwork.client.choices

@Composable
fun InviteScreen(around: Surroundings) {
    val model = screenModel { InviteModel(around.client, around.go) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving(model::hasWords)
    InviteView(state, model::on)
}

/** Who asks to be let in, and a form for who is invited. */
@Composable
fun InviteView(
    state: InviteState,
    on: (InviteEvent) -> Unit,
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(14.dp),
) {
    Text("Invite a colleague", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
    state.refused?.takeIf { it.field !in FIELDS }?.let { NoticeCard(it.notice, Modifier.broughtIntoView()) }
    Admitted(state.admitted)
    WaitingToBeAdmitted(state.pending, state.isWorking) { on(InviteEvent.Admit(it)) }
    val typed = state.invitee
    Field(
        "Name",
        typed.name,
        { on(InviteEvent.Type(typed.copy(name = it))) },
        typed = Typed.Name,
        wrong = state.wrong("name"),
    )
    Field("Role", typed.role, { on(InviteEvent.Type(typed.copy(role = it))) }, wrong = state.wrong("role"))
    AgencyOfInvitee(state, on)
    MainButton("Make an invitation", { on(InviteEvent.Invite) }, Modifier.fillMaxWidth(), isEnabled = !state.isWorking)
    AddAgency(state, on)
}

/** The agency that they work for. A long list is narrowed by typing. */
@Composable
private fun AgencyOfInvitee(
    state: InviteState,
    on: (InviteEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    val chosen = state.chosenAgency
    val isLong = state.agencies.size > SHORT
    if (isLong) {
        Text("Agency", style = MaterialTheme.typography.labelLarge)
        SearchField("Search agencies", "Part of the agency’s name", state.search, { on(InviteEvent.SearchAgency(it)) })
    }
    val matching = state.agencies.filter { it.name.contains(state.search.trim(), ignoreCase = true) }
    val offered = matching.take(SHORT) + state.agencies.filter { it.agency == chosen && it !in matching.take(SHORT) }
    ChooseOne(
        "Agency",
        offered.map { Option(it.agency, it.name) },
        chosen,
        { on(InviteEvent.Type(state.invitee.copy(agency = it))) },
        wrong = state.wrong("agency"),
        showsLabel = !isLong,
    )
    if (matching.isEmpty()) Hint("No agency of that name is in the list.")
    if (matching.size > SHORT) Hint("There are more. Search for part of a name.")
}

/** For an agency that is not in the list yet. */
@Composable
private fun AddAgency(
    state: InviteState,
    on: (InviteEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(14.dp)) {
    QuietButton(
        "The agency is not in the list",
        { on(InviteEvent.FoldAgency) },
        Modifier.semantics { stateDescription = if (state.addsAgency) "Open" else "Closed" },
        sign = if (state.addsAgency) Sign.Close else Sign.Plus,
    )
    if (!state.addsAgency) return@Column
    val typed = state.agency
    Field(
        "Agency’s name",
        typed.name,
        { on(InviteEvent.TypeAgency(typed.copy(name = it))) },
        typed = Typed.Name,
        wrong = state.wrong("agency_name"),
    )
    val (sensitive, others) = choices().agencyKinds.partition { it.isSensitive }
    ChooseOne(
        "What it is",
        others.map { Option(it.value, it.label) },
        typed.kind,
        { on(InviteEvent.TypeAgency(typed.copy(kind = it))) },
        wrong = state.wrong("agency_kind"),
    )
    ChooseOne(
        "Sensitive: by default not for others to know",
        sensitive.map { Option(it.value, it.label) },
        typed.kind,
        { on(InviteEvent.TypeAgency(typed.copy(kind = it))) },
    )
    Hint("That a family uses a sensitive service is private in itself: by default it is not told to others.")
    QuietButton("Add the agency", { on(InviteEvent.AddAgency) }, isEnabled = !state.isWorking)
}

/** As many agencies as are offered at once. */
private const val SHORT = 8

/** The fields beside which a refusal stands; any other stands on top. */
private val FIELDS = setOf("name", "role", "agency", "agency_name", "agency_kind")
