import AppCore
import SwiftUI

extension Binding {
  /// Of what a model on the main actor holds.
  @MainActor
  init(
    reads: @escaping @MainActor () -> Value, writes: @escaping @MainActor (Value) -> Void
  ) {
    self.init(get: reads, set: writes)
  }
}

extension FormModel {
  /// A field of what is typed.
  func field<Value>(_ path: WritableKeyPath<Typed, Value>) -> Binding<Value> {
    Binding {
      self.state.typed[keyPath: path]
    } writes: {
      var typed = self.state.typed
      typed[keyPath: path] = $0
      self.type(typed)
    }
  }

  /// What is wrong with a field.
  func wrong(_ field: String) -> String { state.saving.wrong(field) }
}

extension Binding {
  /// As something that may be unchosen, where a choice is always made.
  @MainActor var chosen: Binding<Value?> {
    Binding<Value?> {
      wrappedValue
    } writes: {
      if let chosen = $0 { wrappedValue = chosen }
    }
  }
}

extension CaptureModel {
  /// A field of what is being written. The draft is read before any field shows.
  func field<Value>(_ path: WritableKeyPath<DraftView, Value>, of draft: DraftView)
    -> Binding<Value>
  {
    Binding {
      (self.state.draft.value ?? draft)[keyPath: path]
    } writes: { value in
      self.change { $0[keyPath: path] = value }
    }
  }
}
