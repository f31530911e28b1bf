// Where everything lies in the flat state block.
//
//     [ globals | object table | threads | heap ]
//
// The block is an array of 64-bit words. Nothing in it is a Swift reference: copying the used parts
// of it saves a state, and every kernel object is a few words of it.

/// A pointer of the simulated machine: object number in the upper half, byte offset in the lower.
/// 0 is NULL; the last 4095 values are `ERR_PTR`s, as in the kernel.
public typealias Pointer = UInt64

/// Words of the state that belong to no object and no thread.
enum Word {
  /// Virtual time in nanoseconds.
  static let clock = 0
  /// Mask of the threads that can step.
  static let enabled = 1
  /// Mask of the threads that wait for something.
  static let waiting = 2
  /// Mask of the threads that exist.
  static let alive = 3
  /// Mask of the threads with a deadline: armed timers, sleepers, waits with a timeout.
  static let timed = 4
  /// Number of objects ever made.
  static let objectCount = 5
  /// First free byte of the heap.
  static let heapTop = 6
  /// The next thread instance's sequence number.
  static let nextSequence = 7
  /// Mask of the scenario's own threads that have not finished.
  static let essential = 8
  /// How many more callbacks may start once all of the scenario's threads have finished.
  static let callbackBudget = 9
  /// Open questions asked so far: setup may be shared by all runs only if there were none.
  static let questions = 10
  /// `misc_mtx`'s owner and other global locks of the kernel: 0 is free, else thread + 1.
  static let miscLock = 11
  /// The number that the next character device, irq or other kernel object gets.
  static let nextNumber = 12
  /// Heads of the kernel's lists (pointers to records, 0 is the empty list).
  static let miscList = 13
  static let driverList = 14
  static let deviceRecord = 15
  static let lineList = 16
  static let mappingList = 17
  static let attributeList = 18
  static let fileList = 19
  static let regionList = 20
  static let notifierList = 21
  static let workqueueList = 22
  static let rcuList = 23
  /// Whether the device is electrically gone (surprise removal).
  static let deviceGone = 24
  /// What `devres_alloc()` made and no device has yet.
  static let devresLoose = 25
  /// Devices that drivers made, debugfs files.
  static let deviceList = 26
  static let debugfsList = 27
  /// Reserved device numbers, the map from numbers to cdevs, device files that were opened.
  static let numberList = 28
  static let cdevList = 29
  static let nodeList = 30
  /// Records of runtime power management.
  static let powerList = 31
  /// User tasks are frozen: the system goes to sleep.
  static let frozen = 32
  /// How far asleep the system is: 2 is fully.
  static let asleep = 33
  /// What the device has been given to read and write.
  static let dmaList = 34
  /// Mask of the threads that stand still because an interrupt runs on their CPU.
  static let interrupted = 35
  /// DMA pools that are not destroyed.
  static let poolList = 36
  /// Drivers of the auxiliary bus.
  static let auxiliaryDriverList = 37
  /// Links between devices.
  static let linkList = 38
  /// One word a module: a `ModuleState` in the low byte, its references above it.
  static let modules = 40
  static let modulesMax = 16
  /// How often each entry of `faults:` has failed a call; there are at most 8.
  static let faults = 56
  /// How many probes are under way, and how often deferred ones were asked to be tried again.
  static let probes = 64
  static let deferredTriggers = 65
  /// The bindings of devices other than the PCI device so far.
  static let otherBindings = 66
  /// Threads of `Hot.equalThreads` that are told apart by now: see `EqualThreads`.
  static let distinct = 67
  static let count = 72
}

/// The words of a thread's header; its stack follows.
enum ThreadWord {
  /// pc (32 bits), fp (16), sp (16), the latter two relative to the thread's first word.
  static let registers = 0
  /// Preemption count, irqs-off, BH-off and RCU nesting (8 bits each), then `ThreadKind`.
  static let context = 1
  /// What it waits for: state word (32 bits), `WaitKind` (8), thread waited for + 1 (8).
  static let wait = 2
  static let waitValue = 3
  static let deadline = 4
  /// The object that it serves: the work, timer, irq action, file.
  static let subject = 5
  /// The callback that it runs, as a function pointer: with the kind, its name for a person.
  static let function = 6
  /// Which of the threads that ever used this slot it is; 0 when the slot is free.
  static let sequence = 7
  /// A second object: the workqueue of a work, the line of an irq.
  static let cookie = 8
  /// `ThreadPhase` raw value.
  static let phase = 9
  /// Number of held locks, then their addresses.
  static let heldCount = 10
  static let held = 11
  static let heldMax = 8
  /// Where an interrupted or freed thread was: the pc that `textFreed` replaced.
  static let savedPC = 19
  /// Its task state: 0 is TASK_RUNNING; a waker sets it so.
  static let taskState = 20
  static let flags = 21
  /// The record of the file that it opened last, 0 if none.
  static let files = 22
  /// Its task_struct, once somebody has asked for it.
  static let task = 23
  /// How each held lock is held: see `Held`.
  static let heldInfo = 24
  /// The handler that runs on its CPU, as slot + 1, while it is interrupted.
  static let interruptedBy = 32
  static let headerCount = 33
}

/// Sizes of the state block, in words unless said otherwise. A run that exceeds one ends without a
/// verdict and says which.
public struct StateLimits: Sendable {
  public var objectsMax = 8192
  public var threadsMax = 64
  public var threadWords = 640
  public var heapBytes = 1 << 21
  /// Visible steps of one run.
  public var stepsMax = 20_000
  /// Local instructions between two visible ones.
  public var localInstructionsMax = 1_000_000
  /// Callbacks that may still start after the scenario's own threads have finished: what re-arms
  /// itself for ever would keep the run from ending.
  public var callbacksAfterEnd = 12

  /// Where the clock and the numbers of thread instances start; a search that compares states
  /// starts them where nothing else can be taken for them.
  var clockAtBoot: UInt64 = 0
  var firstSequence: UInt64 = 0

  public init() {}
}
