package org.patchwork.app.screens.child

import androidx.compose.runtime.Composable
import org.patchwork.app.client.Shown
import org.patchwork.app.look.PreviewOnPhones
import org.patchwork.app.look.Previewed
import org.patchwork.app.screens.form.Invented

@PreviewOnPhones
@Composable
internal fun ChildPreview() = Previewed { ChildView(ChildState(Shown.Read(Invented.view), Invented.child.typed()), {}, {}) }
