package org.patchwork.app.screens.form

import java.time.LocalDate
import org.patchwork.app.look.readDay
import org.patchwork.app.look.unreadableDay
import org.patchwork.client.InvalidField

/** The days of a form, read from what was typed: none for an empty field. */
class Days(
    private val typed: List<Pair<String, String>>,
) {
    /** The fields that hold no day. */
    val wrong: List<InvalidField> =
        typed
            .filter { (_, words) -> words.isNotBlank() && readDay(words) == null }
            .map { (field, words) -> InvalidField(field, unreadableDay(words.trim())) }

    operator fun get(field: String): LocalDate? = typed.firstOrNull { it.first == field }?.second?.let(::readDay)
}

/** Reads the days of a form by the names of their fields. */
fun readDays(vararg typed: Pair<String, String>): Days = Days(typed.toList())
