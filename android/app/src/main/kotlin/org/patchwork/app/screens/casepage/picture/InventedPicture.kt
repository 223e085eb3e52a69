package org.patchwork.app.screens.casepage.picture

import org.patchwork.app.screens.form.CHILD
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.LineStyle
import org.patchwork.client.Missing
import org.patchwork.client.News
import org.patchwork.client.PastHelper
import org.patchwork.client.PersonId
import org.patchwork.client.PictureBox
import org.patchwork.client.PictureFace
import org.patchwork.client.PictureFocus
import org.patchwork.client.PictureGroup
import org.patchwork.client.PictureHeld
import org.patchwork.client.PictureHome
import org.patchwork.client.PictureKeyRow
import org.patchwork.client.PictureLabel
import org.patchwork.client.PictureLabelLine
import org.patchwork.client.PictureLine
import org.patchwork.client.PictureMark
import org.patchwork.client.PictureNode
import org.patchwork.client.PictureNodeKind
import org.patchwork.client.PictureTie
import org.patchwork.client.PictureView
import org.patchwork.client.TextStyle
import org.patchwork.client.TieKind
import org.patchwork.client.UsedToHelp

private const val HEALTH = "agency"
private const val HOLD = "hold"

/** The least height and width that core/picture gives to whatever takes a touch. */
private const val TARGET_IN_PICTURES = 44f

private fun face(
    id: String,
    kind: PictureNodeKind,
    x: Float,
    y: Float,
    initials: String,
) = PictureFace(
    id = id,
    group = HEALTH.takeIf { kind == PictureNodeKind.PROFESSIONAL },
    kind = kind,
    x = x,
    y = y,
    radius = 22f,
    initials = initials,
    initialsSize = 15f,
    rim = LineStyle.TWO_WEEKS.takeIf { kind == PictureNodeKind.PROFESSIONAL },
    isCurrent = true,
    isDeceased = false,
    isFocused = false,
    news = News.CHANGED.takeIf { kind == PictureNodeKind.PROFESSIONAL },
)

private fun label(
    of: PictureFace,
    name: String,
    said: String,
) = PictureLabel(
    of = of.id,
    bounds = PictureBox(of.x - 60f, of.y + 24f, 120f, 34f),
    lines =
        listOfNotNull(
            PictureLabelLine(name, TextStyle.NAME, 13f, of.y + 36f),
            said.ifEmpty { null }?.let { PictureLabelLine(it, TextStyle.CAPTION, 11.5f, of.y + 52f) },
        ),
    isCut = false,
)

private fun node(
    of: PictureFace,
    person: PersonId,
    description: String,
) = PictureNode(
    id = of.id,
    person = person,
    practitioner = null,
    kind = of.kind,
    leadsTo = PictureFocus.Person(of.id).takeIf { of.kind != PictureNodeKind.CHILD },
    bounds = PictureBox(of.x - TARGET_IN_PICTURES / 2, of.y - TARGET_IN_PICTURES / 2, TARGET_IN_PICTURES, TARGET_IN_PICTURES),
    description = description,
)

private val ella = face("child", PictureNodeKind.CHILD, 205f, 190f, "EM")
private val dana = face("mother", PictureNodeKind.FAMILY, 205f, 80f, "DM")
private val joan = face("nurse", PictureNodeKind.PROFESSIONAL, 100f, 330f, "JO")

/** A picture as core/picture lays one out, with a place held open for a school. Nobody in it exists. */
internal val inventedPicture =
    PictureView(
        width = 411f,
        height = 460f,
        opensAt = 0f,
        family = PictureBox(90f, 40f, 230f, 220f),
        homes = listOf(PictureHome("home", listOf(PictureBox(130f, 50f, 150f, 200f)))),
        groups = listOf(PictureGroup(HEALTH, "Millbrook surgery", 1u, true, PictureBox(20f, 280f, 160f, 120f), null)),
        lines = listOf(PictureLine("line", HEALTH, listOf(190f, 212f, 170f, 240f, 130f, 260f, 110f, 280f), LineStyle.TWO_WEEKS)),
        ties =
            listOf(
                PictureTie("tie", TieKind.PARENT, listOf(205f, 102f, 205f, 120f, 205f, 150f, 205f, 168f), emptyList()),
            ),
        faces = listOf(ella, dana, joan),
        labels =
            listOf(
                label(ella, "Ella Marsh", ""),
                label(dana, "Dana Marsh", "Mother"),
                label(joan, "Joan Okafor", "Health visitor"),
            ),
        held = listOf(PictureHeld(HOLD, Missing.SCHOOL, 310f, 340f, 22f, PictureBox(230f, 280f, 160f, 120f))),
        nodes =
            listOf(
                node(ella, CHILD, "Ella Marsh, the child"),
                node(dana, Invented.dana.person, "Dana Marsh, mother, family"),
                PictureNode(
                    HOLD,
                    null,
                    null,
                    PictureNodeKind.HELD,
                    null,
                    PictureBox(230f, 280f, 160f, 120f),
                    "Nobody of a school yet: add someone",
                ),
                node(joan, Invented.joan.person, "Joan Okafor, health visitor, Millbrook surgery, contact in the last 2 weeks"),
            ),
        key =
            listOf(
                PictureKeyRow(PictureMark.Contact(LineStyle.TWO_WEEKS), "contact in the last 2 weeks"),
                PictureKeyRow(PictureMark.Home, "lives together"),
            ),
        hasPast = true,
        texts = emptyList(),
        summary = "Ella Marsh, with 1 of the family and 1 helper",
        usedToHelp = UsedToHelp("1 person: Ravi Shah", 1u, listOf(PastHelper(Invented.joan.person, "Ravi Shah")), 0u),
    )
