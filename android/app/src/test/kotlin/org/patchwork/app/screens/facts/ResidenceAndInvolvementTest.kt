package org.patchwork.app.screens.facts

import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
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
import org.patchwork.client.Basis
import org.patchwork.client.CaseId
import org.patchwork.client.EntryKind
import org.patchwork.client.MarkerId
import org.patchwork.client.NewMarker
import org.patchwork.client.NewResidence
import org.patchwork.client.PersonId
import org.patchwork.client.ResidenceId
import org.patchwork.client.ResidenceKind
import org.patchwork.client.drawId

/** Where people live, and which part somebody plays. */
class ResidenceAndInvolvementTest : FactsStory() {
    @Test
    fun `where somebody lives is added, one question after the other`() {
        val case = ellasCase()
        val dana = dana(case)
        runBlocking { client.addMarker(case, NewMarker(MarkerId(drawId()), "A large dog, loose in the yard", null)) }
        go(Place.Case(case, CaseTab.People))
        app.see("Family and carers")
        scrollTo("Add where someone lives")
        app.touch("Add where someone lives")
        app.see("Who lives there?")
        app.touch("Continue")
        app.see("Choose who lives there.")
        app.photograph("residence-who")
        app.touch("Ella Marsh")
        app.touch("Continue")
        app.see("Before you go: A large dog")
        app.touch("Continue")
        app.see("2 things to put right")
        app.photograph("residence-where")
        app.type("Address", "4 Mill Lane, Northtown")
        app.touch("Home")
        app.touch("Continue")
        app.type("On which days", "Mon–Thu")
        app.type("From", "1/3/2026")
        app.photograph("residence-when")
        app.touch("Continue")
        app.see("Must anybody not know this address?")
        app.touch("Back")
        app.see("1/3/2026")
        app.touch("Continue")
        app.touch("Dana Marsh")
        app.photograph("residence-withheld")
        app.touch("Add")
        val added = untilInCase(case, "the address is there") { residences.singleOrNull() }
        assertEquals("Ella Marsh", added.name)
        assertTrue(added.isWithheld)
        assertEquals(listOf(dana), added.withheldPeople)
        assertEquals("", added.addresses.single().value, "it is asked for by itself")
        assertEquals(LocalDate.of(2026, 3, 1), added.from)
    }

    @Test
    fun `an address is changed until somebody moved out, and removed where it was a mistake`() {
        val case = ellasCase()
        dana(case)
        val residence = millLane(case)
        go(Place.Residence(case, residence))
        app.see("4 Mill Lane, Northtown")
        app.type("Address", "5 Mill Lane, Northtown")
        app.type("Until", "1/3/2026")
        app.photograph("residence")
        app.touch("Save")
        val changed = untilInCase(case, "they moved out") { residences.singleOrNull { it.hasEnded } }
        assertEquals("5 Mill Lane, Northtown", changed.addresses.single().value)
        go(Place.Residence(case, residence))
        app.touch("Entered by mistake")
        app.see("write until when instead")
        app.touch("Remove it")
        untilInCase(case, "it is gone") { residences.takeIf { it.isEmpty() } }
    }

    @Test
    fun `a withheld address is covered until it is asked for, which is noted`() {
        val case = ellasCase()
        val dana = dana(case)
        val residence = millLane(case, withheldFrom = listOf(dana))
        go(Place.Residence(case, residence))
        app.see("Withheld from Dana Marsh: show the address")
        app.seeGone("4 Mill Lane")
        app.photograph("residence-covered")
        assertTrue(looks(case).isEmpty())
        app.touch("Withheld from Dana Marsh: show the address")
        app.see("4 Mill Lane, Northtown")
        app.photograph("residence-uncovered")
        app.touch("Dana Marsh")
        app.touch("Save")
        untilInCase(case, "nobody is kept from it") { residences.singleOrNull { !it.isWithheld } }
        // The team is told with what she writes next in this case: with the first that has room for it.
        runBlocking {
            for (words in 1..8) {
                client.saveEntry(client.newDraft(case).copy(kind = EntryKind.NOTE, text = "The tenancy ends in June. ".repeat(words)))
                client.sendNow()
            }
        }
        app.await("the look is not told") { looks(case).isNotEmpty() }
    }

    /** Where Ella lives. */
    private fun millLane(
        case: CaseId,
        withheldFrom: List<PersonId> = emptyList(),
    ): ResidenceId =
        runBlocking {
            val home = NewResidence(null, null, "4 Mill Lane, Northtown", ResidenceKind.HOME, "", null, null, withheldFrom)
            client.addResidence(case, home)
        }

    private fun looks(case: CaseId) = runBlocking { client.whoLooked(case) }.flatMap { it.withheld }

    @Test
    fun `a part is added with what matters first, changed, ended and removed`() {
        val case = ellasCase()
        joan(case)
        go(Place.Case(case, CaseTab.People))
        app.see("Family and carers")
        scrollTo("Add who is involved")
        app.touch("Add who is involved")
        app.see("Who is involved with Ella Marsh")
        app.touch("Add")
        app.see("Choose one person.")
        app.touch("Joan Okafor, Millbrook surgery")
        app.type("Role", "Lead practitioner")
        app.photograph("involvement-new")
        app.touch("More (from, until, basis)")
        app.type("From", "1/3/2026")
        app.touch("Add")
        val added = untilInCase(case, "Joan has a part") { involvements.firstOrNull { it.ownRole == "Lead practitioner" } }
        assertEquals(LocalDate.of(2026, 3, 1), added.from)
        go(Place.Involvement(case, added.involvement))
        app.see("Why they may be involved")
        app.type("Agency", "Northtown children’s centre")
        app.touch("The family agreed")
        app.type("Until", "1/4/2026")
        app.photograph("involvement")
        app.touch("Save")
        val changed = untilInCase(case, "Joan’s part has ended") { involvements.firstOrNull { it.hasEnded } }
        assertEquals(Basis.AGREEMENT, changed.basis)
        assertEquals("Northtown children’s centre", changed.ownAgency)
        go(Place.Involvement(case, added.involvement))
        app.touch("Entered by mistake")
        app.touch("Remove it")
        untilInCase(case, "it is gone") { involvements.takeIf { all -> all.none { it.involvement == added.involvement } } }
    }
}
