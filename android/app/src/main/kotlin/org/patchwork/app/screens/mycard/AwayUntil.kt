package org.patchwork.app.screens.mycard

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.DatePicker
import androidx.compose.material3.DatePickerDialog
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Wrong
import org.patchwork.client.dayInWords

/** Until which day somebody is away, if they are. */
@Composable
fun AwayUntil(
    day: LocalDate?,
    wrong: String,
    onChange: (LocalDate?) -> Unit,
) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    var picks by rememberSaveable { mutableStateOf(false) }
    if (picks) AwayDialog(day, onChoose = onChange, onDone = { picks = false })
    Text("Away until", style = MaterialTheme.typography.labelLarge)
    if (wrong.isNotEmpty()) Wrong(wrong)
    Text(day?.let(::dayInWords) ?: "Not away")
    Buttons {
        QuietButton(
            if (day == null) "Choose a day" else "Choose another day",
            { picks = true },
            Modifier.semantics { contentDescription = "Choose the day until which you are away" },
            sign = Sign.Clock,
        )
        if (day != null) QuietButton("Not away", { onChange(null) })
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun AwayDialog(
    day: LocalDate?,
    onChoose: (LocalDate) -> Unit,
    onDone: () -> Unit,
) {
    val begins = day?.atStartOfDay(ZoneOffset.UTC)?.toInstant()?.toEpochMilli()
    val picked = rememberDatePickerState(initialSelectedDateMillis = begins)
    DatePickerDialog(
        onDismissRequest = onDone,
        confirmButton = {
            TextButton({
                picked.selectedDateMillis?.let { onChoose(Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate()) }
                onDone()
            }) { Text("Choose this day") }
        },
        dismissButton = { TextButton(onDone) { Text("Back") } },
    ) { DatePicker(picked) }
}
