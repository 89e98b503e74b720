import Core
import Formats
import TestSupport
import Testing

@Suite struct NNetTests {
  private let layers = "2, 1, 1, 2,\n1, 2, 1,\n"
  private let weights = "1,\n-1,\n0.5,\n0,\n2, 3,\n-1,\n"

  private func read(_ text: String, isRaw: Bool = false) throws(ModelFileError) -> Network {
    var options = ReadOptions()
    options.isRaw = isRaw
    return try ModelFile.read(Array(text.utf8), name: "a.nnet", options: options).network
  }

  /// y = 2·max(x + 0.5, 0) + 3·max(−x, 0) − 1, with (x − 1)/2 before it and 10 y + 5 behind.
  @Test func scalingStandsInTheHead() throws {
    let head = layers + "0,\n-9,\n9,\n1, 5,\n2, 10,\n"
    #expect(try read(head + weights, isRaw: true)([1]) == [2])
    #expect(try read(head + weights)([3]) == [25])
  }

  /// Others write one 0 in place of five lines, or nothing, and no commas.
  @Test(arguments: ["", "0\n", "0,\n0,\n"])
  func scalingMayBeMissing(between: String) throws {
    #expect(try read("// a comment\r\n" + layers + between + weights)([1]) == [2])
    #expect(try read((layers + between + weights).replacing(",", with: " "))([1]) == [2])
  }

  @Test(
    arguments: [
      (
        "1,1",
        "line 1 of those with numbers: it must begin with the number of layers, inputs, "
          + "outputs and neurons"
      ),
      ("x", "line 1 of those with numbers: 'x' is no number"),
      (
        "2, 1, 1, 2,\n1, 2, 2,\n",
        "line 2 of those with numbers: the sizes of the layers do not fit the line before"
      ),
      (
        "2, 1, 1, 2,\n1, 2, 1,\n1,\n",
        "line 2 of those with numbers: its weights and biases have not as many lines as the sizes "
          + "say"
      ),
      (
        "1, 90000, 90000, 90000\n90000, 90000\n",
        "line 2 of those with numbers: it has more than 1000000000 parameters, and no limit goes so far"
      ),
      (
        "2, 1, 1, 2,\n1, 2, 1,\n0,\n-9,\n9,\n1, 5,\n0, 10,\n1,\n-1,\n0.5,\n0,\n2, 3,\n-1,\n",
        "line 7 of those with numbers: there must be a mean and a range for each input and the "
          + "outputs"
      ),
    ])
  func refusals(text: String, expected: String) {
    #expect(refusal(text, named: "a.nnet") == "a .nnet file: " + expected)
  }
}
