package org.patchwork.client

import java.io.File
import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.time.measureTimedValue
import kotlinx.coroutines.runBlocking
import org.junit.Rule
import org.junit.rules.TemporaryFolder

/** How long somebody waits for their list. It is printed and not judged: computers differ. */
class OpeningTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `with two hundred cases the time until the first list is printed`() =
        runBlocking {
            val data = File(folder.root, "priya")
            val vault = MemoryVault()
            RelayProcess.start(folder.newFolder("relay")).use { relay ->
                val priya = openClient(data, vault)
                foundNorthtown(priya, relay.address)
                priya.setOffline(true)
                repeat(CASES) { priya.openCase(child(it)) }
                priya.lock()
            }

            val millis =
                List(TIMES) {
                    val (read, took) =
                        measureTimedValue {
                            val priya = openClient(data, vault)
                            priya to priya.cases("", null, PAGE)
                        }
                    val (priya, page) = read
                    assertEquals(PAGE.toInt(), page.families.sumOf { family -> family.cases.size })
                    priya.lock()
                    took.inWholeMicroseconds / 1000.0
                }
            val bytes = data.walkTopDown().filter { it.isFile }.sumOf { it.length() }
            val library = File(System.getProperty("patchwork.built"), System.mapLibraryName("patchwork_ffi"))
            println(
                "opening: $CASES cases, open and first page of $PAGE, median %.1f ms of %s (budget 60 ms, for a library built for a phone); "
                    .format(millis.sorted()[TIMES / 2], millis) +
                    "$bytes bytes in its folder, through ${library.parentFile.name}/${library.name} of ${library.length()} bytes",
            )
        }

    private fun child(number: Int) =
        NewCase(
            given = "Child $number",
            family = "Family ${number / 2}",
            preferred = "",
            born = LocalDate.of(2012, 1, 1).plusDays(number * 7L),
            bornIsApproximate = false,
            expected = null,
            nhsNumber = "",
            team = emptyList(),
            request = drawId(),
        )

    private companion object {
        const val CASES = 200
        const val TIMES = 7
        const val PAGE = 50u
    }
}
