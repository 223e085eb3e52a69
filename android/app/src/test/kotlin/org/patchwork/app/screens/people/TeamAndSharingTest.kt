package org.patchwork.app.screens.people

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.AccessRole
import org.patchwork.client.EntryKind
import org.patchwork.client.SharingChoice
import org.patchwork.client.until

/** Who can see a case, and what was decided about sharing. */
class TeamAndSharingTest : PeopleStory() {
    private fun openTeam() {
        app.touch("Ella")
        app.touch("7 years")
        app.touch("Who can see this")
        app.see("Nobody else can read Ella Marsh’s case")
    }

    @Test
    fun `a colleague is added to the team and has the case`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase()
        openTeam()
        app.see("One person in 1 agency.")
        app.photograph("team")
        scrollTo("Search practitioners")
        app.type("Search practitioners", "nobody of this name")
        scrollTo("Nobody found who can be added")
        app.type("Search practitioners", "tom")
        app.see("Tom Reed")
        scrollTo("Add to the team")
        app.photograph("team-add")
        app.touch("Tom Reed")
        app.touch("Observer: reads")
        app.photograph("team-chosen")
        app.touch("Add to the team")
        scrollTo("Nobody else can read")
        app.see("2 people in 2 agencies.")
        app.see("Tom Reed")
        app.photograph("team-of-two")
        runBlocking {
            until("Tom has the case") { tom.allCases().firstOrNull { it.case == case } }
            assertEquals(
                AccessRole.OBSERVER,
                client
                    .team(case)
                    .members
                    .first { it.practitioner == tomId }
                    .access,
            )
        }
    }

    @Test
    fun `decisions about sharing are written and read here`() {
        val case = ellasCase()
        openTeam()
        app.touch("Write a sharing decision")
        app.see("Decision")
        app.see("With whom")
        app.touch("Later")
        runBlocking {
            client.saveEntry(
                client.newDraft(case).copy(
                    kind = EntryKind.SHARING_DECISION,
                    text = "That Dana sees her GP",
                    sharing = SharingChoice.DO_NOT_SHARE,
                    withWhom = "Hillside Primary",
                    detail = "She asked us not to.",
                ),
            )
            client.sendNow()
        }
        app.see("Not with Hillside Primary")
        app.see("Why: She asked us not to.")
        app.see("Who has looked")
        app.photograph("team-decisions")
    }
}
