import Core
import Formats
import TestSupport
import Testing

/// Estimators of scikit-learn by what their pickles hold.
@Suite struct EstimatorTests {
  private func read(_ root: Pickle, _ change: (inout ReadOptions) -> Void = { _ in }) throws
    -> ReadNetwork
  {
    var options = ReadOptions()
    change(&options)
    return try ModelFile.read(root.file, name: "a.pkl", options: options)
  }

  private func message(_ root: Pickle) -> String? { refusal(root.file, named: "a.pkl") }

  /// 2x₁ − x₂ + 0.5.
  private static let fitted: [(String, Pickle)] = [
    ("activation", .text("relu")), ("out_activation_", .text("identity")),
    ("coefs_", .list([.array([2, 1], [2, -1])])), ("intercepts_", .list([.vector(0.5)])),
  ]
  private static let regressor = Pickle.estimator("MLPRegressor", fitted)

  private static func regressor(_ key: String, _ value: Pickle?) -> Pickle {
    .estimator(
      "MLPRegressor", fitted.compactMap { $0.0 == key ? value.map { (key, $0) } : $0 })
  }

  // MARK: Scalers

  private static let standard = Pickle.estimator(
    "StandardScaler", [("mean_", .vector(1, 2)), ("scale_", .vector(2, 4))])

  /// What [3, 10] becomes, each by its definition in scikit-learn's documentation.
  private static let scalers: [(scaler: Pickle, scaled: [Double])] = [
    (standard, [1, 2]),
    (
      .estimator(
        "StandardScaler",
        [("with_mean", .bool(false)), ("mean_", .vector(1, 2)), ("scale_", .vector(2, 4))]),
      [1.5, 2.5]
    ),
    (
      .estimator(
        "StandardScaler", [("with_std", .bool(false)), ("mean_", .vector(1, 2))]), [2, 8]
    ),
    (
      .estimator(
        "StandardScaler",
        [("with_std", .bool(false)), ("with_mean", .bool(false)), ("n_features_in_", .int(2))]),
      [3, 10]
    ),
    (
      .estimator("RobustScaler", [("center_", .vector(1, 2)), ("scale_", .vector(2, 4))]), [1, 2]
    ),
    (
      .estimator(
        "RobustScaler",
        [("with_centering", .bool(false)), ("center_", .vector(1, 2)), ("scale_", .vector(2, 4))]),
      [1.5, 2.5]
    ),
    (
      .estimator("RobustScaler", [("with_scaling", .bool(false)), ("center_", .vector(1, 2))]),
      [2, 8]
    ),
    (.estimator("MaxAbsScaler", [("scale_", .vector(4, 10))]), [0.75, 1]),
    (
      .estimator("MinMaxScaler", [("scale_", .vector(0.5, 0.25)), ("min_", .vector(1, -1))]),
      [2.5, 1.5]
    ),
    // The components times what is left of the mean: [1, 1; 1, −1]·[2, 8].
    (
      .estimator(
        "PCA", [("components_", .array([2, 2], [1, 1, 1, -1])), ("mean_", .vector(1, 2))]),
      [10, -6]
    ),
    (
      .estimator(
        "PCA",
        [
          ("components_", .array([2, 2], [1, 1, 1, -1])), ("mean_", .vector(1, 2)),
          ("whiten", .bool(true)), ("explained_variance_", .vector(4, 9)),
        ]), [5, -2]
    ),
    (.estimator("TruncatedSVD", [("components_", .array([2, 2], [1, 1, 1, -1]))]), [13, -7]),
    (
      .estimator("FunctionTransformer", [("func", .none), ("inverse_func", .none)]), [3, 10]
    ),
    (.text("passthrough"), [3, 10]), (.none, [3, 10]),
  ]

  @Test(arguments: scalers)
  func scalersStandBeforeTheNetwork(scaler: Pickle, scaled: [Double]) throws {
    let network = try read(.pipeline(("s", scaler), ("n", Self.regressor))).network
    #expect(abs(network([3, 10])[0] - (2 * scaled[0] - scaled[1] + 0.5)) <= 1e-14)
  }

  /// ((x − mean)/scale − mean)/scale before the network, in one layer with it: [3, 10] is [0, 0].
  @Test func scalersAreFoldedIntoTheNetwork() throws {
    let root = Pickle.pipeline(("a", Self.standard), ("b", Self.standard), ("n", Self.regressor))
    let folded = try read(root) { $0.isFolded = true }
    #expect(folded.network.layers.count == 1)
    #expect(folded.network([3, 10]) == [0.5])
    #expect(folded.network([7, 10]) == [2.5])
    #expect(try read(root) { $0.isRaw = true }.network([3, 10]) == [-3.5])
  }

  private static func pipeline(_ name: String, _ state: [(String, Pickle)] = []) -> Pickle {
    .pipeline(("s", .estimator(name, state)), ("n", regressor))
  }

  private static let refusals: [(root: Pickle, expected: String)] = [
    (pipeline("MaxAbsScaler"), "'s': the MaxAbsScaler has not been fitted"),
    (pipeline("StandardScaler"), "'s': the StandardScaler has not been fitted"),
    (
      pipeline("StandardScaler", [("mean_", .vector(1, 2)), ("scale_", .vector(0, 1))]),
      "'s': the StandardScaler has a scale of 0"
    ),
    (
      pipeline("MinMaxScaler", [("clip", .bool(true))]),
      "its MinMaxScaler clips (clip=True), which is not read"
    ),
    (pipeline("MinMaxScaler"), "its MinMaxScaler has not been fitted"),
    (
      pipeline("OneHotEncoder"),
      "it holds OneHotEncoder; MLPRegressor, MLPClassifier and scalers are read"
    ),
    (pipeline("PCA"), "it holds PCA; MLPRegressor, MLPClassifier and scalers are read"),
    (
      pipeline("PCA", [("components_", .array([2, 2], [1, 1, 1, -1])), ("whiten", .bool(true))]),
      "it holds PCA; MLPRegressor, MLPClassifier and scalers are read"
    ),
    (.pipeline(("s", .int(1)), ("n", regressor)), "'s' is no estimator"),
    (.pipeline(("n", regressor), ("s", standard)), "'s' stands behind the network"),
    (.estimator("Pipeline"), "its pipeline has no steps"),
    (.estimator("Pipeline", [("steps", .list([.int(1)]))]), "a step of its pipeline is damaged"),
    (
      .estimator("GridSearchCV"), "'GridSearchCV' has not been fitted with refit=True"
    ),
    (
      (0..<9).reduce(regressor) { inner, _ in .pipeline(("p", inner)) },
      "its estimators are nested too deep"
    ),
    (
      .estimator("TransformedTargetRegressor", [("regressor_", regressor)]),
      "its TransformedTargetRegressor is not fitted"
    ),
    (
      .estimator(
        "TransformedTargetRegressor",
        [("regressor_", regressor), ("transformer_", .estimator("Unheard"))]),
      "its targets are transformed by Unheard, which is not read"
    ),
    (
      .estimator(
        "TransformedTargetRegressor",
        [
          ("regressor_", regressor),
          (
            "transformer_",
            .estimator("MinMaxScaler", [("scale_", .vector(0)), ("min_", .vector(1))])
          ),
        ]), "its MinMaxScaler has a scale of 0"
    ),
    (regressor("coefs_", nil), "its MLPRegressor has not been fitted: it has no coefs_"),
    (regressor("intercepts_", .list([])), "it has 1 coefs_ and 0 intercepts_"),
    (
      regressor("intercepts_", .list([.vector(1, 2)])),
      "coefs_[0] and intercepts_[0] are no weights and biases"
    ),
    (regressor("activation", .text("unheard")), "its activation is 'unheard', which is not known"),
    (.object("mine", "Net", []), "it is Net, which is no network that is read"),
    (.int(1), "it holds no estimator"),
    (
      .dictionary([("a", standard), ("b", standard)]),
      "it has 2 estimators: 'a', 'b'; save the one that is wanted"
    ),
    (standard, "it is a scaler and has no network; give it beside one: load NETWORK scaler FILE"),
    (columns([]), "'ColumnTransformer' takes columns that are not there"),
    (columns([.int(1)]), "a transformer of 'ColumnTransformer' is damaged"),
    (
      columns([.tuple([.text("a"), standard, .none])], ["a": [0]]),
      "'a' scales 2 columns and is given 1"
    ),
    (
      columns([.tuple([.text("a"), .int(1), .none])], ["a": [0]]),
      "its ColumnTransformer has 'a', nothing known; scalers and 'passthrough' are read"
    ),
    (
      .estimator("ColumnTransformer"),
      "'ColumnTransformer' is a ColumnTransformer that is not fitted, or older than scikit-learn 1.0"
    ),
  ]

  private static func columns(_ transformers: [Pickle], _ places: [String: [Int]] = [:]) -> Pickle {
    .estimator(
      "ColumnTransformer",
      [
        ("transformers_", .list(transformers)), ("n_features_in_", .int(2)),
        (
          "_transformer_to_input_indices",
          .dictionary(places.map { (key: $0, value: .list($1.map { .int($0) })) })
        ),
      ])
  }

  @Test(arguments: refusals) func otherEstimatorsAreRefused(root: Pickle, expected: String) {
    #expect(message(root) == "a scikit-learn file: " + expected)
  }

  @Test func columnsThatAreDroppedDoNotComeOut() throws {
    let columns = Self.columns(
      [
        .tuple([.text("a"), .text("drop"), .none]),
        .tuple([.text("b"), .text("passthrough"), .none]),
      ], ["a": [1], "b": [1, 0]])
    let network = try read(.pipeline(("c", columns), ("n", Self.regressor))).network
    // 2x₂ − x₁ + 0.5.
    #expect(network([3, 10]) == [17.5])
  }

  /// What is predicted, −3.5, with the scaling of the targets undone.
  private static let targets: [(transformer: Pickle, expected: Double)] = [
    (.estimator("StandardScaler", [("mean_", .vector(1)), ("scale_", .vector(2))]), -6),
    (.estimator("MinMaxScaler", [("scale_", .vector(4)), ("min_", .vector(1))]), -1.125),
    (.estimator("FunctionTransformer", [("func", .none), ("inverse_func", .none)]), -3.5),
  ]

  @Test(arguments: targets)
  func targetsAreBroughtBack(transformer: Pickle, expected: Double) throws {
    let root = Pickle.estimator(
      "TransformedTargetRegressor", [("regressor_", Self.regressor), ("transformer_", transformer)])
    #expect(try read(root).network([3, 10]) == [expected])
  }

  // MARK: Where the estimator stands

  @Test func theNetworkIsFoundAmongOthers() throws {
    let read = try read(.dictionary([("scaler", Self.standard), ("model", Self.regressor)]))
    #expect(read.network([3, 10]) == [-3.5])
    #expect(
      read.remarks == [
        "the network was taken from 'model'",
        "not applied: 'scaler', StandardScaler; save it alone and join it with load NETWORK scaler "
          + "FILE, or outputscaler FILE",
      ])
    let listed = try self.read(.list([.int(1), Self.regressor]))
    #expect(listed.remarks == ["the network was taken from '2'"])
    let search = try self.read(
      .estimator("GridSearchCV", [("best_estimator_", Self.regressor)]))
    #expect(search.remarks == ["the best estimator of GridSearchCV is taken"])
  }

  @Test func anActivationThatItsClassHasNotIsWarnedOf() throws {
    let read = try read(Self.regressor("out_activation_", .text("tanh")))
    #expect(
      read.warnings.map(\.message)
        == ["out_activation_ is tansig, which no MLPRegressor has by itself"])
  }

  @Test func whatElseIsPackedIsNamed() {
    #expect(
      refusal([0x78, 0x9C, 1, 2, 3], named: "a.pkl")
        == "a scikit-learn file: it is compressed, and damaged")
    #expect(
      refusal([0x1F, 0x8B, 8, 0], named: "a.joblib")
        == "a scikit-learn file: it is compressed as a gzip file; save it again: "
        + "joblib.dump(model, FILE, compress=('zlib', 3)), or without compress")
  }

  // MARK: Names of the classes

  private static func classifier(_ classes: Pickle) -> Pickle {
    .estimator(
      "MLPClassifier",
      [
        ("activation", .text("relu")), ("out_activation_", .text("softmax")),
        ("coefs_", .list([.array([1, 2], [2, -1])])), ("intercepts_", .list([.vector(0.5, 1)])),
        ("classes_", classes),
      ])
  }

  private static func call(_ name: String, _ arguments: Pickle...) -> Pickle {
    .call(.global("numpy.core.multiarray", name), arguments)
  }

  private static let classes: [(classes: Pickle, names: [String]?)] = [
    (.array([2], [3, 4.5]), ["3", "4.5"]),
    (.array([2], .type("b1", order: "|"), .bytes([0, 1])), ["False", "True"]),
    (.array([2], .type("i2", order: ">"), .bytes([1, 0, 0, 7])), ["256", "7"]),
    (
      .array(
        [2], .type("i1", order: "|"),
        .call(.global("_codecs", "encode"), [.text("\u{1}ÿ"), .text("latin1")])),
      ["1", "-1"]
    ),
    (.array([2], .type("O", order: "|"), .list([.text("no"), .int(1)])), ["no", "1"]),
    (.list([.bool(false), .bool(true)]), ["0", "1"]),
    (
      .array(
        [2], .type("U2"), .bytes([0x61, 0, 0, 0, 0x62, 0, 0, 0, 0x63, 0, 0, 0, 0, 0, 0, 0])),
      ["ab", "c"]
    ),
    (
      .array(
        [2], .type("U1"),
        .call(.global("_codecs", "encode"), [.text("a\0\0\0b\0\0\0"), .text("latin1")])),
      ["a", "b"]
    ),
    // What is no list of names names nothing.
    (.list([.none, .text("a")]), nil), (.int(1), nil),
    (.array([2], .type("U1"), .bytes([1, 2, 3])), nil),
  ]

  @Test(arguments: classes)
  func classesAreNamed(classes: Pickle, names: [String]?) throws {
    #expect(try read(Self.classifier(classes)).network.outputNames == names)
  }

  /// A number may be an array without indices: `numpy.float64`.
  @Test func scalarsAreArrays() {
    let scalar = Self.call("scalar", .type("f8"), .bytes([UInt8](doubles: [0.5])))
    #expect(
      message(Self.regressor("intercepts_", .list([scalar])))
        == "a scikit-learn file: coefs_[0] and intercepts_[0] are no weights and biases")
    #expect(
      message(Self.regressor("coefs_", .list([Self.call("scalar", .int(1))])))
        == "a scikit-learn file: coefs_[0] and intercepts_[0] are no weights and biases")
  }

  // MARK: Files of scalers

  /// An object with slots has two dictionaries.
  @Test func slotsAreReadToo() throws {
    let slots = Pickle.built(
      .call(.global("sklearn.any", "MLPRegressor"), []),
      state: .tuple([.dictionary(Self.fitted.map { (key: $0.0, value: $0.1) }), .dictionary([])]))
    #expect(try read(slots).network([3, 10]) == [-3.5])
  }

  private func scaler(_ root: Pickle) throws -> ScalerFile {
    try ScalerFile.read(root.file, name: "s.pkl")
  }

  @Test func scalersStandAlone() throws {
    var network = try read(Self.regressor)
    try network.scale(.inputs, by: try scaler(.dictionary([("s", Self.standard)])))
    #expect(network.network([3, 10]) == [0.5])
    let both = #expect(throws: ModelFileError.self) { try scaler(Self.regressor) }
    #expect(
      both?.message == "a scikit-learn file: it holds a network where a scaler was expected")
    let two = #expect(throws: ModelFileError.self) {
      try scaler(.pipeline(("a", Self.standard), ("b", Self.standard)))
    }
    #expect(two?.message == "a scikit-learn file: it is more than one scaler")
    let zero = Pickle.estimator("MinMaxScaler", [("scale_", .vector(0)), ("min_", .vector(1))])
    let undone = #expect(throws: ModelFileError.self) {
      try network.scale(.outputs, by: try scaler(zero))
    }
    #expect(undone?.message == "a scaler: it has a factor of 0 and cannot be undone")
  }

  @Test func scalersOfOneValueMayBeNumbers() throws {
    let text = #"{"mean": 1, "std": 2, "note": "targets"}"#
    var network = try read(Self.regressor)
    try network.scale(.outputs, by: try ScalerFile.read(Array(text.utf8), name: "s.json"))
    #expect(network.network([3, 10]) == [-6])
    let damaged = #expect(throws: ModelFileError.self) {
      try ScalerFile.read(Array(#"{"mean": [1"#.utf8), name: "s.json")
    }
    #expect(damaged?.message.contains("JSON") == true)
  }
}
