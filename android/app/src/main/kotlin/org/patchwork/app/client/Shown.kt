package org.patchwork.app.client

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.flow.Flow
import org.patchwork.client.ClientException
import org.patchwork.client.ClientInterface
import org.patchwork.client.InvalidField
import org.patchwork.client.Notice
import org.patchwork.client.Update
import org.patchwork.client.notice
import org.patchwork.client.watch

/** What a screen shows: not read yet, read, or why it cannot be read. */
sealed interface Shown<out T> {
    data object Reading : Shown<Nothing>

    data class Read<T>(
        val value: T,
    ) : Shown<T>

    /** The client's words, and the field that they are about, where it is one. */
    data class Refused(
        val notice: Notice,
        val field: String = "",
        /** What is wrong with other fields of the same form, in its order. */
        val others: List<InvalidField> = emptyList(),
    ) : Shown<Nothing> {
        /** What is wrong with this field; empty where nothing is. */
        fun of(field: String): String = if (field == this.field) notice.body else others.firstOrNull { it.field == field }?.reason.orEmpty()
    }
}

/** What was read, or nothing. */
val <T> Shown<T>.value: T?
    get() = (this as? Shown.Read)?.value

/** What is read, now and after each update for which [isOf] holds, or why it cannot be read. */
fun <T> ClientInterface.shown(
    isOf: (Update) -> Boolean,
    read: suspend ClientInterface.() -> T,
): Flow<Shown<T>> = watch(isOf) { attempt { read() } }

/** Does what the client may refuse, and gives its words where it does. */
suspend fun <T> attempt(work: suspend () -> T): Shown<T> =
    try {
        Shown.Read(work())
    } catch (error: CancellationException) {
        throw error
    } catch (error: ClientException) {
        val invalid = error as? ClientException.Invalid
        Shown.Refused(error.notice, invalid?.field.orEmpty(), invalid?.others.orEmpty())
    }
