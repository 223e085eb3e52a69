package org.patchwork.app.screens.form

import androidx.compose.runtime.Composable
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.QuietButton

/** The end of a question in a row of them. */
@Composable
fun <S> StepButtons(
    step: S,
    steps: List<S>,
    saves: String,
    isSaving: Boolean,
    onContinue: () -> Unit,
    onBack: () -> Unit,
) = Buttons {
    MainButton(if (step == steps.last()) saves else "Continue", onContinue, isEnabled = !isSaving)
    QuietButton("Back", onBack, isEnabled = !isSaving)
}

/** Which question this is, and of how many. */
@Composable
fun <S> StepHint(
    step: S,
    steps: List<S>,
    about: String = "",
) {
    val which = "uestion ${steps.indexOf(step) + 1} of ${steps.size}"
    Hint(if (about.isEmpty()) "Q$which" else "$about: q$which")
}
