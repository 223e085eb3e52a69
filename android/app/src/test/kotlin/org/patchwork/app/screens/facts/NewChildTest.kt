package org.patchwork.app.screens.facts

import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.seeGone
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type

/** Adding a child. */
class NewChildTest : FactsStory() {
    private fun cases() = runBlocking { client.allCases() }

    @Test
    fun `a child is added, and their case opens`() {
        app.touch("Add a child")
        app.type("Given name", "Ella")
        app.type("Family name", "Marsh")
        app.type("Born", "12.3.2019")
        app.photograph("new-child")
        app.touch("Add")
        app.see("Ella Marsh")
        val case = cases().single()
        assertEquals(LocalDate.of(2019, 3, 12), caseOf(case.case).child.born)
    }

    @Test
    fun `a child who is likely here already is asked about, and can be added all the same`() {
        ellasCase()
        app.touch("Add a child")
        app.type("Given name", "Ella")
        app.type("Family name", "Marsh")
        app.type("Born", "12/3/2019")
        app.touch("Add")
        app.see("Is this the same child?")
        app.photograph("new-child-same")
        assertEquals(1, cases().size)
        app.touch("It is another child: add")
        app.seeGone("Is this the same child?")
        assertEquals(2, cases().size)
    }

    @Test
    fun `what cannot be taken is said beside its field, and no word is lost`() {
        app.touch("Add a child")
        app.type("Given name", "Ella")
        app.type("Born", "31/2/2019")
        app.type("Expected", "soon")
        app.touch("Add")
        app.see("2 things to put right")
        app.see("“31/2/2019” is not a date. Type it as day/month/year, such as 27/3/2026.")
        app.photograph("new-child-refused")
        app.activityRule.scenario.recreate()
        app.see("2 things to put right")
        app.type("Born", "12/3/2019")
        app.type("Expected", "")
        app.type("NHS number", "123")
        app.touch("Add")
        app.see("This is not an NHS number")
        app.see("12/3/2019")
        app.type("NHS number", "")
        app.touch("Add")
        app.seeGone("Add a child")
        assertEquals("Ella", caseOf(cases().single().case).child.given)
    }

    @Test
    fun `a birthday is chosen from the calendar`() {
        app.touch("Add a child")
        app.type("Born", "12/3/2019")
        app.touch("Choose a day: Born")
        app.see("Choose this day")
        photographDialog("calendar")
        app.touch("Friday, March 15, 2019")
        app.touch("Choose this day")
        app.seeGone("Choose this day")
        app.see("15/3/2019")
    }

    @Test
    fun `an unborn child is added by the day that they are expected`() {
        val expected = LocalDate.now().plusMonths(2)
        app.touch("Add a child")
        app.type("Family name", "Marsh")
        app.type("Expected", "${expected.dayOfMonth}/${expected.monthValue}/${expected.year}")
        app.touch("Add")
        app.seeGone("Add a child")
        assertTrue(cases().single().let { caseOf(it.case).child.expected == expected })
    }
}
