package org.patchwork.app.screens.team

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.SearchField
import org.patchwork.app.look.Sign
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.directory.PractitionerChoice
import org.patchwork.client.choices

/** For a manager: finds a practitioner, says what they may do, and adds them. */
internal fun LazyListScope.addToTeam(
    state: TeamState,
    around: TeamAround,
    on: (TeamEvent) -> Unit,
    go: (Place) -> Unit,
) {
    item("add") { Heading("Add a practitioner", Modifier.padding(top = 8.dp)) }
    item("search") { SearchField("Search practitioners", "Name, role or agency", state.search, { on(TeamEvent.Search(it)) }) }
    val found = state.mayBeAdded ?: return
    items(found.practitioners, { "may be added ${it.practitioner}" }) {
        PractitionerChoice(it, it.practitioner == state.chosen, { on(TeamEvent.Choose(it.practitioner)) })
    }
    if (found.practitioners.isEmpty()) item("nobody to add") { NobodyToAdd(state.search, around.invites, go) }
    if (found.next != null) item("more to add") { Hint("There are more. Search for part of a name, a role or an agency.") }
    if (found.practitioners.isNotEmpty()) item("what they may do") { WhatTheyMayDo(state, on) }
}

@Composable
private fun NobodyToAdd(
    search: String,
    invites: Boolean,
    go: (Place) -> Unit,
) {
    val words =
        if (search.isBlank()) {
            "Everybody in the directory who has joined is on this team."
        } else {
            "Nobody found who can be added. Try part of a name, a role or an agency."
        }
    Empty(words, next = if (invites) ({ QuietButton("Invite a colleague", { go(Place.Invite) }, sign = Sign.Plus) }) else null)
}

@Composable
private fun WhatTheyMayDo(
    state: TeamState,
    on: (TeamEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(10.dp)) {
    ChooseOne(
        "What they may do",
        choices().accessRoles.map { Option(it.value, it.label) },
        state.access,
        { on(TeamEvent.ChooseAccess(it)) },
    )
    Hint("They read everything written so far, and everyone on the team sees that they joined.")
    state.refused?.let { NoticeCard(it.notice, Modifier.broughtIntoView()) }
    MainButton(
        "Add to the team",
        { on(TeamEvent.Add) },
        Modifier.fillMaxWidth(),
        isEnabled = state.chosen != null && !state.isAdding,
    )
}
