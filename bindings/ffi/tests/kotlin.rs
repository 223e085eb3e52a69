//! The code that Android apps call compiles, with an app's use of it beside it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::{fs, path::Path, process::Command};

use uniffi::TargetLanguage;

/// What an app writes on top of the generated code: each of these calls would not compile, or mean
/// something else, if the facade clashed with Kotlin's own names.
const USE: &str = r#"
package org.patchwork.check

import kotlin.time.Duration
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.channels.awaitClose
import uniffi.patchwork_client.*

class Vault : KeyVault {
    private val kept = mutableMapOf<String, ByteArray>()

    override fun load(name: String): ByteArray? = kept[name]

    override fun store(name: String, secret: ByteArray) {
        kept[name] = secret
    }

    override fun delete(name: String) {
        kept.remove(name) ?: throw VaultException.Cancelled()
    }
}

fun Client.updates(): Flow<Update> = callbackFlow {
    val stay = subscribe(object : UpdateListener {
        override fun updated(update: Update) {
            trySend(update)
        }
    })
    awaitClose { stay.destroy() }
}

suspend fun lockAndLetGo(client: Client) {
    client.lock()
    client.close()
}

fun words(error: ClientException): String = describeError(error).body

suspend fun addTwice(client: Client, case: SpaceId, person: NewPerson): List<PersonId> =
    client.addPeople(case, listOf(person.copy(id = drawId())))

fun shown(at: UnixMillis, day: IsoDate, within: Duration): String = "$at $day $within"
"#;

#[test]
fn the_generated_kotlin_compiles_beside_an_apps_use_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let generated = folder.path().join("generated");
    common::generate(&common::library(), TargetLanguage::Kotlin, &generated);
    fs::write(generated.join("Use.kt"), USE).expect("a file is written");
    let pom = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kotlin/pom.xml");
    let out = folder.path().join("out");
    let output = Command::new("mvn")
        .args(["--batch-mode", "--no-transfer-progress", "--file"])
        .arg(pom)
        .arg("compile")
        .arg(format!("-Dgenerated={}", generated.display()))
        .arg(format!("-Dout={}", out.display()))
        .output()
        .expect("mvn is needed for this test: install the packages maven and a JDK of 17 or newer");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let classes = out.join("classes/uniffi/patchwork_client/Client.class");
    assert!(classes.exists(), "nothing was compiled:\n{said}");
}
