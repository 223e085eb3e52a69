package org.patchwork.app.screens.facts

import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import org.patchwork.app.nav.Place
import org.patchwork.app.testing.photograph
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.app.testing.type
import org.patchwork.client.ChildStatus
import org.patchwork.client.PlanCategory

/** What is known of a child: names and birth, plan and legal status, what a visitor must know. */
class ChildAndStatusTest : FactsStory() {
    @Test
    fun `what is known of a child is changed`() {
        val case = ellasCase()
        go(Place.Case(case))
        app.touch("Ella Marsh")
        app.touch("About Ella Marsh")
        app.see("Show in My cases under")
        app.photograph("child")
        app.type("Name the child goes by", "Ellie")
        app.type("NHS number", "9434765918")
        app.touch("Save")
        app.see("This is not an NHS number")
        app.type("NHS number", "9434765919")
        app.touch("This date is a guess")
        app.touch("Save")
        val child = untilInCase(case, "the child goes by Ellie") { child.takeIf { it.preferred == "Ellie" } }
        assertEquals(true, child.bornIsApproximate)
        assertEquals(LocalDate.of(2019, 3, 12), child.born)
    }

    @Test
    fun `a plan is recorded with its category, since when and from whom`() {
        val case = ellasCase()
        go(Place.Status(case))
        app.see("What stands now?")
        app.photograph("status")
        app.touch("Continue")
        app.see("Choose what stands now.")
        app.touch("Child protection plan")
        app.touch("Continue")
        app.see("Which category?")
        app.touch("Neglect")
        app.photograph("status-category")
        app.touch("Continue")
        app.type("Since when", "the spring")
        app.touch("Save")
        app.see("is not a date")
        app.type("Since when", "1/3/2026")
        app.type("From whom do you know?", "Conference chair")
        app.photograph("status-since")
        app.touch("Save")
        val status = untilInCase(case, "the plan stands") { header.statuses.singleOrNull() }
        assertEquals(ChildStatus.ProtectionPlan(PlanCategory.NEGLECT), status.status)
        assertEquals(LocalDate.of(2026, 3, 1), status.from)
        assertEquals("Conference chair", status.source)
    }

    @Test
    fun `what a visitor must know is added, changed and ended`() {
        val case = ellasCase()
        go(Place.Status(case))
        app.touch("Add what a visitor must know")
        app.touch("Add")
        app.see("Write what to know before going there.")
        app.type("What a visitor must know", "A large dog, loose in the yard")
        app.type("Look at it again by", "1/6/2027")
        app.photograph("marker-new")
        app.touch("Add")
        app.see("A large dog, loose in the yard")
        app.photograph("status-with-marker")
        app.touch("Change or end: A large dog, loose in the yard")
        app.type("What a visitor must know", "Two large dogs")
        app.touch("Save")
        untilInCase(case, "the marker is changed") { header.markers.singleOrNull { it.texts == listOf("Two large dogs") } }
        app.touch("Change or end: Two large dogs")
        app.touch("It is over")
        app.photograph("marker-end")
        app.touch("End it")
        app.see("Nothing that a visitor must know.")
    }
}
