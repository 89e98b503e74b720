import Foundation
import TestSupport
import Testing

/// Ctrl-C while a script waits for its next line: the program ends as by the signal.
@Suite struct ScriptInputTests {
  @Test func interruptEndsAWaitingScript() throws {
    let home = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: ProgramUnderTest.path)
    process.arguments = ["--keep-going"]
    process.environment = ProgramUnderTest.environment(home: home.path)
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // An error is written at once: when it is here, the program waits for the next line.
    try input.fileHandleForWriting.write(contentsOf: Data("nonsense\n".utf8))
    #expect(!errors.fileHandleForReading.availableData.isEmpty)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGINT)
  }
}
