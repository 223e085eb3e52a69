package org.patchwork.app.look

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.composed

/**
 * Scrolls to this when it appears, or when [isAsked] begins to hold: what was refused is said where
 * the person looks.
 */
fun Modifier.broughtIntoView(isAsked: Boolean = true): Modifier =
    composed {
        val requester = remember { BringIntoViewRequester() }
        LaunchedEffect(isAsked) { if (isAsked) requester.bringIntoView() }
        bringIntoViewRequester(requester)
    }
