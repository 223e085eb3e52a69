package org.patchwork.app.screens.facts

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.nav.CaseTab
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.await
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.NewRelationship
import org.patchwork.client.RelationshipId
import org.patchwork.client.RelationshipKind
import org.patchwork.client.drawId

/** Adding and changing who is in a child's life, and how they belong together. */
class PeopleOfACaseTest : FactsStory() {
    @Test
    fun `somebody is added, and who may be the same is asked about`() {
        val case = ellasCase()
        go(Place.Case(case, CaseTab.People))
        app.touch("Add someone")
        app.see("Someone in Ella Marsh’s life")
        app.touch("Add")
        app.see("Write a name.")
        app.type("Name", "Joan Okafor")
        app.type("Who they are to", "Health visitor")
        app.type("Agency", "Millbrook surgery")
        app.type("Mobile", "07700 900123")
        app.photograph("new-person")
        app.touch("Add")
        val joan = untilInCase(case, "Joan is there") { people.firstOrNull { it.name == "Joan Okafor" } }
        assertEquals("07700 900123", joan.contacts.single().value)
        app.await("Joan’s page did not show") { place == Place.Person(case, joan.person) }
        go(Place.NewPerson(case, null))
        app.type("Name", "Joan Okafor")
        app.touch("Add")
        app.see("Is this the same person?")
        app.see("Health visitor, Millbrook surgery")
        app.photograph("new-person-same")
        app.touch("It is someone else: add")
        untilInCase(case, "there are two of that name") { people.filter { it.name == "Joan Okafor" }.takeIf { it.size == 2 } }
    }

    @Test
    fun `how somebody is reached is changed and added, and that they have died`() {
        val case = ellasCase()
        val dana = dana(case)
        go(Place.EditPerson(case, dana))
        app.see("Change Dana Marsh")
        app.type("Mobile", "07700 900222")
        app.touch("Email")
        app.type("Number or address", "dana@example.org")
        app.type("What to mind", "Not before ten")
        app.photograph("edit-person")
        app.touch("Save")
        val changed = untilInCase(case, "Dana is changed") { people.firstOrNull { it.note == "Not before ten" && it.contacts.size == 2 } }
        assertEquals(setOf("07700 900222", "dana@example.org"), changed.contacts.map { it.value }.toSet())
        go(Place.EditPerson(case, dana))
        app.type("Mobile", "")
        app.touch("Has died")
        app.touch("Save")
        val died = untilInCase(case, "Dana has died") { people.firstOrNull { it.isDeceased && it.contacts.size == 1 } }
        assertEquals(listOf("dana@example.org"), died.contacts.map { it.value })
    }

    @Test
    fun `between two numbers one is chosen on the form, and what was typed stays`() {
        val (tom, tomId) = tomJoins()
        val case = ellasCase(tomId)
        val dana = dana(case)
        twoNumbers(tom, case, dana)
        go(Place.EditPerson(case, dana))
        app.see("has two values. Choose one first.")
        app.type("What to mind", "Not before ten")
        app.photograph("edit-person-two-numbers")
        app.touch("Keep 07700 900333")
        app.seeGone("which is right?")
        app.see("Not before ten")
        app.touch("Keep the other instead")
        app.see("07700 900222")
        app.see("Not before ten")
        app.type("Mobile", "07700 900444")
        app.touch("Save")
        val changed =
            untilInCase(case, "Dana is changed") {
                people.firstOrNull { it.note == "Not before ten" && it.contacts.single().value == "07700 900444" }
            }
        assertTrue(
            changed.contacts
                .single()
                .others
                .isEmpty(),
        )
    }

    @Test
    fun `somebody is taken off a case, and put back`() {
        val case = ellasCase()
        val dana = dana(case)
        go(Place.Case(case, CaseTab.People))
        go(Place.Person(case, dana))
        go(Place.EditPerson(case, dana))
        app.touch("Take Dana Marsh off this case")
        app.see("can be put back from the list")
        app.touch("Take off")
        app.see("Nobody of the family is written down yet.")
        scrollTo("Taken off this case")
        app.photograph("taken-off")
        app.touch("Put back: Dana Marsh")
        untilInCase(case, "Dana is back") { people.firstOrNull { it.person == dana } }
        app.await("Dana’s page did not show") { place is Place.Person }
        assertIs<Place.Person>(place)
    }

    /** What is saved is in the case before the form is left: going elsewhere meanwhile would be undone by that. */
    private fun formIsLeft() =
        app.await("the form is still there") {
            app.waitForIdle()
            place !is Place.Ties
        }

    @Test
    fun `how two people belong together is said, said differently and taken back`() {
        val case = ellasCase()
        val dana = dana(case)
        go(Place.Ties(case, dana))
        app.see("With whom does Dana Marsh belong?")
        app.touch("Continue")
        app.see("Choose whom.")
        app.touch("Ella Marsh")
        app.touch("Continue")
        app.see("What is Dana Marsh to Ella Marsh?")
        app.photograph("ties-new")
        app.touch("parent of")
        app.touch("Add")
        val tie = untilInCase(case, "the tie is there") { relationships.singleOrNull() }
        assertEquals(RelationshipKind.PARENT_OF, tie.kind)
        formIsLeft()
        go(Place.Ties(case, dana))
        app.touch("Change: Dana Marsh and Ella Marsh")
        app.photograph("ties-change")
        app.touch("looks after")
        app.touch("Save: Dana Marsh and Ella Marsh")
        untilInCase(case, "it is said differently") { relationships.singleOrNull { it.kind == RelationshipKind.CARER_OF } }
        formIsLeft()
        go(Place.Ties(case, dana))
        app.touch("Remove: Dana Marsh, looks after Ella Marsh")
        untilInCase(case, "nothing is said any more") { relationships.takeIf { it.isEmpty() } }
    }

    @Test
    fun `a tie that was said from the other side is changed from this one`() {
        val case = ellasCase()
        val dana = dana(case)
        val joan = joan(case)
        runBlocking {
            client.relate(case, NewRelationship(RelationshipId(drawId()), joan, RelationshipKind.FRIEND_OF, dana))
        }
        go(Place.Ties(case, dana))
        app.touch("Change: Dana Marsh and Joan Okafor")
        app.touch("parent of")
        app.touch("Save: Dana Marsh and Joan Okafor")
        val tie =
            untilInCase(case, "it is said differently") {
                people.first { it.person == dana }.ties.singleOrNull { it.kind == RelationshipKind.PARENT_OF }
            }
        assertEquals(joan, tie.other)
    }
}
