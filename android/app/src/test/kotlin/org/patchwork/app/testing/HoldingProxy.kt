package org.patchwork.app.testing

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/** Stands between a client and its relay, and holds what one says to the other in a sync. */
class HoldingProxy(
    relay: String,
) : AutoCloseable {
    /** What does not get through. */
    enum class Held { Nothing, Requests, Answers }

    private val target = URI(relay)
    private val listening = ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())
    private val sockets = CopyOnWriteArrayList<Socket>()
    private val lock = Object()
    private var held = Held.Nothing
    private var caught = CountDownLatch(0)

    val address = "http://127.0.0.1:${listening.localPort}"

    init {
        thread(isDaemon = true) {
            untilClosed {
                while (true) Connection(listening.accept())
            }
        }
    }

    /** Lets none of these through from now on. */
    fun hold(what: Held) =
        synchronized(lock) {
            held = what
            caught = CountDownLatch(1)
        }

    /** Waits until something is held. */
    fun awaitHeld() = check(caught.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) { "nothing came that could be held" }

    /** What is held is lost, with its connection; what comes from now on gets through. */
    fun lose() =
        synchronized(lock) {
            held = Held.Nothing
            lock.notifyAll()
        }

    override fun close() {
        lose()
        listening.close()
        sockets.forEach { it.close() }
    }

    private inner class Connection(
        private val client: Socket,
    ) {
        private val relay = Socket(target.host, target.port)

        /** Whether what was asked last over this connection is a sync. */
        @Volatile private var isSync = false

        init {
            sockets += listOf(client, relay)
            thread(isDaemon = true) {
                pump(client.getInputStream(), relay.getOutputStream(), Held.Requests) { said ->
                    if (said.startsWith("POST ")) isSync = said.startsWith("POST /v1/sync")
                }
            }
            thread(isDaemon = true) { pump(relay.getInputStream(), client.getOutputStream(), Held.Answers) {} }
        }

        private fun pump(
            from: InputStream,
            to: OutputStream,
            kind: Held,
            hear: (String) -> Unit,
        ) {
            val bytes = ByteArray(BUFFER)
            untilClosed {
                var count = from.read(bytes)
                while (count >= 0 && mayPass(kind, bytes, count, hear)) {
                    to.write(bytes, 0, count)
                    to.flush()
                    count = from.read(bytes)
                }
            }
            client.close()
            relay.close()
        }

        private fun mayPass(
            kind: Held,
            bytes: ByteArray,
            count: Int,
            hear: (String) -> Unit,
        ): Boolean {
            hear(String(bytes, 0, minOf(count, LONGEST_LINE), Charsets.ISO_8859_1))
            return !isSync || !isLost(kind)
        }

        /** Waits while this kind is held; whether it was. */
        private fun isLost(kind: Held): Boolean =
            synchronized(lock) {
                val isHeld = held == kind
                if (isHeld) caught.countDown()
                while (held == kind) lock.wait()
                isHeld
            }
    }

    private fun untilClosed(work: () -> Unit) =
        try {
            work()
        } catch (_: IOException) {
            // One of the two has gone.
        }

    private companion object {
        const val BACKLOG = 50
        const val BUFFER = 65_536
        const val LONGEST_LINE = 64
        const val PATIENCE_SECONDS = 60L
    }
}
