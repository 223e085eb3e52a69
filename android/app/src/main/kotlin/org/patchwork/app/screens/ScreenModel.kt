package org.patchwork.app.screens

import androidx.compose.runtime.Composable
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.patchwork.app.client.Shown
import org.patchwork.app.client.attempt

/** Holds what a screen shows. It lives as long as its place on the back stack. */
abstract class ScreenModel<S>(
    first: S,
) : ViewModel() {
    private val current = MutableStateFlow(first)

    val state: StateFlow<S> = current.asStateFlow()

    protected val now: S get() = current.value

    protected fun change(by: (S) -> S) = current.update(by)

    /** Takes each value into the state, for as long as the screen lives. */
    protected fun <T> show(
        values: Flow<T>,
        into: (S, T) -> S,
    ): Job = viewModelScope.launch { values.collect { value -> change { into(it, value) } } }

    /** Does something that may be refused: then [refused] puts the words where they belong. */
    protected fun act(
        refused: (S, Shown.Refused) -> S,
        work: suspend () -> Unit,
    ): Job =
        viewModelScope.launch {
            val done = attempt { work() }
            if (done is Shown.Refused) change { refused(it, done) }
        }
}

/** The model of the screen that shows, made when it shows for the first time. */
@Composable
inline fun <reified M : ViewModel> screenModel(crossinline make: () -> M): M =
    viewModel(factory = viewModelFactory { initializer { make() } })
