package org.patchwork.app.nav

import androidx.compose.runtime.mutableStateListOf
import androidx.lifecycle.SavedStateHandle
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner

/** The places that somebody came through, the one that shows last. Kept over the process's end. */
class BackStack(
    private val saved: SavedStateHandle,
) : ViewModel() {
    /** A place on the stack, with the models of its screen: they go when it goes. */
    class Entry(
        val id: Int,
        val place: Place,
    ) : ViewModelStoreOwner {
        override val viewModelStore = ViewModelStore()
    }

    private var nextId = 0
    private val stack =
        mutableStateListOf<Entry>().apply {
            val kept: List<String> = saved[KEPT] ?: emptyList()
            addAll(kept.mapNotNull(::readPlace).ifEmpty { listOf(Place.Cases) }.map(::entry))
        }

    /** From the first to the one that shows. */
    val entries: List<Entry> get() = stack

    val top: Entry get() = stack.last()

    val canGoBack: Boolean get() = stack.size > 1

    /** Shows a place on top of the others. */
    fun go(place: Place) {
        if (top.place != place) stack += entry(place)
        keep()
    }

    /** Shows a place of the bar at the bottom: what was on top of it is left. */
    fun switchTo(place: Place) {
        leave { it.place == place }
        if (top.place != place) {
            leave { it.place == Place.Cases }
            if (place != Place.Cases) stack += entry(place)
        }
        keep()
    }

    /** Shows a place instead of the one that shows. */
    fun replace(place: Place) {
        drop()
        stack += entry(place)
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
        saved[KEPT] = ArrayList(stack.map { it.place.write() })
    }

    override fun onCleared() = stack.forEach { it.viewModelStore.clear() }

    private companion object {
        const val KEPT = "places"
    }
}
