package org.patchwork.app.screens.sheet

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.screens.facts.FactsStory
import org.patchwork.app.testing.TestApp
import org.patchwork.app.testing.TestPrinting
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.wordsOnTheScreen
import org.patchwork.client.CaseId
import org.patchwork.client.ContactDetail
import org.patchwork.client.ContactDetailId
import org.patchwork.client.ContactKind
import org.patchwork.client.MarkerId
import org.patchwork.client.NewMarker
import org.patchwork.client.NewPerson
import org.patchwork.client.NewRelationship
import org.patchwork.client.NewResidence
import org.patchwork.client.PersonId
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.drawId

/** The sheet on paper, from its reader to its last page. */
class SheetTest : FactsStory() {
    private val printing: TestPrinting get() = (app.activity.application as TestApp).printing

    private fun add(
        case: CaseId,
        name: String,
        role: String,
        agency: String,
        work: String = "",
    ): PersonId =
        runBlocking {
            val person = client.addPerson(case, NewPerson(PersonId(drawId()), name, role, agency, "", ""))
            if (work.isNotEmpty()) number(case, person, work)
            person
        }

    private suspend fun number(
        case: CaseId,
        person: PersonId,
        value: String,
        kind: ContactKind = ContactKind.WORK,
    ) = client.setContact(case, ContactDetail(person, ContactDetailId(drawId()), kind, value, ""))

    private fun livesWithheld(
        case: CaseId,
        person: PersonId,
    ) = runBlocking {
        client.addResidence(
            case,
            NewResidence(ResidenceId(drawId()), person, "4 Mill Lane, Northtown", ResidenceKind.HOME, "", null, null, listOf(CHILD)),
        )
    }

    /** Ella with her mother, her grandmother whose address is withheld, and three who help. */
    private fun aFamily(): CaseId {
        val case = ellasCase()
        val dana = dana(case)
        val rose = add(case, "Rose Marsh", "Grandmother", "", "07700 900444")
        runBlocking {
            client.relate(case, NewRelationship(RelationshipId(drawId()), dana, RelationshipKind.PARENT_OF, CHILD))
            client.addMarker(case, NewMarker(MarkerId(drawId()), "A large dog, loose in the yard", null))
        }
        livesWithheld(case, rose)
        add(case, "Joan Okafor", "Health visitor", "Millbrook surgery", "0113 496 0127")
        add(case, "Rae Lund", "Refuge worker", "Women’s refuge", "0113 496 0999")
        return case
    }

    private fun toTheChoices() {
        app.touch("Ella")
        app.touch("Sheet on paper")
        app.see("Who is the sheet for?")
        app.photograph("sheet-reader")
        app.touch("Dana Marsh")
        app.see("What Dana Marsh may know")
    }

    @Test
    fun `a sheet for one reader is looked at and printed with whoever was chosen and nothing that was left out`() {
        aFamily()
        toTheChoices()
        app.see("Linked to an address that is withheld.")
        app.see("That the family uses this service is sensitive.")
        // Numbers are folded beside the name, and say which of them are on.
        assertFalse("0113 496 0127" in app.wordsOnTheScreen())
        app.photograph("sheet-choices")
        app.touch("No number of Rae Lund")
        app.touch("Rae Lund")
        app.touch("Work phone: 0113 496 0999")
        app.see("Work phone of Rae Lund")
        // A private number starts off alone, and whoever starts on can be taken off.
        app.see("No number of Dana Marsh")
        app.touch("Priya Nair")
        app.touch("Check it before printing")

        app.see("Before you print: for Dana Marsh")
        app.see("Rose Marsh is not on the sheet. Linked to an address that is withheld.")
        app.see("Dana Marsh is on the sheet without: Mobile.")
        app.see("Priya Nair is not on the sheet.")
        app.see("By name in the picture, without a number: Dana Marsh")
        app.photograph("sheet-before")
        assertFalse("07700 900444" in app.wordsOnTheScreen())
        app.touch("Open the sheet")

        app.see("Page 1 of")
        app.see("Who helps Ella")
        app.photograph("sheet-paper")
        app.touch("Print, or save as PDF")
        app.await("nothing was printed") { printing.pages.isNotEmpty() }
        printing.photograph("sheet-printed")
        val words = printing.words
        val chosen =
            listOf(
                "Who helps Ella",
                "Dana Marsh",
                "Joan Okafor",
                "Health visitor",
                "Millbrook surgery",
                "Work phone: 0113 496 0127",
                "Rae Lund",
                "Work phone: 0113 496 0999",
                "How to reach them",
                "In an emergency call 999",
            )
        chosen.forEach { assertContains(words, it) }
        listOf("Priya", "Rose", "900444", "900111", "Mill Lane", "dog", "withheld").forEach { assertFalse(it in words, "“$it” in $words") }
        assertEquals(listOf("Sheet"), printing.names, "what the phone keeps of it has no word of the case")
    }

    @Test
    fun `what was chosen for a sheet goes when its page is left`() {
        aFamily()
        toTheChoices()
        app.touch("Rae Lund")
        app.touch("Check it before printing")
        app.see("Before you print")
        app.touch("Change what is on it")
        app.see("What Dana Marsh may know")
        app.touch("Check it before printing")
        assertFalse("Rae Lund is not on the sheet" in app.wordsOnTheScreen())
        app.touch("My cases")
        app.touch("Ella")
        app.touch("Sheet on paper")
        app.see("Who is the sheet for?")
        app.touch("Dana Marsh")
        app.touch("Check it before printing")
        app.see("Rae Lund is not on the sheet")
        // One page back each time, and the choice goes with another reader.
        app.touch("Back")
        app.touch("Rae Lund")
        app.touch("Back")
        app.see("Who is the sheet for?")
        app.touch("Dana Marsh")
        app.touch("Check it before printing")
        app.see("Rae Lund is not on the sheet")
    }

    @Test
    fun `a sheet of which something changed after it was looked at is not printed but looked at again`() {
        val case = aFamily()
        toTheChoices()
        app.touch("Check it before printing")
        app.touch("Open the sheet")
        app.see("Page 1 of")
        livesWithheld(case, caseOf(case).people.first { it.name == "Joan Okafor" }.person)
        app.touch("Print, or save as PDF")
        app.see("Something changed since you looked at this")
        app.see("Joan Okafor is not on the sheet. What is known of them changed")
        app.photograph("sheet-changed")
        assertTrue(printing.pages.isEmpty())
        app.touch("Open the sheet")
        app.touch("Print, or save as PDF")
        app.await("nothing was printed") { printing.pages.isNotEmpty() }
        assertFalse("Joan Okafor" in printing.words, printing.words)
    }

    @Test
    fun `a phone that cannot print says so`() {
        aFamily()
        printing.canPrint = false
        toTheChoices()
        app.touch("Check it before printing")
        app.touch("Open the sheet")
        app.touch("Print, or save as PDF")
        app.see("This phone cannot print.")
        app.touch("Back")
        app.touch("Open the sheet")
        app.seeGone("This phone cannot print.")
    }

    @Test
    fun `a sheet of many pages parts nobody and shortens no name`() {
        val case = ellasCase()
        val long = "Wilhelmina Alexandrina Fotheringay-Ponsonby of the Upper Dale and Lower Vale Estates"
        add(case, long, "Health visitor", "Millbrook surgery and community health centre for children and families", "0113 496 0100")
        repeat(17) { add(case, "Helper Number$it", "Teacher $it", "School $it", "0113 496 02${10 + it}") }
        app.touch("Ella")
        app.touch("Sheet on paper")
        app.touch("Ella")
        app.touch("Check it before printing")
        app.touch("Open the sheet")
        app.touch("Print, or save as PDF")
        app.await("nothing was printed") { printing.pages.isNotEmpty() }
        printing.photograph("sheet-many")
        assertTrue(printing.pages.size > 1, "${printing.pages.size}")
        val words = printing.words.replace(" | ", " ").replace("  ", " ")
        assertContains(words, long)
        // Whoever has their number on a page has their name above it on the same.
        repeat(17) { helper ->
            val page = printing.pages.single { page -> page.words.any { "0113 496 02${10 + helper}" in it } }
            val list = page.words.joinToString(" | ")
            assertContains(list, "Helper Number$helper | Teacher $helper | School $helper | Work phone: 0113 496 02${10 + helper}")
        }
    }

    private companion object {
        /** The child among the people of a case. */
        val CHILD = PersonId("0".repeat(32))
    }
}
