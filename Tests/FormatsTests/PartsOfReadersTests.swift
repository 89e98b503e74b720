import Testing

@testable import Core
@testable import Formats

/// Parts that several readers use, where whole files of people do not lead.
@Suite struct PartsOfReadersTests {
  // MARK: Numbers where they stand

  @Test func placesOfNumbers() {
    func stored(_ shape: [Int], _ strides: [Int], offset: Int = 0) -> StoredNumbers? {
      StoredNumbers(type: .float64, shape: shape, strides: strides, offset: offset, within: 0..<48)
    }
    #expect(stored([2, 3], [3, 1])?.range == 0..<48)
    #expect(stored([2, 2], [2, 1], offset: 2)?.range == 16..<48)
    #expect(stored([0, 3], [3, 1])?.doubles(in: []) == [])
    // Outside, backwards, too many or not as many strides as indices.
    #expect(stored([2, 3], [3, 1], offset: 1) == nil && stored([2], [-1]) == nil)
    #expect(stored([2], [.max]) == nil && stored([7], [0]) == nil)
    #expect(stored([2], [1, 1]) == nil && stored([-1], [1]) == nil)
    #expect(stored([2], [1], offset: -1) == nil && stored([3], [.max / 2 + 1]) == nil)
    #expect(stored([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]) == nil)
  }

  @Test(arguments: [("i", true), ("u", false)])
  func namesOfTypes(letter: String, isSigned: Bool) {
    for bytes in [1, 2, 4, 8] {
      #expect(
        ElementType(numpy: "\(letter)\(bytes)")
          == (isSigned ? .signed(bytes: bytes) : .unsigned(bytes: bytes)))
    }
    #expect(ElementType(numpy: "\(letter)3") == nil)
  }

  @Test func theShortestNumbers() {
    for (value, text) in [
      (12.0, "12"), (1e16, "1e16"), (1.5e300, "1.5e300"), (1e-5, "1e-5"), (2.5e-10, "2.5e-10"),
      (-0.0, "-0"), (.nan, "nan"), (-.infinity, "-inf"), (.leastNonzeroMagnitude, "5e-324"),
      (1e-100, "1e-100"),
    ] {
      #expect(JSONText.shortest(value) == text)
    }
  }

  // MARK: Activations

  @Test func activationsWithParametersThatCannotBe() {
    #expect(Activation.known("nothing") == nil)
    #expect(Activation.known("leakyrelu", .infinity) == nil)
    #expect(Activation.known("leakyrelu", 0.5)?.name == "leakyrelu")
    #expect(Activation.parametricRectifier([0.1, .nan], 2) == nil)
    #expect(Activation.parametricRectifier([0.1], 0) == nil)
    #expect(Activation.parametricRectifier([0.1, 0.2], 2)?.ranges(of: 2).count == 2)
    #expect(ActivationByFormula.selu(alpha: .infinity, gamma: 1) == nil)
    #expect(ActivationByFormula.selu(alpha: 1, gamma: .nan) == nil)
    #expect(ActivationByFormula.hardSwish([1]) == nil)
    #expect(ActivationByFormula.hardSwish([1, .infinity]) == nil)
    #expect(ActivationByFormula.hardSwish([1.0 / 6, 0.5])?.name == "hardswish")
    // x min(1, max(0, x/4 + 1/2)) at 1.
    #expect(ActivationByFormula.hardSwish([0.25, 0.5])?.value(1) == 0.75)
    #expect(ActivationByFormula.named("f", "x +") == nil)
  }

  // MARK: Names

  @Test func namesInTheOrderOfTheirNumbers() {
    let names = ["net", "net.", "net.2", "net.02a", "net.10", "net.b", "nets"]
    #expect(names.reversed().sorted(by: NaturalOrder.isBefore) == names)
    #expect(!NaturalOrder.isBefore("net.2", "net.02"))
  }

  @Test func namesOfInputs() {
    func input(_ name: String, _ columns: Range<Int>, isNamed: Bool = true) -> GraphInput {
      GraphInput(name: name, isNamed: isNamed, shape: [columns.count], columns: columns)
    }
    #expect(GraphInput.names([]) == nil)
    #expect(GraphInput.names([input("x", 0..<1)]) == ["x"])
    #expect(GraphInput.names([input("x", 0..<1, isNamed: false)]) == nil)
    #expect(GraphInput.names([input("x", 0..<2)]) == nil)
    #expect(GraphInput.names([input("x", 0..<1), input("y", 1..<3)]) == ["x", "y[1]", "y[2]"])
    #expect(GraphInput.remark([input("x", 0..<1)]) == nil)
    let many = (0..<10).map { input("x\($0)", $0..<($0 + 1)) }
    #expect(
      GraphInput.remark(many)
        == "its 10 inputs stand one behind the other: x0 (1), x1 (1), x2 (1), x3 (1), x4 (1), "
        + "x5 (1), x6 (1), x7 (1) and 2 more")
  }

  @Test func longListsAreCut() {
    let names = (1...13).map { "n\($0)" }
    #expect(
      Quote.list(names) == "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, … (13 in all)")
    #expect(Quote.list(["a", "b"]) == "a, b")
  }

  @Test func partsOfNames() {
    #expect(FileName("/a/b.tar.GZ").ending == "gz" && FileName("/a/b.tar.GZ").stem == "b.tar")
    #expect(FileName("").stem == "" && FileName("/").stem == "" && FileName("a").ending == "")
  }

  // MARK: Warnings

  @Test func warnings() {
    let (nan, other) = (
      ModelWarning.NonFinite(entry: "W1[1,1]", value: .nan),
      ModelWarning.NonFinite(entry: "W1[1,1]", value: .infinity)
    )
    // nan is nan here.
    #expect(nan == ModelWarning.NonFinite(entry: "W1[1,1]", value: .nan) && nan != other)
    #expect(Set([nan, other, nan]).count == 2)
    #expect(
      ModelWarning.notFinite(first: [nan], count: 1).message
        == "1 parameter is not finite: W1[1,1] is nan")
    #expect(
      ModelWarning.notFinite(first: [nan, other], count: 2).message
        .hasPrefix("2 parameters are not finite: W1[1,1] is nan") == true)
  }

  @Test func limitsBeyondWhatCanBeCounted() {
    #expect(ReadLimits.unpacked(.max) == .max && ReadLimits.unpacked(1) == 100 + (1 << 20))
    #expect(
      ReadLimits().problem(.layers, nil)
        == "it has more than 1000000000 layers or steps, and no limit goes so far")
    #expect(
      ReadLimits().problem(.layers, atLeast: nil)
        == "it has more than 1000000000 layers or steps, and no limit goes so far")
  }

  @Test func oneActivationTooFew() {
    let error = ModelFileError(.activations(layers: 2, given: 1))
    #expect(error.message == "the network has 2 layers, but 1 activation was given")
  }

  // MARK: Other kinds of files

  /// A matrix of MATLAB 4: type, rows, columns, whether complex, the length of the name with its zero.
  @Test func filesOfMATLAB4() {
    func head(_ numbers: Int..., name: String = "x\0", rest: Int = 8) -> [UInt8] {
      numbers.flatMap { [UInt8](little: $0, 4) } + Array(name.utf8)
        + [UInt8](repeating: 0, count: rest)
    }
    #expect(OtherKind.recognised(head(0, 1, 1, 0, 2))?.name == "a MATLAB 4 (save it with -v7)")
    for bytes in [
      head(53, 1, 1, 0, 2), head(3, 1, 1, 0, 2), head(0, 0, 1, 0, 2), head(0, 1, 0, 0, 2),
      head(0, 1, 1, 2, 2), head(0, 1, 1, 0, 1), head(0, 1, 1, 0, 99), head(0, 1, 1, 0, 30),
      head(0, 1, 1, 0, 2, name: "xy"),
    ] {
      #expect(OtherKind.recognised(bytes) == nil)
    }
  }

  // MARK: JSON

  @Test func listsOfNumbersAreKeys() throws {
    let root = try JSONParser.parse(Array(#"[[1, 2], [1, 2], [1, 3], [1], ["nan", "-inf"]]"#.utf8))
    let lists = try #require(root.elements).map(\.content)
    #expect(lists[0] == lists[1] && lists[0] != lists[2] && lists[0] != lists[3])
    #expect(Set(lists.prefix(4)).count == 3)
  }
}
