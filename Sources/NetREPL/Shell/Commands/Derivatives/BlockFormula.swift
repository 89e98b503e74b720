import Core

/// The formula of a block's entries in words: with letters for the indices, or with numbers.
///
///     ∂²s/∂W2[p,q]∂W1[i,j] = (Γ2 ∂z2/∂z1)[p,i] f1[q] I[j] + δ2[p] (∂f1/∂z1)[q,i] I[j]
struct BlockFormula {
  let rows: VariableBlock
  let columns: VariableBlock

  /// "s", or "A2".
  let of: String

  /// The factors of each term, as `WeightHessian.terms` has their values.
  ///
  /// - Parameter indices: of the row's variable and of the column's: two of a weight, one of a bias
  ///   or an input.
  func terms(_ rowIndices: [String], _ columnIndices: [String]) -> [[String]] {
    let isSwapped = rows.layer < columns.layer
    let (later, earlier) = isSwapped ? (columns, rows) : (rows, columns)
    let (a, b) = isSwapped ? (columnIndices, rowIndices) : (rowIndices, columnIndices)
    let common = Self.factor(of: earlier, b)
    let r = later.layer
    if r == 0 { return [["(G1ᵀ Γ1 G1)[\(a[0]),\(b[0])]"]] }
    let bend =
      if earlier.layer == r { "Γ\(r)" } else if earlier == .input { "(Γ\(r) G\(r))" } else {
        "(Γ\(r) ∂z\(r)/∂z\(earlier.layer))"
      }
    var result = [["\(bend)[\(a[0]),\(b[0])]"] + Self.factor(of: later, a) + common]
    if earlier.layer < r, case .parameters(.weights) = later {
      let wrt = earlier == .input ? "I" : "z\(earlier.layer)"
      let passing = r == 1 ? "[\(a[1]) = \(b[0])]" : "(∂f\(r - 1)/∂\(wrt))[\(a[1]),\(b[0])]"
      result.append(["δ\(r)[\(a[0])]", passing] + common)
    }
    return result
  }

  /// The factors of a first derivative: δ2[p] f1[q] of a weight.
  static func slope(_ variables: VariableBlock, _ indices: [String]) -> [String] {
    guard case .parameters(let group) = variables else { return ["(G1ᵀ δ1)[\(indices[0])]"] }
    return ["δ\(group.layer)[\(indices[0])]"] + factor(of: variables, indices)
  }

  /// f_{l−1}[j] of a weight.
  private static func factor(of variables: VariableBlock, _ indices: [String]) -> [String] {
    guard case .parameters(.weights(let layer)) = variables else { return [] }
    let index = indices[1]
    if layer > 1 { return ["f\(layer - 1)[\(index)]"] }
    return [index.first?.isNumber == true ? "I\(index)" : "I[\(index)]"]
  }

  /// The formula with letters.
  var text: String {
    let isSwapped = rows.layer < columns.layer
    let (a, b) = isSwapped ? (["i", "j"], ["p", "q"]) : (["p", "q"], ["i", "j"])
    func name(_ variables: VariableBlock, _ letters: [String]) -> String {
      let count = if case .parameters(.weights) = variables { 2 } else { 1 }
      return "∂\(variables.name)[\(letters.prefix(count).joined(separator: ","))]"
    }
    let sum = terms(a, b).map { $0.joined(separator: " ") }.joined(separator: " + ")
    return "∂²\(of)/\(name(rows, a))\(name(columns, b)) = \(sum)"
  }

  /// What its letters mean, and the commands that show them.
  var note: String {
    let r = max(rows.layer, columns.layer, 1)
    let bias = ParameterBlock.bias(r)
    let ofWords = of == "s" ? "" : "of \(of) "
    var text = "Γ\(r) = ∂²\(of)/∂z\(r)²"
    if rows != .parameters(bias) || columns != rows {
      text += " is `hessian \(ofWords)wrt \(bias.name)`"
    }
    if terms(["p", "q"], ["i", "j"]).count > 1 {
      let slope = of == "s" ? "gradient" : "jacobian \(ofWords)".dropLast()
      text += ", δ\(r) = ∂\(of)/∂z\(r) `\(slope) wrt \(bias.name)`"
    }
    return text + "."
  }
}
