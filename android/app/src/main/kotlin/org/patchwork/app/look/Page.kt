package org.patchwork.app.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp

/** A page under its heading, which scrolls. A column of text is never wider than is read well. */
@Composable
fun Page(
    heading: String,
    content: @Composable ColumnScope.() -> Unit,
) = Column(
    Modifier
        .fillMaxSize()
        .verticalScroll(rememberScrollState())
        .padding(start = 16.dp, end = 16.dp, bottom = 24.dp)
        .widthIn(max = 736.dp),
    verticalArrangement = Arrangement.spacedBy(12.dp),
) {
    PageHeading(heading)
    content()
}

/** The heading of a page. */
@Composable
fun PageHeading(text: String) = Text(text, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)

/** A fact under what it is called. */
@Composable
fun Fact(
    label: String,
    value: String,
    modifier: Modifier = Modifier,
) = Column(modifier) {
    Hint(label)
    Text(value, style = MaterialTheme.typography.bodyLarge)
}
