// Lists of buffers that are mapped in one call.

enum ScatterList {
  private static func entry(_ m: Machine, _ list: Pointer, _ i: Int) -> Pointer {
    list &+ UInt64(i * (m.fields.layouts["scatterlist"]?.size ?? 32))
  }
  private static func field(_ m: Machine, _ entry: Pointer, _ name: StaticString) -> Pointer {
    entry &+ (m.fields.offset("scatterlist", name) ?? 0)
  }

  /// `dma_map_sg()`: the number of buffers, 0 if it fails.
  static func map(_ m: Machine, _ list: Pointer, _ count: Int, _ direction: UInt64) -> UInt64 {
    for i in 0..<max(0, count) {
      let e = entry(m, list, i)
      let memory =
        m.load(field(m, e, "page_link")) & ~3 &+ m.load(field(m, e, "offset"), 4)
      let size = m.load(field(m, e, "length"), 4)
      guard m.isRunning else { return 0 }
      guard m.bytes(memory, size) != nil else {
        m.reportAccess(memory, Int(size), .read)
        return 0
      }
      if DMA.grant(m, memory, size: size, direction: direction, kind: .list) == 0 { return 0 }
      m.store(field(m, e, "dma_address"), memory)
    }
    return Machine.int(count)
  }

  static func unmap(_ m: Machine, _ list: Pointer, _ count: Int, _ direction: UInt64) {
    for i in 0..<max(0, count) where m.isRunning {
      let e = entry(m, list, i)
      DMA.release(
        m, m.load(field(m, e, "dma_address")), size: m.load(field(m, e, "length"), 4),
        direction: direction, kind: .list, call: "dma_unmap_sg")
    }
  }
}
