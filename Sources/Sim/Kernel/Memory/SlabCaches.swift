// Slab caches: kmem_cache_create() and what is allocated from one. A cache knows its objects, so that
// giving one to another cache, or destroying a cache that has any left, is seen.
//
// Source: mm/slub.c, mm/slab_common.c, 6.12.

enum SlabCaches {
  private static let area = "memory"
  private static let typesafeByRcu: UInt64 = 0x80000

  /// The words of a cache.
  private enum Cache {
    static let size = 0
    static let flags = 1
    static let constructor = 2
    static let objects = 3
    static let count = 4
  }
  /// The words of an object's record; word 0 is the link.
  private enum Entry {
    static let object = 1
    static let isFree = 2
    static let count = 3
  }

  private static func entry(_ m: Machine, _ cache: Pointer, _ object: Pointer) -> Pointer {
    var e = m.word(cache, Cache.objects)
    while e != 0, m.isRunning, m.word(e, Entry.object) != object { e = m.word(e, 0) }
    return m.isRunning ? e : 0
  }

  /// The first object of a cache that has not been freed, or NULL.
  private static func left(_ m: Machine, _ cache: Pointer) -> Pointer {
    var e = m.word(cache, Cache.objects)
    while e != 0, m.isRunning {
      let object = m.word(e, Entry.object)
      if m.word(e, Entry.isFree) == 0, m.isLive(Machine.id(object)) { return object }
      e = m.word(e, 0)
    }
    return 0
  }

  private static func free(_ m: Machine, _ cache: Pointer, _ p: Pointer) {
    if p == 0 { return }
    guard Slab.isFreeable(m, p, call: "kmem_cache_free", types: [.slab, .other]) else { return }
    let e = entry(m, cache, p)
    if !m.isRunning { return }
    guard e != 0 else {
      m.report(
        .invalidFree, kind: "invalid-free", subject: p,
        message: "kmem_cache_free() is given an object that is not of this cache.")
      return
    }
    guard m.word(e, Entry.isFree) == 0 else {
      m.report(
        .doubleFree, kind: "double-free", subject: p,
        message: "An object of a slab cache is freed a second time.")
      return
    }
    m.checkFreeOfActive(p, m.size(Machine.id(p)))
    if !m.isRunning { return }
    m.setWord(e, Entry.isFree, 1)
    if m.word(cache, Cache.flags) & typesafeByRcu == 0 { m.retire(p, ObjectFlag.freed) }
  }

  static let symbols: [Symbol] = [
    Symbol(
      "__kmem_cache_create", as: "kmem_cache_create", in: area, from: .process, sleeps: true,
      source: "mm/slab_common.c:__kmem_cache_create_args, 6.12",
      approximation: "caches are never merged",
      .value { m in
        if m.failsByFault("__kmem_cache_create") { return 0 }
        let cache = m.makeObject(
          .kernel, size: 8 * Cache.count, module: m.callerModule() + 1, type: .cache)
        if cache == 0 { return 0 }
        m.setWord(cache, Cache.size, m.argument(1))
        m.setWord(cache, Cache.flags, m.argument(3))
        m.setWord(cache, Cache.constructor, m.argument(4))
        return cache
      }),
    Symbol(
      "kmem_cache_alloc", in: area, contextNote: Slab.allocationContext,
      source: "mm/slub.c:kmem_cache_alloc_noprof, 6.12",
      approximation: "the constructor runs for each allocation; memory is zero-filled",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          let cache = f.argument(0)
          let size = m.word(cache, Cache.size)
          if !m.isRunning { return .stop }
          let p = Slab.allocate(
            m, size, flags: f.argument(1), call: "kmem_cache_alloc", type: .slab)
          if !m.isRunning { return .stop }
          guard p != 0, p != Slab.zeroSize else { return .done(p) }
          let e = m.makeRecord(Entry.count)
          if !m.isRunning { return .stop }
          m.setWord(e, 0, m.word(cache, Cache.objects))
          m.setWord(e, Entry.object, p)
          m.setWord(cache, Cache.objects, e)
          f[0] = p
          let constructor = m.word(cache, Cache.constructor)
          if constructor == 0 { return .done(p) }
          m.setOutgoing(p)
          return .call(constructor, arguments: 1, 2)
        default: return .done(f[0])
        }
      }),
    Symbol(
      "kmem_cache_free", in: area, source: "mm/slub.c:kmem_cache_free, 6.12",
      fences: "nothing: whoever still uses the object goes on",
      approximation: "an object of a SLAB_TYPESAFE_BY_RCU cache stays accessible for ever",
      .value { m in
        free(m, m.argument(0), m.argument(1))
        return 0
      }),
    // What kfree_rcu() was given is waited for; what call_rcu() was given is not.
    Symbol(
      "kmem_cache_destroy", in: area, from: .process, sleeps: true,
      source: "mm/slab_common.c:kmem_cache_destroy, 6.12",
      fences: "waits for kfree_rcu (6.12), not for call_rcu callbacks that free objects",
      .routine { m, f in
        switch f.phase {
        case 0: return .next(1)
        case 1:
          if f.argument(0) == 0 { return .done(0) }
          f[0] = m.state[Word.nextSequence]
          fallthrough
        default:
          if let wait = RcuCallbacks.waitForOwner(m, RcuCallbacks.Owner.kfreeRcu, upTo: f[0]) {
            return .wait(wait, 2)
          }
          let cache = f.argument(0)
          let object = left(m, cache)
          if !m.isRunning { return .stop }
          if object != 0 {
            m.report(
              .apiMisuse, kind: "kmem_cache_destroy with objects left", subject: object,
              message: "A slab cache is destroyed while an object of it is still allocated.")
            return m.isRunning ? .done(0) : .stop
          }
          m.retire(cache, ObjectFlag.freed)
          return .done(0)
        }
      }),
  ]
}
