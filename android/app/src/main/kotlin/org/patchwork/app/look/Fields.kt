package org.patchwork.app.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.OutlinedTextFieldDefaults
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp

/** What goes into a field, for its keyboard. */
enum class Typed(
    val keyboard: KeyboardOptions,
) {
    Words(KeyboardOptions(capitalization = KeyboardCapitalization.Sentences)),
    Name(KeyboardOptions(capitalization = KeyboardCapitalization.Words)),
    Phone(KeyboardOptions(keyboardType = KeyboardType.Phone)),
    Email(KeyboardOptions(keyboardType = KeyboardType.Email, autoCorrectEnabled = false)),
    Address(KeyboardOptions(keyboardType = KeyboardType.Uri, autoCorrectEnabled = false)),
    Number(KeyboardOptions(keyboardType = KeyboardType.Number)),

    /** A code that no keyboard should learn. */
    Code(KeyboardOptions(keyboardType = KeyboardType.Password, autoCorrectEnabled = false)),
}

/** A field under its label. [wrong] says what is wrong with it and how to mend it. */
@Composable
fun Field(
    label: String,
    value: String,
    onChange: (String) -> Unit,
    modifier: Modifier = Modifier,
    typed: Typed = Typed.Words,
    hint: String = "",
    wrong: String = "",
    lines: Int = 1,
) = Column(modifier.fillMaxWidth().broughtIntoView(wrong.isNotEmpty()), verticalArrangement = Arrangement.spacedBy(4.dp)) {
    Text(label, style = MaterialTheme.typography.labelLarge)
    if (hint.isNotEmpty()) Hint(hint)
    if (wrong.isNotEmpty()) Wrong(wrong)
    OutlinedTextField(
        value = value,
        onValueChange = onChange,
        modifier =
            Modifier.fillMaxWidth().semantics {
                contentDescription = label
                if (wrong.isNotEmpty()) error(wrong)
            },
        isError = wrong.isNotEmpty(),
        singleLine = lines == 1,
        minLines = lines,
        keyboardOptions = typed.keyboard,
        shape = MaterialTheme.shapes.small,
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

/** What is wrong with a field, beside it. */
@Composable
fun Wrong(words: String) =
    Row(horizontalArrangement = Arrangement.spacedBy(6.dp), verticalAlignment = Alignment.CenterVertically) {
        SignIcon(Sign.Alert, tint = palette.noticeInk)
        Text(words, style = MaterialTheme.typography.bodyMedium, color = palette.noticeInk)
    }

/** One of a short closed list. */
data class Option<T>(
    val value: T,
    val label: String,
)

/** A short closed list, of which one may be chosen. Nothing is chosen beforehand unless [chosen] says so. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun <T> ChooseOne(
    label: String,
    options: List<Option<T>>,
    chosen: T?,
    onChoose: (T) -> Unit,
    modifier: Modifier = Modifier,
    wrong: String = "",
    showsLabel: Boolean = true,
) = Column(
    modifier.fillMaxWidth().broughtIntoView(wrong.isNotEmpty()).semantics { contentDescription = label },
    verticalArrangement = Arrangement.spacedBy(6.dp),
) {
    if (showsLabel) Text(label, style = MaterialTheme.typography.labelLarge)
    if (wrong.isNotEmpty()) Wrong(wrong)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        options.forEach { option ->
            val isChosen = option.value == chosen
            ChipWords(
                option.label,
                isChosen,
                Modifier.selectable(isChosen, role = Role.RadioButton) { onChoose(option.value) },
            )
        }
    }
}

/** A short closed list, of which several may be chosen. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun <T> ChooseSome(
    label: String,
    options: List<Option<T>>,
    chosen: Set<T>,
    onToggle: (T) -> Unit,
    modifier: Modifier = Modifier,
    hint: String = "",
) = Column(
    modifier.fillMaxWidth().semantics { contentDescription = label },
    verticalArrangement = Arrangement.spacedBy(6.dp),
) {
    Text(label, style = MaterialTheme.typography.labelLarge)
    if (hint.isNotEmpty()) Hint(hint)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        options.forEach { option ->
            val isChosen = option.value in chosen
            ChipWords(
                option.label,
                isChosen,
                Modifier.toggleable(isChosen, role = Role.Checkbox) { onToggle(option.value) },
            )
        }
    }
}

/** A chip that is on or off. [says] is its whole name, where its words are clear only beside others. */
@Composable
fun ToggleChip(
    label: String,
    says: String,
    isOn: Boolean,
    onToggle: () -> Unit,
) = ChipWords(
    label,
    isOn,
    Modifier.toggleable(isOn, role = Role.Checkbox) { onToggle() }.semantics { contentDescription = says },
)

@Composable
private fun ChipWords(
    label: String,
    isChosen: Boolean,
    taps: Modifier,
) = Row(
    Modifier
        .clip(RoundedCornerShape(50))
        .background(if (isChosen) palette.accent else palette.surface)
        .border(BorderStroke(1.dp, if (isChosen) palette.accent else palette.rim), RoundedCornerShape(50))
        .then(taps)
        .heightIn(min = TARGET)
        .padding(horizontal = 14.dp, vertical = 8.dp),
    horizontalArrangement = Arrangement.spacedBy(6.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    val ink = if (isChosen) palette.onAccent else palette.ink
    if (isChosen) SignIcon(Sign.Check, size = 16.dp, tint = ink)
    Text(
        label,
        color = ink,
        style = MaterialTheme.typography.titleMedium,
        fontWeight = if (isChosen) FontWeight.Bold else FontWeight.Normal,
    )
}

/** Something that is on or off. The whole row takes the tap. */
@Composable
fun OnOff(
    label: String,
    isOn: Boolean,
    onChange: (Boolean) -> Unit,
    modifier: Modifier = Modifier,
    hint: String = "",
) = Row(
    modifier
        .fillMaxWidth()
        .toggleable(isOn, role = Role.Switch, onValueChange = onChange)
        .heightIn(min = TARGET)
        .padding(vertical = 4.dp),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalAlignment = Alignment.CenterVertically,
) {
    Column(Modifier.weight(1f)) {
        Text(label, style = MaterialTheme.typography.bodyLarge)
        if (hint.isNotEmpty()) Hint(hint)
    }
    Switch(isOn, onCheckedChange = null)
}
