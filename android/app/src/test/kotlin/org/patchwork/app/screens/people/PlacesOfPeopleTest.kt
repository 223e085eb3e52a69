package org.patchwork.app.screens.people

import kotlin.test.Test
import kotlin.test.assertEquals
import org.patchwork.app.nav.Place
import org.patchwork.app.nav.readPlace
import org.patchwork.app.nav.write
import org.patchwork.client.CaseId
import org.patchwork.client.InvolvementId
import org.patchwork.client.PersonId
import org.patchwork.client.PractitionerId
import org.patchwork.client.ResidenceId

/** Where somebody was among people, kept over the process's end. */
class PlacesOfPeopleTest {
    @Test
    fun `a place is read as it was written`() {
        val case = CaseId("c1")
        val person = PersonId("p1")
        val places =
            listOf(
                Place.MyCard,
                Place.Invite,
                Place.Invitation(PractitionerId("t1")),
                Place.Person(case, person),
                Place.EditPerson(case, person),
                Place.Ties(case, person),
                Place.Residence(case, null, person),
                Place.Residence(case, ResidenceId("r1")),
                Place.Involvement(case, null, person),
                Place.Involvement(case, InvolvementId("i1")),
                Place.Team(case),
                Place.Sheet(case),
                Place.Withheld(case, ResidenceId("r1")),
                Place.Map(case, ResidenceId("r1")),
            )
        assertEquals(places, places.map { readPlace(it.write()) })
    }
}
