package org.patchwork.app.screens.mycard

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Empty
import org.patchwork.app.look.Field
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.SearchField
import org.patchwork.app.look.Typed
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.directory.PractitionerChoice
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.screenModel

@Composable
fun MyCardScreen(around: Surroundings) {
    val model = screenModel { MyCardModel(around.client, around.back) }
    val state by model.state.collectAsStateWithLifecycle()
    AskBeforeLeaving(model::hasWords)
    MyCardView(state, model::on)
}

/** One's own card: how and when best to be reached, and who covers while one is away. */
@Composable
fun MyCardView(
    state: MyCardState,
    on: (MyCardEvent) -> Unit,
) = Column(
    Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(start = 16.dp, end = 16.dp, bottom = 24.dp),
    verticalArrangement = Arrangement.spacedBy(14.dp),
) {
    Text("My card", Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
    state.me?.let { me ->
        val who = listOf(me.name, me.role, me.agency).filter { it.isNotEmpty() }.joinToString(", ")
        Text("$who. Your name and role are set by an administrator.")
    }
    state.refused?.takeIf { it.field !in FIELDS }?.let { NoticeCard(it.notice, Modifier.broughtIntoView()) }
    val typed = state.typed ?: return@Column
    val type = { words: CardWords -> on(MyCardEvent.Type(words)) }
    Several("Phone", "Another phone", typed.phones, Typed.Phone, state) { type(typed.copy(phones = it)) }
    Several("Email", "Another email", typed.emails, Typed.Email, state) { type(typed.copy(emails = it)) }
    Field(
        "How and when best to reach you",
        typed.bestReached,
        { type(typed.copy(bestReached = it)) },
        wrong = state.wrong("best_reached"),
        lines = 2,
    )
    AwayUntil(typed.awayUntil, state.wrong("away_until")) { type(typed.copy(awayUntil = it)) }
    WhoCovers(state, typed, on)
    MainButton("Save", { on(MyCardEvent.Save) }, Modifier.fillMaxWidth(), isEnabled = !state.isSaving)
}

/** Values of one kind under each other, with room for one more. */
@Composable
private fun Several(
    label: String,
    another: String,
    values: List<String>,
    typed: Typed,
    state: MyCardState,
    onChange: (List<String>) -> Unit,
) = values.forEachIndexed { index, value ->
    val isAnother = index > 0 && index == values.lastIndex
    val name =
        if (isAnother) {
            another
        } else if (index == 0) {
            label
        } else {
            "$label ${index + 1}"
        }
    Field(
        name,
        value,
        { changed -> onChange(values.toMutableList().also { it[index] = changed }) },
        typed = typed,
        hint = state.whyNot(value),
    )
}

/** Who covers meanwhile: nobody, or a colleague who is found by name, role or agency. */
@Composable
private fun WhoCovers(
    state: MyCardState,
    typed: CardWords,
    on: (MyCardEvent) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    var isChoosing by rememberSaveable { mutableStateOf(false) }
    Text("Who covers", style = MaterialTheme.typography.labelLarge)
    val wrong = state.wrong("covered_by")
    if (wrong.isNotEmpty()) Wrong(wrong)
    Text(typed.cover?.let { listOf(it.name, it.agency).filter(String::isNotEmpty).joinToString(", ") } ?: "Nobody")
    if (!isChoosing) {
        Buttons {
            QuietButton(if (typed.cover == null) "Choose who covers" else "Choose somebody else", { isChoosing = true })
            if (typed.cover != null) QuietButton("Nobody covers", { on(MyCardEvent.Type(typed.copy(cover = null))) })
        }
        return@Column
    }
    SearchField("Search practitioners", "Name, role or agency", state.search, { on(MyCardEvent.Search(it)) })
    state.colleagues.forEach { colleague ->
        PractitionerChoice(
            colleague,
            isChosen = colleague.practitioner == typed.cover?.practitioner,
            onChoose = {
                on(MyCardEvent.Type(typed.copy(cover = colleague)))
                isChoosing = false
            },
        )
    }
    if (state.colleagues.isEmpty()) Empty("Nobody found. Try part of a name, a role or an agency.")
    if (state.hasMore) Hint("There are more. Search for part of a name, a role or an agency.")
    QuietButton("Close", { isChoosing = false }, Modifier.semantics { contentDescription = "Close: who covers stays as it is" })
}

/** The fields beside which a refusal stands; any other stands on top. */
private val FIELDS = setOf("best_reached", "away_until", "covered_by")
