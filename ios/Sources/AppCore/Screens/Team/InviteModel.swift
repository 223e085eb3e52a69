/// Who is invited, as it is typed.
public struct InviteeWords: Equatable, Sendable {
  public var name = ""
  public var role = ""
  public var agency: AgencyId?
}

/// An agency that is not in the list yet, as it is typed.
public struct AgencyWords: Equatable, Sendable {
  public var name: String
  public var kind: AgencyKind?

  public init(name: String = "", kind: AgencyKind? = nil) {
    self.name = name
    self.kind = kind
  }
}

/// What *Invite a colleague* shows.
public struct InviteState: Sendable {
  public var pending: [PendingDeviceView] = []
  public var agencies: [AgencyView] = []
  /// What is typed to narrow a long list of agencies.
  public var search = ""
  public var invitee = InviteeWords()
  public var addsAgency = false
  public var agency = AgencyWords()
  public var isWorking = false
  /// Who was let in here last.
  public var admitted = ""
  public var refused: Refusal?

  /// The agency that is chosen; the only one there is, without asking.
  public var chosenAgency: AgencyId? {
    invitee.agency ?? (agencies.count == 1 ? agencies[0].agency : nil)
  }

  /// The agencies whose name has what was typed.
  public var foundAgencies: [AgencyView] {
    search.isEmpty
      ? agencies : agencies.filter { $0.name.range(of: search, options: .caseInsensitive) != nil }
  }

  /// Whether there are more agencies than are offered at once.
  public var isLong: Bool { agencies.count > 8 }

  /// A refusal that stands beside no field.
  public var generalRefusal: Notice? {
    let fields = ["name", "role", "agency", "agency_name", "agency_kind"]
    guard let refused, !fields.contains(refused.field) else { return nil }
    return refused.notice
  }

  /// What is wrong with a field, if it is this one.
  public func wrong(_ field: String) -> String { refused?.of(field) ?? "" }
}

/// Invites a colleague, adds their agency where it is missing, and admits who asks.
public final class InviteModel: ScreenModel<InviteState>, HoldsWords {
  private let around: Surroundings
  /// Drawn once for a form, so that what is sent twice is one.
  private var inviteeId = PractitionerId(drawId())
  private var agencyId = AgencyId(drawId())

  init(around: Surroundings) {
    self.around = around
    super.init(InviteState())
    let client = around.client
    follow("pending", client.shown({ $0 == .directory }) { try await $0.pendingDevices() }) {
      $0.pending = $1.value ?? $0.pending
    }
    follow("agencies", client.shown({ $0 == .directory }) { try await $0.agencies() }) {
      state, found in
      state.agencies = found.value ?? state.agencies
      state.refused = found.refusal ?? state.refused
    }
  }

  var holdsWords: Bool { state.invitee != InviteeWords() || state.agency != AgencyWords() }

  public func type(_ invitee: InviteeWords) {
    state.invitee = invitee
    state.refused = nil
  }

  public func type(_ agency: AgencyWords) {
    state.agency = agency
    state.refused = nil
  }

  public func searchAgency(_ words: String) { state.search = words }

  public func foldAgency() {
    state.addsAgency.toggle()
    state.refused = nil
  }

  public func invite() {
    let invitee = state.invitee
    guard let agency = state.chosenAgency else {
      state.refused = .of(field: "agency", "Choose the agency they work for.")
      return
    }
    working {
      let invitation = try await self.around.client.invite(
        invitee: Invitee(
          id: self.inviteeId, name: invitee.name, role: invitee.role, agency: agency))
      // The next one who is invited here is somebody else.
      self.inviteeId = PractitionerId(drawId())
      self.state.invitee = InviteeWords()
      self.state.search = ""
      self.around.go(.invitation(invitation.practitioner))
    }
  }

  public func addAgency() {
    let typed = state.agency
    guard let kind = typed.kind else {
      state.refused = .of(field: "agency_kind", "Choose what the agency is.")
      return
    }
    // The client calls the agency's name otherwise than this form, which has another name in it.
    working(calling: ["name": "agency_name"]) {
      let client = self.around.client
      let added = try await client.addAgency(
        new: NewAgency(id: self.agencyId, name: typed.name, kind: kind))
      self.agencyId = AgencyId(drawId())
      self.state.agencies = try await client.agencies()
      self.state.invitee.agency = added
      self.state.agency = AgencyWords()
      self.state.addsAgency = false
      self.state.search = ""
    }
  }

  /// Lets a device in whose words are the same.
  public func admit(_ device: PendingDeviceView) {
    working {
      try await self.around.client.admit(device: device.device)
      self.state.admitted = device.name
    }
  }

  private func working(
    calling: [String: String] = [:], _ work: @escaping @MainActor () async throws -> Void
  ) {
    if state.isWorking { return }
    state.isWorking = true
    state.refused = nil
    state.admitted = ""
    act({ state, refused in
      state.isWorking = false
      var refused = refused
      refused.field = calling[refused.field] ?? refused.field
      state.refused = refused
    }) {
      try await work()
      self.state.isWorking = false
    }
  }
}
