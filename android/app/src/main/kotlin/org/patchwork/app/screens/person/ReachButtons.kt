package org.patchwork.app.screens.person

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import org.patchwork.app.look.Buttons
import org.patchwork.app.look.Hint
import org.patchwork.app.look.MainButton
import org.patchwork.app.look.QuietButton
import org.patchwork.app.look.Sign
import org.patchwork.app.look.Tag
import org.patchwork.app.look.Wrong
import org.patchwork.app.reach.Reaching
import org.patchwork.client.ContactDetailView
import org.patchwork.client.ContactKind

/** Call, text and email somebody. Between two values nobody is called before one is chosen. */
@Composable
fun ReachButtons(
    name: String,
    contacts: List<ContactDetailView>,
    reaching: Reaching,
) {
    var isRefused by rememberSaveable { mutableStateOf(false) }
    val open = { link: String -> isRefused = !reaching.open(link) }
    if (isRefused) Wrong("This phone has no app for that.")
    Buttons {
        contacts.forEach { contact ->
            when {
                contact.others.isNotEmpty() -> Tag("${contact.kindLabel}: two values, choose on their page", sign = Sign.Alert)
                contact.link.startsWith("tel:") -> {
                    MainButton(
                        "Call ${contact.value}",
                        { open(contact.link) },
                        Modifier.semantics { contentDescription = "Call $name on ${contact.value}" },
                        sign = Sign.Phone,
                    )
                    if (contact.kind == ContactKind.MOBILE && contact.textLink.isNotEmpty()) {
                        QuietButton(
                            "Text",
                            { open(contact.textLink) },
                            Modifier.semantics { contentDescription = "Text $name on ${contact.value}" },
                            sign = Sign.Message,
                        )
                    }
                }
                contact.link.startsWith("mailto:") ->
                    QuietButton(
                        "Email",
                        { open(contact.link) },
                        Modifier.semantics { contentDescription = "Email $name" },
                        sign = Sign.Mail,
                    )
                else -> Hint("${contact.kindLabel}: ${contact.value}")
            }
        }
    }
}
