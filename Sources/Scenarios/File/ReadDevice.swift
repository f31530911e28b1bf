// The `device` key.

import Sim

extension ScenarioReader {
  mutating func readDevice(_ node: YAMLNode) -> DeviceSpec {
    var device = DeviceSpec()
    let known = ["id", "bars", "vectors", "registers"]
    for (key, value) in entries(node, "device", known: known) ?? [] {
      switch key.text {
      case "id": readID(value, &device)
      case "bars":
        device.bars = []
        for item in items(value) {
          guard let t = text(item, "a size in bytes"),
            let n = number(t, "a BAR's size", at: item, max: 1 << 20)
          else { continue }
          device.bars.append(Int(n))
        }
        if device.bars.count > 6 { problem("a PCI device has at most 6 BARs", at: value) }
      case "vectors":
        if let t = text(value, "a number"),
          let n = number(t, "the number of vectors", at: value, max: 32)
        {
          device.vectors = Int(n)
        }
      default: readRegisters(value, &device)
      }
    }
    let size = device.bars.first ?? 0
    for r in device.registers where r.offset + 4 > size {
      problem(
        "register 0x\(String(r.offset, radix: 16)) lies beyond BAR 0, which has \(size) bytes",
        at: node.position, help: "make the BAR larger with `bars: [N]`")
    }
    return device
  }

  private mutating func readID(_ node: YAMLNode, _ device: inout DeviceSpec) {
    guard let value = text(node, "an id") else { return }
    let parts = value.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 4 }),
      let vendor = UInt16(parts[0], radix: 16), let id = UInt16(parts[1], radix: 16)
    else {
      problem(
        "an id is VENDOR:DEVICE in four hexadecimal digits each, not '\(value.shortened)'",
        at: node, help: "put it in quotes: \"1180:0592\"")
      return
    }
    device.vendor = vendor
    device.device = id
  }

  private mutating func readRegisters(_ node: YAMLNode, _ device: inout DeviceSpec) {
    for (key, value) in entries(node, "registers") ?? [] {
      let keyNode = YAMLNode(kind: .text(key.text, style: .plain), position: key.position)
      guard
        let offset = number(
          key.text, "a register's offset", at: keyNode, max: UInt64(Machine.rememberedBytes - 4))
      else { continue }
      guard offset % 4 == 0 else {
        problem("a register's offset is a multiple of 4, not \(key.text)", at: keyNode)
        continue
      }
      if device.registers.contains(where: { $0.offset == Int(offset) }) {
        problem("register \(key.text) is given twice", at: keyNode)
        continue
      }
      guard let spec = readRegister(value) else { continue }
      device.registers.append(DeviceSpec.Register(offset: Int(offset), spec: spec))
    }
    device.registers.sort { $0.offset < $1.offset }
  }

  private mutating func readRegister(_ node: YAMLNode) -> RegisterSpec? {
    let forms = "N, any [N, M], sequence [N, M] or clear-on-read N"
    guard let value = text(node, "a register: \(forms)") else { return nil }
    for word in ["any", "sequence"] {
      guard let list = bracketed(value, after: word) else { continue }
      var numbers: [UInt64] = []
      for item in list {
        guard let n = number(item, "a register's value", at: node, max: 0xffff_ffff) else {
          return nil
        }
        numbers.append(n)
      }
      guard !numbers.isEmpty, numbers.count <= 64 else {
        problem("'\(word)' needs 1 to 64 values", at: node)
        return nil
      }
      return word == "any" ? .any(numbers) : .sequence(numbers)
    }
    let words = value.split(separator: " ").map(String.init)
    if words.count == 2, words[0] == "clear-on-read" {
      return number(words[1], "a register's value", at: node, max: 0xffff_ffff)
        .map { .clearOnRead($0) }
    }
    if words.count == 1, words[0].first.map({ $0.isNumber }) ?? false {
      return number(words[0], "a register's value", at: node, max: 0xffff_ffff).map { .fixed($0) }
    }
    problem(
      "a register is \(forms), not '\(value.shortened)'"
        + didYouMean(words.first ?? "", in: ["any", "sequence", "clear-on-read"]), at: node)
    return nil
  }
}
