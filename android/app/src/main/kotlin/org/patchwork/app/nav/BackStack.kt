package org.patchwork.app.nav

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.SavedStateHandle
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner

/**
 * The places that somebody came through, the one that shows last. Kept over the process's end, but
 * not over an erasure of the phone: what was kept in another [life] is not shown.
 */
class BackStack(
    private val saved: SavedStateHandle,
    private var life: String,
) : ViewModel() {
    /** A place on the stack, with the models of its screen: they go when it goes. */
    class Entry(
        val id: Int,
        val place: Place,
    ) : ViewModelStoreOwner {
        override val viewModelStore = ViewModelStore()

        /** Whether something was typed here that goes with it. */
        var holdsWords: () -> Boolean = { false }
    }

    private var nextId = 0
    private val stack =
        mutableStateListOf<Entry>().apply {
            val kept: List<String> = saved.get<List<String>>(KEPT)?.takeIf { saved.get<String>(LIFE) == life } ?: emptyList()
            addAll(kept.mapNotNull(::readPlace).ifEmpty { listOf(Place.Cases) }.map(::entry))
        }

    /** A way out that would throw typed words away, while it is asked whether to take it. */
    var asksToDiscard: (() -> Unit)? by mutableStateOf(null)
        private set

    /** From the first to the one that shows. */
    val entries: List<Entry> get() = stack

    val top: Entry get() = stack.last()

    val canGoBack: Boolean get() = stack.size > 1

    /** Shows a place on top of the others. */
    fun go(place: Place) {
        if (top.place != place) stack += entry(place)
        keep()
    }

    /** Shows a place of the bar at the bottom: what was on top of it is left, after asking where words would be lost. */
    fun switchTo(place: Place) {
        val stays = stack.indexOfLast { it.place == place }.takeIf { it >= 0 } ?: stack.indexOfLast { it.place == Place.Cases }
        leaving(stack.drop(stays.coerceAtLeast(0) + 1)) {
            leave { it.place == place }
            if (top.place != place) {
                leave { it.place == Place.Cases }
                if (place != Place.Cases) stack += entry(place)
            }
            keep()
        }
    }

    /** Goes back as somebody asks to, who may not know that what they typed goes with it. */
    fun askBack() = leaving(listOf(top)) { back() }

    /** Whoever was asked stays. */
    fun stay() {
        asksToDiscard = null
    }

    private fun leaving(
        left: List<Entry>,
        leave: () -> Unit,
    ) {
        if (left.none { it.holdsWords() }) return leave()
        asksToDiscard = {
            asksToDiscard = null
            leave()
        }
    }

    /** Shows a place instead of the one that shows. */
    fun replace(place: Place) {
        drop()
        stack += entry(place)
        keep()
    }

    /** Begins anew, in another life, with nothing of before. */
    fun live(id: String) {
        if (life == id) return
        life = id
        asksToDiscard = null
        val before = stack.toList()
        stack.clear()
        stack += entry(Place.Cases)
        before.forEach { it.viewModelStore.clear() }
        keep()
    }

    /** Goes back to what was before. */
    fun back() {
        if (canGoBack) drop()
        keep()
    }

    /** Drops what lies on top of the last place for which this holds; all but the first if none does. */
    private fun leave(until: (Entry) -> Boolean) {
        while (stack.size > 1 && !until(top)) drop()
    }

    private fun drop() = stack.removeAt(stack.lastIndex).viewModelStore.clear()

    private fun entry(place: Place) = Entry(nextId++, place)

    private fun keep() {
        saved[LIFE] = life
        // An address that was shown is not shown again without a new touch, which is noted.
        saved[KEPT] = ArrayList(stack.map { it.place }.filter { it !is Place.Withheld }.map { it.write() })
    }

    override fun onCleared() = stack.forEach { it.viewModelStore.clear() }

    private companion object {
        const val KEPT = "places"
        const val LIFE = "life"
    }
}
