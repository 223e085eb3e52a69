import SwiftUI

/// Lays its parts in rows, as words on a page.
struct Flow: Layout {
  var spacing: CGFloat = 8

  func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout ()) -> CGSize {
    let rows = rows(proposal.width ?? .infinity, subviews)
    let height = rows.map(\.height).reduce(0, +) + spacing * CGFloat(max(0, rows.count - 1))
    return CGSize(width: proposal.width ?? rows.map(\.width).max() ?? 0, height: height)
  }

  func placeSubviews(
    in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout ()
  ) {
    var top = bounds.minY
    for row in rows(bounds.width, subviews) {
      var left = bounds.minX
      for index in row.parts {
        let size = fit(subviews[index], bounds.width)
        subviews[index].place(at: CGPoint(x: left, y: top), proposal: ProposedViewSize(size))
        left += size.width + spacing
      }
      top += row.height + spacing
    }
  }

  private struct Row {
    var parts: [Int] = []
    var width: CGFloat = 0
    var height: CGFloat = 0
  }

  private func rows(_ width: CGFloat, _ subviews: Subviews) -> [Row] {
    var rows = [Row()]
    for index in subviews.indices {
      let size = fit(subviews[index], width)
      if !rows[rows.count - 1].parts.isEmpty,
        rows[rows.count - 1].width + spacing + size.width > width
      {
        rows.append(Row())
      }
      let gap = rows[rows.count - 1].parts.isEmpty ? 0 : spacing
      rows[rows.count - 1].parts.append(index)
      rows[rows.count - 1].width += gap + size.width
      rows[rows.count - 1].height = max(rows[rows.count - 1].height, size.height)
    }
    return rows
  }

  /// No part is wider than the page: long words wrap within it.
  private func fit(_ part: LayoutSubview, _ width: CGFloat) -> CGSize {
    let size = part.sizeThatFits(.unspecified)
    return size.width <= width
      ? size : part.sizeThatFits(ProposedViewSize(width: width, height: nil))
  }
}
