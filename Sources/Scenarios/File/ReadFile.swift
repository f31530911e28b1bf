// From a path, or from bytes, to a scenario.

#if canImport(Glibc)
  import Glibc
#endif

/// Reads the scenario at `path`: a YAML file, a `.c` file (the scenario with only that driver and
/// the default world), or `-` for standard input.
///
/// - Returns: it, or everything that is wrong with it, up to a limit, in the order of the file.
public func readScenario(path: String) -> Result<Scenario, InputError> {
  let file = path == "-" ? "<stdin>" : path
  let bytes: [UInt8]
  do { bytes = try readBytes(path, file) } catch { return .failure(InputError([error])) }
  if path.hasSuffix(".c") {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var scenario = Scenario(path: path, name: name, drivers: [.file(name)])
    scenario.source.file = path
    return .success(scenario)
  }
  let folder = Scenario(path: path, name: "", drivers: []).directory
  return readScenario(bytes: bytes, path: path) {
    isFile($0.hasPrefix("/") ? $0 : "\(folder)/\($0)")
  }
}

/// Reads a scenario from the bytes of its file.
///
/// - Parameters:
///   - path: what messages call it; `-` is standard input.
///   - isThere: whether a driver's file can be read; the path is relative to the scenario's folder.
public func readScenario(
  bytes: [UInt8], path: String, isThere: (String) -> Bool = { _ in true }
) -> Result<Scenario, InputError> {
  do throws(InputError) {
    return .success(try scenario(bytes, path, isThere))
  } catch {
    return .failure(error)
  }
}

private func scenario(
  _ bytes: [UInt8], _ path: String, _ isThere: (String) -> Bool
) throws(InputError) -> Scenario {
  let file = path == "-" ? "<stdin>" : path
  let text: String
  let root: YAMLNode?
  let lines: [String]
  do {
    text = try decodeText(bytes, file: file)
    lines = linesOfYAML(text)
    root = try readYAML(text, lines: lines, file: file)
  } catch {
    throw InputError([error])
  }
  guard let root, !root.isEmpty else {
    throw InputError([
      Diagnostic(
        file: file, position: SourcePosition(line: 1, column: 1), message: "the scenario is empty",
        help: "start with 'driver: FILE.c'")
    ])
  }
  var reader = ScenarioReader(file: file, lines: lines)
  let scenario = reader.scenario(root, path: path, isThere: isThere)
  guard let scenario, reader.errors.isEmpty else { throw InputError(reader.sortedErrors) }
  return scenario
}

/// Whether there is a file of that name that can be read.
private func isFile(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0 && info.st_mode & S_IFMT != S_IFDIR && access(path, R_OK) == 0
}

/// All bytes of a file, or one more than a scenario may have.
private func readBytes(_ path: String, _ file: String) throws(Diagnostic) -> [UInt8] {
  var fd: Int32 = 0
  if path != "-" {
    fd = open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else {
      throw Diagnostic(file: file, message: "the scenario cannot be read: \(lastError())")
    }
  }
  defer { if path != "-" { close(fd) } }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= scenarioBytesMax {
    let n = read(fd, &buffer, buffer.count)
    if n < 0, errno == EINTR { continue }
    guard n >= 0 else {
      throw Diagnostic(file: file, message: "the scenario cannot be read: \(lastError())")
    }
    if n == 0 { break }
    bytes += buffer[0..<n]
  }
  return bytes
}

private func lastError() -> String { String(cString: strerror(errno)) }
