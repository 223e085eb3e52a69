package org.patchwork.app.screens.address

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.person.inventedHeader
import org.patchwork.app.screens.person.inventedResidence

@PreviewOnPhones
@Composable
internal fun WithheldPreview() =
    Previewed {
        val residence = inventedResidence.copy(isWithheld = true, withheldFrom = "Karl Voss", mayBeMapped = false)
        WithheldView(WithheldState(Shown.Read(inventedHeader), Shown.Read(residence)))
    }

@PreviewOnPhones
@Composable
internal fun MapPreview() =
    Previewed { MapView(MapState(Shown.Read(BeforeMap(inventedHeader, "4 Mill Lane, Northtown"))), onMap = { true }) }

@PreviewOnPhones
@Composable
internal fun NoMapPreview() = Previewed { MapView(MapState(Shown.Read(BeforeMap(inventedHeader, null))), onMap = { true }) }

@PreviewOnPhones
@Composable
internal fun WithheldAgainPreview() = Previewed { WithheldView(WithheldState(Shown.Read(inventedHeader), isCoveredAgain = true)) }
