package org.patchwork.app.screens.cases

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.TouchInjectionScope
import androidx.compose.ui.test.click
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.pinch
import androidx.compose.ui.test.swipe
import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.screens.people.PeopleStory
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.client.CaseId
import org.patchwork.client.InvolvementId
import org.patchwork.client.NewInvolvement
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.drawId

/** The picture of a case under fingers, through the real library. */
class PictureTest : PeopleStory() {
    private fun helper(
        case: CaseId,
        name: String,
        agency: String,
        role: String = "Teacher",
    ): PersonId = runBlocking { client.addPerson(case, NewPerson(PersonId(drawId()), name, role, agency, "", "")) }

    /** The whole picture, whose name a screen reader says as one sentence. */
    private fun picture() = app.onNodeWithContentDescription("in the middle", substring = true)

    private fun boundsOf(words: String): Rect = app.see(words).fetchSemanticsNode().boundsInRoot

    /** Where all of a face is, also what reaches out of the picture. */
    private fun placeOf(words: String): Offset = app.see(words).fetchSemanticsNode().positionInRoot

    private fun SemanticsNodeInteraction.fingers(what: TouchInjectionScope.() -> Unit) {
        performTouchInput(what)
        app.waitForIdle()
    }

    @Test
    fun `the picture is brought nearer by two fingers, moved by one, and its faces are touched where they are drawn`() {
        val case = ellasCase()
        dana(case)
        helper(case, "Joan Field", "Health visiting", "Health visitor")
        app.touch("Ella")
        app.see("Dana Marsh, Mother")
        app.see("Joan Field, Health visitor")
        val (far, farPlace) = boundsOf("Dana Marsh, Mother") to placeOf("Dana Marsh, Mother")
        val frame = picture().fetchSemanticsNode().boundsInRoot

        // Two fingers apart, around Dana: she is larger, and stays under them.
        val dana = far.center - frame.topLeft
        picture().fingers { pinch(dana - Offset(40f, 0f), dana - Offset(120f, 0f), dana + Offset(40f, 0f), dana + Offset(120f, 0f)) }
        app.photograph("picture-nearer")
        val near = boundsOf("Dana Marsh, Mother")
        assertTrue(near.width > far.width * NEARER, "$far, then $near")
        assertTrue((near.center - far.center).getDistance() < far.width / 2, "she moved from ${far.center} to ${near.center}")

        // One finger moves it as far as it goes.
        picture().fingers { swipe(center, center + Offset(60f, 90f)) }
        val moved = boundsOf("Dana Marsh, Mother")
        assertTrue(moved.center.x > near.center.x && moved.center.y > near.center.y, "$near, then $moved")
        repeat(SWIPES) { picture().fingers { swipe(topLeft + Offset(20f, 20f), bottomRight - Offset(20f, 20f)) } }
        app.photograph("picture-corner")
        val corner = placeOf("Dana Marsh, Mother")
        picture().fingers { swipe(topLeft + Offset(20f, 20f), bottomRight - Offset(20f, 20f)) }
        assertEquals(corner, placeOf("Dana Marsh, Mother"), "nothing beyond the edge comes into sight")

        // Two fingers together bring all of it back.
        repeat(2) { picture().fingers { pinch(Offset(60f, 300f), Offset(340f, 300f), Offset(700f, 300f), Offset(360f, 300f)) } }
        assertEquals(far.size, boundsOf("Dana Marsh, Mother").size)
        assertEquals(farPlace.x, placeOf("Dana Marsh, Mother").x)

        // A face that is drawn larger is touched where it is drawn.
        picture().fingers { pinch(dana - Offset(40f, 0f), dana - Offset(120f, 0f), dana + Offset(40f, 0f), dana + Offset(120f, 0f)) }
        val drawn = boundsOf("Dana Marsh, Mother").center
        picture().fingers { click(drawn - frame.topLeft) }
        app.see("Dana Marsh’s page")
        app.photograph("picture-nearer-card")
    }

    @Test
    fun `an agency with many people opens in its place, and the way back leads to everybody`() {
        val case = ellasCase()
        dana(case)
        for (agency in listOf("Hillside School", "Millbrook surgery", "Northtown housing", "Harbour youth club")) {
            for (name in listOf("Ada", "Bo", "Cy", "Di", "Eve", "Finn")) helper(case, "$name of ${agency.substringBefore(' ')}", agency)
        }
        app.touch("Ella")
        val gathered = "Hillside School, 6 people"
        app.see(gathered)
        app.photograph("picture-gathered")
        assertTrue(app.onAllNodesWithContentDescription("Ada of Hillside, Teacher", substring = true).fetchSemanticsNodes().isEmpty())

        app.touch(gathered)
        app.see("Ada of Hillside, Teacher")
        for (name in listOf("Bo", "Cy", "Di", "Eve", "Finn")) app.see("$name of Hillside, Teacher")
        app.photograph("picture-group")
        app.touch("Everyone")
        app.see(gathered)
        app.see("Sheet on paper")
        app.onNodeWithText("Everyone").assertDoesNotExist()

        // Back on the phone does the same before it leaves the case.
        app.touch(gathered)
        app.see("Ada of Hillside, Teacher")
        app.touch("Ada of Hillside, Teacher")
        app.see("Ada of Hillside’s page")
        app.runOnUiThread { app.activity.onBackPressedDispatcher.onBackPressed() }
        app.see(gathered)
        app.onNodeWithText("Ada of Hillside’s page").assertDoesNotExist()
        app.runOnUiThread { app.activity.onBackPressedDispatcher.onBackPressed() }
        app.see("My cases")
    }

    @Test
    fun `the switch names who used to help, and each of them has a card once they are shown`() {
        val case = ellasCase()
        dana(case)
        helper(case, "Joan Field", "Health visiting", "Health visitor")
        for (name in listOf("Ann Bell", "Bea Cole", "Cy Dunn", "Di Eve")) {
            val person = helper(case, name, "Hillside School")
            runBlocking {
                client.addInvolvement(
                    case,
                    NewInvolvement(InvolvementId(drawId()), null, person, "Teacher", "", null, LocalDate.of(2020, 3, 1), null, null),
                )
            }
        }
        app.touch("Ella")
        app.see("Joan Field, Health visitor")
        app.see("4 people: ")
        val people = runBlocking { client.caseView(case).people }
        val helpers = people.filter { !it.isCurrent }.map { it.name }
        app.see("4 people: ${helpers.take(NAMED).joinToString(", ")} and 1 more")
        app.onNodeWithContentDescription("Ann Bell, Teacher", substring = true).assertDoesNotExist()
        app.photograph("picture-used-to-help")

        app.touch("Show who used to help")
        app.see("Hillside School")
        app.see("and 1 more")
        app.photograph("picture-used-to-help-shown")
        app.touch(helpers.first())
        app.see("${helpers.first()}’s page")
        app.see("Teacher until 1 March 2020")
        app.photograph("picture-used-to-help-card")
        app.touch("Close")
        app.touch("Hide who used to help")
        app.see("4 people: ")
    }

    private companion object {
        /** So much larger something is at the least after a pinch to three times the distance. */
        const val NEARER = 2

        /** More than enough to come to an edge. */
        const val SWIPES = 8

        /** So many are named beside the switch. */
        const val NAMED = 3
    }
}
