import Core
import Formats
import TestSupport
import Testing

/// What the variables of a MAT file may be: cells, structures, and objects of class `network`.
@Suite struct MATVariableTests {
  private func read(
    _ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> ReadNetwork {
    var options = ReadOptions()
    change(&options)
    return try ModelFile.read(bytes, name: "net.mat", options: options)
  }

  private func message(_ bytes: [UInt8], variable: String? = nil) -> String? {
    var options = ReadOptions()
    options.variable = variable
    return refusal(bytes, named: "net.mat", options: options)
  }

  // MARK: A network object

  private static let empty = MATValue.numbers([0, 0], [])

  private static func processed(_ name: String, _ settings: [(String, MATValue)]) -> MATValue {
    .row(
      .structure(
        nil,
        [
          ("processFcns", .row(.text("removeconstantrows"), .text(name))),
          (
            "processSettings",
            .row(.structure(nil, [("remove", empty)]), .structure(nil, settings))
          ),
        ]))
  }

  private static func layer(_ function: String) -> MATValue {
    .structure(nil, [("transferFcn", .text(function))])
  }

  /// Two inputs, two neurons of poslin, one of purelin; both sides are scaled.
  private static let fields: [(String, MATValue)] = [
    (
      "inputs",
      processed(
        "mapminmax",
        [("xoffset", .column(1, -2)), ("gain", .column(2, 0.5)), ("ymin", .column(-1))]
      )
    ),
    ("IW", .cells([2, 1], [.numbers([2, 2], [1, 3, 2, 4]), empty])),
    ("LW", .cells([2, 2], [empty, .numbers([1, 2], [1, -1]), empty, empty])),
    ("b", .cells([2, 1], [.column(1, 2), .column(0.5)])),
    ("layers", .cells([2, 1], [layer("poslin"), layer("purelin")])),
    (
      "outputs",
      processed(
        "mapstd", [("xoffset", .column(10)), ("gain", .column(0.5)), ("ymean", .column(1))])
    ),
  ]

  private static func object(_ name: String = "", _ value: MATValue? = nil) -> [UInt8] {
    MATValue.file(
      (
        "net",
        .structure(
          "network", fields.compactMap { $0.0 == name ? value.map { (name, $0) } : $0 })
      ))
  }

  /// [1.5, 2] is scaled to [0, 1]; W gives [2, 4], the biases [3, 6]; 3 − 6 + 0.5 = −2.5; and
  /// (−2.5 − 1)/0.5 + 10 = 3.
  @Test func networkObjectsAreRead() throws {
    let read = try read(Self.object())
    #expect(
      read.network.layers.map(\.activation.name) == ["purelin", "poslin", "purelin", "purelin"])
    #expect(read.network([1.5, 2]) == [3])
    #expect(
      try self.read(Self.object(), { $0.variable = "net" }).network.layers == read.network.layers)
    let elliot = Self.object(
      "layers", .cells([2, 1], [Self.layer("elliotsig"), Self.layer("purelin")]))
    #expect(try self.read(elliot).network.layers[1].activation.name == "softsign")
  }

  private static let objects: [(field: String, value: MATValue?, expected: String)] = [
    ("IW", nil, "the network 'net' lacks IW, LW, b or layers"),
    ("IW", .cells([2, 2], [empty, empty, empty, empty]), "the network has several inputs"),
    (
      "layers", .cells([2, 1], [layer("unheard"), layer("purelin")]),
      "layer 1 has a transfer function that is not known"
    ),
    (
      "LW",
      .cells([2, 2], [empty, .numbers([1, 2], [1, -1]), .numbers([2, 1], [1, 1]), empty]),
      "layer 1 takes layer 2: the network is no chain"
    ),
    (
      "b", .cells([2, 1], [.column(1), .column(0.5)]),
      "the weights and biases of layer 1 do not fit each other"
    ),
    (
      "inputs", processed("fixunknowns", []),
      "the processing 'fixunknowns' is not read"
    ),
    (
      "inputs",
      processed(
        "mapminmax", [("xoffset", .column(1)), ("gain", .column(0)), ("ymin", .column(-1))]),
      "the processing 'mapminmax' is not read"
    ),
    (
      "inputs",
      .row(
        .structure(
          nil,
          [
            ("processFcns", .row(.text("removeconstantrows"))),
            ("processSettings", .row(.structure(nil, [("remove", .column(2))]))),
          ])), "removeconstantrows removes inputs, which is not read"
    ),
  ]

  @Test(arguments: objects)
  func otherNetworkObjectsAreRefused(field: String, value: MATValue?, expected: String) {
    #expect(message(Self.object(field, value)) == "a MATLAB file: " + expected)
  }

  /// Cells that are no structures, and settings that are none, process nothing.
  @Test func whatProcessesNothingIsPassedOver() throws {
    for inputs: MATValue in [
      .row(.structure(nil, [("name", .text("x"))])),
      .row(
        .structure(
          nil,
          [("processFcns", .row(.column(1))), ("processSettings", .row(.structure(nil, [])))])),
      .column(1),
    ] {
      // What [1.5, 2] was scaled to above.
      #expect(try read(Self.object("inputs", inputs)).network([0, 1]) == [3])
    }
  }

  // MARK: Cells and structures

  private static let weights = MATValue.row(.numbers([1, 2], [2, -1]))
  private static let biases = MATValue.row(.column(0.5))
  private static let cells = MATValue.structure(nil, [("W", weights), ("b", biases)])

  @Test func cellsInAStructureAreRead() throws {
    let read = try read(MATValue.file(("s", Self.cells))) {
      $0.activations = [Activation(.purelin)]
    }
    #expect(read.network([1, 4]) == [-1.5])
    #expect(read.origins == ["W{1}, b{1}"])
  }

  @Test func activationsStandInCellsToo() throws {
    let read = try read(
      MATValue.file(
        ("W", Self.weights), ("b", Self.biases),
        ("act_fcns", .row(.text("poslin"), .text("purelin")))))
    #expect(read.network([1, 4]) == [0])
    #expect(read.warnings.map(\.message) == ["act_fcns has 2 rows for 1 layers"])
  }

  private static let workspaces:
    [(variables: [(String, MATValue)], variable: String?, expected: String)] = [
      ([("x", .column(1))], "x", "'x' is no network"),
      (
        [("s", .structure(nil, [("a", .column(1))]))], "s",
        "'s' is a structure without cells W and b"
      ),
      (
        [("a", cells), ("c", cells)], nil, "it has 2 networks; say which: load FILE variable a"
      ),
      (
        [("W", .row(.column(1), .column(1))), ("b", biases)], nil,
        "it has 2 cells W and 1 cells b"
      ),
      (
        [("W", weights), ("b", biases), ("act_fcns", .text("unheard"))], nil,
        "act_fcns has no activation that is known for layer 1; say them: load FILE activations ..."
      ),
      (
        [("W", .row(.text("w"))), ("b", biases)], nil,
        "the weights and biases of layer 1 do not fit each other"
      ),
      (
        [("net", .other(17, []))], nil,
        "it holds an object of new style (SeriesNetwork, dlnetwork), which only MATLAB reads; in "
          + "MATLAB: exportONNXNetwork(net, 'net.onnx'), or genFunction(net, 'net')"
      ),
    ]

  @Test(arguments: workspaces)
  func otherWorkspacesAreRefused(
    variables: [(String, MATValue)], variable: String?, expected: String
  ) {
    let bytes = MATValue.file() + variables.flatMap { MATValue.file($0).dropFirst(128) }
    #expect(message(bytes, variable: variable) == "a MATLAB file: " + expected)
  }

  /// A sparse matrix is no network, and texts that are none name no activations.
  @Test func whatElseIsThereIsPassedOver() throws {
    #expect(
      message(MATValue.file(("x", .other(5, []))))
        == "a MATLAB file: it has no weights W1, b1, W2, b2, ..., and no other arrays")
    for codes in [MATValue.element(4, [65, 0, 66, 0]), MATValue.element(9, [UInt8](doubles: []))] {
      let bytes = MATValue.file(
        ("W", Self.weights), ("b", Self.biases), ("act_fcns", .other(4, codes)),
        ("c", .other(1, MATValue.element(14, []))))
      #expect(
        try read(bytes) { $0.activations = [Activation(.purelin)] }.network([1, 4]) == [-1.5])
    }
    let odd = MATValue.file(
      ("W", Self.weights), ("b", Self.biases),
      ("act_fcns", .other(4, MATValue.element(9, [UInt8](doubles: [1e12])))))
    #expect(message(odd)?.contains("act_fcns has no activation that is known for layer 1") == true)
  }

  // MARK: Bytes

  /// MATLAB writes numbers in the smallest type that holds them.
  @Test(arguments: [
    (1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (6, 4), (12, 8), (13, 8), (16, 1), (17, 2),
  ])
  func numbersOfEveryTypeAreRead(type: Int, size: Int) throws {
    let bytes = MATValue.file(
      ("W1", .other(6, MATValue.element(type, .init(little: 7, size)))), ("b1", .column(0.25)))
    #expect(try read(bytes) { $0.activations = [Activation(.purelin)] }.network([2]) == [14.25])
    let single = MATValue.file(
      ("W1", .other(6, MATValue.element(7, .init(little: 0x40E0_0000, 4)))), ("b1", .column(0.25)))
    #expect(try read(single) { $0.activations = [Activation(.purelin)] }.network([2]) == [14.25])
  }

  private static let head = MATValue.file()

  private static func element(_ type: Int, _ bytes: UInt8...) -> [UInt8] {
    MATValue.element(type, bytes)
  }

  /// A matrix of class double with other elements in it.
  private static func matrix(_ parts: [UInt8]...) -> [UInt8] {
    head + MATValue.element(14, element(6, 6, 0, 0, 0, 0, 0, 0, 0) + parts.flatMap(\.self))
  }

  private static let damages: [(bytes: [UInt8], part: String)] = [
    (head + [14, 0, 0, 0, 255, 0, 0, 0], "a count"),
    (head + [14, 0, 9, 0, 0, 0, 0, 0], "a short count"),
    (head + MATValue.element(14, element(6, 6)), "flags"),
    (matrix(MATValue.element(5, .init(repeating: 1, count: 36))), "nine indices"),
    (matrix(element(5, 1, 0)), "half an index"),
    (matrix(MATValue.element(9, [UInt8](doubles: [0.5, 1]))), "a broken index"),
    (matrix(MATValue.element(5, .init(repeating: 255, count: 8))), "negative indices"),
    (matrix(element(5, 1, 0, 0, 0, 1, 0, 0, 0), element(1)), "no numbers"),
    (
      matrix(
        element(5, 1, 0, 0, 0, 2, 0, 0, 0), element(1, 0x78),
        MATValue.element(9, [UInt8](doubles: [1]))), "too few numbers"
    ),
    (MATValue.file(("c", .other(1, element(9)))), "a cell"),
    (MATValue.file(("s", .other(2, MATValue.element(5, .init(little: 999, 4))))), "names"),
  ]

  @Test(arguments: damages) func damagedFilesAreRefused(bytes: [UInt8], part: String) {
    #expect(message(bytes) == "a MATLAB file: it is damaged or cut short", "\(part)")
  }

  @Test func whatElseIsWrongIsSaid() {
    #expect(message(Self.head) == "a MATLAB file: it is cut short")
    var other = MATValue.file(("x", .column(1)))
    other.swapAt(126, 127)
    #expect(
      message(other)
        == "a MATLAB file: it was written on a machine with the other byte order")
    let deep = (0..<17).reduce(MATValue.column(1)) { inner, _ in .row(inner) }
    #expect(
      message(MATValue.file(("c", deep))) == "a MATLAB file: its cells are nested too deep")
    #expect(
      message(Self.head + Self.element(15, 0x78, 0x9C, 1, 2, 3))
        == "a MATLAB file: a variable: it is compressed, and damaged")
  }
}
