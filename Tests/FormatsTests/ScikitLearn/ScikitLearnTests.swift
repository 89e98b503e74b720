import Core
import Formats
import TestSupport
import Testing

@Suite struct ScikitLearnTests {
  private func read(_ name: String) throws -> ReadNetwork {
    let path = "Tests/Networks/sklearn_pickle_own/" + name
    return try ModelFile.read(try TestFiles.bytes(path), name: path)
  }

  /// A pickle of protocol 2, 4 and 5, joblib's file and its compressed one hold one network.
  @Test func dialectsAreOneNetwork() throws {
    let plain = try read("sk1.9.1_reg.pkl").network
    for name in ["reg_p2.pkl", "reg_p5.pkl", "reg.joblib", "reg_z.joblib"] {
      #expect(try read("sk1.9.1_" + name).network.layers == plain.layers, "\(name)")
    }
    #expect(plain.layers.map(\.activation.name) == ["purelin", "tansig", "purelin"])
    #expect(plain.layers[0].isScaling)
    let old = try read("sk1.2.2_reg.pkl").network
    for name in ["reg.joblib", "reg_z.joblib"] {
      #expect(try read("sk1.2.2_" + name).network.layers == old.layers, "\(name)")
    }
  }

  /// As text in protocol 2, as bytes out of a buffer in 5.
  @Test(arguments: [2, 5]) func namesAreReadInEveryProtocol(number: Int) throws {
    let read = try read("sk1.9.1_names_proto\(number).pkl")
    #expect(read.network.outputNames == ["blå", "green", "red"])
  }

  @Test(arguments: ["sk1.2.2", "sk1.9.1"]) func classesNameTheOutputs(_ version: String) throws {
    for file in ["cls.pkl", "cls.joblib", "cls_z.joblib"] {
      let read = try read("\(version)_\(file)")
      #expect(read.network.outputNames == ["a", "b", "c"], "\(file)")
      #expect(
        read.network.layers.map(\.activation.name) == ["purelin", "logsig", "logsig", "softmax"])
    }
    let binary = try read("\(version)_bin.pkl")
    #expect(binary.network.layers.map(\.activation.name) == ["poslin", "logsig"])
    #expect(binary.remarks == ["the output is the probability of class '1'"])
  }

  /// The targets were standardised: the last layer brings them back.
  @Test func targetsAreBroughtBack() throws {
    let read = try read("sk1.9.1_ttr.joblib")
    #expect(read.origins.last == "transformer_")
    #expect(read.network.layers.map(\.neuronCount) == [3, 1, 1])
  }

  /// What scikit-learn 1.9.1 predicts at one point; make_columns.py has the models.
  @Test(arguments: [
    ("columns", -1.3433699206847707), ("columns_mixed", -1.3282171657887964),
    ("poisson", 0.2489393355032647),
  ])
  func columnsAndLossesAreRead(name: String, predicted: Double) throws {
    let network = try read("sk1.9.1_\(name).pkl").network
    #expect(abs(network([0.3, -7, 0.11, 2])[0] - predicted) <= 1e-13 * abs(predicted))
    #expect((network.layers.last?.activation.name == "exp") == (name == "poisson"))
  }

  @Test func otherColumnsAreRefusedByName() {
    let error = #expect(throws: ModelFileError.self) { try read("sk1.9.1_columns_onehot.pkl") }
    #expect(error?.message.contains("its ColumnTransformer has 'o', OneHotEncoder") == true)
  }

  @Test func scalersJoinANetwork() throws {
    let scaler = try ScalerFile.read(
      try TestFiles.bytes("Tests/Networks/sklearn_pickle_own/sk1.9.1_std.pkl"), name: "s.pkl")
    var joined = try read("sk1.9.1_bin.pkl")
    let alone = joined.network
    try joined.scale(.inputs, by: scaler)
    #expect(joined.network.layers.count == 3 && joined.network.layers[0].isScaling)
    let x = [0.3, -1, 2, 0.5]
    let layer = joined.network.layers[0]
    let scaled = (0..<4).map { layer.weights[$0, $0] * x[$0] + layer.bias[$0] }
    #expect(joined.network(x) == alone(scaled))

    let error = #expect(throws: ModelFileError.self) { try joined.scale(.outputs, by: scaler) }
    #expect(error?.message == "a scaler: it has 4 values, and the network 1 outputs")
    var twice = try read("sk1.9.1_reg.pkl")
    try twice.scale(.inputs, by: scaler)
    #expect(twice.remarks.last?.contains("scaled twice") == true)
  }

  @Test(arguments: [
    #"{"mean": [1, 2], "std": [2, 4]}"#, "feature,mean,std\na,1,2\nb,2,4\n", "mean,1,2\nstd,2,4\n",
    #"{"min": [1, 2], "max": [3, 6]}"#,
  ])
  func scalersAreReadFromText(_ text: String) throws {
    let network = Network(
      name: "n",
      layers: [
        Layer(weights: .identity(2), bias: [0, 0], activation: Activation(.purelin))
      ])
    var read = ReadNetwork(network)
    try read.scale(.inputs, by: try ScalerFile.read(Array(text.utf8), name: "scaler"))
    #expect(read.network([5, 10]) == [2, 2])
    try read.scale(.outputs, by: try ScalerFile.read(Array(text.utf8), name: "scaler"))
    #expect(read.network([5, 10]) == [5, 10])
  }

  @Test func whatIsNoNetworkIsRefused() {
    func refusal(_ name: String) -> String? {
      #expect(throws: ModelFileError.self) { try read(name) }?.message
    }
    #expect(refusal("sk1.9.1_reg_p0.pkl")?.contains("protocol=2 or higher") == true)
    #expect(refusal("sk1.9.1_std.pkl")?.contains("load NETWORK scaler FILE") == true)
  }
}
