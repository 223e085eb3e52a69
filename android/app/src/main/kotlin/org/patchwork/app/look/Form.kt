package org.patchwork.app.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import org.patchwork.client.Notice

/** A form on a screen of its own. Why it was not taken stands on top, and comes into view. */
@Composable
fun Form(
    heading: String,
    problem: Notice?,
    modifier: Modifier = Modifier,
    content: @Composable ColumnScope.() -> Unit,
) {
    val scroll = rememberScrollState()
    LaunchedEffect(problem) { if (problem != null) scroll.scrollTo(0) }
    Column(
        modifier.fillMaxSize().verticalScroll(scroll).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
        verticalArrangement = Arrangement.spacedBy(14.dp),
    ) {
        Text(heading, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        problem?.let { NoticeCard(it, Modifier.semantics { liveRegion = LiveRegionMode.Assertive }) }
        content()
    }
}

/** The end of a form: to save it once, or to leave it. */
@Composable
fun FormButtons(
    saves: String,
    isSaving: Boolean,
    onSave: () -> Unit,
    onBack: () -> Unit,
) = Buttons {
    MainButton(saves, onSave, isEnabled = !isSaving)
    QuietButton("Back", onBack, isEnabled = !isSaving)
}

/**
 * What is seldom wanted, until somebody asks for it. [mustShow] is for what is filled in or wrong;
 * [opens] unfolds it too, and leaves it to be folded again.
 */
@Composable
fun Fold(
    says: String,
    modifier: Modifier = Modifier,
    mustShow: Boolean = false,
    opens: Boolean = false,
    content: @Composable ColumnScope.() -> Unit,
) = Column(modifier, verticalArrangement = Arrangement.spacedBy(14.dp)) {
    var isOpen by rememberSaveable { mutableStateOf(opens) }
    LaunchedEffect(opens) { if (opens) isOpen = true }
    if (!mustShow) {
        QuietButton(
            says,
            { isOpen = !isOpen },
            Modifier.semantics { stateDescription = if (isOpen) "Open" else "Folded" },
            sign = if (isOpen) Sign.Close else Sign.Down,
        )
    }
    if (isOpen || mustShow) content()
}
