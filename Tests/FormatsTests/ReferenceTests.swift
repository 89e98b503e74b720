import Core
import Formats
import TestSupport
import Testing

/// Trained networks give the outputs that another system computed for them.
@Suite struct ReferenceTests {
  @Test(arguments: ReferenceNetwork.all)
  func outputsAgree(file: ReferenceNetwork) throws {
    let read = try ModelFile.read(try TestFiles.bytes(file.path), name: file.path)
    #expect(read.warnings.isEmpty)
    // Sums over 30 and 64 inputs round more.
    let tolerance = read.network.inputCount >= 30 ? 1e-12 : 1e-13
    let reference = try Reference.named(file.name)
    #expect(!reference.points.isEmpty)
    for point in reference.points {
      let output = read.network(point.input)
      let difference = zip(output, point.output).map { $0 - $1 }.largestMagnitude
      #expect(output.count == point.output.count)
      #expect(difference <= tolerance * point.output.largestMagnitude)
    }
  }
}
