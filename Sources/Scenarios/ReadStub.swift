import Sim
import Yams
#if canImport(Glibc)
import Glibc
#endif

public func readScenario(path: String) -> Result<Scenario, InputError> {
  let stem = String(path.split(separator: "/").last ?? "")
  if path.hasSuffix(".c") {
    return .success(Scenario(path: path, name: stem, drivers: [.file(stem)]))
  }
  var bytes: [UInt8] = []
  let fd = open(path, O_RDONLY)
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let n = read(fd, &buffer, buffer.count)
    if n <= 0 { break }
    bytes += buffer[0..<n]
  }
  close(fd)
  guard let node = try? Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)), let map = node.mapping else {
    return .failure(InputError([Diagnostic(file: path, message: "bad yaml")]))
  }
  var base = Scenario(path: path, name: stem, drivers: [])
  apply(map, &base)
  var result = base
  if let v = map["variants"]?.mapping {
    for (k, n) in v {
      var s = base
      s.variant = k.string
      s.variants = []
      if let m = n.mapping { apply(m, &s) }
      result.variants.append(s)
    }
  }
  return .success(result)
}

private func strings(_ n: Node) -> [String] {
  if let s = n.sequence { return s.map { $0.string ?? "" } }
  return [n.string ?? ""]
}
private func num(_ s: Substring) -> UInt64 { s.hasPrefix("0x") ? UInt64(s.dropFirst(2), radix: 16) ?? 0 : UInt64(s) ?? 0 }

private func action(_ text: String) -> ThreadSpec.Item {
  var w = text.split(separator: " ")
  var rep = Repetition.times(1)
  if let l = w.last, w.count > 1, l.hasPrefix("x") {
    if l == "x*" { rep = .anyNumber; w.removeLast() }
    else if let n = Int(l.dropFirst()) { rep = .times(n); w.removeLast() }
  }
  func arg(_ i: Int, _ d: UInt64 = 0) -> UInt64 { w.count > i ? num(w[i]) : d }
  let a: ActionSpec
  switch w[0] {
  case "insmod": a = .insmod(w.count > 1 ? String(w[1]) : nil)
  case "rmmod": a = .rmmod(w.count > 1 ? String(w[1]) : nil)
  case "bind": a = .bind
  case "unbind": a = .unbind
  case "surprise-remove": a = .surpriseRemove
  case "rescan": a = .rescan
  case "irq": a = .irq(Int(arg(1)))
  case "open": a = .open(String(w[1]))
  case "read": a = .read(Int(arg(1, 8)))
  case "write": a = .write(Int(arg(1, 8)))
  case "ioctl": a = .ioctl(command: arg(1), argument: arg(2))
  case "close": a = .close
  case "sleep": a = .sleep(1_000_000 * arg(1, 1))
  default: a = .call(function: String(w[1]), arguments: w.dropFirst(2).map(num))
  }
  return ThreadSpec.Item(a, rep)
}

private func apply(_ m: Node.Mapping, _ s: inout Scenario) {
  for (k, v) in m {
    switch k.string {
    case "scenario": s.name = v.string ?? ""
    case "driver": s.drivers = strings(v).map { .file($0) }
    case "define": s.defines = strings(v)
    case "setup": s.world.setup = strings(v).map { action($0).action }
    case "time": s.world.timeOrdered = v.string == "ordered"
    case "check":
      if let t = v.string, t.hasPrefix("explore ") { s.method = .explore(runs: Int(t.dropFirst(8)) ?? 1000) }
    case "threads":
      s.world.threads = v.mapping?.map { ThreadSpec(name: $0.key.string ?? "", actions: strings($0.value).map(action)) }
    case "expect":
      let e = strings(v)
      s.expectation = e == ["clean"] ? .clean : .findings(e.map { t in
        let p = t.split(separator: " ")
        return ExpectedFinding(CheckName(rawValue: String(p[0])) ?? .assertion, in: p.count > 2 ? String(p[2]) : nil)
      })
    case "device":
      if let d = v.mapping {
        if let r = d["registers"]?.mapping {
          s.world.device.registers = r.map { k, v in
            let t = v.string ?? ""
            let list = (v.sequence.map { $0.map { $0.string ?? "" }.joined(separator: " ") } ?? t)
              .split(whereSeparator: { " [],".contains($0) })
            let spec: RegisterSpec
            switch list.first {
            case "any": spec = .any(list.dropFirst().map(num))
            case "sequence": spec = .sequence(list.dropFirst().map(num))
            case "clear-on-read": spec = .clearOnRead(num(list[1]))
            default: spec = .fixed(num(list[0]))
            }
            return DeviceSpec.Register(offset: Int(num(Substring(k.string ?? "0"))), spec: spec)
          }
        }
        if let b = d["bars"] { s.world.device.bars = strings(b).map { Int($0) ?? 0 } }
        if let b = d["vectors"] { s.world.device.vectors = Int(b.string ?? "1") ?? 1 }
      }
    case "faults": s.world.faults = strings(v).map { FaultSpec(name: $0) }
    default: break
    }
  }
}
