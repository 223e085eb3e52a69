package org.patchwork.app.screens.entrance

import java.net.IDN
import java.net.URI
import java.net.URISyntaxException

/**
 * The relay that an invitation's code leads to, for whoever is asked whether to speak to it: its
 * host, or the whole address where no host can be told from it. None where this is no code; the
 * client says what is wrong with it.
 *
 * The client has no call that reads a code without joining by it. This reads as much of the form in
 * `core/crypto/src/invitation.rs` as it takes to name the relay, and forgives what that forgives.
 */
internal fun relayOf(code: String): String? {
    val bytes = bytesOf(code) ?: return null
    if (bytes.size < LEAST_BYTES || bytes[0].toInt() != VERSION) return null
    val at =
        when (bytes[1].toInt()) {
            SENT -> RELAY_AT
            ON_SCREEN -> RELAY_AT + SCREEN_SECRET
            else -> return null
        }
    val length = bytes.getOrNull(at)?.toUByte()?.toInt() ?: return null
    if (at + 1 + length + CHECK != bytes.size) return null
    return hostOf(String(bytes, at + 1, length))
}

private fun hostOf(address: String): String =
    try {
        val uri = URI(address)
        val port = if (uri.port < 0) "" else ":${uri.port}"
        uri.host?.let { IDN.toASCII(it) + port } ?: address
    } catch (_: URISyntaxException) {
        address
    } catch (_: IllegalArgumentException) {
        address
    }

/** The bytes behind the last `PATCHWORK`, in Crockford's base32. */
private fun bytesOf(code: String): ByteArray? {
    if (code.length > MAX_TEXT) return null
    val text = code.map { if (it in 'a'..'z') it.uppercaseChar() else it }.joinToString("")
    if (PREFIX !in text) return null
    val values =
        text.substringAfterLast(PREFIX).filterNot(::isIgnored).map { symbol ->
            val read =
                when (symbol) {
                    'O' -> '0'
                    'I', 'L' -> '1'
                    else -> symbol
                }
            ALPHABET.indexOf(read).also { if (it < 0) return null }
        }
    val bytes = ByteArray(values.size * BITS_OF_SYMBOL / BITS_OF_BYTE)
    var held = 0
    var bits = 0
    var at = 0
    for (value in values) {
        held = (held shl BITS_OF_SYMBOL or value) and HELD_BITS
        bits += BITS_OF_SYMBOL
        if (bits >= BITS_OF_BYTE) {
            bits -= BITS_OF_BYTE
            bytes[at++] = (held shr bits).toByte()
        }
    }
    return bytes
}

/** What messaging apps and people put between the characters of a code. */
private fun isIgnored(character: Char): Boolean =
    character.isWhitespace() ||
        character.isISOControl() ||
        character in "-_\u2212\"'`«»*~>.,:\u00ad\ufeff" ||
        character in '\u2010'..'\u2015' ||
        character in '\u2018'..'\u201f' ||
        character in '\u200b'..'\u200f' ||
        character in '\u202a'..'\u202e' ||
        character in '\u2060'..'\u2069'

private const val PREFIX = "PATCHWORK"
private const val ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
private const val MAX_TEXT = 16 * 1_024
private const val BITS_OF_SYMBOL = 5
private const val BITS_OF_BYTE = 8

/** What is not yet a byte, with the symbol that follows. */
private const val HELD_BITS = 0xFFF

private const val VERSION = 1
private const val SENT = 0
private const val ON_SCREEN = 1
private const val CHECK = 5
private const val SCREEN_SECRET = 16

/** Behind version, kind, partnership, the head's index and hash, the practitioner and the secret. */
private const val RELAY_AT = 1 + 1 + 32 + 8 + 32 + 16 + 16
private const val LEAST_BYTES = RELAY_AT + 1 + CHECK
