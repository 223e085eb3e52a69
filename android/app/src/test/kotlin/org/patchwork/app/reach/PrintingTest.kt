package org.patchwork.app.reach

import android.print.PageRange
import kotlin.test.Test
import kotlin.test.assertEquals
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Which pages the phone asks for. */
@RunWith(RobolectricTestRunner::class)
class PrintingTest {
    @Test
    fun `only pages that are wanted and that there are, are drawn`() {
        assertEquals(listOf(0, 1, 2), wantedOf(arrayOf(PageRange.ALL_PAGES), 3))
        assertEquals(listOf(0, 2), wantedOf(arrayOf(PageRange(0, 0), PageRange(2, 9)), 3))
        assertEquals(emptyList(), wantedOf(emptyArray(), 3))
    }
}
