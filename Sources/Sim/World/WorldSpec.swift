// The world of a scenario, as values: the device, what is done to the driver, and by whom. Who
// reads it from a file lives in another layer.

/// All of a scenario that the machine needs beside the program.
public struct WorldSpec: Sendable, Equatable {
  public var device = DeviceSpec()
  /// Run alone, in order, before the threads.
  public var setup: [ActionSpec] = [.insmod(nil), .bind]
  /// nil is the default world: whatever the driver registers is exercised.
  public var threads: [ThreadSpec]?
  public var faults: [FaultSpec] = []
  public var assumptions: [AssumptionSpec] = []
  /// Timers expire in order of their deadlines; false: any armed timer may expire next.
  public var timeOrdered = true
  /// Checks switched on or off against their default.
  public var checks: [CheckOverride] = []
  /// Debug options that the kernel is built with.
  public var config: KernelConfig = []
  /// Whose behaviour is meant where kernels differ.
  public var kernel = KernelVersion.newest

  public init() {}
}

/// One check switched on or off.
public struct CheckOverride: Sendable, Equatable {
  public var check: CheckName
  public var isOn: Bool

  public init(_ check: CheckName, isOn: Bool) {
    self.check = check
    self.isOn = isOn
  }
}

/// The fake PCI device.
public struct DeviceSpec: Sendable, Equatable {
  /// 0 stands for whatever the first driver looks for.
  public var vendor: UInt16 = 0
  public var device: UInt16 = 0
  /// Bytes of each BAR.
  public var bars: [Int] = [256]
  /// Interrupt vectors.
  public var vectors = 1
  /// User space has allowed runtime power management (`auto` in `power/control`).
  public var isPowerAuto = false
  /// By byte offset in BAR 0, sorted.
  public var registers: [Register] = []

  /// One register of BAR 0.
  public struct Register: Sendable, Equatable {
    public var offset: Int
    public var spec: RegisterSpec

    public init(offset: Int, spec: RegisterSpec) {
      self.offset = offset
      self.spec = spec
    }
  }

  public init() {}
}

/// What a register answers.
public enum RegisterSpec: Sendable, Equatable {
  /// This value until it is written.
  case fixed(UInt64)
  /// Every read is an open choice among these.
  case any([UInt64])
  /// One after the other, then the last for ever.
  case sequence([UInt64])
  /// This value once, then 0 until it is written.
  case clearOnRead(UInt64)
  /// What was written, 0 at first; the device raises interrupts only while one of these bits is set.
  case irqEnable(UInt64)
  /// The same for what it reads and writes of memory.
  case dmaEnable(UInt64)
}

/// Something that is done to the driver or the device. A missing name means the only one there is.
public enum ActionSpec: Sendable, Equatable {
  case insmod(String?)
  case rmmod(String?)
  case bind
  case unbind
  /// The same for a device that a driver has made, by its name.
  case bindDevice(String)
  case unbindDevice(String)
  case surpriseRemove
  case rescan
  /// Interrupt vector number.
  case irq(Int)
  case open(String)
  /// Byte counts.
  case read(Int)
  case write(Int)
  case ioctl(command: UInt64, argument: UInt64)
  case mmap
  /// Accesses what was mapped last.
  case touch
  case munmap
  case poll
  /// Adds the file to an epoll set, which it stays in until it is closed.
  case epoll
  /// Sets O_ASYNC.
  case fasync
  case close
  case readAttribute(String)
  case writeAttribute(String, value: String)
  case suspend
  case resume
  /// An error on the bus: fatal ones reset the link.
  case busError(isFatal: Bool)
  /// The device writes to DMA memory: number of the buffer.
  case dmaWrite(Int)
  /// Nanoseconds.
  case sleep(UInt64)
  case call(function: String, arguments: [UInt64])
}

/// How often something is done.
public enum Repetition: Sendable, Equatable {
  case times(Int)
  /// Any number of times: after each, an open choice whether there is another.
  case anyNumber
}

/// One thread of the scenario.
public struct ThreadSpec: Sendable, Equatable {
  public var name: String
  public var actions: [Item]

  /// An action and how often it is done in a row.
  public struct Item: Sendable, Equatable {
    public var action: ActionSpec
    public var repetition: Repetition

    public init(_ action: ActionSpec, _ repetition: Repetition = .times(1)) {
      self.action = action
      self.repetition = repetition
    }
  }

  public init(name: String, actions: [Item]) {
    self.name = name
    self.actions = actions
  }
}

/// A call that may fail, as an open choice.
public struct FaultSpec: Sendable, Equatable {
  /// As the driver calls it.
  public var name: String
  /// How many of its calls may fail in one run; nil is all.
  public var limit: Int?

  public init(name: String, limit: Int? = nil) {
    self.name = name
    self.limit = limit
  }
}

/// What a symbol answers that is not modelled.
public struct AssumptionSpec: Sendable, Equatable {
  public enum Answer: Sendable, Equatable {
    case nothing
    case value(Int64)
    /// An open choice.
    case any([Int64])
  }

  public var symbol: String
  public var answer: Answer

  public init(symbol: String, answer: Answer) {
    self.symbol = symbol
    self.answer = answer
  }
}
