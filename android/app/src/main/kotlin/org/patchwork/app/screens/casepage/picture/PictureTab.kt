package org.patchwork.app.screens.casepage.picture

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.gestures.detectTransformGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.TransformOrigin
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.traversalIndex
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.patchwork.app.client.Shown
import org.patchwork.app.client.value
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.NoticeCard
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.SignButton
import org.patchwork.app.look.palette
import org.patchwork.app.nav.Place
import org.patchwork.app.screens.Surroundings
import org.patchwork.app.screens.screenModel
import org.patchwork.client.CaseId
import org.patchwork.client.MeasuredText
import org.patchwork.client.PictureFocus
import org.patchwork.client.PictureNode
import org.patchwork.client.PictureNodeKind
import org.patchwork.client.PictureText
import org.patchwork.client.PictureView
import org.patchwork.client.TextStyle as PictureTextStyle
import org.patchwork.client.UsedToHelp
import org.patchwork.client.Viewport
import org.patchwork.client.choices

/** The picture of a case, with the card over a face. */
@Composable
fun PictureTab(
    case: CaseId,
    around: Surroundings,
    onHeld: (PictureNode) -> Unit,
) {
    val model = screenModel { PictureModel(around.client, case) }
    val state by model.state.collectAsStateWithLifecycle()
    val measurer = rememberTextMeasurer(cacheSize = 256)
    val density = LocalDensity.current
    model.measure = remember(measurer, density) { PictureModel.Measure { measure(it, measurer, density) } }
    BackHandler(enabled = state.focus != PictureFocus.Whole) { model.on(PictureEvent.Everyone) }
    PictureTabView(
        state,
        onSheet = { around.go(Place.Sheet(case)) },
        on = { event ->
            val held = (event as? PictureEvent.Tap)?.node?.takeIf { it.leadsTo == null }
            if (held == null) model.on(event) else onHeld(held)
        },
        card = { card -> FaceCardView(card, case, around.go, around.reaching, onClose = { model.on(PictureEvent.Everyone) }) },
    )
}

/** How wide texts run, in dp at the reader's text size. */
private fun measure(
    texts: List<PictureText>,
    measurer: TextMeasurer,
    density: Density,
): List<MeasuredText> =
    with(density) {
        texts.map { text ->
            val size = if (text.style == PictureTextStyle.CAPTION) CAPTION_DP else NAME_DP
            val style = TextStyle(fontSize = (size * fontScale).dp.toSp(), fontWeight = PictureDrawing.weight(text.style))
            val width = measurer.measure(text.text, style, softWrap = false).size.width
            MeasuredText(text.style, text.text, width.toDp().value + BETWEEN_NAMES_DP)
        }
    }

@Composable
fun PictureTabView(
    state: PictureState,
    on: (PictureEvent) -> Unit,
    onSheet: () -> Unit = {},
    card: @Composable (FaceCard) -> Unit = {},
) = Column(Modifier.fillMaxSize()) {
    var showsKey by rememberSaveable { mutableStateOf(false) }
    val picture = state.picture.value
    Row(
        Modifier.fillMaxWidth().padding(horizontal = 8.dp),
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Buttons(Modifier.weight(1f)) {
            if (state.focus == PictureFocus.Whole) {
                QuietButton("Sheet on paper", onSheet, sign = Sign.Paper)
            } else {
                QuietButton("Everyone", { on(PictureEvent.Everyone) }, sign = Sign.Back)
            }
            if (picture?.hasPast == true) {
                val words = if (state.showsPast) "Hide who used to help" else "Show who used to help"
                QuietButton(words, { on(PictureEvent.TogglePast) }, sign = Sign.Clock)
            }
        }
        if (picture != null) SignButton(Sign.Question, "What the marks mean", { showsKey = true })
    }
    picture?.usedToHelp?.let { UsedToHelpNames(it, state.showsPast, on) }
    (state.picture as? Shown.Refused)?.let { NoticeCard(it.notice, Modifier.padding(16.dp)) }
    BoxWithConstraints(Modifier.weight(1f).fillMaxWidth().background(palette.surface)) {
        val scale = LocalDensity.current.fontScale
        val viewport = Viewport(maxWidth.value, maxHeight.value, scale)
        LaunchedEffect(viewport) { on(PictureEvent.Room(viewport)) }
        if (picture != null) Drawn(picture, Size(maxWidth.value, maxHeight.value), on)
        state.card?.let { Box(Modifier.align(Alignment.BottomCenter)) { card(it) } }
    }
    if (showsKey && picture != null) KeyDialog(picture) { showsKey = false }
}

/** Whoever used to help, beside the switch. Once they are shown, each name leads to the card over that face. */
@Composable
private fun UsedToHelpNames(
    helpers: UsedToHelp,
    areShown: Boolean,
    on: (PictureEvent) -> Unit,
) = Column(Modifier.fillMaxWidth().padding(start = 16.dp, end = 16.dp, bottom = 6.dp)) {
    if (areShown) {
        Buttons {
            helpers.named.forEach { one -> QuietButton(one.name, { on(PictureEvent.LookAt(one.person)) }) }
        }
        if (helpers.more > 0u) Hint("and ${helpers.more} more")
    } else {
        Hint(helpers.words)
    }
}

/** The picture, moved and brought nearer by fingers, with a target over each face. */
@Composable
private fun Drawn(
    picture: PictureView,
    room: Size,
    on: (PictureEvent) -> Unit,
) {
    val density = LocalDensity.current
    val measurer = rememberTextMeasurer(cacheSize = 256)
    val palette = palette
    val drawing = remember(palette, measurer) { PictureDrawing(palette, measurer, choices().lineStyles) }
    var zoom by remember { mutableStateOf(1f) }
    // How far the picture is moved, in pixels. It opens on the child.
    var moved by remember(picture.height, picture.width) {
        mutableStateOf(Offset(0f, with(density) { -picture.opensAt.dp.toPx() }))
    }
    Box(
        Modifier
            .fillMaxSize()
            .clipToBounds()
            .semantics { contentDescription = picture.summary }
            .pointerInput(picture.width, picture.height) {
                detectTransformGestures { middle, pan, by, _ ->
                    val next = (zoom * by).coerceIn(1f, MAX_ZOOM)
                    // What lies under the fingers stays under them.
                    val shifted = (moved - middle) * (next / zoom) + middle + pan
                    zoom = next
                    val width = room.width.dp.toPx() - picture.width.dp.toPx() * next
                    val height = room.height.dp.toPx() - picture.height.dp.toPx() * next
                    moved = Offset(shifted.x.coerceIn(minOf(width, 0f), 0f), shifted.y.coerceIn(minOf(height, 0f), 0f))
                }
            },
    ) {
        Box(
            Modifier
                .requiredSize(picture.width.dp, picture.height.dp)
                .align(Alignment.TopStart)
                .graphicsLayer {
                    transformOrigin = TransformOrigin(0f, 0f)
                    scaleX = zoom
                    scaleY = zoom
                    translationX = moved.x
                    translationY = moved.y
                }.semantics { isTraversalGroup = true },
        ) {
            Canvas(Modifier.fillMaxSize().clearAndSetSemantics { }) { with(drawing) { picture(picture) } }
            picture.nodes.forEachIndexed { index, node -> Target(node, index) { on(PictureEvent.Tap(node)) } }
        }
    }
}

/** What takes the tap, the focus and the words of a screen reader, in reading order. */
@Composable
private fun Target(
    node: PictureNode,
    index: Int,
    onClick: () -> Unit,
) {
    val leads = node.leadsTo != null || node.kind == PictureNodeKind.HELD
    Box(
        Modifier
            .offset(node.bounds.x.dp, node.bounds.y.dp)
            .size(node.bounds.width.dp, node.bounds.height.dp)
            .clip(RoundedCornerShape(14.dp))
            .then(if (leads) Modifier.clickable(role = Role.Button, onClick = onClick) else Modifier)
            .semantics {
                contentDescription = node.description
                traversalIndex = index.toFloat()
                if (!leads) role = Role.Image
            },
    )
}

@Composable
private fun KeyDialog(
    picture: PictureView,
    onClose: () -> Unit,
) {
    val palette = palette
    val measurer = rememberTextMeasurer()
    val drawing = remember(palette, measurer) { PictureDrawing(palette, measurer, choices().lineStyles) }
    AlertDialog(
        onDismissRequest = onClose,
        title = { Text("What the marks mean") },
        text = {
            Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
                picture.key.forEach { row ->
                    Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically) {
                        Canvas(Modifier.size(44.dp, 20.dp)) { with(drawing) { sample(row.mark) } }
                        Text(row.label, style = MaterialTheme.typography.bodyMedium)
                    }
                }
                if (picture.key.isEmpty()) Hint("This picture has no marks to explain.")
            }
        },
        confirmButton = { TextButton(onClose) { Text("Close") } },
    )
}

private const val NAME_DP = 13f
private const val CAPTION_DP = 11.5f

/** A letter may reach out of its own width, and two names stand apart. */
private const val BETWEEN_NAMES_DP = 5f
private const val MAX_ZOOM = 4f
