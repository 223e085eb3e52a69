package org.patchwork.app.build

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.w3c.dom.Element

/** Two builds, one app: what Android Studio builds is what is tested here. */
class BuildFilesTest {
    private val android = File(System.getProperty("user.dir")).parentFile

    /** The properties of pom.xml that name a version or a level, by the names of the version catalogue. */
    private fun ofMaven(): Map<String, String> {
        val pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(File(android, "pom.xml"))
        val properties = pom.getElementsByTagName("properties").item(0).childNodes
        return (0 until properties.length)
            .map { properties.item(it) }
            .filterIsInstance<Element>()
            .associate { it.tagName to it.textContent.trim() }
            .filterKeys { it.endsWith(".version") || it.endsWith(".sdk") }
            // The framework that Maven compiles against is Gradle's compile level.
            .filterKeys { !it.startsWith("android.") }
            .mapKeys { (name, _) -> name.removeSuffix(".version").replace('.', '-') }
    }

    private fun ofGradle(): Map<String, String> =
        File(android, "gradle/libs.versions.toml")
            .readText()
            .substringAfter("[versions]")
            .substringBefore("[libraries]")
            .lines()
            .filter { '=' in it }
            .associate { line -> line.substringBefore(" =") to line.substringAfter('"').substringBefore('"') }

    @Test
    fun `both builds name the same versions and levels`() {
        val maven = ofMaven()
        assertTrue(maven.size > 15, "$maven")
        assertEquals(maven.toSortedMap(), (ofGradle() - "android-gradle").toSortedMap())
    }

    @Test
    fun `both builds give the app the same version`() {
        val gradle = File(android, "app/build.gradle.kts").readText()
        val pom = File(android, "pom.xml").readText()
        assertTrue("versionCode = ${Regex("<version.code>(.*)</").find(pom)?.groupValues?.get(1)}\n" in gradle)
        assertTrue("versionName = \"${Regex("<version>(.*)</").find(pom)?.groupValues?.get(1)}\"\n" in gradle)
    }

    @Test
    fun `both builds have the same sources`() {
        val gradle = File(android, "app/build.gradle.kts").readText()
        val named = Regex("\"((?:src|\\.\\./\\.\\.)/[^\"]*)\"").findAll(gradle).map { it.groupValues[1] }.toSet()
        val expected =
            setOf(
                "src/main/kotlin",
                "src/test/kotlin",
                "../../bindings/kotlin/generated",
                "../../bindings/kotlin/src/main/kotlin",
                "../../bindings/kotlin/src/test/kotlin",
            )
        assertEquals(expected, named)
        expected.forEach { assertTrue(File(android, "app/$it").isDirectory, it) }
        val poms = File(android, "app/pom.xml").readText() + File(android, "../bindings/kotlin/pom.xml").readText()
        listOf("src/main/kotlin", "src/test/kotlin", "generated").forEach { assertTrue(it in poms, it) }
    }
}
