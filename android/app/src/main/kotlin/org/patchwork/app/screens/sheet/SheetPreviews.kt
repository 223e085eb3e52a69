package org.patchwork.app.screens.sheet

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented
import org.patchwork.client.PersonId
import org.patchwork.client.PictureBox
import org.patchwork.client.PictureView
import org.patchwork.client.SheetChoices
import org.patchwork.client.SheetEntry
import org.patchwork.client.SheetLeftOut
import org.patchwork.client.SheetNumber
import org.patchwork.client.SheetPerson
import org.patchwork.client.SheetReader
import org.patchwork.client.SheetView

private val dana = SheetReader(Invented.dana.person, "Dana Marsh", "Mother", true)
private val readers =
    listOf(
        SheetReader(PersonId("0".repeat(32)), "Ella", "", true),
        dana,
        SheetReader(Invented.joan.person, "Joan Okafor", "Health visitor", false),
    )

private val choices =
    SheetChoices(
        child = "Ella",
        reader = dana,
        people =
            listOf(
                SheetPerson(
                    person = Invented.lee.person,
                    name = "Lee Marsh",
                    role = "Uncle",
                    agency = "",
                    isFamily = true,
                    startsOn = false,
                    whyOff = "Linked to an address that is withheld.",
                    numbers = listOf(SheetNumber("Mobile", "07700 900333", false, "Linked to an address that is withheld.")),
                    shown = "",
                ),
                SheetPerson(
                    person = Invented.joan.person,
                    name = "Joan Okafor",
                    role = "Health visitor",
                    agency = "Millbrook surgery",
                    isFamily = false,
                    startsOn = true,
                    whyOff = "",
                    numbers = listOf(SheetNumber("Work phone", "0113 496 0127", true, "")),
                    shown = "",
                ),
            ),
    )

private val sheet =
    SheetView(
        title = "Who helps Ella",
        made = "For Dana Marsh. Made on 12 March 2026 by Priya Nair.",
        emergency = "In an emergency call 999. Whoever is worried about a child can call 01632 960123.",
        picture =
            PictureView(
                width = 523f,
                height = 120f,
                opensAt = 0f,
                family = PictureBox(150f, 10f, 220f, 100f),
                homes = emptyList(),
                groups = emptyList(),
                lines = emptyList(),
                ties = emptyList(),
                faces = emptyList(),
                labels = emptyList(),
                held = emptyList(),
                nodes = emptyList(),
                key = emptyList(),
                hasPast = false,
                texts = emptyList(),
                summary = "Ella and who is around her",
            ),
        helpers = listOf(SheetEntry("Joan Okafor", "Health visitor", "Millbrook surgery", listOf("Work phone: 0113 496 0127"))),
        family = emptyList(),
        onlyPictured = listOf("Dana Marsh"),
    )

private val before = SheetBefore(sheet, listOf(SheetLeftOut("Lee Marsh", "is not on the sheet. Linked to an address that is withheld.")))

private val chosen =
    SheetState(Shown.Read(SheetReaders("Ella", readers)), SheetStep.Choices, choices, choices.toBeginWith(), before)

@PreviewOnPhones
@Composable
internal fun SheetReaderPreview() = Previewed { SheetView(chosen.copy(step = SheetStep.Reader), {}) }

@PreviewOnPhones
@Composable
internal fun SheetChoicesPreview() = Previewed { SheetView(chosen, {}) }

@PreviewOnPhones
@Composable
internal fun SheetBeforePreview() = Previewed { SheetView(chosen.copy(step = SheetStep.Before, hasChanged = true), {}) }

@PreviewOnPhones
@Composable
internal fun SheetPaperPreview() = Previewed { SheetView(chosen.copy(step = SheetStep.Paper, cannotPrint = true), {}) }
