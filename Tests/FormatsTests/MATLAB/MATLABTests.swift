import Core
import Formats
import TestSupport
import Testing

@Suite struct MATLABTests {
  private let tanh = [Activation(.tansig), Activation(.purelin)]

  /// Version 7.3 is HDF5, whose indices stand the other way round.
  @Test func bothVersionsAreOneNetwork() throws {
    let cells = try readFile("matlab_mat73/small_cells.mat").network
    #expect(cells.layers.map(\.activation.name) == ["tansig", "purelin"])
    #expect(cells.layers[0].weights.row(0) == [-0.556, 0.7415, -0.5866])
    #expect(cells.layers[1].bias == [-0.3449, -0.7117])
    let plain = try readFile("matlab_mat73/small_plain.mat") { $0.activations = tanh }.network
    #expect(plain.layers == cells.layers)
  }

  @Test func cellsAndMatricesAreOneNetwork() throws {
    for name in ["iris_tanh_4_10_3", "linnerud_logistic_3_6_3"] {
      let cells = try readFile("matlab_mat/\(name)_cells.mat").network
      let plain = try readFile("matlab_mat/\(name)_plain.mat") {
        $0.activations = cells.layers.map(\.activation)
      }.network
      #expect(plain.layers == cells.layers)
    }
  }

  @Test func otherActivationsThanTheFilesAreWarnedOf() throws {
    let read = try readFile("matlab_mat73/small_cells.mat") {
      $0.activations = [Activation(.poslin), Activation(.purelin)]
    }
    #expect(
      read.warnings.map(\.message)
        == ["act_fcns says other activations than were given: tansig, linear"])
    #expect(read.network.layers[0].activation.name == "poslin")
  }

  @Test func variablesAreFoundOrAskedFor() throws {
    #expect(
      try fileRefusal("matlab_mat73/nothing.mat")
        == "a MATLAB file: it has no weights W1, b1, W2, b2, ..., only 'x'")
    #expect(
      try fileRefusal("matlab_mat73/small_cells.mat") { $0.variable = "net" }
        == "a MATLAB file: it has no variable 'net'; it has W, act_fcns, b, note")
    #expect(
      try fileRefusal("matlab_mat73/small_plain.mat")?.contains(
        "does not tell their activations; say them: load FILE activations relu,linear") == true)
  }

  // MARK: genFunction

  private static let matrixForm =
    "matlab_genfunction/landing_control_4_2/myNeuralNetworkFunction.m"

  /// The same program as genFunction writes it for cells, which is what it does by default.
  private func cellForm(_ change: (String) -> String = { $0 }) throws -> [UInt8] {
    let text = String(
      decoding: try TestFiles.bytes("Tests/Networks/" + Self.matrixForm), as: UTF8.self)
    let cells =
      text.replacing(
        "function [y1] = myNeuralNetworkFunction(x1)", with: "function [Y,Xf,Af] = f(X,~,~)"
      )
      .replacing(
        "Q = size(x1,1); % samples",
        with: """
          isCellX = iscell(X);
          if ~isCellX, X = {X}; end;
          TS = size(X,2);
          if ~isempty(X)
            Q = size(X{1},1);
          else
            Q = 0;
          end
          Y = cell(1,TS);
          for ts=1:TS
          """
      )
      .replacing("x1 = x1';", with: "X{1,ts} = X{1,ts}';")
      .replacing("mapminmax_apply(x1,x1_step1)", with: "mapminmax_apply(X{1,ts},x1_step1)")
      .replacing("y1 = mapminmax_reverse", with: "Y{1,ts} = mapminmax_reverse")
      .replacing(
        "y1 = y1';",
        with: "Y{1,ts} = Y{1,ts}';\nend\nXf = cell(1,0);\nif ~isCellX, Y = cell2mat(Y); end")
    return Array(change(cells).utf8)
  }

  @Test func cellsAreTheSameProgram() throws {
    let cells = try ModelFile.read(try cellForm(), name: "cells.m").network
    #expect(cells.layers == (try readFile(Self.matrixForm).network.layers))
  }

  /// Before 2015 the fields of the settings were arguments.
  @Test func olderYearsAreTheSameProgram() throws {
    let bytes = try cellForm {
      $0.replacing("_step1.", with: "_step1_")
        .replacing(
          "X{1,ts},x1_step1)", with: "X{1,ts},x1_step1_gain,x1_step1_xoffset,x1_step1_ymin)"
        )
        .replacing("(a2,y1_step1)", with: "(a2,y1_step1_gain,y1_step1_xoffset,y1_step1_ymin)")
    }
    #expect(
      try ModelFile.read(bytes, name: "older.m").network.layers
        == (try readFile(Self.matrixForm).network.layers))
  }

  /// A line that is passed over would be another network.
  @Test(arguments: [
    ("LW2_1*a1", "LW2_1*sin(a1)"), ("+ LW2_1*a1", "- LW2_1*a1"), ("IW1_1*xp1", "IW1_1*X{1,ts}"),
    ("mapminmax_apply(X{1,ts},x1_step1)", "2*X{1,ts}"),
    ("mapminmax_reverse(a2,y1_step1)", "exp(mapminmax_reverse(a2,y1_step1))"),
    ("mapminmax_reverse(a2,y1_step1)", "a2"), ("tansig_apply(", "a1x("),
    ("repmat(b1,1,Q) + ", ""), ("tansig_apply(", "unheardof_apply("),
  ])
  func linesThatAreNotUnderstoodAreRefused(line: String, other: String) throws {
    let bytes = try cellForm { $0.replacing(line, with: other) }
    #expect(bytes != (try cellForm()))
    #expect(throws: ModelFileError.self) { try ModelFile.read(bytes, name: "other.m") }
  }

  /// Of four inputs the third is constant; the rest of the network takes the others.
  @Test func constantInputsAreLeftOut() throws {
    let text = """
      function [y1] = f(x1)
      x1_step1.keep = [1 2 4];
      x1_step1.remove = 3;
      b1 = 0.5;
      IW1_1 = [1 10 100];
      Q = size(x1,2);
      xp1 = removeconstantrows_apply(x1,x1_step1);
      y1 = repmat(b1,1,Q) + IW1_1*xp1;
      end
      """
    let network = try ModelFile.read(Array(text.utf8), name: "constant.m").network
    #expect(network([1, 2, 3, 4]) == [421.5])
  }

  @Test func programsThatAreNoChainAreRefused() throws {
    let message = try fileRefusal("matlab_genfunction/narx_2inputs/myNeuralNetworkFunction.m")
    #expect(message?.hasPrefix("a MATLAB program: ") == true)
    #expect(
      refusal("x = 1;", named: "a.m")
        == "a MATLAB program: it is not what genFunction writes; in MATLAB: genFunction(net, "
        + "'name', 'MatrixOnly', 'yes')")
  }
}
