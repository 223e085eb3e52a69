/// What somebody typed of a risk marker.
public struct TypedMarker: Equatable, Sendable {
  public var text = ""
  public var review = ""
}

/// What a marker's form is about.
public struct AboutMarker: Equatable, Sendable {
  /// None for a new one.
  public let marker: MarkerView?
  let shown: String
}

/// Adds, changes or ends what a visitor must know before going there.
public final class MarkerModel: FormModel<AboutMarker, TypedMarker> {
  private let id: CaseId
  private let marker: MarkerId?
  private let around: Surroundings
  private let drawn = MarkerId(drawId())

  init(_ id: CaseId, _ marker: MarkerId?, around: Surroundings) {
    self.id = id
    self.marker = marker
    self.around = around
    super.init(TypedMarker())
    begin {
      let about = await around.client.writable(id).then { view in
        let known = view.header.markers.first { $0.marker == marker }
        if marker != nil, known == nil { throw ClientError.NotFound }
        return AboutMarker(marker: known, shown: view.header.shown)
      }
      let typed = about.value?.marker.map {
        TypedMarker(text: $0.texts.first ?? "", review: writeDay($0.review))
      }
      self.state.draw(about, typed)
    }
  }

  public func save() {
    let typed = state.typed
    let days = TypedDays(["review": typed.review])
    guard let about = state.about.value, !refuse(days.wrong) else { return }
    let client = around.client
    save {
      if let marker = self.marker {
        try await client.changeMarker(
          case: self.id,
          details: MarkerDetails(
            marker: marker, text: typed.text, review: days["review"], shown: about.shown))
      } else {
        _ = try await client.addMarker(
          case: self.id,
          marker: NewMarker(id: self.drawn, text: typed.text, review: days["review"]))
      }
      self.leave()
    }
  }

  public func end() {
    guard let marker, let about = state.about.value else { return }
    save {
      try await self.around.client.endMarker(case: self.id, marker: marker, shown: about.shown)
      self.leave()
    }
  }

  private func leave() {
    isDone = true
    around.back()
  }
}
