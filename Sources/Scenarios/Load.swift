// From a scenario's drivers to a program.

import Sim

/// Why a scenario could not be made into a program: text for a person.
public struct LoadError: Error, Sendable {
  public var message: String

  public init(_ message: String) { self.message = message }
}

/// Compiles and lowers drivers; one for a process, usable again and again.
public final class ProgramLoader {
  private let compiler: Compiler
  private var layouts: Program?
  private var compiled: [String: Program] = [:]
  /// What clang had to say about drivers that it accepted.
  public private(set) var warnings: [String] = []

  public init() throws(LoadError) {
    do { compiler = try Compiler() } catch { throw LoadError("error: \(error.message)") }
  }

  /// One driver: a path relative to `directory`, or text.
  public enum Driver: Sendable, Equatable {
    case file(String)
    case inline(String)
  }

  /// The program of `drivers`. The same drivers with the same definitions are compiled once.
  public func load(
    _ drivers: [Driver], defines: [String], kernel: KernelVersion = .newest, directory: String,
    color: Bool = false
  ) throws(LoadError) -> Program {
    // Headers differ by kernel too.
    let defines = defines + ["SIMCTL_KERNEL=\(kernel.number)"]
    var key = directory + "\u{0}" + defines.joined(separator: "\u{0}")
    for driver in drivers {
      switch driver {
      case .file(let path): key += "\u{0}F" + path
      case .inline(let text): key += "\u{0}T" + text
      }
    }
    if let known = compiled[key] { return known }
    var program = try baseProgram()
    for (n, driver) in drivers.enumerated() {
      let name: String
      let module: CompiledModule
      do {
        switch driver {
        case .file(let path):
          name = Self.stem(path)
          module = try compiler.compile(
            file: path, text: nil, name: name, defines: defines, directory: directory, color: color)
        case .inline(let text):
          name = n == 0 ? "driver" : "driver\(n)"
          module = try compiler.compile(
            file: nil, text: text, name: name, defines: defines, directory: directory, color: color)
        }
      } catch {
        throw LoadError(
          error.clangOutput.isEmpty
            ? "error: \(error.message)" : error.clangOutput + "error: \(error.message)")
      }
      if !module.warnings.isEmpty { warnings.append(module.warnings) }
      try append(module.ir, of: driver, in: directory, name: name, to: &program)
    }
    program.linkModules()
    compiled[key] = program
    return program
  }

  private func baseProgram() throws(LoadError) -> Program {
    if let layouts { return layouts }
    var program = Program()
    do {
      let ir = try compiler.compileLayouts()
      takeLayouts(try readIR(ir, fileName: "layouts.ll"), into: &program)
    } catch let e as CompileError {
      throw LoadError("error: \(e.message)\n\(e.clangOutput)")
    } catch {
      throw LoadError("\(error)")
    }
    layouts = program
    return program
  }

  private func append(
    _ ir: [UInt8], of driver: Driver, in directory: String, name: String,
    to program: inout Program
  ) throws(LoadError) {
    do {
      let module = try readIR(ir, fileName: "\(name).ll")
      try lower(module, name: name, headerRoot: compiler.headerRoot, into: &program)
    } catch let e as LoweringError {
      var text: String?
      if case .inline(let source) = driver { text = source }
      let folders = [directory.isEmpty ? "." : directory, compiler.headerRoot]
      throw LoadError(e.quoted(text: text, folders: folders).description)
    } catch {
      throw LoadError("\(error)")
    }
  }

  /// The name of a module: the file's without folder and ending.
  static func stem(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".c") ? String(file.dropLast(2)) : file
  }
}
