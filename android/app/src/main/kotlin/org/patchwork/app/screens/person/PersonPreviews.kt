package org.patchwork.app.screens.person

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.client.ConflictValue
import org.patchwork.client.ConflictView

private val invented =
    PersonState(
        found =
            Shown.Read(
                PersonInCase(
                    header = inventedHeader,
                    person = inventedMother,
                    residences = listOf(inventedResidence),
                    involvements = emptyList(),
                    conflicts = emptyList(),
                ),
            ),
        entries = Shown.Read(listOf(inventedEntry)),
    )

@PreviewOnPhones
@Composable
internal fun PersonPreview() = Previewed { PersonPage(invented, on = {}, go = {}, open = { true }) }

@PreviewOnPhones
@Composable
internal fun PersonTwoNumbersPreview() =
    Previewed {
        val values =
            listOf(
                ConflictValue("a", "07700 900222", "Priya Nair", inventedMoment, "tel:+447700900222"),
                ConflictValue("b", "07700 900333", "Tom Reed", inventedMoment, "tel:+447700900333"),
            )
        val conflict =
            ConflictView(inventedHeader.case, "field", "Dana’s mobile", inventedMother.person, false, values, "", mayKeepAll = true)
        val person = inventedMother.copy(contacts = listOf(inventedMobile.copy(others = values)))
        val found = PersonInCase(inventedHeader, person, emptyList(), emptyList(), listOf(conflict))
        PersonPage(invented.copy(found = Shown.Read(found)), on = {}, go = {}, open = { true })
    }
