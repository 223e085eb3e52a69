package org.patchwork.app.look

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.OutlinedTextFieldDefaults
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics

/** Where somebody types what they look for. [asks] stands in it while it is empty. */
@Composable
fun SearchField(
    label: String,
    asks: String,
    words: String,
    onChange: (String) -> Unit,
    modifier: Modifier = Modifier,
) = OutlinedTextField(
    value = words,
    onValueChange = onChange,
    modifier = modifier.fillMaxWidth().semantics { contentDescription = label },
    placeholder = { Text(asks, color = palette.quiet) },
    leadingIcon = { SignIcon(Sign.Search, tint = palette.quiet) },
    singleLine = true,
    shape = MaterialTheme.shapes.medium,
    colors =
        OutlinedTextFieldDefaults.colors(
            unfocusedContainerColor = palette.surface,
            focusedContainerColor = palette.surface,
            unfocusedBorderColor = palette.rim,
            focusedBorderColor = palette.focus,
        ),
)
