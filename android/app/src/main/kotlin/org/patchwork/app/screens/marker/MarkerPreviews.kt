package org.patchwork.app.screens.marker

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented

@PreviewOnPhones
@Composable
internal fun MarkerPreview() =
    Previewed {
        val typed = TypedMarker("A large dog, loose in the yard", "1/6/2026")
        MarkerFormView(MarkerState(Shown.Read(AboutMarker(Invented.marker, "")), typed), {}, {}, {})
    }

@PreviewOnPhones
@Composable
internal fun MarkerInConflictPreview() =
    Previewed {
        val marker = Invented.marker.copy(texts = listOf("A large dog", "Two dogs"))
        MarkerFormView(MarkerState(Shown.Read(AboutMarker(marker, ""))), {}, {}, {})
    }
