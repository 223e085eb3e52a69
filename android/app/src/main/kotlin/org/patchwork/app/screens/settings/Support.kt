package org.patchwork.app.screens.settings

import android.content.ClipData
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.platform.LocalClipboard
import androidx.compose.ui.platform.toClipEntry
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.Heading
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Page
import org.patchwork.app.look.QuietButton
import org.patchwork.app.screens.ScreenModel
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.ClientInterface
import org.patchwork.client.DoctorView

/** What the doctor found, and the report for whoever helps. */
data class SupportState(
    val found: DoctorView? = null,
    val report: String = "",
    val isWorking: Boolean = false,
    val refused: Shown.Refused? = null,
)

/** Checks what is kept here. */
class SupportModel(
    private val client: ClientInterface,
) : ScreenModel<SupportState>(SupportState()) {
    init {
        viewModelScope.launch {
            val report = attempt { client.supportReport() }.value.orEmpty()
            change { it.copy(report = report) }
        }
    }

    fun check() = working { client.doctor() }

    fun rebuild() = working { client.repair() }

    private fun working(work: suspend () -> DoctorView) {
        if (now.isWorking) return
        change { it.copy(isWorking = true, refused = null) }
        act({ state, refused -> state.copy(isWorking = false, refused = refused) }) {
            val found = work()
            change { it.copy(isWorking = false, found = found) }
        }
    }
}

@Composable
fun SupportScreen(around: Surroundings) {
    val model = screenModel { SupportModel(around.client) }
    val state by model.state.collectAsStateWithLifecycle()
    val clipboard = LocalClipboard.current
    val scope = rememberCoroutineScope()
    SupportPage(
        state,
        onCheck = model::check,
        onRebuild = model::rebuild,
        onCopy = {
            scope.launch { clipboard.setClipEntry(ClipData.newPlainText("Patchwork support report", state.report).toClipEntry()) }
        },
    )
}

@Composable
fun SupportPage(
    state: SupportState,
    onCheck: () -> Unit,
    onRebuild: () -> Unit,
    onCopy: () -> Unit,
) = Page("Check and report") {
    state.refused?.let { NoticeCard(it.notice) }
    Heading("Doctor")
    Text("Checks that everything kept here is whole, and that screens show what is kept. It may take a minute.")
    val found = state.found
    if (found != null && found.findings.isEmpty()) {
        Card { Text("All is well: ${found.cases} cases, ${found.entries} entries, ${found.envelopes} signed items.") }
    }
    found?.findings?.forEach { Card { Text(it) } }
    Buttons {
        MainButton(if (state.isWorking) "Checking" else "Check now", onCheck, isEnabled = !state.isWorking)
        if (found != null && found.findings.isNotEmpty()) QuietButton("Rebuild what screens show", onRebuild)
    }
    Heading("Support report")
    Text(
        "For whoever helps you with Patchwork. It holds versions, counts and codes: no name, no address and nothing that " +
            "anybody wrote. Read it before you copy it.",
    )
    Card { SelectionContainer { Text(state.report, style = MaterialTheme.typography.bodySmall) } }
    QuietButton("Copy the report", onCopy, isEnabled = state.report.isNotEmpty())
}
