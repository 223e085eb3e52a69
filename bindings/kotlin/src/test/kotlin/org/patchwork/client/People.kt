package org.patchwork.client

import java.io.File
import java.time.LocalDate
import kotlin.test.assertIs
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeout

/** A keystore for tests; on a phone it is the platform's. */
class MemoryVault : KeyVault {
    val secrets = mutableMapOf<String, ByteArray>()

    /** What the next call answers instead, as a platform's keystore may. */
    var refuses: VaultException? = null

    override fun load(name: String): ByteArray? {
        refuses?.let { throw it }
        return synchronized(secrets) { secrets[name] }
    }

    override fun store(
        name: String,
        secret: ByteArray,
    ) {
        refuses?.let { throw it }
        synchronized(secrets) { secrets[name] = secret }
    }

    override fun delete(name: String) {
        refuses?.let { throw it }
        synchronized(secrets) { secrets.remove(name) }
    }
}

suspend fun openClient(
    folder: File,
    vault: KeyVault,
): Client = Client.open(Options(dataDir = folder.path, undoSeconds = 10u), vault)

/** Waits until [look] finds something, at most a minute. */
suspend fun <T : Any> until(
    what: String,
    look: suspend () -> T?,
): T =
    try {
        withTimeout(60_000) {
            var found = look()
            while (found == null) {
                delay(10)
                found = look()
            }
            found
        }
    } catch (late: kotlinx.coroutines.TimeoutCancellationException) {
        throw AssertionError("it did not come about: $what", late)
    }

/** Priya of children's social care founds a partnership on this relay. */
suspend fun foundNorthtown(
    priya: ClientInterface,
    relay: String,
) = priya.found(
    Founding(
        relay = relay,
        relayToken = null,
        partnership = "Northtown",
        frontDoor = "01632 960123",
        agency = "Children’s social care",
        agencyKind = AgencyKind.SOCIAL_CARE,
        name = "Priya Nair",
        role = "Social worker",
    ),
)

/** Tom of a school joins whom Priya invites; both see the same words meanwhile. */
suspend fun joinTom(
    priya: ClientInterface,
    tom: ClientInterface,
): PractitionerId {
    val school = priya.addAgency(NewAgency(id = null, name = "Hillside Primary", kind = AgencyKind.SCHOOL))
    val invitation =
        priya.invite(
            Invitee(id = PractitionerId(drawId()), name = "Tom Reed", role = "Pastoral lead", agency = school),
        )
    val waiting = assertIs<Standing.Waiting>(tom.join(invitation.code))
    val asks = until("Tom asks to join") { priya.pendingDevices().singleOrNull() }
    check(asks.words == waiting.words) { "the screens show other words" }
    priya.admit(asks.device)
    until("Tom is let in") { tom.standing() as? Standing.Member }
    return tom.me().practitioner
}

/** Ella's case, with Tom on its team. */
fun ella(tom: PractitionerId): NewCase =
    NewCase(
        given = "Ella",
        family = "Marsh",
        preferred = "",
        born = LocalDate.of(2019, 3, 12),
        bornIsApproximate = false,
        expected = null,
        nhsNumber = "",
        team = listOf(NewMember(tom, AccessRole.MEMBER)),
        request = drawId(),
    )
