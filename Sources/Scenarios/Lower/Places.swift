// Names and places: each stands once in the program, however often it is meant.

import Sim

/// Where the names, files and locations of a program are in their lists.
struct Places {
  fileprivate var files: [String: Int] = [:]
  fileprivate var names: [String: Int] = [:]
  fileprivate var locations: [Location: Int] = [:]
  fileprivate var locationOf: [MetadataID: Int] = [:]
  fileprivate var traps: [String: Int] = [:]

  init(_ program: Program) {
    for (i, file) in program.files.enumerated() { files[file] = i }
    for (i, name) in program.names.enumerated() { names[name] = i }
    for (i, location) in program.locations.enumerated() { locations[location] = i }
    for (i, text) in program.traps.enumerated() { traps[text] = i }
  }
}

extension ModuleLowering {
  /// Folders whose headers are the kernel's, wherever they lie.
  private static let headerFolders = ["linux/", "asm/", "asm-generic/", "uapi/", "simctl/"]

  /// A path as people know it, and whether it is a header of the kernel.
  private func normalised(_ path: String) -> (path: String, isHeader: Bool) {
    if !headerRoot.isEmpty, path.hasPrefix(headerRoot + "/") {
      return (String(path.dropFirst(headerRoot.count + 1)), true)
    }
    let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return (path, Self.headerFolders.contains { path.hasPrefix($0) })
  }

  /// The number of a name in `Program.names`.
  mutating func intern(name: String) -> Int {
    if let i = places.names[name] { return i }
    program.names.append(name)
    places.names[name] = program.names.count - 1
    return program.names.count - 1
  }

  /// The number of a text in `Program.traps`.
  mutating func intern(trap text: String) -> Int {
    if let i = places.traps[text] { return i }
    program.traps.append(text)
    places.traps[text] = program.traps.count - 1
    return program.traps.count - 1
  }

  /// A place in a file that the compiler names, as a number in `Program.locations`.
  mutating func location(
    file: String, line: Int, column: Int = 1, function: String, caller: Int = 0
  ) -> Int {
    let file = normalised(file)
    if places.files[file.path] == nil {
      program.files.append(file.path)
      places.files[file.path] = program.files.count - 1
    }
    let location = Location(
      file: places.files[file.path] ?? 0, line: line, column: column,
      function: intern(name: function), isHeader: file.isHeader, caller: caller)
    if let i = places.locations[location] { return i }
    program.locations.append(location)
    places.locations[location] = program.locations.count - 1
    return program.locations.count - 1
  }

  /// The location of a DILocation, with the places that it is inlined at; 0 for nil.
  mutating func location(_ id: MetadataID?) -> Int {
    guard let id else { return 0 }
    if let i = places.locationOf[id] { return i }
    var caller = 0
    for frame in debug.location(of: id).reversed() {
      caller = location(
        file: frame.file, line: frame.line, column: frame.column, function: frame.function,
        caller: caller)
    }
    places.locationOf[id] = caller
    return caller
  }

  /// An error at a location of the program; at the start of the file where that is not known.
  func error(_ message: String, at location: Int) -> LoweringError {
    let l = program.locations[location]
    guard l.line > 0 else {
      return LoweringError(file: ir.sourceName, line: 1, column: 1, message: message)
    }
    return LoweringError(
      file: program.files[l.file], line: l.line, column: l.column, message: message)
  }
}
