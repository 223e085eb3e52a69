/// A4, in points of 1/72 inch, as the sheet stands on it.
public enum Paper {
  public static let width = 595.0
  public static let height = 842.0
  public static let margin = 40.0
  /// Between what stands below each other.
  public static let gap = 9.0
  /// The picture leaves room on its page for what stands above it.
  public static let highestPicture = 560.0

  /// How wide what stands on it is.
  public static var room: Double { width - 2 * margin }

  /// How much a picture is drawn smaller or larger, so that it is whole on one page.
  public static func scale(width: Double, height: Double) -> Double {
    guard width > 0, height > 0 else { return 1 }
    return min(room / width, highestPicture / height)
  }

  /// Where a part of the sheet stands: on which page, how far below its margin, and how much smaller
  /// it is drawn. Only what is higher than a page is drawn smaller.
  public struct Placed: Equatable, Sendable {
    public let page: Int
    public let top: Double
    public let scale: Double
  }

  /// Where parts of these heights stand, one below the other. No part goes over the end of a page.
  public static func place(_ heights: [Double]) -> [Placed] {
    let room = height - 2 * margin
    var (page, top) = (0, 0.0)
    return heights.map { height in
      let scale = height > room ? room / height : 1
      if top > 0, top + height * scale > room { (page, top) = (page + 1, 0) }
      defer { top += height * scale + gap }
      return Placed(page: page, top: top, scale: scale)
    }
  }
}

extension SheetView {
  /// Who stands beside whom in the list, two in a row, those who help first.
  public var rows: [[SheetEntry]] {
    let entries = helpers + family
    return stride(from: 0, to: entries.count, by: 2).map {
      Array(entries[$0..<min($0 + 2, entries.count)])
    }
  }
}
