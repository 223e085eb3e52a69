package org.patchwork.app.screens.facts

import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import org.patchwork.app.look.readDay
import org.patchwork.app.look.writeDay
import org.patchwork.app.screens.form.readDays

/** Days as people type them. */
class DaysTest {
    @Test
    fun `a day is read with whatever stands between its numbers`() {
        val day = LocalDate.of(2026, 3, 27)
        for (typed in listOf("27/3/2026", "27.03.2026", "27-3-2026", " 27 3 2026 ", "2026-03-27", "٢٧/٣/٢٠٢٦", writeDay(day))) {
            assertEquals(day, readDay(typed), typed)
        }
    }

    @Test
    fun `what is no day is none`() {
        for (typed in listOf("", "31/2/2026", "27/3", "27/3/26", "27/3/2026/1", "soon", "the 27/3/2026", "99999999999/1/2026")) {
            assertNull(readDay(typed), typed)
        }
    }

    @Test
    fun `every field that holds no day is told, and an empty one is no mistake`() {
        val days = readDays("from" to "1/3/2026", "until" to "soon", "review" to " ")
        assertEquals(listOf("until"), days.wrong.map { it.field })
        assertEquals(LocalDate.of(2026, 3, 1), days["from"])
        assertNull(days["review"])
    }
}
