package org.patchwork.app.screens.form

import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt
import org.patchwork.app.client.value
import org.patchwork.app.look.NoticeCard
import org.patchwork.client.CaseId
import org.patchwork.client.CaseView
import org.patchwork.client.ClientInterface
import org.patchwork.client.Notice
import org.patchwork.client.PersonId

/** The child among the people of their case. The facade has no name for this id. */
val CHILD = PersonId("0".repeat(ID_DIGITS))

private const val ID_DIGITS = 32

/** The case, before a form about it is shown: nobody types what will be refused. */
suspend fun ClientInterface.writable(case: CaseId): Shown<CaseView> {
    readOnlyNotice()?.let { return Shown.Refused(it) }
    val found = attempt { caseView(case) }
    val header = found.value?.header ?: return found
    if (header.mayWrite) return found
    return Shown.Refused(Notice("only-to-read", "You may not do this", header.notice, emptyList()))
}

/** What was read, as something else; or why it was not. */
suspend fun <T, R> Shown<T>.then(next: suspend (T) -> R): Shown<R> =
    when (this) {
        Shown.Reading -> Shown.Reading
        is Shown.Refused -> this
        is Shown.Read -> attempt { next(value) }
    }

/** What a form is about, once it is read; or why there is no form. */
@Composable
fun <T> OnceRead(
    shown: Shown<T>,
    content: @Composable (T) -> Unit,
) = when (shown) {
    Shown.Reading -> Unit
    is Shown.Refused -> NoticeCard(shown.notice, Modifier.padding(16.dp))
    is Shown.Read -> content(shown.value)
}
