package org.patchwork.app.screens.people

import android.content.Intent
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.client.CaseId
import org.patchwork.client.ClientInterface
import org.patchwork.client.ContactKind
import org.patchwork.client.ContactMode
import org.patchwork.client.ContactOutcome
import org.patchwork.client.EntryKind
import org.patchwork.client.MarkerId
import org.patchwork.client.NewMarker
import org.patchwork.client.NewRelationship
import org.patchwork.client.NewResidence
import org.patchwork.client.PersonId
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.drawId
import org.patchwork.client.until

/** The page of somebody in a child's life. */
class PersonPageTest : PeopleStory() {
    private suspend fun ClientInterface.writeAbout(
        case: CaseId,
        person: PersonId,
        words: String,
    ) {
        saveEntry(newDraft(case).copy(kind = EntryKind.NOTE, text = words, about = listOf(person)))
        sendNow()
    }

    @Test
    fun `somebody is called, and what is known of them stands below`() {
        val case = ellasCase()
        val dana = dana(case)
        runBlocking {
            client.relate(case, NewRelationship(RelationshipId(drawId()), dana, RelationshipKind.PARENT_OF, CHILD))
            client.addMarker(case, NewMarker(MarkerId(drawId()), "A large dog, loose in the yard", null))
            client.addResidence(
                case,
                NewResidence(ResidenceId(drawId()), dana, "4 Mill Lane, Northtown", ResidenceKind.HOME, "", null, null, emptyList()),
            )
        }
        openEllasList()
        app.touch("Dana Marsh")
        app.see("Before you go: A large dog")
        app.photograph("person")
        app.touch("Call Dana Marsh on 07700 900111")
        val call = askedOfAnotherApp()
        assertEquals(Intent.ACTION_DIAL, call.action)
        assertEquals("tel:+447700900111", call.dataString)
        app.touch("Text Dana Marsh on 07700 900111")
        assertEquals("sms:+447700900111", askedOfAnotherApp().dataString)
        app.touch("Email Dana Marsh")
        assertEquals("mailto:dana@example.org", askedOfAnotherApp().dataString)
        scrollTo("parent of Ella")
        app.see("How they belong together").assertIsDisplayed()
        scrollTo("4 Mill Lane")
        scrollTo("Write about Dana Marsh")
        app.photograph("person-below")
        app.touch("Write about Dana Marsh")
        app.see("About Ella")
    }

    @Test
    fun `of a helper the last contact is theirs with the family, and their own name is not repeated`() {
        val case = ellasCase()
        val dana = dana(case)
        runBlocking {
            client.saveEntry(
                client.newDraft(case).copy(
                    kind = EntryKind.CONTACT,
                    mode = ContactMode.VISIT,
                    outcome = ContactOutcome.SEEN_ALONE,
                    text = "Drew a house",
                    with = listOf(dana),
                ),
            )
        }
        openEllasList()
        app.see("Last contact today, Priya Nair")
        scrollTo("Last in contact with the family today")
        app.onNodeWithText("Last in contact with the family today, Priya Nair", substring = true).assertDoesNotExist()
        app.photograph("list-last-contact")
        scrollTo("Dana Marsh")
        app.touch("Dana Marsh")
        app.see("Last contact")
        app.see(", Priya Nair")
        app.onNodeWithText("Last in contact with the family").assertDoesNotExist()
        app.touch("Back")
        scrollTo("Priya Nair")
        app.touch("Priya Nair")
        app.see("Last in contact with the family")
        app.photograph("person-last-contact")
        app.onNodeWithText(", Priya Nair", substring = true).assertDoesNotExist()
        app.onNodeWithText("not written down", substring = true).assertDoesNotExist()
    }

    @Test
    fun `between two numbers each can be called, one is kept, and the other one instead`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase(tomId)
        val dana = dana(case)
        twoNumbers(tom, case, dana)
        openEllasList()
        app.touch("Dana Marsh")
        app.see("which is right?")
        app.photograph("person-two-numbers")
        assertTrue(app.onAllNodesWithContentDescription("Call Dana Marsh", substring = true).fetchSemanticsNodes().isEmpty())
        app.touch("Call 07700 900222")
        assertEquals("tel:+447700900222", askedOfAnotherApp().dataString)
        app.touch("Keep 07700 900333")
        app.seeGone("which is right?")
        app.see("Call Dana Marsh on 07700 900333")
        app.touch("Keep the other instead")
        app.see("Call Dana Marsh on 07700 900222")
        app.seeGone("Keep the other instead")
        assertEquals(listOf("07700 900222"), numbersOf(case, dana))
    }

    @Test
    fun `of two numbers that are both right both are kept`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase(tomId)
        val dana = dana(case)
        twoNumbers(tom, case, dana)
        openEllasList()
        app.touch("Dana Marsh")
        app.touch("Both are right: keep both")
        app.seeGone("which is right?")
        app.see("Call Dana Marsh on 07700 900222")
        app.see("Call Dana Marsh on 07700 900333")
        app.photograph("person-both-numbers")
        assertEquals(listOf("07700 900222", "07700 900333"), numbersOf(case, dana).sorted())
        app.onNodeWithText("Keep the other instead").assertDoesNotExist()
    }

    @Test
    fun `the way to the other value goes with the page on which one was chosen`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase(tomId)
        val dana = dana(case)
        twoNumbers(tom, case, dana)
        openEllasList()
        app.touch("Dana Marsh")
        app.touch("Keep 07700 900333")
        app.see("Keep the other instead")
        app.touch("Settings")
        app.seeGone("Keep the other instead")
    }

    private fun numbersOf(
        case: CaseId,
        person: PersonId,
    ): List<String> {
        val people = runBlocking { client.caseView(case) }.people
        val contacts = people.first { it.person == person }.contacts
        return contacts.filter { it.kind == ContactKind.MOBILE }.map { it.value }
    }

    @Test
    fun `what a colleague wrote about somebody is answered from their page`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase(tomId)
        val dana = dana(case)
        runBlocking {
            until("Tom has the case with Dana") {
                val has = tom.allCases().any { it.case == case } && tom.caseView(case).people.any { it.person == dana }
                if (has) case else null
            }
            tom.writeAbout(case, dana, "Dana was early, and asked for a meeting.")
        }
        openEllasList()
        app.touch("Dana Marsh")
        app.await("what Tom wrote about Dana did not come") {
            runBlocking { client.timelineOfPerson(case, dana, null, 5u).entries.isNotEmpty() }
        }
        scrollTo("Dana was early")
        scrollTo("Read it")
        app.touch("Read it")
        app.see("Read by Priya Nair")
        app.photograph("person-written")
    }
}
