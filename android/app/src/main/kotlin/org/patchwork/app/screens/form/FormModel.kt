package org.patchwork.app.screens.form

import org.patchwork.app.client.Shown
import org.patchwork.app.screens.ScreenModel
import org.patchwork.client.InvalidField
import org.patchwork.client.Notice

/** How the saving of a form stands. */
data class Saving(
    val isUnderWay: Boolean = false,
    val refused: Shown.Refused? = null,
) {
    /** What is wrong with this field; empty where nothing is. */
    fun wrong(field: String): String = refused?.takeIf { field.isNotEmpty() }?.of(field).orEmpty()

    /** Why it was not saved, as a whole. */
    val problem: Notice?
        get() =
            refused?.run {
                if (others.isEmpty()) return notice
                val reasons = listOf(notice.body) + others.map { it.reason }
                notice.copy(title = "${reasons.size} things to put right", body = reasons.joinToString("\n"))
            }
}

/** What a form shows: among it, how its saving stands. */
interface FormState<S> {
    val saving: Saving

    /** What somebody typed and chose. */
    val typed: Any

    fun with(saving: Saving): S
}

/** A screen that saves what was typed on it. */
abstract class FormModel<S : FormState<S>>(
    first: S,
) : ScreenModel<S>(first) {
    private val typing = Typing()

    /** Somebody types or chooses. */
    protected fun type(by: (S) -> S) {
        typing.begins(now.typed)
        change(by)
    }

    /** Whether something was typed that is not saved. */
    fun hasWords(state: S = now): Boolean = typing.holds(state.typed)

    /** Saves once, however often it is touched. Where it is refused, what was typed stays. */
    protected fun save(work: suspend () -> Unit) {
        if (now.saving.isUnderWay) return
        change { it.with(Saving(isUnderWay = true)) }
        act({ state, refused -> state.with(Saving(refused = refused)) }, work)
    }

    /** Says what is to be put right; whether there is anything. */
    protected fun refuse(wrong: List<InvalidField>): Boolean {
        val first = wrong.firstOrNull() ?: return false
        val notice = Notice("invalid", "Something needs changing", first.reason, emptyList())
        change { it.with(Saving(refused = Shown.Refused(notice, first.field, wrong.drop(1)))) }
        return true
    }
}
