#!/usr/bin/env bash
# Compiles the app's resources and links them with those of the libraries into TARGET/linked:
# link.sh TARGET LIBRARIES MIN_SDK TARGET_SDK. `java` holds the R classes, `resources.apk` what the
# app reads at run time.
set -euo pipefail

target=$1 libraries=$2 min_sdk=$3 target_sdk=$4
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
# Gradle takes the package and the levels from its build file; here they are added for the link.
sed -e 's|<manifest |<manifest package="org.patchwork.app" |' "$here/src/main/AndroidManifest.xml" >"$linked/AndroidManifest.xml"
aapt2 link -o "$linked/resources.apk" -I "$framework" --manifest "$linked/AndroidManifest.xml" \
  --min-sdk-version "$min_sdk" --target-sdk-version "$target_sdk" \
  --java "$linked/java" --auto-add-overlay --extra-packages "$packages" "${overlays[@]}" 2> >(grep -v "Unknown chunk type" >&2)
