import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct SetCommandTests {
  private func small() throws -> TestSession { try TestSession("load example small") }

  // MARK: The input

  @Test(arguments: [
    "set input 0.25 -2", "set input (0.25, -2)", "set input [0.25 -2]", "set input 1/4, −2",
    "set I 0.25 -2", "set I1 0.25; set I2 -2", "set I[1] 0.25; set I[2] -2",
  ])
  func inputIsSet(line: String) throws {
    var session = try small()
    try session.report(line)
    #expect(try session.input == [0.25, -2])
  }

  @Test func inputIsReadFromARowOfAFile() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("# points\nx,y\n1,2\n\n3;4\r\n5\t6\n-1e-3 0x1p-1\n", to: "p.csv")
    var session = try small()
    for (row, input) in [(1, [1.0, 2]), (2, [3, 4]), (3, [5, 6]), (4, [-1e-3, 0.5])] {
      try session.report("set input row \(row) of \(file)")
      #expect(try session.input == input)
    }
    #expect(
      try session.error("set input row 5 of \(file)").message
        == "\(file) has 4 rows, so there is no row 5")
  }

  @Test(arguments: [
    (
      "1,2,3\n",
      "line 1 has 3 columns, but the network takes 2 inputs; name the columns to take with columns"
    ),
    ("1\n", "line 1 has 1 number, but the network takes 2 inputs"),
    ("1,x\n", "column 2: 'x' is not a finite number"),
    ("1,1e999\n", "column 2: '1e999' is not a finite number"),
    ("", "the file is empty"),
  ])
  func aBadRowIsNamed(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "p.csv")
    var session = try small()
    let error = try session.error("set input row 1 of \(file)")
    #expect(error.message.hasSuffix(message), "\(error.message)")
    #expect(error.range == 19..<(19 + file.count))
    #expect(try session.input == [0.5, -1])
  }

  @Test(arguments: [
    ("set input 1", "the network takes 2 inputs, but 1 number was given", 10..<11),
    ("set input 1 2 3", "the network takes 2 inputs, but 3 numbers were given", 10..<15),
    ("set input 1 nan", "input 2 is nan; an input must be finite", 12..<15),
    ("set I2 inf", "input 2 is inf; an input must be finite", 7..<10),
    ("set I3 1", "I3: I has indices 1 to 2", 4..<6),
    ("set W1 1 2", "W1 takes 6 numbers, but 2 numbers were given", 7..<10),
    ("set W1[1] 1", "W1[1] takes 2 numbers, but 1 number was given", 10..<11),
    ("set W1[1,1] 1 2", "W1[1,1] takes 1 number, but 2 numbers were given", 12..<15),
    ("set W3[1,1] 1", "W3: the network has layers 1 to 2", 4..<11),
    ("set W1[4,1] 1", "W1[4,1]: W1 has rows 1 to 3", 4..<11),
    ("set b2[3] 1", "b2[3]: b2 has indices 1 to 2", 4..<9),
    ("set activation 3 tansig", "the network has layers 1 to 2", 15..<16),
    ("set activation 1 leakyrelu(1, 2)", "leakyrelu takes alpha", 17..<32),
    ("set activation 1 relu 1..2", "neuron 3 of the layer has no activation", 17..<26),
    ("set activation 1 relu 1..2 tanh 2..3", "neuron 2 has two activations", 17..<36),
    ("set activation 1 relu 1..4", "1..4 are no neurons of the layer, which has 1..3", 17..<26),
    (
      "set activation 1 relu tanh",
      "each activation has its neurons behind it: relu 1..4 tanh 5..8",
      17..<26
    ),
    (
      "set activation 1 softmax 1..2 tanh 3", "softmax couples the neurons of a whole layer",
      17..<36
    ),
    ("set precision 18", "precision cannot be '18'; it can be 6, 12, full, 1 to 17", 14..<16),
    ("set width 19", "width cannot be '19'; it can be auto, 80, 20 to 10000", 10..<12),
    ("set fd.step -1", "fd.step cannot be '-1'; it can be auto, 0.1, a positive number", 12..<14),
    ("set fd.limit nan", "fd.limit cannot be 'nan'; it can be 0.2, 10, 0 or more", 13..<16),
  ])
  func whatDoesNotFitChangesNothing(line: String, message: String, range: Range<Int>) throws {
    var session = try small()
    let before = session.session
    #expect(try session.error(line) == CommandError(message, at: range))
    #expect(session.session.model == before.model)
    #expect(session.session.settings == before.settings)
    #expect(try session.error("undo; undo").message == "there is nothing to undo")
  }

  // MARK: The network

  @Test func weightsAndBiasesAreSet() throws {
    var session = try small()
    try session.report("set W1[2,1] 9; set b1[3] -8; set W2[1] 1 2 3; set b2 5 6")
    let layers = try session.network.layers
    #expect(layers[0].weights == Matrix([[1, -0.5], [9, 0.8], [-1.2, 0.4]]))
    #expect(layers[0].bias == [0.1, -0.2, -8])
    #expect(layers[1].weights == Matrix([[1, 2, 3], [0.2, 0.6, -0.9]]))
    #expect(layers[1].bias == [5, 6])
    try session.report("set W1 [[1 2] [3 4] [5 6]]")
    #expect(try session.network.layers[0].weights == Matrix([[1, 2], [3, 4], [5, 6]]))
    try session.report("set W1 6 5 4 3 2 1")
    #expect(try session.network.layers[0].weights == Matrix([[6, 5], [4, 3], [2, 1]]))
  }

  @Test func activationsAreSet() throws {
    var session = try small()
    try session.report("set activation 1 relu; set activation 2 leakyrelu(0.25)")
    let layers = try session.network.layers
    #expect(layers.map(\.activation.name) == ["poslin", "leakyrelu"])
    #expect(layers[1].activation.parameters == [0.25])
    // z1 = (1.1, −0.85, −0.95): only the first neuron passes. W2[:,1]·1.1 + b2 = (0.97, 0.12).
    #expect(largestDifference(try session.json("output").vector("value"), [0.97, 0.12]) < 1e-15)
  }

  @Test func settingSaysWhatHolds() throws {
    var session = try small()
    #expect(try session.text("set W1[1,1] 1/3") == "W1[1,1] = 0.3333333333333333\n")
    #expect(try session.text("set b2 1 2") == "b2 = (1, 2)\n")
    #expect(try session.text("set I1 2") == "I = (2, -1)\n")
    #expect(
      try session.text("set activation 1 logsig") == "small: 2 -> 3 logsig -> 2 purelin\n")
    #expect(try session.text("set precision full") == "precision = full\n")
  }

  // MARK: Undo

  @Test func everyChangeIsUndoneInTurn() throws {
    var session = try small()
    let changes = [
      "set input 1 2", "set I1 5", "set W1[1,1] 9", "set W2 1 2 3 4 5 6", "set b1[2] 3",
      "set activation 1 logsig", "set precision full", "set width 40", "set limits off",
      "set color always", "set fd.method central", "set fd.step 0.1", "set fd.limit 2",
      "load example iris", "new 2-2-1", "use small",
    ]
    var states: [(Model, Settings)] = []
    for change in changes {
      states.append((session.session.model, session.session.settings))
      try session.report(change)
      let after = session.session
      #expect(
        after.model != states[states.count - 1].0 || after.settings != states[states.count - 1].1)
      // What only looks is no change.
      try session.report("output")
    }
    for (change, state) in zip(changes, states).reversed() {
      #expect(try session.text("undo") == "Undone: \(change)\n")
      #expect(session.session.model == state.0 && session.session.settings == state.1)
    }
    #expect(try session.text("undo") == "Undone: load example small\n")
    #expect(session.session.model.networks.isEmpty)
    #expect(try session.error("undo").message == "there is nothing to undo")
  }

  @Test func settingWhatHoldsAlreadyIsNoChange() throws {
    var session = try small()
    try session.report("set precision 6; set I1 0.5; set W1[1,1] 1")
    #expect(try session.text("undo") == "Undone: load example small\n")
  }

  /// 1,002,001 parameters of 8 bytes: 512 MB hold 66 networks of them.
  @Test func fewerChangesOfALargeNetworkAreKept() throws {
    var session = try TestSession("new 1000-1000-1")
    for value in 1...70 { try session.report("set b1[1] \(value)") }
    var undone = 0
    while (try? session.report("undo")) != nil { undone += 1 }
    #expect(undone == 66)
  }
}
