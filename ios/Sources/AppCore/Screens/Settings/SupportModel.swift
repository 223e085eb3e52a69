/// What the doctor found, and the report for whoever helps.
public struct SupportState: Sendable {
  public var found: DoctorView?
  public var report = ""
  public var isWorking = false
  public var refused: Refusal?
}

/// Checks what is kept here.
public final class SupportModel: ScreenModel<SupportState> {
  private let client: Client

  init(client: Client) {
    self.client = client
    super.init(SupportState())
    act({ $0.refused = $1 }) { self.state.report = try await client.supportReport() }
  }

  public func check() { working { try await self.client.doctor() } }

  public func rebuild() { working { try await self.client.repair() } }

  private func working(_ work: @escaping @MainActor () async throws -> DoctorView) {
    if state.isWorking { return }
    state.isWorking = true
    state.refused = nil
    act({ state, refused in
      state.isWorking = false
      state.refused = refused
    }) {
      self.state.found = try await work()
      self.state.isWorking = false
    }
  }
}
