extension GateState {
  /// What stands before the app.
  public var words: String {
    switch self {
    case .closed, .open: "It opens where you left it."
    case .needsPasscode:
      "A face or a finger was added to this phone, or taken away. Its passcode opens Patchwork "
        + "this time."
    case .noPasscode:
      "This phone has no passcode, so anyone who picks it up could read about children. Set a "
        + "passcode in the phone’s settings, then come back."
    }
  }
}
