import AppCore
import SwiftUI

/// The bars around every screen of a member: back and the sync chip on top, the places below.
struct FramePage: View {
  let around: Surroundings
  @Bindable var stack: BackStack

  var body: some View {
    VStack(spacing: 0) {
      HStack {
        if stack.canGoBack {
          Button(action: stack.askBack) { Label("Back", systemImage: "chevron.backward") }
            .frame(minHeight: 44)
        }
        Spacer()
        if let chip = around.frame.state.chip { Chip(chip: chip) { around.go(.sync) } }
      }
      .padding(.horizontal, 12)
      PlacePage(entry: stack.top, around: around)
        .id(stack.top.id)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
      UndoBar(frame: around.frame, go: around.go)
      if around.frame.state.chosen != nil { ChosenBar(keepOther: around.frame.keepOther) }
      if !stack.top.place.isCapture { PlacesBar(around: around, here: stack.top.place) }
    }
    .alert(
      "Leave without saving?",
      isPresented: Binding(reads: { stack.asksToLeave != nil }, writes: { if !$0 { stack.stay() } })
    ) {
      Button("Leave", role: .destructive, action: stack.leaveAnyway)
      Button("Stay", role: .cancel, action: stack.stay)
    } message: {
      Text("What you typed here is not saved yet.")
    }
  }
}

/// How this phone and the relay stand to each other, in the client's own words.
private struct Chip: View {
  let chip: ChipView
  let act: () -> Void

  var body: some View {
    Button(action: act) {
      Label(chip.words, systemImage: chip.state.icon).font(.subheadline).frame(minHeight: 44)
    }
    .foregroundStyle(Palette.quiet)
    .accessibilityHint("Sync")
  }
}

/// Below the page and never over it: what was just saved can be taken back.
private struct UndoBar: View {
  let frame: FrameModel
  let go: @MainActor (Place) -> Void

  var body: some View {
    if frame.state.undoable != nil || !frame.state.said.isEmpty {
      HStack {
        Text(frame.state.said.isEmpty ? "Saved on this phone" : frame.state.said)
        Spacer()
        if frame.state.undoable != nil {
          QuietButton("Undo", icon: "arrow.uturn.backward") { frame.undo(go) }
        }
      }
      .padding(.horizontal, 16)
      .padding(.vertical, 6)
      .background(Palette.accentSoft)
      .accessibilityElement(children: .contain)
    }
  }
}

/// Below the page as well: one of two values was kept, and the other one can be kept instead.
private struct ChosenBar: View {
  let keepOther: () -> Void

  var body: some View {
    VStack(alignment: .leading) {
      Text("Kept. The other one has gone for the whole team.")
      QuietButton("Keep the other instead", icon: "arrow.uturn.backward", act: keepOther)
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(.horizontal, 16)
    .padding(.vertical, 6)
    .background(Palette.accentSoft)
    .accessibilityElement(children: .contain)
  }
}

/// The places of the app, with writing under the thumb.
private struct PlacesBar: View {
  let around: Surroundings
  let here: Place

  var body: some View {
    HStack(alignment: .bottom) {
      place("My cases", "person.2", .cases)
      place("My tasks", "checklist", .myTasks)
      Button(action: around.write) {
        VStack {
          Image(systemName: "square.and.pencil")
            .font(.title3)
            .frame(width: 44, height: 44)
            .foregroundStyle(Palette.onAccent)
            .background(Palette.accent, in: .circle)
          Text("Write").font(.caption2)
        }
      }
      .frame(maxWidth: .infinity)
      place("Directory", "book", .directory)
      place("Settings", "gearshape", .settings)
    }
    .buttonStyle(.plain)
    .padding(.top, 6)
    .background(Palette.surface)
    .overlay(alignment: .top) { Divider() }
  }

  private func place(_ name: String, _ icon: String, _ place: Place) -> some View {
    Button {
      around.backStack.askSwitch(to: place)
    } label: {
      VStack(spacing: 4) {
        Image(systemName: icon).font(.title3)
        Text(name).font(.caption2.weight(here == place ? .bold : .regular))
      }
      .frame(maxWidth: .infinity, minHeight: 44)
    }
    .foregroundStyle(here == place ? Palette.accent : Palette.quiet)
    .accessibilityAddTraits(here == place ? .isSelected : [])
  }
}
