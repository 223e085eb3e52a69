package org.patchwork.client

import java.io.File
import java.util.concurrent.TimeUnit

/** A relay of a test's own, as a process on a free port of this computer. */
class RelayProcess private constructor(
    private val process: Process,
    val address: String,
) : AutoCloseable {
    /** Ends it at once, as a power cut does. */
    override fun close() {
        process.destroyForcibly()
        check(process.waitFor(10, TimeUnit.SECONDS)) { "the relay does not end" }
    }

    /** Stops it in its place: it takes connections and answers none. */
    fun pause() {
        check(ProcessBuilder("kill", "-STOP", process.pid().toString()).start().waitFor() == 0) { "the relay goes on" }
    }

    companion object {
        /** Starts it in this folder, on the port of an earlier one where that is given. */
        fun start(
            folder: File,
            listen: String = "127.0.0.1:0",
        ): RelayProcess {
            val built = requireNotNull(System.getProperty("patchwork.built")) { "-Dpatchwork.built=FOLDER is needed" }
            val process =
                ProcessBuilder("$built/patchwork-relay", "serve", "--data-dir", folder.path, "--listen", listen)
                    .redirectError(File.createTempFile("relay", ".log").apply { deleteOnExit() })
                    .start()
            // The only line on standard output: {"listening":"http://127.0.0.1:40123"}
            val said = process.inputStream.bufferedReader().readLine()
            val address = said?.substringAfter(":\"", "")?.substringBefore('"')
            check(!address.isNullOrEmpty()) { "the relay did not start: $said" }
            return RelayProcess(process, address)
        }
    }
}
