package org.patchwork.app.screens.entrance

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDirection
import androidx.compose.ui.unit.dp
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.LocalLifecycleOwner
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.repeatOnLifecycle
import kotlinx.coroutines.delay
import org.patchwork.app.AskedFor
import org.patchwork.app.client.attempt
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Card
import org.patchwork.app.look.ChooseOne
import org.patchwork.app.look.Field
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.Option
import org.patchwork.app.look.PageHeading
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.RowLink
import org.patchwork.app.look.Typed
import org.patchwork.app.look.Wrong
import org.patchwork.app.look.broughtIntoView
import org.patchwork.app.look.palette
import org.patchwork.app.scan.Camera
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.Notice
import org.patchwork.client.Standing
import org.patchwork.client.choices
import org.patchwork.client.momentInWords

/** What stands before somebody is in: welcome, waiting, or that they were shut out. */
@Composable
fun Entrance(
    standing: Standing,
    around: Surroundings,
    asked: AskedFor,
) {
    when (standing) {
        is Standing.Waiting -> WaitingScreen(standing, around)
        Standing.Removed -> RemovedScreen(around)
        Standing.New, Standing.Member -> {
            val model = screenModel { EntranceModel(around.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val request by asked.request.collectAsStateWithLifecycle()
            LaunchedEffect(request) {
                (request as? AskedFor.Request.Join)?.let {
                    model.invited(it.code)
                    asked.answered()
                }
            }
            BackHandler(enabled = state.page != EntrancePage.Welcome) { model.on(EntranceEvent.Back) }
            EntranceView(state, around.parts.camera, model::on)
        }
    }
}

@Composable
fun EntranceView(
    state: EntranceState,
    camera: Camera? = null,
    on: (EntranceEvent) -> Unit,
) = Outside {
    when (state.page) {
        EntrancePage.Welcome -> Welcome(on)
        EntrancePage.Join -> Join(state, on, canScan = remember(camera) { camera?.isThere ?: false })
        EntrancePage.Scan -> camera?.let { Scan(state, it, on) }
        EntrancePage.Found -> Found(state, on)
    }
}

/** A page without the bars of the inside. */
@Composable
fun Outside(content: @Composable ColumnScope.() -> Unit) =
    Column(
        Modifier
            .fillMaxSize()
            .safeDrawingPadding()
            .imePadding()
            .verticalScroll(rememberScrollState())
            .padding(20.dp)
            .widthIn(max = 560.dp),
        verticalArrangement = Arrangement.spacedBy(14.dp),
        content = content,
    )

@Composable
private fun Welcome(on: (EntranceEvent) -> Unit) {
    PageHeading("Welcome")
    Text("Who supports this child, how to reach them, and what they noticed: also without signal.")
    RowLink({ on(EntranceEvent.Show(EntrancePage.Join)) }) {
        Column {
            Text("I have an invitation", fontWeight = FontWeight.SemiBold)
            Hint("Join your area’s partnership as the person you were invited as.")
        }
    }
    RowLink({ on(EntranceEvent.Show(EntrancePage.Found)) }) {
        Column {
            Text("Start a new partnership", fontWeight = FontWeight.SemiBold)
            Hint("For the person who sets Patchwork up for an area. You need the address of a relay.")
        }
    }
}

@Composable
private fun Join(
    state: EntranceState,
    on: (EntranceEvent) -> Unit,
    canScan: Boolean,
) {
    PageHeading("Join by invitation")
    Text(
        "An administrator of your partnership gives you a code. It can be used once. " +
            "Scan it from their screen, paste it here, or tap the invitation that you were sent.",
    )
    state.refused?.let { NoticeCard(it) }
    if (state.tapped.isNotEmpty()) Tapped(on)
    Field("Invitation code", state.code, { on(EntranceEvent.TypeCode(it)) }, typed = Typed.Code, lines = 4)
    if (state.asksAbout.isNotEmpty()) {
        AskAboutRelay(state.asksAbout, on)
        return
    }
    if (state.whyNoScan.isNotEmpty()) Wrong(state.whyNoScan)
    Buttons {
        MainButton("Ask to join", { on(EntranceEvent.Join) }, isEnabled = !state.isWorking)
        if (canScan) ScanButton(on)
        QuietButton("Back", { on(EntranceEvent.Back) })
    }
}

/** A tapped invitation does not take the place of what somebody types unasked. */
@Composable
private fun Tapped(on: (EntranceEvent) -> Unit) =
    Card(
        Modifier.broughtIntoView().semantics { liveRegion = LiveRegionMode.Assertive },
        edge = palette.noticeInk,
        ground = palette.notice,
    ) {
        Text("You tapped or scanned an invitation, and another code stands here already.", color = palette.noticeInk)
        Buttons {
            QuietButton("Keep what I typed", { on(EntranceEvent.KeepTyped) })
            QuietButton("Use the invitation", { on(EntranceEvent.UseTapped) })
        }
    }

/** Which relay will be spoken to, before it is. */
@Composable
private fun AskAboutRelay(
    relay: String,
    on: (EntranceEvent) -> Unit,
) = Card(Modifier.broughtIntoView().semantics { liveRegion = LiveRegionMode.Assertive }) {
    Text("This invitation leads to the relay at", style = MaterialTheme.typography.bodyLarge)
    Text(relay, style = MaterialTheme.typography.titleLarge.copy(textDirection = TextDirection.Ltr))
    Text(
        "This phone will speak to it, and it learns this phone’s internet address. Go on only if somebody whom you know " +
            "gave you the invitation, and this is where their partnership is.",
    )
    Buttons {
        MainButton("Yes, ask to join", { on(EntranceEvent.SurelyJoin) })
        QuietButton("Not now", { on(EntranceEvent.NotNow) })
    }
}

@Composable
private fun Found(
    state: EntranceState,
    on: (EntranceEvent) -> Unit,
) {
    val typed = state.founding
    val change = { words: FoundingWords -> on(EntranceEvent.Answer(words)) }
    Hint("Start a partnership: question ${state.question.ordinal + 1} of ${FoundingQuestion.entries.size}")
    PageHeading(
        when (state.question) {
            FoundingQuestion.Relay -> "Where is your relay?"
            FoundingQuestion.Partnership -> "What is the partnership called?"
            FoundingQuestion.Agency -> "Which agency are you from?"
            FoundingQuestion.Person -> "Who are you?"
        },
    )
    state.refused?.let { NoticeCard(it) }
    when (state.question) {
        FoundingQuestion.Relay -> {
            Text("You become the first administrator of a new partnership: you invite colleagues and admit them.")
            Field(
                "Relay’s address",
                typed.relay,
                { change(typed.copy(relay = it)) },
                typed = Typed.Address,
                hint = "Such as https://relay.example.org. It stores and passes on what it cannot read.",
            )
            Field("Relay’s token, if it asks for one", typed.relayToken, { change(typed.copy(relayToken = it)) }, typed = Typed.Code)
        }
        FoundingQuestion.Partnership -> {
            Field("Name of the partnership", typed.partnership, { change(typed.copy(partnership = it)) }, typed = Typed.Name)
            Field(
                "Front door’s number, if you know it",
                typed.frontDoor,
                { change(typed.copy(frontDoor = it)) },
                typed = Typed.Phone,
                hint = "Whom to call when a child may be at risk now. Everyone sees it beside a worry.",
            )
        }
        FoundingQuestion.Agency -> {
            Field("Your agency", typed.agency, { change(typed.copy(agency = it)) }, typed = Typed.Name)
            ChooseOne(
                "What it is",
                choices().agencyKinds.map { Option(it.value, it.label) },
                typed.agencyKind,
                { change(typed.copy(agencyKind = it)) },
            )
        }
        FoundingQuestion.Person -> {
            Field("Your name", typed.name, { change(typed.copy(name = it)) }, typed = Typed.Name)
            Field("Your role", typed.role, { change(typed.copy(role = it)) })
        }
    }
    Buttons {
        val isLast = state.question == FoundingQuestion.entries.last()
        MainButton(if (isLast) "Start" else "Next", { on(EntranceEvent.Next) }, isEnabled = !state.isWorking)
        QuietButton("Back", { on(EntranceEvent.Back) })
    }
}

@Composable
private fun WaitingScreen(
    standing: Standing.Waiting,
    around: Surroundings,
) {
    // The relay is asked often while somebody looks at this, and seldom otherwise.
    val lifecycle = LocalLifecycleOwner.current.lifecycle
    LaunchedEffect(lifecycle) {
        lifecycle.repeatOnLifecycle(Lifecycle.State.STARTED) {
            while (true) {
                attempt { around.client.watchAdmission() }
                delay(WATCH_EVERY_MS)
            }
        }
    }
    WaitingView(standing.words, standing.expires?.let(::momentInWords).orEmpty())
}

@Composable
fun WaitingView(
    words: List<String>,
    expires: String,
) = Outside {
    PageHeading("Waiting to be admitted")
    Text("Ring the person who invited you and read these words to them. They must be the same on both screens.")
    Card {
        words.forEachIndexed { index, word ->
            Text("${index + 1}. $word", style = MaterialTheme.typography.headlineMedium)
        }
    }
    Text("If they differ, stop: somebody may be in between. Ask for a new invitation.")
    Hint((if (expires.isEmpty()) "" else "The invitation holds until $expires. ") + "This page goes on by itself.")
}

@Composable
private fun RemovedScreen(around: Surroundings) {
    val model = screenModel { RemovedModel(around.client, around.parts) }
    val state by model.state.collectAsStateWithLifecycle()
    RemovedView(state, model::readUnsent, model::erase)
}

@Composable
fun RemovedView(
    state: RemovedState,
    onRead: () -> Unit,
    onErase: () -> Unit,
) = Outside {
    PageHeading("This phone was shut out")
    Text("An administrator removed this device from the partnership. Words of yours that never reached the team are kept here.")
    state.refused?.let { NoticeCard(it) }
    if (state.unsent == null) {
        MainButton("Show my unsent words", onRead)
    } else {
        Card { SelectionContainer { Text(state.unsent.ifBlank { "Everything that you saved has reached the team." }) } }
    }
    Hint("If this is a mistake, ask an administrator for a new invitation. To use it, erase this phone first.")
    EraseAfterAsking("Erase for good", onErase)
}

/** Erasing, after it was said what is lost. */
@Composable
private fun EraseAfterAsking(
    words: String,
    onErase: () -> Unit,
) {
    var asks by rememberSaveable { mutableStateOf(false) }
    if (asks) {
        Text(
            "What was written on this phone and did not reach the team, notes that are not finished among it, is lost for good. What the team has stays.",
            color = palette.noticeInk,
        )
        QuietButton(words, onErase)
    } else {
        QuietButton("Erase Patchwork on this phone", { asks = true })
    }
}

/** That the database of this phone cannot be opened, with the ways out. */
@Composable
fun RefusedToOpen(
    notice: Notice,
    onTryAgain: () -> Unit,
    onErase: () -> Unit,
) = Outside {
    PageHeading("Patchwork cannot open")
    NoticeCard(notice)
    MainButton("Try again", onTryAgain)
    if (notice.code in ERASABLE) EraseAfterAsking("Erase, and begin anew", onErase)
}

private const val WATCH_EVERY_MS = 3_000L

/** What no second try and no update mends. */
private val ERASABLE = setOf("key-gone", "damaged")
