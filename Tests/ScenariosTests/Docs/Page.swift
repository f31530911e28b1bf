import Foundation
import Testing

/// A page of docs/ that is made from what it tells of.
enum Page {
  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `SIMCTL_WRITE_DOCS=1 swift test --filter Docs` writes the pages; otherwise they are compared.
  static let isToBeWritten = ProcessInfo.processInfo.environment["SIMCTL_WRITE_DOCS"] != nil

  /// Writes the page, or holds what is there against it.
  static func check(
    _ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = root.appendingPathComponent("docs/\(name)")
    if isToBeWritten {
      try text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    // A page that was never written is no page that is old.
    guard let known = try? String(contentsOf: url, encoding: .utf8) else { return }
    let isSame = known == text
    #expect(
      isSame, "docs/\(name) is old: SIMCTL_WRITE_DOCS=1 swift test --filter Docs writes it",
      sourceLocation: sourceLocation)
  }

  /// A cell of a table.
  static func cell(_ s: String) -> String {
    s.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
  }
}
