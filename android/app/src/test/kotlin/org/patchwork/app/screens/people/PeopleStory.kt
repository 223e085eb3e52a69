package org.patchwork.app.screens.people

import android.content.Intent
import kotlinx.coroutines.runBlocking
import org.patchwork.app.testing.PriyasPhone
import org.patchwork.app.testing.see
import org.patchwork.app.testing.touch
import org.patchwork.client.CaseId
import org.patchwork.client.NewPerson
import org.patchwork.client.PersonId
import org.patchwork.client.drawId
import org.robolectric.Shadows.shadowOf

/** Priya holds the phone, and there is something to show. */
abstract class PeopleStory : PriyasPhone() {
    /** Ella's mother. */
    protected fun dana(
        case: CaseId,
        mobile: String = "07700 900111",
    ): PersonId =
        runBlocking {
            client.addPerson(case, NewPerson(PersonId(drawId()), "Dana Marsh", "Mother", "", mobile, "dana@example.org"))
        }

    /** From *My cases* to the list of who is in Ella's life. */
    protected fun openEllasList() {
        app.touch("Ella")
        app.touch("List")
        app.see("Family and carers")
    }

    /** What the app asked another app to do last. */
    protected fun askedOfAnotherApp(): Intent =
        checkNotNull(shadowOf(app.activity.application).nextStartedActivity) { "no other app was asked" }

    protected companion object {
        /** The child among the people of a case. */
        val CHILD = PersonId("0".repeat(32))
    }
}
