package org.patchwork.app.screens

import androidx.activity.compose.BackHandler
import androidx.activity.compose.LocalOnBackPressedDispatcherOwner
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignButton
import org.patchwork.app.look.SignIcon
import org.patchwork.app.look.TARGET
import org.patchwork.app.look.palette
import org.patchwork.app.nav.BackStack
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.address.MapScreen
import org.patchwork.app.screens.address.WithheldScreen
import org.patchwork.app.screens.capture.CaptureScreen
import org.patchwork.app.screens.casepage.CaseScreen
import org.patchwork.app.screens.cases.CasesScreen
import org.patchwork.app.screens.child.ChildScreen
import org.patchwork.app.screens.directory.DirectoryScreen
import org.patchwork.app.screens.directory.PractitionerScreen
import org.patchwork.app.screens.editperson.EditPersonScreen
import org.patchwork.app.screens.invite.InvitationScreen
import org.patchwork.app.screens.invite.InviteScreen
import org.patchwork.app.screens.involvement.InvolvementScreen
import org.patchwork.app.screens.marker.MarkerScreen
import org.patchwork.app.screens.mycard.MyCardScreen
import org.patchwork.app.screens.newchild.NewChildScreen
import org.patchwork.app.screens.newperson.NewPersonScreen
import org.patchwork.app.screens.person.PersonScreen
import org.patchwork.app.screens.residence.ResidenceScreen
import org.patchwork.app.screens.settings.EraseScreen
import org.patchwork.app.screens.settings.PartnershipScreen
import org.patchwork.app.screens.settings.RelayAddressScreen
import org.patchwork.app.screens.settings.ServerPage
import org.patchwork.app.screens.settings.SettingsScreen
import org.patchwork.app.screens.settings.SupportScreen
import org.patchwork.app.screens.sheet.SheetScreen
import org.patchwork.app.screens.status.StatusScreen
import org.patchwork.app.screens.sync.SyncScreen
import org.patchwork.app.screens.tasks.MyTasksScreen
import org.patchwork.app.screens.tasks.TaskScreen
import org.patchwork.app.screens.team.TeamScreen
import org.patchwork.app.screens.ties.TiesScreen
import org.patchwork.client.CaseId
import org.patchwork.client.ChipView
import org.patchwork.client.DraftId
import org.patchwork.client.SyncState
import org.patchwork.client.drawId

/** The screens of a member: what lies on top of the back stack, with the bars around it. */
@Composable
fun Screens(
    around: Surroundings,
    backStack: BackStack,
) {
    val frame = screenModel { FrameModel(around.client, around.parts) }
    val state by frame.state.collectAsStateWithLifecycle()
    val entry = backStack.top
    val kept = rememberSaveableStateHolder()
    LaunchedEffect(entry.id) { frame.cameTo(entry.id) }
    BackHandler(enabled = backStack.canGoBack) { backStack.askBack() }
    backStack.asksToDiscard?.let { DiscardTyped(onStay = backStack::stay, onDiscard = it) }
    val back = LocalOnBackPressedDispatcherOwner.current?.onBackPressedDispatcher
    FrameView(
        place = entry.place,
        canGoBack = backStack.canGoBack,
        state = state,
        onUndo = { frame.undo(around.go) },
        onKeepOther = frame::keepOther,
        // As the phone's own way back: to the question before, where a screen asks several.
        onBack = { back?.onBackPressed() },
        onGo = { place -> if (place in Place.ofTheBar) backStack.switchTo(place) else backStack.go(place) },
        onWrite = {
            around.go(Place.Capture(DraftId(drawId()), caseOf(entry.place)))
        },
    ) {
        kept.SaveableStateProvider(entry.id) {
            CompositionLocalProvider(LocalViewModelStoreOwner provides entry) {
                ScreenOf(entry.place, around.telling(frame::saved) { frame.chose(it, entry.id) })
            }
        }
    }
}

/** Whoever leaves a form is asked before their words go. Staying is what a touch beside it does, too. */
@Composable
internal fun DiscardTyped(
    onStay: () -> Unit,
    onDiscard: () -> Unit,
) = AlertDialog(
    onDismissRequest = onStay,
    title = { Text("Discard what you typed?") },
    text = { Text("It is not saved, and is in no list of what is not finished.") },
    confirmButton = { MainButton("Keep writing", onStay) },
    dismissButton = { QuietButton("Discard", onDiscard) },
)

@Composable
private fun ScreenOf(
    place: Place,
    around: Surroundings,
) = when (place) {
    Place.Cases -> CasesScreen(around)
    is Place.Case -> CaseScreen(place, around)
    is Place.Capture -> CaptureScreen(place, around)
    Place.Sync -> SyncScreen(around)
    Place.Settings -> SettingsScreen(around)
    Place.RelayAddress -> RelayAddressScreen(around)
    Place.Partnership -> PartnershipScreen(around)
    Place.Server -> ServerPage()
    Place.Support -> SupportScreen(around)
    Place.Erase -> EraseScreen(around)
    is Place.Person -> PersonScreen(place, around)
    Place.Directory -> DirectoryScreen(around)
    is Place.Practitioner -> PractitionerScreen(place, around)
    Place.MyCard -> MyCardScreen(around)
    Place.Invite -> InviteScreen(around)
    is Place.Invitation -> InvitationScreen(place, around)
    is Place.Team -> TeamScreen(place, around)
    is Place.Sheet -> SheetScreen(place, around)
    is Place.Withheld -> WithheldScreen(place, around)
    is Place.Map -> MapScreen(place, around)
    Place.NewChild -> NewChildScreen(around)
    Place.MyTasks -> MyTasksScreen(around)
    is Place.Task -> TaskScreen(place, around)
    is Place.NewPerson -> NewPersonScreen(place, around)
    is Place.EditPerson -> EditPersonScreen(place, around)
    is Place.Ties -> TiesScreen(place, around)
    is Place.Child -> ChildScreen(place, around)
    is Place.Status -> StatusScreen(place, around)
    is Place.Marker -> MarkerScreen(place, around)
    is Place.Residence -> ResidenceScreen(place, around)
    is Place.Involvement -> InvolvementScreen(place, around)
}

/** The bars around every screen: back and the sync chip on top, the places below. */
@Composable
fun FrameView(
    place: Place,
    canGoBack: Boolean,
    state: FrameState,
    onUndo: () -> Unit,
    onKeepOther: () -> Unit,
    onBack: () -> Unit,
    onGo: (Place) -> Unit,
    onWrite: () -> Unit,
    screen: @Composable () -> Unit,
) = Column(
    Modifier
        .fillMaxSize()
        .background(palette.ground)
        .windowInsetsPadding(WindowInsets.safeDrawing)
        .imePadding(),
) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = 52.dp).padding(horizontal = 4.dp),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.SpaceBetween,
    ) {
        if (canGoBack) SignButton(Sign.Back, "Back", onBack) else Box(Modifier.size(12.dp))
        state.chip?.let { Chip(it, onClick = { onGo(Place.Sync) }) }
    }
    Box(Modifier.weight(1f)) { screen() }
    UndoBar(state, onUndo)
    if (state.chosen != null) ChosenBar(onKeepOther)
    if (place !is Place.Capture) {
        HorizontalDivider(color = palette.line)
        Places(place, onGo, onWrite)
    }
}

/** Below the page and never over it: what was just saved can be taken back. */
@Composable
private fun UndoBar(
    state: FrameState,
    onUndo: () -> Unit,
) {
    if (state.undoable == null && state.said.isEmpty()) return
    Row(
        Modifier
            .fillMaxWidth()
            .background(palette.accentSoft)
            .padding(horizontal = 16.dp, vertical = 4.dp)
            .semantics { liveRegion = LiveRegionMode.Polite },
        horizontalArrangement = Arrangement.SpaceBetween,
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(state.said.ifEmpty { "Saved on this phone" }, Modifier.weight(1f))
        if (state.undoable != null) QuietButton("Undo", onUndo, sign = Sign.Undo)
    }
}

/** Below the page as well: one of two values was kept, and the other one can be kept instead. */
@Composable
private fun ChosenBar(onKeepOther: () -> Unit) =
    Column(
        Modifier
            .fillMaxWidth()
            .background(palette.accentSoft)
            .padding(horizontal = 16.dp, vertical = 4.dp)
            .semantics { liveRegion = LiveRegionMode.Polite },
    ) {
        Text("Kept. The other one has gone for the whole team.")
        QuietButton("Keep the other instead", onKeepOther, sign = Sign.Undo)
    }

/** The child whose case somebody is in. */
private fun caseOf(place: Place): CaseId? =
    when (place) {
        is Place.Case -> place.case
        is Place.Person -> place.case
        is Place.Team -> place.case
        is Place.Sheet -> place.case
        is Place.Withheld -> place.case
        is Place.Map -> place.case
        is Place.Task -> place.case
        is Place.NewPerson -> place.case
        is Place.EditPerson -> place.case
        is Place.Ties -> place.case
        is Place.Child -> place.case
        is Place.Status -> place.case
        is Place.Marker -> place.case
        is Place.Residence -> place.case
        is Place.Involvement -> place.case
        else -> null
    }

/** How this phone and the relay stand to each other, in the client's own words. */
@Composable
fun Chip(
    chip: ChipView,
    onClick: () -> Unit,
) = Row(
    Modifier
        .padding(end = 8.dp)
        .clip(CircleShape)
        .clickable(role = Role.Button, onClickLabel = "Sync", onClick = onClick)
        .heightIn(min = TARGET)
        .padding(horizontal = 12.dp),
    horizontalArrangement = Arrangement.spacedBy(6.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    SignIcon(signOf(chip.state), size = 16.dp, tint = palette.quiet)
    val words = listOf(chip.label, chip.waitingLabel).filter { it.isNotEmpty() }.joinToString(" · ")
    Text(words, style = MaterialTheme.typography.bodySmall, color = palette.quiet)
}

@Composable
private fun Places(
    place: Place,
    onGo: (Place) -> Unit,
    onWrite: () -> Unit,
) = Row(
    Modifier.fillMaxWidth().background(palette.surface).padding(vertical = 4.dp),
    horizontalArrangement = Arrangement.SpaceEvenly,
    verticalAlignment = Alignment.Bottom,
) {
    PlaceOfTheBar("My cases", Sign.People, place == Place.Cases, Modifier.weight(1f)) { onGo(Place.Cases) }
    PlaceOfTheBar("My tasks", Sign.Tasks, place == Place.MyTasks, Modifier.weight(1f)) { onGo(Place.MyTasks) }
    Column(
        Modifier.weight(1f).clickable(role = Role.Button, onClick = onWrite).heightIn(min = TARGET),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        Box(
            Modifier.size(44.dp).clip(CircleShape).background(palette.accent),
            contentAlignment = Alignment.Center,
        ) { SignIcon(Sign.Pencil, tint = palette.onAccent, size = 24.dp) }
        PlaceName("Write", isHere = false)
    }
    PlaceOfTheBar("Directory", Sign.Directory, place == Place.Directory, Modifier.weight(1f)) { onGo(Place.Directory) }
    PlaceOfTheBar("Settings", Sign.Settings, place == Place.Settings, Modifier.weight(1f)) { onGo(Place.Settings) }
}

@Composable
private fun PlaceOfTheBar(
    name: String,
    sign: Sign,
    isHere: Boolean,
    modifier: Modifier,
    onClick: () -> Unit,
) = Column(
    modifier.selectable(isHere, role = Role.Tab, onClick = onClick).heightIn(min = TARGET).padding(vertical = 4.dp),
    horizontalAlignment = Alignment.CenterHorizontally,
) {
    SignIcon(sign, size = 24.dp, tint = if (isHere) palette.accent else palette.quiet)
    PlaceName(name, isHere)
}

@Composable
private fun PlaceName(
    name: String,
    isHere: Boolean,
) = Text(
    name,
    style = MaterialTheme.typography.labelSmall,
    fontWeight = if (isHere) FontWeight.Bold else FontWeight.SemiBold,
    color = if (isHere) palette.accent else palette.quiet,
    textAlign = TextAlign.Center,
    maxLines = 2,
)

/** The icon of how phone and relay stand. */
fun signOf(state: SyncState): Sign =
    when (state) {
        SyncState.UP_TO_DATE -> Sign.Check
        SyncState.WAITING -> Sign.Waiting
        SyncState.OFFLINE -> Sign.Offline
        SyncState.NEEDS_ATTENTION -> Sign.Alert
    }
