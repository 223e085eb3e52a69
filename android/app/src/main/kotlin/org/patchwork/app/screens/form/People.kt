package org.patchwork.app.screens.form

import org.patchwork.client.CaseView
import org.patchwork.client.PersonId

/** Somebody to choose on a form. */
data class Named(
    val person: PersonId,
    val name: String,
)

/** The child, and everyone of the case without an account. */
fun CaseView.withoutAccount(): List<Named> {
    val others = people.filter { it.practitioner == null && it.person != CHILD }
    return listOf(Named(CHILD, header.child)) + others.map { Named(it.person, it.name) }
}
