#!/usr/bin/env bash
# Merges the app's manifest with those of the libraries, compiles the app's resources and links them
# with the libraries' into TARGET/linked:
# link.sh TARGET LIBRARIES TOOLS MIN_SDK TARGET_SDK VERSION_CODE VERSION_NAME.
# `AndroidManifest.xml` is what a phone is told of the app, `java` holds the R classes,
# `resources.apk` is what the app reads at run time.
set -euo pipefail

target=$1 libraries=$2 tools=$3 min_sdk=$4 target_sdk=$5 version_code=$6 version_name=$7
here=$(cd "$(dirname "$0")" && pwd)
linked=$target/linked
rm -rf "$linked" && mkdir -p "$linked"

# Of the framework aapt2 needs the table of resources alone, and it cannot open so large a jar.
framework=$target/framework/android.zip
if [[ ! -e $framework ]]; then
  unzip -qo "$target/framework/resources.jar" resources.arsc AndroidManifest.xml -d "$target/framework"
  (cd "$target/framework" && zip -q0 android.zip resources.arsc AndroidManifest.xml)
fi

aapt2 compile --dir "$here/src/main/res" -o "$linked/app.zip"
packages=$(sed -nE 's/.*package="([^"]+)".*/\1/p' "$libraries"/unpacked/*/AndroidManifest.xml | sort -u | paste -sd:)
overlays=()
for compiled in "$libraries"/compiled/*.zip "$linked/app.zip"; do overlays+=(-R "$compiled"); done
# What only tests use is not in the app, and its manifest would open windows to other apps.
manifests=()
for manifest in "$libraries"/unpacked/*/AndroidManifest.xml; do
  case $manifest in
    */unpacked/androidx.test.* | */unpacked/*ui-test* | */unpacked/*-testing-*) ;;
    *) manifests+=("$manifest") ;;
  esac
done
# Gradle takes the package, the levels and the version from its build file; here they are given.
java -cp "$(<"$tools/android.classpath")" com.android.manifmerger.Merger --main "$here/src/main/AndroidManifest.xml" \
  --libs "$(IFS=: && echo "${manifests[*]}")" --out "$linked/AndroidManifest.xml" --log WARNING --remove-tools-declarations \
  --property "PACKAGE=org.patchwork.app" --property "MIN_SDK_VERSION=$min_sdk" --property "TARGET_SDK_VERSION=$target_sdk" \
  --property "VERSION_CODE=$version_code" --property "VERSION_NAME=$version_name"
aapt2 link -o "$linked/resources.apk" -I "$framework" --manifest "$linked/AndroidManifest.xml" \
  --min-sdk-version "$min_sdk" --target-sdk-version "$target_sdk" \
  --java "$linked/java" --auto-add-overlay --extra-packages "$packages" "${overlays[@]}" 2> >(grep -v "Unknown chunk type" >&2)
