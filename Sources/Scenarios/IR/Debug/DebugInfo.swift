// Debug information: where an instruction comes from, what a variable is called, and how the
// structures of the source lie in memory. Types are known by the number of their metadata node.
//
// What is malformed is treated as if it were absent: debug information names things, and a module
// runs without it. Chains that lead in a circle are cut at `chainMax`.

/// What the debug information of one module says. It decodes on demand and remembers, so it is a
/// class; use it from one thread.
final class DebugInfo {
  /// The compile units: one for a C file.
  let units: [DebugUnit]
  let metadata: MetadataTable
  private var framesByID: [MetadataID: [DebugFrame]] = [:]
  private var scopesByID: [MetadataID: Scope] = [:]
  private var subprogramsByID: [MetadataID: DebugSubprogram] = [:]
  private var filesByID: [MetadataID: String] = [:]
  var typesByID: [MetadataID: DebugType?] = [:]
  var unqualifiedByID: [MetadataID: MetadataID] = [:]
  var membersByID: [MetadataID: [DebugMember]] = [:]
  var layoutsByID: [MetadataID: DebugStruct?] = [:]
  /// Records by tag and typedef name, found on first use.
  var recordsByName: [String: MetadataID]?

  /// How long a chain of scopes, inlined calls or qualifiers may be.
  static let chainMax = 256

  /// Reads the debug information of `module`.
  init(_ module: IRModule) {
    metadata = module.metadata
    units = (module.metadata.named["llvm.dbg.cu"] ?? []).compactMap { id in
      module.metadata.node(id).map { node in
        DebugUnit(
          language: node.words("language").first ?? "", producer: node.string("producer") ?? "",
          isOptimized: node.words("isOptimized") == ["true"])
      }
    }
  }

  /// Whether a compile unit was optimised: the compiler may have removed or merged accesses.
  var isOptimized: Bool { units.contains { $0.isOptimized } }

  // MARK: Places

  /// Where a DILocation is: innermost function first, then where that was inlined, and so on.
  /// Empty if `id` is no location.
  func location(of id: MetadataID) -> [DebugFrame] {
    if let frames = framesByID[id] { return frames }
    var frames: [DebugFrame] = []
    var next: MetadataID? = id
    while let at = next, frames.count < Self.chainMax,
      let node = metadata.node(at), node.name == "DILocation"
    {
      let scope = scope(node.reference("scope"))
      frames.append(
        DebugFrame(
          function: scope.function, file: scope.file, line: node.integer("line") ?? 0,
          column: node.integer("column") ?? 0))
      next = node.reference("inlinedAt")
    }
    framesByID[id] = frames
    return frames
  }

  /// The function that contains a scope, and the file of the innermost scope that has one.
  private func scope(_ id: MetadataID?) -> Scope {
    guard let id else { return Scope() }
    if let known = scopesByID[id] { return known }
    var scope = Scope()
    var hasFile = false
    var next: MetadataID? = id
    for _ in 0..<Self.chainMax {
      guard let at = next, let node = metadata.node(at) else { break }
      if !hasFile, let file = node.name == "DIFile" ? at : node.reference("file") {
        scope.file = self.file(file)
        hasFile = true
      }
      if node.name == "DISubprogram" {
        scope.function = subprogram(at)?.name ?? ""
        break
      }
      next = node.reference("scope")
    }
    scopesByID[id] = scope
    return scope
  }

  private struct Scope {
    var function = ""
    var file = ""
  }

  /// The name of a DIFile, as the compiler was given it.
  private func file(_ id: MetadataID?) -> String {
    guard let id else { return "" }
    if let file = filesByID[id] { return file }
    let file = metadata.node(id)?.string("filename") ?? ""
    filesByID[id] = file
    return file
  }

  // MARK: Functions and variables

  /// The function that a DISubprogram describes; nil if `id` is none.
  func subprogram(_ id: MetadataID) -> DebugSubprogram? {
    if let known = subprogramsByID[id] { return known }
    guard let node = metadata.node(id), node.name == "DISubprogram" else { return nil }
    let subprogram = DebugSubprogram(
      name: path(of: node.reference("scope")) + (node.string("name") ?? ""),
      linkageName: node.string("linkageName"), file: file(node.reference("file")),
      line: node.integer("line") ?? 0)
    subprogramsByID[id] = subprogram
    return subprogram
  }

  /// The path of a Rust item in its crate, `kmod::lock::`; empty in C.
  func path(of scope: MetadataID?) -> String {
    var names: [String] = []
    var next = scope
    for _ in 0..<Self.chainMax {
      guard let at = next, let node = metadata.node(at),
        node.name == "DINamespace" || node.name == "DICompositeType"
      else { break }
      if let name = node.string("name") { names.append(name) }
      next = node.reference("scope")
    }
    return names.reversed().map { $0 + "::" }.joined()
  }

  /// The variable of a DILocalVariable, DIGlobalVariable or DIGlobalVariableExpression; nil if
  /// `id` is none of them.
  func variable(_ id: MetadataID) -> DebugVariable? {
    guard let node = metadata.node(id) else { return nil }
    switch node.name {
    case "DIGlobalVariableExpression":
      guard let inner = node.reference("var"), let variable = metadata.node(inner),
        variable.name == "DIGlobalVariable"
      else { return nil }
      return self.variable(variable)
    case "DILocalVariable", "DIGlobalVariable": return variable(node)
    default: return nil
    }
  }

  private func variable(_ node: MetadataNode) -> DebugVariable {
    DebugVariable(
      name: node.string("name"), type: node.reference("type"),
      argument: node.integer("arg") ?? 0, file: file(node.reference("file")),
      line: node.integer("line") ?? 0)
  }
}

/// A compile unit.
struct DebugUnit: Hashable, Sendable {
  /// `DW_LANG_C11`, `DW_LANG_Rust`.
  var language: String
  /// The compiler.
  var producer: String
  /// Whether it was optimised.
  var isOptimized: Bool
}

/// One function of a location.
struct DebugFrame: Hashable, Sendable {
  /// The name of the function in the source; in Rust with its path.
  var function: String
  /// The file, as the compiler was given it.
  var file: String
  /// Line, from 1; 0 where the compiler gives none.
  var line: Int
  /// Column, from 1; 0 where the compiler gives none.
  var column: Int
}

/// A function of the source.
struct DebugSubprogram: Hashable, Sendable {
  /// Its name; in Rust with its path, `kmod::Lock::new`.
  var name: String
  /// The symbol, if it differs from the name.
  var linkageName: String?
  /// The file where it is defined.
  var file: String
  /// The line there.
  var line: Int
}

/// A variable of the source.
struct DebugVariable: Hashable, Sendable {
  /// Its name; nil for a string literal.
  var name: String?
  /// Its type.
  var type: MetadataID?
  /// The number of the parameter that it is, from 1; 0 if it is none.
  var argument: Int
  /// The file where it is declared.
  var file: String
  /// The line there.
  var line: Int
}
