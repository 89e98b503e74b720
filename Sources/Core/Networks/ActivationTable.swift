extension ActivationRule {
  /// Every built-in activation, in the order in which help lists them.
  public static let all: [ActivationRule] = [
    purelin, tansig, logsig, poslin, leakyrelu, elu, selu, celu, relu6, softplus, softsign,
    radbas, satlin, satlins, hardsigmoid, hardswish, gelu, gelutanh, swish, mish,
    sin, cos, exp, square, posttansig, softmax, logsoftmax,
  ]

  private static let byName: [String: ActivationRule] = {
    var result: [String: ActivationRule] = [:]
    for rule in all {
      for name in [rule.name] + rule.aliases { result[name] = rule }
    }
    return result
  }()

  /// The rule of that name or alias; capital letters do not matter.
  public static func named(_ name: String) -> ActivationRule? {
    byName[name.lowercased()]
  }
}

extension ActivationRule {
  public static let softmax = ActivationRule(
    coupled: .softmax, "softmax",
    written: Written(
      "y_i = e^(x_i)/Σ_j e^(x_j)", first: "diag(y) − y yᵀ",
      second: "Σ_i v_i ∂²y_i = diag(u) − y uᵀ − u yᵀ, u = y∘(v − v·y)"))

  public static let logsoftmax = ActivationRule(
    coupled: .logsoftmax, "logsoftmax", aliases: ["log_softmax"],
    written: Written(
      "ln y_i = x_i − ln Σ_j e^(x_j)", first: "1 − 1 yᵀ",
      second: "Σ_i v_i ∂² ln y_i = −(Σ v)(diag(y) − y yᵀ)"))
}
