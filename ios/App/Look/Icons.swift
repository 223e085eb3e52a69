import AppCore

extension SyncState {
  /// How phone and relay stand.
  var icon: String {
    switch self {
    case .upToDate: "checkmark"
    case .waiting: "clock"
    case .offline: "wifi.slash"
    case .needsAttention: "exclamationmark.circle"
    }
  }
}

extension ForYouKind {
  var icon: String {
    switch self {
    case .worryWaits: "exclamationmark.bubble"
    case .asksToJoin, .joined: "person.2"
    case .conflict: "exclamationmark.circle"
    case .taskDue: "checklist"
    case .newCase: "plus"
    }
  }
}

extension EntryKind {
  var icon: String {
    switch self {
    case .contact: "house"
    case .worry: "exclamationmark.bubble"
    case .strength: "sun.max"
    case .childsWords: "quote.opening"
    case .significantEvent: "star"
    case .reply, .response: "arrowshape.turn.up.left"
    case .question: "questionmark.circle"
    case .amendment: "pencil"
    case .strikeThrough: "strikethrough"
    case .sharingDecision: "shield"
    case .note, .unknown: "text.bubble"
    }
  }
}

extension WayToReach.Door.Kind {
  var icon: String {
    switch self {
    case .call: "phone"
    case .text: "message"
    case .email: "envelope"
    }
  }
}
