internal import Core

/// Softmax and logsoftmax beside other values, in neurons that act alone.
///
/// Only a whole layer can be coupled. Where one layer has other values too, with z what it is of,
///
///     p_i = 1/(1 + Σ_{j≠i} e^(z_j − z_i)),   ln p_i = −ln(1 + Σ_{j≠i} e^(z_j − z_i)),
///
/// which are three layers: z, the powers, and one of sums. Nothing cancels in them, and a power
/// overflows only where p_i is below the least double.
extension NetworkGraph {
  /// The most values of which it is spelled out; there are k(k − 1) powers of k.
  static let mostSharing = 64

  /// The most times that it is spelled out.
  private static let mostSpelledOut = 16

  /// Spells out what is coupled and stands beside other values.
  ///
  /// - Parameter last: the block of the output.
  /// - Returns: that block, whose number may be another now.
  mutating func spellOutCoupling(
    before last: Int, kind: String
  ) throws(ModelFileError) -> Int {
    var last = last
    for round in 0... {
      guard let block = coupledBesideOthers(before: last) else { break }
      let name = blocks[block].activation.name
      guard round < Self.mostSpelledOut, blocks[block].width <= Self.mostSharing else {
        throw ModelFileError(
          .refused(
            kind,
            "\(name) of \(blocks[block].width) values (\(Quote.shortened(blocks[block].origin))) "
              + "stands beside other values, which is read \(Self.mostSpelledOut) times, of at most "
              + "\(Self.mostSharing) values; say one output: load FILE output NAME"))
      }
      guard let share = Self.share(name) else { break }
      remarks.append(
        "\(name) beside other values (\(Quote.shortened(blocks[block].origin))) stands as three "
          + "layers: z, e^(zⱼ − zᵢ), and \(share.rule.text) of their sums")
      spellOut(block, share)
      if last >= block { last += 2 }
    }
    return last
  }

  /// 1/(1 + x) or −ln(1 + x).
  private static func share(_ name: String) -> Activation? {
    name == "softmax"
      ? ActivationByFormula.named("share", "1/(1 + x)")
      : ActivationByFormula.named("logshare", "-log1p(x)")
  }

  /// The first block that is coupled in a layer that has others too.
  private func coupledBesideOthers(before last: Int) -> Int? {
    guard blocks.contains(where: \.activation.couplesNeurons) else { return nil }
    let levels = levels
    let uses = lastUses(of: last, levels)
    return blocks.indices.first { block in
      guard blocks[block].activation.couplesNeurons, block == last || uses[block] > 0 else {
        return false
      }
      return members(of: levels[block], last: last, levels, uses).count > 1
    }
  }

  /// Puts z and the powers before a block, which becomes their shares.
  private mutating func spellOut(_ block: Int, _ share: Activation) {
    let count = blocks[block].width
    var (z, powers, shares) = (blocks[block], blocks[block], blocks[block])
    z.activation = Activation(.purelin)

    // Row (i, j): z_j − z_i, in the order of i and then of j.
    var differences = Matrix(rows: count * (count - 1), columns: count)
    var sums = Matrix(rows: count, columns: count * (count - 1))
    var row = 0
    for i in 0..<count {
      for j in 0..<count where j != i {
        differences[row, j] = 1
        differences[row, i] = -1
        sums[i, row] = 1
        row += 1
      }
    }
    func affine(_ matrix: Matrix, _ block: Int) -> Value {
      Value(
        terms: [Term(block: block, row: 0, map: .dense(matrix))],
        shift: .init(repeating: 0, count: matrix.rows))
    }
    (powers.width, powers.activation) = (row, Activation(.exp))
    powers.value = affine(differences, block)
    shares.activation = share
    shares.value = affine(sums, block + 1)
    // A block takes those before it alone.
    for k in blocks.indices where k > block {
      for t in blocks[k].value.terms.indices where blocks[k].value.terms[t].block >= block {
        blocks[k].value.terms[t].block += 2
      }
    }
    blocks.replaceSubrange(block...block, with: [z, powers, shares])
  }
}
