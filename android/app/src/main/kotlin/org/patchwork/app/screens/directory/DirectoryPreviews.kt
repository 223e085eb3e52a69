package org.patchwork.app.screens.directory

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.person.inventedMe
import org.patchwork.app.screens.person.inventedPriya
import org.patchwork.app.screens.person.inventedTom
import org.patchwork.client.PractitionerId

@PreviewOnPhones
@Composable
internal fun DirectoryPreview() =
    Previewed {
        val invited = inventedTom.copy(PractitionerId("b".repeat(32)), "Amina Yusuf", awayUntil = null, hasJoined = false)
        val state =
            DirectoryState(me = inventedMe, people = Shown.Read(listOf(invited, inventedPriya, inventedTom)), hasMore = true, pending = 1)
        DirectoryView(state, on = {}, go = {})
    }

@PreviewOnPhones
@Composable
internal fun DirectoryNobodyPreview() =
    Previewed { DirectoryView(DirectoryState(inventedMe, "nobody", Shown.Read(emptyList())), on = {}, go = {}) }

@PreviewOnPhones
@Composable
internal fun PractitionerPreview() = Previewed { PractitionerCard(PractitionerState(Shown.Read(inventedTom)), go = {}, open = { true }) }
