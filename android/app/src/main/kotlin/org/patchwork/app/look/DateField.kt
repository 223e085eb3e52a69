package org.patchwork.app.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.DatePicker
import androidx.compose.material3.DatePickerDialog
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.SelectableDates
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset

/** A day that is typed, or chosen from a calendar. None lies after [latest], where that is given. */
@Composable
fun DateField(
    label: String,
    typed: String,
    onType: (String) -> Unit,
    modifier: Modifier = Modifier,
    hint: String = "",
    wrong: String = "",
    latest: LocalDate? = null,
) {
    var picks by rememberSaveable { mutableStateOf(false) }
    if (picks) DayDialog(readDay(typed), latest, onDone = { picks = false }, onChoose = { onType(writeDay(it)) })
    Row(
        modifier.fillMaxWidth(),
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalAlignment = Alignment.Bottom,
    ) {
        val example = "Such as 27/3/2026"
        Field(
            label,
            typed,
            onType,
            Modifier.weight(1f),
            typed = Typed.Number,
            hint = if (hint.isEmpty()) example else "$example; $hint",
            wrong = wrong,
        )
        SignButton(Sign.Calendar, "Choose a day: $label", { picks = true }, Modifier.padding(bottom = 4.dp))
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun DayDialog(
    first: LocalDate?,
    latest: LocalDate?,
    onDone: () -> Unit,
    onChoose: (LocalDate) -> Unit,
) {
    val picked =
        rememberDatePickerState(
            initialSelectedDateMillis = first?.atStartOfDay(ZoneOffset.UTC)?.toInstant()?.toEpochMilli(),
            selectableDates =
                object : SelectableDates {
                    override fun isSelectableDate(utcTimeMillis: Long): Boolean = latest == null || dayOfUtc(utcTimeMillis) <= latest

                    override fun isSelectableYear(year: Int): Boolean = latest == null || year <= latest.year
                },
        )
    DatePickerDialog(
        onDismissRequest = onDone,
        confirmButton = {
            TextButton({
                picked.selectedDateMillis?.let { onChoose(dayOfUtc(it)) }
                onDone()
            }) { Text("Choose this day") }
        },
        dismissButton = { TextButton(onDone) { Text("Back") } },
    ) { DatePicker(picked) }
}

/** The calendar's days are those of UTC, wherever the phone is. */
private fun dayOfUtc(millis: Long): LocalDate = Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate()
