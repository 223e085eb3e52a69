package org.patchwork.client

// The ids of the facade. Each holds hex digits as the library gave them; two are the same thing
// when these are equal. The generated code names these types (core/client/uniffi.toml).

/** An agency of the partnership. */
@JvmInline
value class AgencyId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A child's case. */
@JvmInline
value class CaseId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A number or an address of a person. */
@JvmInline
value class ContactDetailId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A device that somebody uses. */
@JvmInline
value class DeviceId(
    val text: String,
) {
    override fun toString(): String = text
}

/** Something that is being written. */
@JvmInline
value class DraftId(
    val text: String,
) {
    override fun toString(): String = text
}

/** An entry of a journal. */
@JvmInline
value class EntryId(
    val text: String,
) {
    override fun toString(): String = text
}

/** Somebody's part in a child's life. */
@JvmInline
value class InvolvementId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A risk marker. */
@JvmInline
value class MarkerId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A person in a child's life. */
@JvmInline
value class PersonId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A practitioner of the partnership. */
@JvmInline
value class PractitionerId(
    val text: String,
) {
    override fun toString(): String = text
}

/** What one person is to another. */
@JvmInline
value class RelationshipId(
    val text: String,
) {
    override fun toString(): String = text
}

/** A place where somebody lives or lived. */
@JvmInline
value class ResidenceId(
    val text: String,
) {
    override fun toString(): String = text
}

/** Something to be done. */
@JvmInline
value class TaskId(
    val text: String,
) {
    override fun toString(): String = text
}
