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

  private func program(_ change: (String) -> String = { $0 }) throws -> [UInt8] {
    let text = String(
      decoding: try TestFiles.bytes("Tests/Networks/" + Self.matrixForm), as: UTF8.self)
    return Array(change(text).utf8)
  }

  /// The module functions are called by their names, and anybody may change them.
  @Test(arguments: [
    ("exp(-2*n)", "exp(-3*n)", "tansig_apply"), (") - 1;", ") - 0.5;", "tansig_apply"),
    ("@times,y,settings.gain", "@rdivide,y,settings.gain", "mapminmax_apply"),
    ("x = bsxfun(@plus,x,settings.xoffset);", "", "mapminmax_reverse"),
    ("y = bsxfun(@plus,y,settings.ymin);", "y = min(y,1);", "mapminmax_apply"),
    ("a = 2 ./", "n = sort(n); a = 2 ./", "tansig_apply"),
  ])
  func moduleFunctionsAreWhatTheirNamesSay(
    part: String, other: String, name: String
  ) throws {
    let bytes = try program { $0.replacing(part, with: other) }
    let message = refusal(bytes, named: "a.m")
    let start = try #require(message).prefix { $0 != "'" }
    #expect(start.hasPrefix("a MATLAB program: line ") && start.hasSuffix(": the function "))
    #expect(message?.contains("the function '\(name)' is not what genFunction writes") == true)
  }

  /// Other years, blanks and hands write the same functions in other words.
  @Test(arguments: [
    ("a = 2 ./ (1 + exp(-2*n)) - 1;", "a=2./(1+exp(-2*n))-1; % tansig"),
    (
      "a = 2 ./ (1 + exp(-2*n)) - 1;",
      "e = exp(-2 .* n);\n  a = 2./(1 + e) - 1;\n a(isnan(n)) = nan;"
    ),
    ("function a = tansig_apply(n,~)", "function a = tansig_apply(n)"),
    (
      "(y,settings)\nx = bsxfun(@minus,y,settings.ymin);\nx = bsxfun(@rdivide,x,settings.gain);\n"
        + "x = bsxfun(@plus,x,settings.xoffset);",
      "(y, s)\n x = bsxfun(@plus, bsxfun(@rdivide, bsxfun(@minus, y, s.ymin), s.gain), s.xoffset);"
    ),
    (
      "(x,settings)\ny = bsxfun(@minus,x,settings.xoffset);\ny = bsxfun(@times,y,settings.gain);\n"
        + "y = bsxfun(@plus,y,settings.ymin);",
      "(x,settings_gain,settings_xoffset,settings_ymin)\n  y = bsxfun(@minus,x,settings_xoffset);\n"
        + "  y = bsxfun(@times,y,settings_gain);\n  y = bsxfun(@plus,y,settings_ymin);"
    ),
  ])
  func theSameFunctionsInOtherWordsAreRead(part: String, other: String) throws {
    let bytes = try program { $0.replacing("\r\n", with: "\n").replacing(part, with: other) }
    #expect(bytes != Array(try program { $0.replacing("\r\n", with: "\n") }))
    #expect(
      try ModelFile.read(bytes, name: "a.m").network.layers
        == (try readFile(Self.matrixForm).network.layers))
  }

  @Test(arguments: [
    ("logsig", "a = 1 ./ (1 + exp(-n));"), ("radbas", "a = exp(-(n.*n));"),
    ("poslin", "a = max(0,n); a(isnan(n)) = nan;"), ("elliotsig", "a = n ./ (1 + abs(n));"),
    ("satlin", "a = max(0,min(1,n));\na(isnan(n)) = nan;"),
    ("satlins", "a = max(-1,min(1,n)); a(isnan(n)) = nan;"), ("purelin", "a = n;"),
    (
      "softmax",
      "  nmax = max(n,[],1);\n  n = bsxfun(@minus,n,nmax);\n  numer = exp(n);\n"
        + "  denom = sum(numer,1); \n  denom(denom == 0) = 1;\n  a = bsxfun(@rdivide,numer,denom);"
    ),
    (
      "softmax",
      "if isa(n,'gpuArray')\n  a = iSoftmaxApplyGPU(n);\nelse\n  a = iSoftmaxApplyCPU(n);\nend\nend\n"
        + "function a = iSoftmaxApplyCPU(n)\nnmax = max(n,[],1);\nn = bsxfun(@minus,n,nmax);\n"
        + "numerator = exp(n);\ndenominator = sum(numerator,1);\n"
        + "denominator(denominator == 0) = 1;\na = bsxfun(@rdivide,numerator,denominator);"
    ),
  ])
  func transferFunctionsOfEveryNameAreRead(name: String, body: String) throws {
    let text = """
      function [y1] = f(x1)
      b1 = [0.5; -0.25];
      IW1_1 = [1 10; 2 3];
      y1 = \(name)_apply(b1 + IW1_1*x1);
      end
      function a = \(name)_apply(n,~)
      \(body)
      end
      """
    let known = name == "elliotsig" ? "softsign" : name
    try #require(ActivationRule.named(known) != nil)
    let network = try ModelFile.read(Array(text.utf8), name: "f.m").network
    #expect(network.layers.last?.activation.name == known)
    let other = text.replacing("exp(", with: "sin(").replacing("a = max(", with: "a = min(")
      .replacing("a = n", with: "a = 2*n")
    #expect(refusal(other, named: "f.m")?.contains("is not what genFunction writes") == true)
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
