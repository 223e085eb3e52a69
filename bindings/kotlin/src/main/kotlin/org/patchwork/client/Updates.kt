package org.patchwork.client

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * Tells what changed, from when somebody collects until they stop. An update that comes again
 * before it was collected is told once.
 */
fun ClientInterface.updates(): Flow<Update> =
    flow {
        val heard = HeardUpdates { true }
        subscribe(heard).use {
            while (true) {
                heard.next().forEach { emit(it) }
            }
        }
    }

/**
 * Gives what [read] finds, now and whenever an update for which [isOf] holds says that it may have
 * changed. Updates that come while it reads make it read once more, so that the last value that it
 * gives is the latest.
 */
fun <T> ClientInterface.watch(
    isOf: (Update) -> Boolean,
    read: suspend ClientInterface.() -> T,
): Flow<T> =
    flow {
        val heard = HeardUpdates(isOf)
        // Heard from before the first read: a change between the two would be missed.
        subscribe(heard).use {
            while (true) {
                emit(read())
                heard.next()
            }
        }
    }

/** Keeps what was heard until it is asked for, each update once. */
private class HeardUpdates(
    private val isOf: (Update) -> Boolean,
) : UpdateListener {
    private val news = Channel<Unit>(Channel.CONFLATED)
    private val heard = LinkedHashSet<Update>()

    override fun updated(update: Update) {
        if (!isOf(update)) return
        synchronized(heard) { heard += update }
        news.trySend(Unit)
    }

    suspend fun next(): List<Update> {
        news.receive()
        return synchronized(heard) { heard.toList().also { heard.clear() } }
    }
}
