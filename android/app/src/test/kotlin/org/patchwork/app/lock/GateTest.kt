package org.patchwork.app.lock

import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.test.runTest
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestKeystore
import org.patchwork.app.testing.TestPrompt
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class GateTest {
    private val prompt = TestPrompt()
    private var millis = 0L
    private var closesAfter = 60_000L
    private val gate = Gate(GateKey(), { millis }, { closesAfter })

    @BeforeTest
    fun keystore() = TestKeystore.install()

    @Test
    fun `a finger or a face opens it`() =
        runTest {
            assertEquals(GateState.Closed, gate.state.value)
            gate.ask(prompt)
            assertEquals(GateState.Open, gate.state.value)
            assertEquals(listOf("biometric"), prompt.shown)
        }

    @Test
    fun `the key is thrown away when a finger is added and asks for one each time`() =
        runTest {
            gate.ask(prompt)
            val spec = assertNotNull(TestKeystore.specs["patchwork-gate"])
            assertTrue(spec.isUserAuthenticationRequired)
            assertTrue(spec.isInvalidatedByBiometricEnrollment)
        }

    @Test
    fun `who turns it away stays outside`() =
        runTest {
            prompt.biometric = Asked.Refused
            gate.ask(prompt)
            assertEquals(GateState.Closed, gate.state.value)
        }

    @Test
    fun `after a finger was added only the phone's own lock opens it and then fingers do again`() =
        runTest {
            gate.ask(prompt)
            gate.close()
            TestKeystore.invalidate("patchwork-gate")
            prompt.shown.clear()
            prompt.deviceLock = Asked.Refused
            gate.ask(prompt)
            assertEquals(GateState.NeedsDeviceLock, gate.state.value)
            // Asked again, a finger is still not enough.
            gate.ask(prompt)
            assertEquals(listOf("device lock", "device lock"), prompt.shown)
            prompt.deviceLock = Asked.Unlocked
            gate.ask(prompt)
            assertEquals(GateState.Open, gate.state.value)
            gate.close()
            prompt.shown.clear()
            gate.ask(prompt)
            assertEquals(listOf("biometric"), prompt.shown)
            assertEquals(GateState.Open, gate.state.value)
        }

    @Test
    fun `where a finger does not work the phone's own lock is asked for`() =
        runTest {
            prompt.biometric = Asked.Unavailable
            gate.ask(prompt)
            assertEquals(listOf("biometric", "device lock"), prompt.shown)
            assertEquals(GateState.Open, gate.state.value)
        }

    @Test
    fun `a phone without a lock of its own opens nothing`() =
        runTest {
            prompt.hasDeviceLock = false
            gate.ask(prompt)
            assertEquals(GateState.NoDeviceLock, gate.state.value)
            assertTrue(prompt.shown.isEmpty())
            prompt.hasDeviceLock = true
            gate.ask(prompt)
            assertEquals(GateState.Open, gate.state.value)
        }

    @Test
    fun `it stays open for a short absence and closes after a long one`() =
        runTest {
            gate.ask(prompt)
            gate.left()
            millis += 59_999
            gate.cameBack()
            assertEquals(GateState.Open, gate.state.value)
            gate.left()
            millis += 60_000
            gate.cameBack()
            assertEquals(GateState.Closed, gate.state.value)
        }

    @Test
    fun `set to close at once it is closed before the app is out of sight`() =
        runTest {
            gate.ask(prompt)
            closesAfter = 0
            gate.left()
            assertEquals(GateState.Closed, gate.state.value)
        }
}
