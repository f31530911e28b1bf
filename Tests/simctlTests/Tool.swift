import Foundation

/// The built program, run as a user runs it.
enum Tool {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// `simctl` lies beside the bundle of the tests.
  static let path: String = {
    var folder = Bundle.main.bundleURL
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      folder = URL(fileURLWithPath: argument)
      while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
    }
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent("simctl").path) {
      return folder.appendingPathComponent("simctl").path
    }
    return root.appendingPathComponent(".build/debug/simctl").path
  }()

  /// Runs it in `folder`, or in the root of the checkout.
  static func run(_ arguments: [String], input: String? = nil, in folder: URL = root) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let out = Pipe()
    let err = Pipe()
    process.standardOutput = out
    process.standardError = err
    let inp = Pipe()
    process.standardInput = inp
    try process.run()
    if let input { inp.fileHandleForWriting.write(Data(input.utf8)) }
    inp.fileHandleForWriting.closeFile()
    nonisolated(unsafe) var errors = Data()
    let reader = Thread { errors = err.fileHandleForReading.readDataToEndOfFile() }
    reader.start()
    let output = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while !reader.isFinished { usleep(1000) }
    return Result(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  /// The folder for what this process's tests write. It goes when the process ends.
  static let folder: URL = {
    atexit { try? FileManager.default.removeItem(at: Tool.folder) }
    return FileManager.default.temporaryDirectory
      .appendingPathComponent("simctl-tests-\(UUID().uuidString)")
  }()

  /// A file in a folder of its own that is kept until the tests end.
  static func file(_ name: String, _ text: String) throws -> String {
    let folder = folder.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appendingPathComponent(name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  /// The output without the lines that tell of time.
  static func timeless(_ s: String) -> String {
    s.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("time: ") && !$0.contains("\"seconds\"")
        && !$0.contains("\"peak_memory_bytes\"") }
      .joined(separator: "\n")
  }

  static func json(_ s: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(s.utf8)) as? [String: Any] ?? [:]
  }
}
