//! What native apps import: the whole facade, the lists of the model included, is one Kotlin
//! package and one Swift module.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::{fs, path::Path};

use uniffi::TargetLanguage;

/// The files with this ending that are made for a language.
fn made_for(language: TargetLanguage, ending: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    common::generate(&common::library(), language, folder.path());
    let mut files = Vec::new();
    gather(folder.path(), ending, &mut files);
    files
}

fn gather(folder: &Path, ending: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder is read") {
        let path = entry.expect("an entry is read").path();
        if path.is_dir() {
            gather(&path, ending, files);
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(fs::read_to_string(path).expect("a file is read"));
        }
    }
}

#[test]
fn the_lists_of_the_model_stand_in_the_one_kotlin_package_of_the_facade() {
    let files = made_for(TargetLanguage::Kotlin, "kt");
    assert_eq!(files.len(), 1);
    let code = &files[0];
    assert_eq!(code.matches("\npackage ").count(), 1);
    for list in ["AgencyKind", "EntryKind", "AccessRole", "LineStyle"] {
        let declared = code.matches(&format!("enum class {list} ")).count();
        assert_eq!(declared, 1, "{list}");
    }
    assert_eq!(code.matches("sealed class ChildStatus").count(), 1);
}

#[test]
fn the_lists_of_the_model_stand_in_the_one_swift_module_of_the_facade() {
    let files = made_for(TargetLanguage::Swift, "swift");
    assert_eq!(files.len(), 1);
    for list in [
        "AgencyKind",
        "EntryKind",
        "AccessRole",
        "LineStyle",
        "ChildStatus",
    ] {
        let declared = files[0].matches(&format!("public enum {list}:")).count();
        assert_eq!(declared, 1, "{list}");
    }
}

/// Types that every Swift file of an app sees without asking, or imports with Foundation, Combine,
/// SwiftUI or Observation. A type of ours by one of these names has to be written with its module
/// before it wherever both are seen.
const TAKEN_IN_SWIFT: &str = "
    Actor Any AnyHashable AnyObject Array Bool Character Clock Codable CodingKey Collection
    Comparable CustomStringConvertible Decodable Dictionary Double Duration Encodable Equatable
    Error Executor Float Hashable Identifiable Int Instant Iterator Mirror Never Optional Range
    Regex Result Sendable Sequence Set Slice String Substring Task TaskGroup UInt Unicode
    Void Zip2Sequence

    AttributedString Bundle Calendar CharacterSet Data Date DateComponents DateInterval Decimal
    Dimension FileHandle FileManager Formatter Host IndexPath IndexSet Locale Lock Measurement
    Message Notification NotificationCenter Operation OperationQueue OutputStream InputStream
    PersonNameComponents Pipe Port Process ProcessInfo Progress RunLoop Scanner Selector Stream
    StringEncoding Thread TimeInterval TimeZone Timer Unit URL URLRequest URLSession UUID
    UserDefaults UndoManager XMLParser

    AnyCancellable AnyPublisher Cancellable ConnectablePublisher CurrentValueSubject Deferred Empty
    Fail Future Just ObservableObject PassthroughSubject Publisher Publishers Published Record
    Scheduler Subject Subscriber Subscribers Subscription

    Alert Alignment Anchor Angle Animation App AppStorage Axis Binding Button Canvas Capsule Circle
    Color ColorScheme Commands ContentMode ControlGroup DatePicker Divider Edge EditButton
    EditMode Ellipse Environment EnvironmentObject EnvironmentValues Event FetchRequest FocusState
    Font ForEach Form Gauge Gesture GestureState Gradient Grid Group HStack Image Label Layout
    LazyHStack LazyVStack Link List LocalizedStringKey Material Menu Model ModifiedContent
    NamedCoordinateSpace Namespace NavigationLink NavigationPath NavigationStack Observable
    ObservedObject Path Picker PreferenceKey PreviewProvider Query Rectangle ScaledMetric Scene
    ScenePhase SceneStorage ScrollView SearchScope Section SecureField Settings Shape ShareLink
    Slider Spacer State StateObject Stepper SubmitLabel SwipeActions TabView Table Text TextEditor
    TextField Toggle Toolbar ToolbarItem Transaction Transition VStack View ViewBuilder
    ViewModifier Visibility Window WindowGroup ZStack
";

/// The names of the types that stand in a Swift file by themselves.
fn types_of(code: &str) -> Vec<&str> {
    let kinds = ["struct", "class", "enum", "protocol", "typealias", "actor"];
    code.lines()
        .filter_map(|line| {
            // What is set in stands within another type and is named with it.
            let mut words = line.split(' ').skip_while(|word| {
                matches!(
                    *word,
                    "public" | "open" | "final" | "indirect" | "nonisolated"
                )
            });
            let kind = words.next()?;
            let name = words.next().filter(|_| kinds.contains(&kind))?;
            name.split(|c: char| !c.is_alphanumeric()).next()
        })
        .collect()
}

#[test]
fn no_type_of_the_swift_module_has_the_name_of_another_that_an_app_sees() {
    let files = made_for(TargetLanguage::Swift, "swift");
    let ours = types_of(&files[0]);
    assert!(ours.len() > 100, "{ours:?}");
    for name in ["Client", "ClientError", "UpdateSubscription", "UnixMillis"] {
        assert!(ours.contains(&name), "{name} is not found: {ours:?}");
    }
    let clashing: Vec<_> = ours
        .iter()
        .filter(|name| {
            TAKEN_IN_SWIFT
                .split_whitespace()
                .any(|taken| taken == **name)
        })
        .collect();
    assert!(clashing.is_empty(), "{clashing:?}");
    let mut sorted = ours.clone();
    sorted.sort_unstable();
    assert!(sorted.windows(2).all(|two| two[0] != two[1]), "{sorted:?}");
}

#[test]
fn every_id_and_day_of_the_swift_module_is_a_type_of_its_own() {
    let files = made_for(TargetLanguage::Swift, "swift");
    let aliases: Vec<_> = files[0]
        .lines()
        .filter_map(|line| line.strip_prefix("public typealias "))
        .collect();
    for id in [
        "AgencyId",
        "CaseId",
        "ContactDetailId",
        "DeviceId",
        "DraftId",
        "EntryId",
        "InvolvementId",
        "MarkerId",
        "PersonId",
        "PractitionerId",
        "RelationshipId",
        "ResidenceId",
        "TaskId",
    ] {
        let written = format!("{id} = PatchworkIds.{id}");
        assert!(aliases.contains(&written.as_str()), "{id}: {aliases:?}");
    }
    assert!(
        aliases.contains(&"IsoDate = PatchworkIds.Day"),
        "{aliases:?}"
    );
    let strings: Vec<_> = aliases
        .iter()
        .filter(|alias| alias.ends_with("= String") || alias.ends_with("= Int64"))
        .collect();
    assert!(strings.is_empty(), "{strings:?}");
}
