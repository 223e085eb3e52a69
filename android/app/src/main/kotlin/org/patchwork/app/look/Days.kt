package org.patchwork.app.look

import java.time.DateTimeException
import java.time.LocalDate

/**
 * A day as people type it: day, month and year with anything between them that a keyboard of
 * digits has, or as 2026-03-27. None where it cannot be read.
 */
fun readDay(typed: String): LocalDate? {
    val parts = typed.split('/', '.', ' ', '-').filter { it.isNotEmpty() }
    val numbers = parts.mapNotNull { it.toIntOrNull() }
    if (numbers.size != parts.size || numbers.size != DAY_MONTH_YEAR) return null
    // A year in front tells the second way from the first.
    val (day, month, year) = if (parts.first().length == YEAR_DIGITS) numbers.reversed() else numbers
    return try {
        LocalDate.of(year, month, day).takeIf { year >= FIRST_YEAR }
    } catch (_: DateTimeException) {
        null
    }
}

/** A day as [readDay] reads it again. */
fun writeDay(day: LocalDate?): String = day?.run { "$dayOfMonth/$monthValue/$year" }.orEmpty()

/** What is wrong with a day that cannot be read. */
fun unreadableDay(typed: String): String = "“$typed” is not a date. Type it as day/month/year, such as 27/3/2026."

private const val DAY_MONTH_YEAR = 3
private const val YEAR_DIGITS = 4

/** A year of two digits is a slip: nobody is taken for two thousand years old. */
private const val FIRST_YEAR = 1800
