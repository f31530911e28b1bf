// The words that mean something to the parser. All other words are attributes, and skipped.

/// A word of IR that the parser acts on.
enum IRKeyword: Equatable {
  /// Not a keyword.
  case none

  // Families, by what they are in the tree.
  case binary(IRBinary)
  case cast(IRCast)
  case predicate(IRPredicate)
  case ordering(IROrdering)
  case linkage(IRLinkage)
  case floatType(IRFloatKind)

  // Top level.
  case sourceFilename, target, datalayout, triple, module, asm, type, opaque, comdat
  case global, constant, alias, ifunc, declare, define, attributes, distinct
  case uselistorder, uselistorderBB, threadLocal, externallyInitialized
  case section, align, partition, gc, personality, prefix, prologue

  // Types.
  case void, ptr, label, metadata, token, x86AMX, x86MMX, addrspace, x, vscale

  // Attributes that are kept.
  case byval, byref, sret, elementtype, inalloca, preallocated
  case signext, zeroext, noundef, nonnull

  // Values.
  case trueWord, falseWord, null, noneWord, undef, poison, zeroinitializer
  case blockaddress, dsoLocalEquivalent, noCFI, splat, ptrauth

  // Instructions that are neither binary nor casts.
  case alloca, load, store, getelementptr, icmp, fcmp, select, freeze, phi, fneg
  case atomicrmw, cmpxchg, fence, extractvalue, insertvalue, vaArg
  case extractelement, insertelement, shufflevector
  case tail, musttail, notail, call, callbr, invoke, landingpad, resume
  case ret, br, switchWord, indirectbr, unreachable
  case cleanupret, catchret, catchswitch, catchpad, cleanuppad

  // Flags and small words.
  case to, unwind, atomic, volatile, syncscope, cleanup, catchWord, filter
  case nuw, nsw, exact, disjoint, nneg, inbounds, nusw, inrange, samesign

  /// Whether a value, rather than an attribute of one, may start with it.
  var startsValue: Bool {
    switch self {
    case .trueWord, .falseWord, .null, .noneWord, .undef, .poison, .zeroinitializer, .blockaddress,
      .dsoLocalEquivalent, .noCFI, .splat, .ptrauth, .getelementptr, .binary, .cast, .asm,
      .icmp, .fcmp, .select, .extractelement, .insertelement, .shufflevector:
      true
    default: false
    }
  }
}

/// Finds keywords by their text: open addressing, over the bytes, with no string made.
struct IRKeywordTable {
  private var slots: [Int16]
  private var texts: [[UInt8]] = []
  private var keywords: [IRKeyword] = []

  /// The table of all keywords.
  static let all = IRKeywordTable()

  /// The hash of no bytes; see `hash(_:_:)`.
  static let seed: UInt32 = 2_166_136_261

  /// FNV-1a, a byte at a time.
  @inline(__always)
  static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 16_777_619
  }

  private init() {
    slots = Array(repeating: -1, count: 1024)
    for operation in IRBinary.allCases { add(operation.rawValue, .binary(operation)) }
    for operation in IRCast.allCases { add(operation.rawValue, .cast(operation)) }
    for ordering in IROrdering.allCases where ordering != .notAtomic {
      add(ordering.rawValue, .ordering(ordering))
    }
    for linkage in IRLinkage.allCases { add(linkage.rawValue, .linkage(linkage)) }
    for kind in IRFloatKind.allCases { add(kind.rawValue, .floatType(kind)) }
    for (text, predicate) in predicates { add(text, .predicate(predicate)) }
    for (text, keyword) in plainKeywords { add(text, keyword) }
  }

  private mutating func add(_ text: String, _ keyword: IRKeyword) {
    let bytes = Array(text.utf8)
    var slot = Int(bytes.reduce(Self.seed, Self.hash) & 1023)
    while slots[slot] >= 0 { slot = (slot + 1) & 1023 }
    slots[slot] = Int16(keywords.count)
    texts.append(bytes)
    keywords.append(keyword)
  }

  /// The keyword that is `bytes[range]`, whose hash is `hash`; `.none` if it is none.
  @inline(__always)
  func find(_ bytes: [UInt8], _ range: Range<Int>, hash: UInt32) -> IRKeyword {
    var slot = Int(hash & 1023)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if texts[index].count == range.count,
        texts[index].indices.allSatisfy({ texts[index][$0] == bytes[range.lowerBound + $0] })
      {
        return keywords[index]
      }
      slot = (slot + 1) & 1023
    }
    return .none
  }
}

private let predicates: [(String, IRPredicate)] = [
  ("eq", .eq), ("ne", .ne), ("ugt", .ugt), ("uge", .uge), ("ult", .ult), ("ule", .ule),
  ("sgt", .sgt), ("sge", .sge), ("slt", .slt), ("sle", .sle),
]

private let plainKeywords: [(String, IRKeyword)] = [
  ("source_filename", .sourceFilename), ("target", .target), ("datalayout", .datalayout),
  ("triple", .triple), ("module", .module), ("asm", .asm), ("type", .type), ("opaque", .opaque),
  ("comdat", .comdat), ("global", .global), ("constant", .constant), ("alias", .alias),
  ("ifunc", .ifunc), ("declare", .declare), ("define", .define), ("attributes", .attributes),
  ("distinct", .distinct), ("uselistorder", .uselistorder),
  ("uselistorder_bb", .uselistorderBB), ("thread_local", .threadLocal),
  ("externally_initialized", .externallyInitialized), ("section", .section), ("align", .align),
  ("partition", .partition), ("gc", .gc), ("personality", .personality), ("prefix", .prefix),
  ("prologue", .prologue), ("void", .void), ("ptr", .ptr), ("label", .label),
  ("metadata", .metadata), ("token", .token), ("x86_amx", .x86AMX), ("x86_mmx", .x86MMX),
  ("addrspace", .addrspace), ("x", .x), ("vscale", .vscale), ("byval", .byval),
  ("byref", .byref), ("sret", .sret), ("elementtype", .elementtype), ("inalloca", .inalloca),
  ("preallocated", .preallocated), ("signext", .signext), ("zeroext", .zeroext),
  ("noundef", .noundef), ("nonnull", .nonnull), ("true", .trueWord), ("false", .falseWord),
  ("null", .null), ("none", .noneWord), ("undef", .undef), ("poison", .poison),
  ("zeroinitializer", .zeroinitializer), ("blockaddress", .blockaddress),
  ("dso_local_equivalent", .dsoLocalEquivalent), ("no_cfi", .noCFI), ("splat", .splat),
  ("ptrauth", .ptrauth), ("alloca", .alloca), ("load", .load), ("store", .store),
  ("getelementptr", .getelementptr), ("icmp", .icmp), ("fcmp", .fcmp), ("select", .select),
  ("freeze", .freeze), ("phi", .phi), ("fneg", .fneg), ("atomicrmw", .atomicrmw),
  ("cmpxchg", .cmpxchg), ("fence", .fence), ("extractvalue", .extractvalue),
  ("insertvalue", .insertvalue), ("va_arg", .vaArg), ("extractelement", .extractelement),
  ("insertelement", .insertelement), ("shufflevector", .shufflevector), ("tail", .tail),
  ("musttail", .musttail), ("notail", .notail), ("call", .call), ("callbr", .callbr),
  ("invoke", .invoke), ("landingpad", .landingpad), ("resume", .resume), ("ret", .ret),
  ("br", .br), ("switch", .switchWord), ("indirectbr", .indirectbr),
  ("unreachable", .unreachable), ("cleanupret", .cleanupret), ("catchret", .catchret),
  ("catchswitch", .catchswitch), ("catchpad", .catchpad), ("cleanuppad", .cleanuppad),
  ("to", .to), ("unwind", .unwind), ("atomic", .atomic), ("volatile", .volatile),
  ("syncscope", .syncscope), ("cleanup", .cleanup), ("catch", .catchWord), ("filter", .filter),
  ("nuw", .nuw), ("nsw", .nsw), ("exact", .exact), ("disjoint", .disjoint), ("nneg", .nneg),
  ("inbounds", .inbounds), ("nusw", .nusw), ("inrange", .inrange), ("samesign", .samesign),
]
