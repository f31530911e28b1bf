// Pools of small DMA buffers.
//
// Source: mm/dmapool.c, 6.12.

enum DMAPools {
  private static let file = "mm/dmapool.c"

  /// The words of a pool.
  private enum Pool {
    static let size = 1
    static let binding = 2
    static let isManaged = 3
    static let count = 4
  }

  /// A pool of the binding that is not destroyed and not devres' to destroy, or 0.
  static func left(_ m: Machine, binding: UInt64) -> Pointer {
    m.first(on: Word.poolList) {
      m.word($0, Pool.binding) == binding && m.word($0, Pool.isManaged) == 0
    }
  }

  private static func make(_ m: Machine, call: String, isManaged: Bool) -> Pointer {
    if m.failsByFault(call) { return 0 }
    let p = m.makeObject(
      .kernel, size: 8 * Pool.count, module: m.callerModule() + 1, type: .pool)
    guard p != 0 else { return 0 }
    m.setWord(p, Pool.size, m.argument(2))
    m.setWord(p, Pool.binding, m.currentBinding)
    m.setWord(p, Pool.isManaged, isManaged ? 1 : 0)
    m.push(p, on: Word.poolList)
    if isManaged { Devres.add(m, .pool, p) }
    return p
  }

  private static func buffer(_ m: Machine, of pool: Pointer) -> Pointer {
    m.first(on: Word.dmaList) {
      m.word($0, DMA.Grant.owner) == pool
        && m.word($0, DMA.Grant.flags) & DMA.GrantFlag.takenBack == 0
    }
  }

  static func destroy(_ m: Machine, _ pool: Pointer) {
    if pool == 0 { return }
    _ = m.word(pool, Pool.size)
    if m.isRunning, buffer(m, of: pool) != 0 {
      m.report(
        .apiMisuse, kind: "busy DMA pool destroyed", subject: pool,
        message: "dma_pool_destroy() is called while a buffer of the pool is in use.")
    }
    if m.isRunning {
      _ = m.unlink(pool, from: Word.poolList)
      m.retire(pool, ObjectFlag.freed | ObjectFlag.released)
    }
  }

  static let symbols: [Symbol] = [
    Symbol(
      "dma_pool_create", in: DMA.area, from: .process, sleeps: true,
      source: "\(file):dma_pool_create_node, 6.12",
      .value { m in make(m, call: "dma_pool_create", isManaged: false) }),
    Symbol(
      "dmam_pool_create", in: DMA.area, from: .process, sleeps: true,
      source: "\(file):dmam_pool_create, 6.12", fences: "destroyed by devres, after remove()",
      .value { m in make(m, call: "dmam_pool_create", isManaged: true) }),
    Symbol(
      "dma_pool_alloc", in: DMA.area, contextNote: Slab.allocationContext,
      source: "\(file):dma_pool_alloc, 6.12",
      .value { m in
        let pool = m.argument(0)
        if m.argument(1) & Slab.mayReclaim != 0 { m.checkMaySleep("dma_pool_alloc") }
        let size = m.word(pool, Pool.size)
        if !m.isRunning || m.failsByFault("dma_pool_alloc") { return 0 }
        let p = m.makeObject(.dma, size: Int(min(size, 1 << 20)), module: m.callerModule() + 1)
        guard p != 0 else { return 0 }
        _ = DMA.grant(m, p, size: size, direction: 0, kind: .pool, owner: pool)
        if m.argument(2) != 0 { m.store(m.argument(2), p) }
        return p
      }),
    Symbol(
      "dma_pool_free", in: DMA.area, source: "\(file):dma_pool_free, 6.12",
      fences: "nothing: the device has to be done with the buffer",
      .value { m in
        let p = m.argument(1)
        let size = m.word(m.argument(0), Pool.size)
        guard m.isRunning else { return 0 }
        let id = Machine.id(p)
        guard m.kind(id) == .dma, m.isLive(id) else {
          m.report(
            m.kind(id) == .dma ? .doubleFree : .invalidFree,
            kind: m.kind(id) == .dma ? "double-free" : "invalid-free", subject: p,
            message: "dma_pool_free() is called on memory that is no live DMA buffer.")
          return 0
        }
        DMA.release(
          m, m.argument(2), size: size, direction: nil, kind: .pool, call: "dma_pool_free")
        if m.isRunning { m.retire(p, ObjectFlag.freed) }
        return 0
      }),
    Symbol(
      "dma_pool_destroy", in: DMA.area, from: .process, sleeps: true,
      source: "\(file):dma_pool_destroy, 6.12",
      fences: "nothing: every block must have been given back, and the device be done with them",
      .value { m in
        destroy(m, m.argument(0))
        return 0
      }),
    Symbol(
      "dmam_pool_destroy", in: DMA.area, from: .process, sleeps: true,
      source: "\(file):dmam_pool_destroy, 6.12",
      .value { m in
        _ = Devres.remove(m, .pool, m.argument(0))
        destroy(m, m.argument(0))
        return 0
      }),
  ]
}
