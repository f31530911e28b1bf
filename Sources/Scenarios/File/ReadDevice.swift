// The `device:` part of a scenario.

import Sim

extension ScenarioReader {
  private static let deviceKeys = ["id", "bars", "vectors", "registers", "power"]
  /// A PCI device has six BARs.
  private static let barsMax = 6
  /// Bytes: as far as the BARs' addresses are apart.
  private static let barMax = 1 << 20

  /// Reads the device.
  mutating func device(_ node: YAMLNode, _ places: inout KeyPlaces) -> DeviceSpec {
    var device = DeviceSpec()
    guard let pairs = map(node, "device") else { return device }
    var registers: YAMLNode?
    for (key, value) in pairs {
      places["device.\(key.text)"] = value.position
      switch key.text {
      case "id":
        if let (vendor, id) = deviceID(value) { (device.vendor, device.device) = (vendor, id) }
      case "bars": device.bars = bars(value) ?? device.bars
      case "vectors":
        device.vectors =
          number(value, 0...ScenarioLimit.vectors, "the number of vectors") ?? device.vectors
      case "registers": registers = value
      case "power":
        guard let text = text(value, "'on' or 'auto'") else { continue }
        if text != "on" && text != "auto" {
          error(
            value, "power is 'on' or 'auto', not '\(text.shortened)'",
            help: "as user space writes to power/control")
        }
        device.isPowerAuto = text == "auto"
      default:
        let meant = didYouMean(key.text, in: Self.deviceKeys)
        error(
          key, "unknown key '\(key.text.shortened)' in device\(meant)",
          help: "a device has \(Self.deviceKeys.joined(separator: ", "))")
      }
    }
    // Last, because it depends on the BARs.
    if let registers { device.registers = self.registers(registers, device.bars.first ?? 0) }
    return device
  }

  private mutating func deviceID(_ node: YAMLNode) -> (UInt16, UInt16)? {
    guard let text = text(node, "the device's id") else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.count == 4 && part.allSatisfy(\.isASCIIHexDigit) ? UInt16(part, radix: 16) : nil
    }
    guard parts.count == 2, numbers.count == 2 else {
      error(
        node, "'\(text.shortened)' is not the id of a PCI device",
        help: "write vendor and device as lspci -n does: \"1180:0592\"")
      return nil
    }
    return (numbers[0], numbers[1])
  }

  private mutating func bars(_ node: YAMLNode) -> [Int]? {
    guard let items = list(node, "bars") else { return nil }
    if items.count > Self.barsMax {
      error(items[Self.barsMax], "a PCI device has at most \(Self.barsMax) BARs")
    }
    var sizes: [Int] = []
    for item in items.prefix(Self.barsMax) {
      sizes.append(number(item, 0...Self.barMax, "the size of a BAR") ?? 0)
    }
    return sizes
  }

  private mutating func registers(_ node: YAMLNode, _ size: Int) -> [DeviceSpec.Register] {
    guard let pairs = map(node, "registers") else { return [] }
    var registers: [DeviceSpec.Register] = []
    var seen: [Int: SourcePosition] = [:]
    for (key, value) in pairs {
      let offset: Int
      do {
        let number = try readNumber(key.text)
        guard number < UInt64(size) else {
          error(
            key, "register \(key.text.shortened) is outside BAR 0, which has \(size) bytes",
            help: "make it larger with 'bars: [SIZE]'")
          continue
        }
        offset = Int(number)
      } catch {
        self.error(key, "\(error.message)", help: "a register is named by its offset: 0x04")
        continue
      }
      if offset % 4 != 0 {
        error(
          key, "register \(key.text) is not aligned to 4 bytes",
          help: "name the word it lies in, 0x\(String(offset & ~3, radix: 16))")
        continue
      }
      if let first = seen.updateValue(key.position, forKey: offset) {
        error(
          key.position, "register \(key.text) is given twice",
          length: key.text.unicodeScalars.count,
          notes: [.init(position: first, message: "first given here")])
        continue
      }
      guard let text = text(value, "what register \(key.text) reads as") else { continue }
      do {
        registers.append(.init(offset: offset, spec: try readRegisterSpec(text)))
      } catch {
        self.error(value, error)
      }
    }
    return registers.sorted { $0.offset < $1.offset }
  }
}
