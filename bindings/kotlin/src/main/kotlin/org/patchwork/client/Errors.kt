package org.patchwork.client

/** What a person reads of this error: what happened and what to do. */
val ClientException.notice: Notice
    get() = describeError(this)
