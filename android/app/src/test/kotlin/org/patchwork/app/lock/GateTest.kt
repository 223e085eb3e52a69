package org.patchwork.app.lock

import javax.crypto.Cipher
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.runner.RunWith
import org.patchwork.app.testing.TestKeystore
import org.patchwork.app.testing.TestPrompt
import org.robolectric.RobolectricTestRunner

@OptIn(ExperimentalCoroutinesApi::class)
@RunWith(RobolectricTestRunner::class)
class GateTest {
    private val prompt = TestPrompt()
    private var millis = 0L
    private var closesAfter = 60_000L
    private val gate = Gate(GateKey(), { millis }, { closesAfter })

    @BeforeTest
    fun keystore() = TestKeystore.install()

    /** The phone's own lock opened it once: from now on a finger does. */
    private suspend fun openedOnce() {
        gate.ask(prompt)
        gate.close()
        prompt.shown.clear()
    }

    @Test
    fun `the first time only the phone's own lock opens it and only then there is a key for fingers`() =
        runTest {
            prompt.deviceLock = Asked.Refused
            gate.ask(prompt)
            assertEquals(listOf("device lock"), prompt.shown)
            assertEquals(GateState.NeedsDeviceLock, gate.state.value)
            assertNull(TestKeystore.specs["patchwork-gate"], "a key was made before the phone's lock was asked for")
            prompt.deviceLock = Asked.Unlocked
            openedOnce()
            assertNotNull(TestKeystore.specs["patchwork-gate"])
            gate.ask(prompt)
            assertEquals(listOf("biometric"), prompt.shown)
            assertEquals(GateState.Open, gate.state.value)
        }

    @Test
    fun `a key that is suddenly missing is as one that was thrown away`() =
        runTest {
            openedOnce()
            TestKeystore.empty()
            prompt.deviceLock = Asked.Refused
            gate.ask(prompt)
            assertEquals(listOf("device lock"), prompt.shown)
            assertEquals(GateState.NeedsDeviceLock, gate.state.value)
        }

    @Test
    fun `after a finger was added there is no new key before the phone's own lock was asked for`() =
        runTest {
            openedOnce()
            TestKeystore.invalidate("patchwork-gate")
            TestKeystore.forgetSpecs()
            prompt.deviceLock = Asked.Refused
            gate.ask(prompt)
            assertNull(TestKeystore.specs["patchwork-gate"])
            prompt.deviceLock = Asked.Unlocked
            gate.ask(prompt)
            assertNotNull(TestKeystore.specs["patchwork-gate"], "the key is made while it is sure who is there")
        }

    @Test
    fun `where no finger can be set up the phone's own lock opens it each time`() =
        runTest {
            TestKeystore.makesNone = true
            openedOnce()
            gate.ask(prompt)
            assertEquals(listOf("device lock"), prompt.shown)
            assertEquals(GateState.Open, gate.state.value)
            // Somebody sets up a finger meanwhile: it opens nothing by itself.
            gate.close()
            prompt.shown.clear()
            TestKeystore.makesNone = false
            gate.ask(prompt)
            assertEquals(listOf("device lock"), prompt.shown)
        }

    @Test
    fun `asked again while it asks it shows one prompt`() =
        runTest {
            openedOnce()
            val answered = CompletableDeferred<Asked>()
            val slow =
                object : UnlockPrompt by prompt {
                    override suspend fun askForBiometric(cipher: Cipher): Asked {
                        prompt.shown += "biometric"
                        return answered.await()
                    }
                }
            val first = launch { gate.ask(slow) }
            runCurrent()
            val second = launch { gate.ask(slow) }
            val third = launch { gate.askForDeviceLock(slow) }
            runCurrent()
            assertEquals(listOf("biometric"), prompt.shown)
            answered.complete(Asked.Unlocked)
            joinAll(first, second, third)
            assertEquals(listOf("biometric"), prompt.shown)
            assertEquals(GateState.Open, gate.state.value)
        }

    @Test
    fun `a finger or a face opens it`() =
        runTest {
            openedOnce()
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
            openedOnce()
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
            openedOnce()
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
