package org.patchwork.app.build

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The table of what each app does names tests that exist. */
class PlatformsTest {
    private val root = File(System.getProperty("user.dir")).parentFile.parentFile

    private fun sources(
        folder: String,
        ending: String,
    ): String =
        File(root, folder)
            .walkTopDown()
            .onEnter { it.name != "target" && it.name != "node_modules" }
            .filter { it.extension == ending }
            .joinToString("\n") { it.readText() }

    @Test
    fun `every test that docs slash platforms names exists on its platform`() {
        val rows =
            File(root, "docs/platforms.md")
                .readLines()
                .filter { it.startsWith("| ") && "`" in it }
                .map { row -> row.trim('|', ' ').split(" | ").map { it.trim() } }
        assertTrue(rows.size > 25, "${rows.size}")
        val android = sources("android/app/src/test", "kt")
        val swift = sources("ios/Tests", "swift") + sources("bindings/swift/Tests", "swift")
        val browser = sources("bindings/desktop", "rs") + sources("tests/browser", "js")
        val missing = mutableListOf<String>()
        for ((screen, onAndroid, onIos, inTheBrowser) in rows) {
            val name = onAndroid.trim('`')
            if (onAndroid != "–" && "fun `$name`" !in android) missing += "$screen: $name"
            val inSwift = onIos.trim('`')
            if (onIos != "–" && "@Test(\"$inSwift\")" !in swift) missing += "$screen: $inSwift"
            val there = inTheBrowser.trim('`')
            if (inTheBrowser != "–" && "fn $there(" !in browser && "it(\"$there\"" !in browser) missing += "$screen: $there"
        }
        assertEquals(emptyList(), missing)
    }
}
