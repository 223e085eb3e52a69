package org.patchwork.app.screens.capture

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.DatePicker
import androidx.compose.material3.DatePickerDialog
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.OutlinedTextFieldDefaults
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.LinkAnnotation
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.TextLinkStyles
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.text.withLink
import androidx.compose.ui.unit.dp
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.LifecycleEventEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import java.time.Instant
import java.time.ZoneOffset
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Field
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.OnOff
import org.patchwork.app.look.Option
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Typed
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.casepage.timeline.Answered
import org.patchwork.app.screens.form.AskBeforeLeaving
import org.patchwork.app.screens.screenModel
import org.patchwork.client.Audience
import org.patchwork.client.DraftView
import org.patchwork.client.EntryKind
import org.patchwork.client.Notice
import org.patchwork.client.choices
import org.patchwork.client.dayInWords

@Composable
fun CaptureScreen(
    place: Place.Capture,
    around: Surroundings,
) {
    val model = screenModel { CaptureModel(place, around) }
    val state by model.state.collectAsStateWithLifecycle()
    LifecycleEventEffect(Lifecycle.Event.ON_PAUSE) { model.keepNow() }
    // Later is what back means here; words that nothing could keep are asked about before they go.
    AskBeforeLeaving(model::holdsUnkept)
    BackHandler(enabled = state.unread == null) { model.on(CaptureEvent.Later) }
    CaptureView(state, model::on, onCall = { around.reaching.open(it) })
}

@Composable
fun CaptureView(
    state: CaptureState,
    on: (CaptureEvent) -> Unit,
    onCall: (link: String) -> Unit = {},
) {
    state.unread?.let { return Unread(it, on) }
    val draft = state.draft ?: return
    if (state.asksToDiscard) DiscardDialog(on)
    Column(Modifier.fillMaxSize()) {
        Column(
            Modifier.weight(1f).verticalScroll(rememberScrollState()).padding(horizontal = 16.dp),
            verticalArrangement = Arrangement.spacedBy(12.dp),
        ) {
            Text(heading(state, draft), Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
            state.refused?.takeIf { it.field !in FIELDS }?.let { NoticeCard(it.notice) }
            state.target?.let { Answered(it) }
            Words(draft, state.wrong("text"), on)
            state.unkept?.let { Unkept(it, on) }
            if (draft.case == null) Child(state, draft, on)
            if (draft.target == null) Kind(draft, state, on)
            if (draft.kind == EntryKind.RESPONSE) Response(draft, state, on)
            if (draft.target == null) More(state, draft, on)
        }
        SaveBar(state, on, onCall)
    }
}

private fun heading(
    state: CaptureState,
    draft: DraftView,
): String {
    val answer = choices().answerKinds.firstOrNull { it.value == draft.kind }
    return when {
        answer != null -> answer.action
        state.child.isEmpty() -> "What did you notice?"
        else -> "About ${state.child}"
    }
}

@Composable
private fun Words(
    draft: DraftView,
    wrong: String,
    on: (CaptureEvent) -> Unit,
) {
    val focus = remember { FocusRequester() }
    LaunchedEffect(draft.draft) { focus.requestFocus() }
    if (wrong.isNotEmpty()) Wrong(wrong)
    OutlinedTextField(
        value = draft.text,
        onValueChange = { on(CaptureEvent.Change(draft.copy(text = it))) },
        modifier = Modifier.fillMaxWidth().focusRequester(focus).semantics { contentDescription = "What did you notice?" },
        placeholder = { Text(asks(draft.kind), color = palette.quiet) },
        minLines = 4,
        textStyle = MaterialTheme.typography.bodyLarge,
        isError = wrong.isNotEmpty(),
        keyboardOptions = Typed.Words.keyboard,
        shape = MaterialTheme.shapes.medium,
        colors =
            OutlinedTextFieldDefaults.colors(
                unfocusedContainerColor = palette.surface,
                focusedContainerColor = palette.surface,
                errorContainerColor = palette.surface,
                unfocusedBorderColor = palette.rim,
                focusedBorderColor = palette.focus,
            ),
    )
}

private fun asks(kind: EntryKind): String =
    when (kind) {
        EntryKind.CHILDS_WORDS -> "What did the child say, in their own words?"
        EntryKind.AMENDMENT -> "How should it read?"
        EntryKind.STRIKE_THROUGH -> "Why is it struck through?"
        EntryKind.QUESTION -> "What do you question?"
        EntryKind.SHARING_DECISION -> "What was it about?"
        else -> "What did you notice?"
    }

@Composable
private fun Child(
    state: CaptureState,
    draft: DraftView,
    on: (CaptureEvent) -> Unit,
) = ChooseOne(
    "Which child?",
    state.children.map { Option(it.case, it.child) },
    draft.case,
    { on(CaptureEvent.Change(draft.copy(case = it, about = emptyList(), with = emptyList()))) },
    wrong = state.wrong("case"),
)

@Composable
private fun Kind(
    draft: DraftView,
    state: CaptureState,
    on: (CaptureEvent) -> Unit,
) {
    val change = { changed: DraftView -> on(CaptureEvent.Change(changed)) }
    val choices = remember { choices() }
    ChooseOne(
        "Kind",
        choices.entryKinds.map { Option(it.value, it.label) },
        draft.kind,
        { change(draft.copy(kind = it)) },
        wrong = state.wrong("kind"),
        showsLabel = false,
    )
    when (draft.kind) {
        EntryKind.CONTACT -> {
            ChooseOne(
                "Which",
                choices.contactModes.map { Option(it.value, it.label) },
                draft.mode,
                { change(draft.copy(mode = it)) },
                wrong = state.wrong("mode"),
            )
            ChooseOne(
                "Outcome",
                choices.contactOutcomes.map { Option(it.value, it.label) },
                draft.outcome,
                { change(draft.copy(outcome = it)) },
                wrong = state.wrong("outcome"),
            )
        }
        EntryKind.SIGNIFICANT_EVENT ->
            Field("Action taken, if any", draft.detail, { change(draft.copy(detail = it)) }, lines = 2, wrong = state.wrong("detail"))
        EntryKind.SHARING_DECISION -> {
            ChooseOne(
                "Decision",
                choices.sharingChoices.map { Option(it.value, it.label) },
                draft.sharing,
                { change(draft.copy(sharing = it)) },
                wrong = state.wrong("sharing"),
            )
            Field("With whom", draft.withWhom, { change(draft.copy(withWhom = it)) }, wrong = state.wrong("with_whom"))
            Field("Why", draft.detail, { change(draft.copy(detail = it)) }, lines = 2, wrong = state.wrong("why"))
        }
        else -> Unit
    }
}

@Composable
private fun Response(
    draft: DraftView,
    state: CaptureState,
    on: (CaptureEvent) -> Unit,
) = ChooseOne(
    "What was done",
    choices().responseKinds.map { Option(it.value, it.label) },
    draft.response,
    { on(CaptureEvent.Change(draft.copy(response = it))) },
    wrong = state.wrong("response"),
)

@Composable
private fun More(
    state: CaptureState,
    draft: DraftView,
    on: (CaptureEvent) -> Unit,
) {
    MoreFold(state) { on(CaptureEvent.FoldMore) }
    if (!state.showsMore) return
    val change = { changed: DraftView -> on(CaptureEvent.Change(changed)) }
    var picksDay by rememberSaveable { mutableStateOf(false) }
    if (picksDay) DayDialog({ picksDay = false }, on)
    val days =
        listOf(
            Option(WhenChoice.Now, "Now"),
            Option(WhenChoice.Today, "Earlier today"),
            Option(WhenChoice.Yesterday, "Yesterday"),
            Option(WhenChoice.Another, state.otherDay?.let(::dayInWords) ?: "Another day"),
        )
    ChooseOne(
        "When",
        days,
        state.day,
        { if (it == WhenChoice.Another) picksDay = true else on(CaptureEvent.ChooseWhen(it)) },
        wrong = state.wrong("happened"),
    )
    if (state.day != WhenChoice.Now) {
        Field(
            "Time",
            state.time,
            { on(CaptureEvent.TypeTime(it)) },
            typed = Typed.Number,
            hint = "Such as 15:30. Empty where only the day is known.",
            wrong = state.wrong("happened_time"),
        )
        OnOff("At about this time", draft.happenedIsApproximate, { change(draft.copy(happenedIsApproximate = it)) })
    }
    ChooseOne(
        "How do you know?",
        choices().howKnown.map { Option(it.value, it.label) },
        draft.known,
        { change(draft.copy(known = if (draft.known == it) null else it)) },
    )
    if (state.people.isNotEmpty()) WhoRows(state, draft, change)
}

/** The line that folds what can be left out, and says what is chosen of it. */
@Composable
private fun MoreFold(
    state: CaptureState,
    onFold: () -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
    QuietButton(
        "When, how you know, who",
        onFold,
        Modifier.semantics { stateDescription = if (state.showsMore) "Open" else "Folded" },
        sign = if (state.showsMore) Sign.Close else Sign.Down,
    )
    val folded = state.audience?.folded.orEmpty()
    if (folded.isNotEmpty()) Hint(folded)
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun DayDialog(
    onDone: () -> Unit,
    on: (CaptureEvent) -> Unit,
) {
    val picked = rememberDatePickerState()
    DatePickerDialog(
        onDismissRequest = onDone,
        confirmButton = {
            TextButton({
                picked.selectedDateMillis?.let {
                    val day = Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate()
                    on(CaptureEvent.ChooseWhen(WhenChoice.Another, day))
                }
                onDone()
            }) { Text("Choose this day") }
        },
        dismissButton = { TextButton(onDone) { Text("Back") } },
    ) { DatePicker(picked) }
}

/** Nothing is written over what cannot be read. */
@Composable
private fun Unread(
    why: Notice,
    on: (CaptureEvent) -> Unit,
) = Column(Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(16.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
    Text("This note cannot be read now", Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
    NoticeCard(why)
    Text("Whatever was written in it is still on this phone. Try again, or go back and open it later.")
    MainButton("Try again", { on(CaptureEvent.ReadAgain) })
}

/** What was typed is on the screen alone. */
@Composable
private fun Unkept(
    why: Notice,
    on: (CaptureEvent) -> Unit,
) = Card(Modifier.semantics { liveRegion = LiveRegionMode.Assertive }, edge = palette.noticeInk, ground = palette.notice) {
    Text("What you typed is not kept on this phone yet", style = MaterialTheme.typography.titleMedium, color = palette.noticeInk)
    Text(why.body, color = palette.noticeInk)
    Text("Stay on this page until it is kept. It is tried again whenever you type.", color = palette.noticeInk)
    QuietButton("Keep now", { on(CaptureEvent.KeepNow) })
}

@Composable
private fun DiscardDialog(on: (CaptureEvent) -> Unit) =
    AlertDialog(
        onDismissRequest = { on(CaptureEvent.KeepWriting) },
        title = { Text("Discard these words?") },
        text = { Text("You can keep them for later instead.") },
        confirmButton = { TextButton({ on(CaptureEvent.SurelyDiscard) }) { Text("Discard") } },
        dismissButton = { TextButton({ on(CaptureEvent.KeepWriting) }) { Text("Keep writing") } },
    )

/** Never leaves the screen: the line about 999, who will see it, and Save. */
@Composable
private fun SaveBar(
    state: CaptureState,
    on: (CaptureEvent) -> Unit,
    onCall: (link: String) -> Unit,
) = Column(
    Modifier.fillMaxWidth().background(palette.surface),
) {
    HorizontalDivider(color = palette.line)
    Column(Modifier.padding(horizontal = 16.dp, vertical = 8.dp), verticalArrangement = Arrangement.spacedBy(6.dp)) {
        // In one line here: with large text and a keyboard there must be room for the words.
        if (state.unkept != null) Wrong("Not kept on this phone yet")
        state.audience?.let { Referral(it, onCall) }
        state.audience?.let { audience ->
            Hint(audience.label)
            if (audience.nudge.isNotEmpty()) Text(audience.nudge, style = MaterialTheme.typography.bodyMedium)
        }
        Buttons {
            MainButton("Save", { on(CaptureEvent.Save) }, isEnabled = !state.isSaving)
            QuietButton("Later", { on(CaptureEvent.Later) })
            QuietButton("Discard", { on(CaptureEvent.Discard) })
        }
    }
}

@Composable
private fun Referral(
    audience: Audience,
    onCall: (link: String) -> Unit,
) {
    val referral = audience.referral
    val words =
        buildAnnotatedString {
            append(referral.before)
            if (referral.frontDoorLink.isEmpty()) {
                append(referral.frontDoor)
            } else {
                val link =
                    LinkAnnotation.Clickable(
                        "front door",
                        TextLinkStyles(SpanStyle(textDecoration = TextDecoration.Underline)),
                    ) { onCall(referral.frontDoorLink) }
                withLink(link) { append(referral.frontDoor) }
            }
            append(referral.after)
        }
    Text(
        words,
        Modifier.fillMaxWidth().background(palette.notice, MaterialTheme.shapes.small).padding(8.dp),
        style = MaterialTheme.typography.bodyMedium,
        color = palette.noticeInk,
    )
}

/** The fields beside which a refusal stands; any other stands on top. */
private val FIELDS =
    setOf("text", "case", "kind", "mode", "outcome", "detail", "sharing", "with_whom", "why", "response", "happened", "happened_time")
