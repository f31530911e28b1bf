// From a read scenario to its program.

import Sim

extension ProgramLoader {
  /// The program of a scenario. C text that is in the scenario's file is compiled so that clang,
  /// findings and diagrams name its lines in that file.
  public func load(_ scenario: Scenario, color: Bool = false) throws(LoadError) -> Program {
    let drivers = scenario.drivers.map { driver -> Driver in
      switch driver {
      case .file(let path): return .file(path)
      case .inline(let text, let line):
        return .inline(inlineText(text, line: line, in: scenario.path))
      }
    }
    return try load(
      drivers, defines: scenario.defines, kernel: scenario.world.kernel,
      directory: scenario.directory, color: color)
  }
}

/// C text with a directive that says where it is from.
func inlineText(_ text: String, line: Int, in path: String) -> String {
  let file = path == "-" ? "<stdin>" : path.split(separator: "/").last.map(String.init) ?? path
  let name = file.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "#line \(max(1, line)) \"\(name)\"\n" + text
}
