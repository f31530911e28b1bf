// What the code looks like: one visible instruction an access, places, names, links.

import Testing

@testable import Scenarios
@testable import Sim

@Suite("Lowering: code, places and names")
struct LowerCodeTests {
  /// The visible instructions of a function: what, and in which words.
  private func visible(_ program: Program, _ name: String) throws -> [String] {
    let f = try #require(program.functions.first { $0.name == name })
    return (f.entry..<f.end).filter { program.code[$0].op.isVisible }.map { pc in
      let text = program.names[Int(program.textOf[pc])]
      return "\(program.code[pc].op)" + (text.isEmpty ? "" : " \(text)")
    }
  }

  private func local(_ program: Program, _ name: String) throws -> Int {
    let f = try #require(program.functions.first { $0.name == name })
    return (f.entry..<f.end).count { !program.code[$0].op.isVisible }
  }

  private let device = """
    typedef _Bool bool;
    struct reg { int x; unsigned en : 1; unsigned mode : 3; };
    struct ops { int (*start)(void *); };
    struct dev {
      struct ops *ops; bool gone; int count; struct reg regs[4]; struct dev *next; char name[5];
    };
    struct work { long data; void (*func)(struct work *); };
    struct card { int id; struct work work; bool live; };
    static struct dev *global_dev; static const int table[4] = {1, 2, 3, 4}; static int jiffies;
    int start(void *); void release(struct dev *);
    #define container_of(ptr, type, member) \\
      ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

    """

  @Test("an access of the source is one visible instruction")
  func accesses() throws {
    let program = try lowered(
      device + """
        int f(struct dev *dev, int i, int *p) {
          dev->gone = 1;
          if (dev->gone) dev->count++;
          dev->regs[1].x = *p;
          dev->regs[i].x |= 4;
          dev->regs[2].mode = 5;
          dev->next->next->count = jiffies;
          *p = table[i] + table[2];
          global_dev = dev;
          *(volatile int *)&dev->count = 3;
          return dev->ops->start(dev) + dev->name[3];
        }
        int g(int a, int b) { int c = a; int *q = &b; c += b; *q = c; return c * 2; }
        int k(struct work *w) {
          struct card *c = container_of(w, struct card, work);
          return c->live ? c->id : 0;
        }
        int m(int n) {
          int sum = 0;
          for (int i = 0; i < n; i++) { if (!(i & 1)) continue; sum += i; }
          return sum;
        }
        bool n(bool a, int b) { bool r = a && b > 3; return !r; }
        """)
    let f = try visible(program, "f")
    for line in [
      "store dev->gone", "load dev->gone", "store dev->regs[1].x", "load *p",
      "load dev->regs[i].x", "store dev->regs[i].x", "store dev->next->next->count", "load jiffies",
      "store global_dev", "storeMarked dev->count", "load dev->ops->start", "load dev->name[3]",
    ] {
      #expect(f.count { $0 == line } == 1, "\(line) in \(f)")
    }
    #expect(f.count == 21, "\(f)")
    // `b` alone has an address; `c` is a register.
    #expect(try visible(program, "g") == ["store b", "load b", "store *q", "ret"])
    #expect(try visible(program, "k") == ["load c->live", "load c->id", "ret"])
    let k = try #require(program.functions.first { $0.name == "k" })
    // The offset of the member is in the accesses.
    #expect(!(k.entry..<k.end).contains { program.code[$0].op == .addI })
    #expect(try visible(program, "m") == ["ret"])
    #expect(try local(program, "m") <= 10, "\(program.disassembly(of: 3))")
    checkConsistent(program)
  }

  @Test("calls have the callee's name, through pointers too; atomics are one step")
  func calls() throws {
    let program = try lowered(
      device + """
        int f(struct dev *dev, int (*cb)(int)) {
          release(dev);
          __builtin_memcpy(dev->name, "abc", 4);
          __atomic_fetch_add(&dev->count, 1, 5);
          return cb(3) + dev->ops->start(dev);
        }
        """)
    let f = try #require(program.functions.first)
    let texts = (f.entry..<f.end).map { program.names[Int(program.textOf[$0])] }
    for text in ["release", "memcpy", "dev->count", "cb", "dev->ops->start"] {
      #expect(texts.contains(text), "\(text) in \(texts)")
    }
    #expect(
      try visible(program, "f") == [
        "callExternal release", "memcpy memcpy", "rmw dev->count", "load dev->ops",
        "load dev->ops->start", "ret",
      ])
  }

  @Test("places: file, line, function, headers, inlined functions")
  func places() throws {
    let program = try lowered(
      """
      #include <linux/slab.h>
      static inline __attribute__((always_inline)) int inner(int *p) { return *p; }
      int outer(int *p) {
        return inner(p + 1);
      }
      void *make(void) {
        return kzalloc(8, 0);
      }
      static int __attribute__((section(".init.text"))) setup(void) { return 0; }
      static int once __attribute__((section(".init.data"))) = 5;
      int init_module(void) __attribute__((alias("setup")));
      int get(void) { return once; }
      """)
    let outer = try #require(program.functions.first { $0.name == "outer" })
    let load = try #require((outer.entry..<outer.end).first { program.code[$0].op == .load })
    let at = program.locations[Int(program.locationOf[load])]
    #expect(program.names[at.function] == "inner" && at.line == 2 && !at.isHeader)
    let caller = program.locations[at.caller]
    #expect(program.names[caller.function] == "outer" && caller.line == 4 && caller.caller == 0)
    #expect(program.files[at.file] == "<stdin>")
    let kzalloc = try #require(program.functions.first { $0.name == "kzalloc" })
    #expect(kzalloc.isHeader)
    #expect(program.files[program.locations[kzalloc.location].file] == "linux/slab.h")
    let setup = try #require(program.functions.firstIndex { $0.name == "setup" })
    #expect(program.functions[setup].isInit && program.modules[0].initFunction == setup)
    #expect(program.globals.first { $0.name == "once" }?.isInit == true)
  }

  @Test("structures are known by name, with the fields of what is in them")
  func layouts() throws {
    let program = try lowered(
      """
      struct in { int a; struct { short b; union { char c; long d; }; }; };
      struct out { char first; struct in in; struct { int e; } named[2]; unsigned f : 3; } out;
      """)
    let out = try #require(program.layouts["out"])
    #expect(out.size == 48 && out.fields["first"]?.offset == 0)
    #expect(out.fields["in"]?.offset == 8 && out.fields["in"]?.size == 24)
    #expect(out.fields["in.a"]?.offset == 8 && out.fields["in.b"]?.offset == 16)
    #expect(out.fields["in.c"]?.offset == 24 && out.fields["in.d"]?.size == 8)
    #expect(program.layouts["in"]?.fields["c"]?.offset == 16)
  }

  @Test("modules are linked by what they export, and by nothing else")
  func links() throws {
    var program = Program()
    try appendModule(
      """
      #include <linux/module.h>
      static int helper(int x) { return x + 1; }
      int shared_state = 5;
      EXPORT_SYMBOL(shared_state);
      int provide(int x) { return helper(x) * 2 + shared_state; }
      EXPORT_SYMBOL_GPL(provide);
      int hidden(int x) { return x; }
      """, name: "core", to: &program)
    try appendModule(
      """
      int provide(int); int hidden(int); extern int shared_state;
      static int helper(int x) { return x + 100; }
      static int (*const through)(int) = provide;
      long use(void) { shared_state = 7; return provide(helper(1)) + through(0); }
      long lost(void) { return hidden(1); }
      """, name: "user", to: &program)
    #expect(program.modules.map(\.name) == ["core", "user"])
    program.linkModules()
    checkConsistent(program)
    #expect(program.moduleUsers == [[1], []])
    var interpreter = ReferenceInterpreter(program)
    #expect(try interpreter.call("use") == (102 * 2 + 7) + (1 * 2 + 7))
    #expect(interpreter.calls.isEmpty)
    _ = try interpreter.call("lost")
    #expect(interpreter.calls.map(\.name) == ["hidden"])
    #expect(program.externals.filter { !$0.name.isEmpty }.map(\.name) == ["hidden"])
    #expect(program.functions.filter { $0.name == "helper" }.count == 2)
    #expect(!program.globals.contains { $0.name.hasPrefix("__ksymtab") })
  }

  @Test("the same text gives the same program")
  func deterministic() throws {
    var random = RandomC(seed: 77)
    let source = random.source(6)
    let one = try lowered(source)
    let two = try lowered(source)
    #expect(
      one.functions.indices.map { one.disassembly(of: $0) }
        == two.functions.indices.map { two.disassembly(of: $0) })
    #expect(one.names == two.names && one.argumentLists == two.argumentLists)
  }
}
