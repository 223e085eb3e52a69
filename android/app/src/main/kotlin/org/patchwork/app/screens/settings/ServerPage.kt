package org.patchwork.app.screens.settings

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.patchwork.app.look.Heading
import org.patchwork.app.look.Page

/** One plain page on what the server can and cannot see. */
@Composable
fun ServerPage() =
    Page("What the server can see") {
        Text(
            "The relay stores and passes on what it cannot read. Words are sealed on your phone and opened only on the phones of the child’s team.",
            style = MaterialTheme.typography.titleLarge,
        )
        Heading("It cannot see")
        listOf(
            "any name, address, number or word of a child’s case",
            "whether something is a worry, a note or a change of number",
            "how many things were written: what waits is sealed together, and padded",
            "who is in a child’s life",
        ).forEach { Text("• $it") }
        Heading("It can see")
        listOf(
            "that a partnership exists, its devices, and which devices share which team",
            "when a device connects, from which network address, and when it sends something",
            "about how large that is, in padded steps",
        ).forEach { Text("• $it") }
        Heading("It could hold back")
        Text(
            "It cannot change, forge or silently drop what two people have both seen. It could withhold the newest; " +
                "that shows as age under Sync, last heard from.",
        )
    }
