package org.patchwork.app

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner

/**
 * Holds the models of what is behind the gate. All of them end when the phone is erased, and what
 * is shown then begins anew.
 */
class Inside(
    life: String,
) : ViewModel() {
    /** From the first start, or an erasure, to the next erasure. */
    class Life(
        val id: String,
    ) : ViewModelStoreOwner {
        override val viewModelStore = ViewModelStore()
    }

    var life by mutableStateOf(Life(life))
        private set

    /** Ends what is of another life than this one. */
    fun live(id: String) {
        if (life.id == id) return
        val before = life
        life = Life(id)
        before.viewModelStore.clear()
    }

    override fun onCleared() = life.viewModelStore.clear()
}
