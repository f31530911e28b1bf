// What drivers call to give memory to the device: coherent memory and streaming mappings.
//
// Source: kernel/dma/mapping.c, kernel/dma/debug.c, include/linux/dma-mapping.h, 6.12.

extension DMA {
  /// `DMA_MAPPING_ERROR`.
  private static let mappingError = UInt64.max

  private static func map(_ m: Machine) -> UInt64 {
    if m.failsByFault("dma_map_page_attrs") { return mappingError }
    let memory = m.argument(1) &+ m.argument(2)
    let size = m.argument(3)
    let id = Machine.id(memory)
    let kind = m.kind(id)
    if kind == .stack || kind == .data || kind == .none {
      m.report(
        .apiMisuse, kind: "DMA of memory that no device reaches", subject: memory,
        message: "\(m.describe(id)) is mapped for DMA, which takes memory of kmalloc()"
          .capitalizedFirst + " or of the page allocator.")
      return mappingError
    }
    guard m.bytes(memory, size) != nil else {
      m.reportAccess(memory, Int(min(size, 1 << 20)), .read)
      return mappingError
    }
    return grant(m, memory, size: size, direction: m.argument(4) & 3, kind: .single) != 0
      ? memory : mappingError
  }

  private static func sync(_ name: String) -> Symbol {
    Symbol(
      "__" + name, as: name, in: area, source: "\(file):__\(name), 6.12",
      approximation: "caches are coherent",
      .value { m in
        if live(m, m.argument(1)) == 0 {
          m.report(
            .apiMisuse, kind: "\(name) of what is not mapped", subject: m.argument(1),
            message: "\(name)() is called on a buffer that is not mapped.")
        }
        return 0
      })
  }

  static let symbols: [Symbol] = [
    Symbol(
      "dma_alloc_attrs", as: "dma_alloc_coherent", in: area, contextNote: Slab.allocationContext,
      source: "\(file):dma_alloc_attrs, 6.12",
      .value { m in allocate(m, call: "dma_alloc_attrs", isManaged: false) }),
    Symbol(
      "dmam_alloc_attrs", as: "dmam_alloc_coherent", in: area, contextNote: Slab.allocationContext,
      source: "\(file):dmam_alloc_attrs, 6.12", fences: "freed by devres, after remove()",
      .value { m in allocate(m, call: "dmam_alloc_attrs", isManaged: true) }),
    Symbol(
      "dma_free_attrs", as: "dma_free_coherent", in: area,
      source: "\(file):dma_free_attrs, 6.12",
      fences: "nothing: the device has to be stopped before",
      .value { m in
        free(m, call: "dma_free_coherent")
        return 0
      }),
    Symbol(
      "dmam_free_coherent", in: area, source: "\(file):dmam_free_coherent, 6.12",
      fences: "nothing: the device has to be stopped before",
      .value { m in
        _ = Devres.remove(m, .dma, m.argument(2), from: Devres.owner(m, m.argument(0)))
        free(m, call: "dmam_free_coherent")
        return 0
      }),
    Symbol(
      "dma_map_page_attrs", as: "dma_map_single", in: area,
      source: "\(file):dma_map_page_attrs, 6.12",
      approximation: "a page is its memory; device addresses are those of the memory",
      .value { m in map(m) }),
    Symbol(
      "dma_unmap_page_attrs", as: "dma_unmap_single", in: area,
      source: "\(file):dma_unmap_page_attrs, kernel/dma/debug.c:check_unmap, 6.12",
      fences: "nothing: the device has to be done with the buffer",
      .value { m in
        release(
          m, m.argument(1), size: m.argument(2), direction: m.argument(3) & 3, kind: .single,
          call: "dma_unmap_single")
        return 0
      }),
    Symbol(
      "__simctl_dma_mapping_error", as: "dma_mapping_error", in: area,
      source: "include/linux/dma-mapping.h:dma_mapping_error, 6.12",
      .value { m in
        if m.argument(1) == mappingError { return Machine.int(-12) }
        let g = live(m, m.argument(1))
        if g != 0 { setFlag(m, g, GrantFlag.checked) }
        return 0
      }),
    sync("dma_sync_single_for_cpu"), sync("dma_sync_single_for_device"),
    Symbol(
      "dma_map_sg_attrs", as: "dma_map_sg", in: area, source: "\(file):dma_map_sg_attrs, 6.12",
      approximation: "neighbours are not merged",
      .value { m in
        if m.failsByFault("dma_map_sg_attrs") { return 0 }
        return ScatterList.map(m, m.argument(1), m.intArgument(2), m.argument(3) & 3)
      }),
    Symbol(
      "dma_unmap_sg_attrs", as: "dma_unmap_sg", in: area,
      source: "\(file):dma_unmap_sg_attrs, 6.12",
      fences: "nothing: the device has to be done with the buffers",
      .value { m in
        ScatterList.unmap(m, m.argument(1), m.intArgument(2), m.argument(3) & 3)
        return 0
      }),
    Symbol(
      "dma_set_mask", in: area, source: "\(file):dma_set_mask, 6.12",
      .value { m in m.failsByFault("dma_set_mask") ? Machine.int(-5) : 0 }),
    Symbol(
      "dma_set_coherent_mask", in: area, source: "\(file):dma_set_coherent_mask, 6.12",
      .value { m in m.failsByFault("dma_set_coherent_mask") ? Machine.int(-5) : 0 }),
  ]
}
