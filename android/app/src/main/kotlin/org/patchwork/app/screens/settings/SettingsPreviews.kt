package org.patchwork.app.screens.settings

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.client.DoctorView
import org.patchwork.client.Notice
import org.patchwork.client.PartnershipDetails

@PreviewOnPhones
@Composable
internal fun SettingsPreview() = Previewed { SettingsPage(SettingsState(closesAfter = 60_000), {}, {}) }

@PreviewOnPhones
@Composable
internal fun ErasePreview() = Previewed { ErasePage(EraseState(waiting = 3u), {}, {}, {}) }

@PreviewOnPhones
@Composable
internal fun RelayAddressPreview() =
    Previewed {
        val notice = Notice("relay", "No relay there", "Nothing answers at this address. Look at it again.", emptyList())
        RelayAddressPage(RelayAddressState("https://relay.northtown.example", refused = Shown.Refused(notice)), {}, {})
    }

@PreviewOnPhones
@Composable
internal fun PartnershipPreview() =
    Previewed {
        val details = PartnershipDetails("Northtown", "01632 960123", "Day and night")
        PartnershipPage(PartnershipState(details), {}, {})
    }

@PreviewOnPhones
@Composable
internal fun ServerPreview() = Previewed { ServerPage() }

@PreviewOnPhones
@Composable
internal fun SupportPreview() =
    Previewed {
        val found = DoctorView(2u, 48u, 120u, listOf("3 entries of one case do not show as they are kept."))
        SupportPage(SupportState(found, "Patchwork 0.1.0\nAndroid 15\ncases 2, entries 48\nwaiting 3"), {}, {}, {})
    }
