import ArgumentParser
import Sim

/// A run again, to the letter.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "That very run again: a trace file, or the schedule that a finding was printed with.")

  @Argument(help: "The scenario or driver that the trace belongs to.")
  var file: String

  @Argument(help: "A trace file (--trace-out wrote it), or a schedule (sc1:...).")
  var trace: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let inputs = Inputs(common)
    var options = common
    var text = trace
    if !trace.hasPrefix("sc1:") {
      guard let bytes = readFile(trace) else {
        write("\(trace): error: the trace cannot be read\n", to: 2)
        throw ExitCode(ExitStatus.badInput.rawValue)
      }
      do {
        let read = try TraceFile.parse(String(decoding: bytes, as: UTF8.self), path: trace)
        text = read.schedule
        if options.variant == nil { options.variant = read.variant }
      } catch {
        write(error.message + "\n", to: 2)
        throw ExitCode(ExitStatus.badInput.rawValue)
      }
    }
    _ = inputs
    let chosen = Inputs(options)
    let subject = try chosen.prepare(try chosen.readSelected(file))
    var machine = subject.makeMachine()
    machine.prepare()
    let recorder = Recorder()
    let schedule: Schedule
    do {
      schedule = try parseSchedule(text, fingerprint: subject.fingerprint)
      if schedule.roundStart != nil {
        machine = Verifier.machine(subject.program, subject.scenario.world)
      }
      machine.recorder = recorder
      try machine.replay(schedule)
    } catch let e as ScheduleTextError {
      write("\(trace.prefix(60)): error: \(e.message)\n", to: 2)
      throw ExitCode(ExitStatus.badInput.rawValue)
    } catch let e as ReplayError {
      write(
        "\(trace.prefix(60)): error: choice \(e.choice + 1) of the schedule does not fit:"
          + " \(e.message)\n", to: 2)
      throw ExitCode(ExitStatus.badInput.rawValue)
    }
    machine.recorder = nil
    var outcome = Outcome(command: "replay", scenario: subject.scenario)
    outcome.trace = traceLines(recorder, subject.program)
    finish(&outcome, subject, machine, schedule, seed: nil)
    try emit(outcome, options)
  }
}
