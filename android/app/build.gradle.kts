plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.patchwork.app"
    compileSdk =
        libs.versions.compile.sdk
            .get()
            .toInt()

    defaultConfig {
        applicationId = "org.patchwork.app"
        minSdk =
            libs.versions.min.sdk
                .get()
                .toInt()
        targetSdk =
            libs.versions.target.sdk
                .get()
                .toInt()
        versionCode = 1
        versionName = "0.1.0"
    }

    // The libraries themselves: bindings/build-android writes them to src/main/jniLibs.
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "../../bindings/kotlin/generated", "../../bindings/kotlin/src/main/kotlin")
    sourceSets["test"].kotlin.srcDirs("src/test/kotlin", "../../bindings/kotlin/src/test/kotlin")

    buildTypes {
        release {
            // R8 was not tried with the generated code: see docs/adr/0017-android-without-gradle.md.
            isMinifyEnabled = false
        }
    }

    buildFeatures.compose = true
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    testOptions.unitTests {
        isIncludeAndroidResources = true
        all {
            val built = rootDir.resolve("../target/debug").path
            it.systemProperty("patchwork.built", built)
            it.systemProperty("jna.library.path", built)
            it.systemProperty(
                "patchwork.pictures",
                layout.buildDirectory
                    .dir("pictures")
                    .get()
                    .asFile.path,
            )
        }
    }
}

dependencies {
    implementation(libs.kotlinx.coroutines.android)
    implementation(libs.jna) { artifact { type = "aar" } }
    implementation(libs.androidx.activity.compose)
    implementation(libs.androidx.compose.foundation)
    implementation(libs.androidx.compose.material3)
    implementation(libs.androidx.compose.ui)
    implementation(libs.androidx.compose.ui.tooling.preview)
    implementation(libs.androidx.core)
    implementation(libs.androidx.lifecycle.process)
    implementation(libs.androidx.lifecycle.runtime.compose)
    implementation(libs.androidx.lifecycle.viewmodel.compose)
    implementation(libs.androidx.work.runtime)
    implementation(libs.zxing.core)

    testImplementation(libs.androidx.compose.ui.test.junit4)
    debugImplementation(libs.androidx.compose.ui.test.manifest)
    testImplementation(libs.androidx.work.testing)
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.kotlin.test.junit)
    testImplementation(libs.kotlinx.coroutines.test)
    testImplementation(libs.robolectric)
}
