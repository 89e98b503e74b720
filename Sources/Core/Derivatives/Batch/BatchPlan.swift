internal import CKernels

/// How a batch computes what it was asked for: which passes, up to which layer, with which tables.
struct BatchPlan: Sendable {
  let network: BatchNetwork
  var quantities: [BatchQuantity]

  /// The numbers of each quantity for one input.
  let counts: [Int]

  /// The inputs of one block.
  let lanes: Int
  let rooms: BatchRooms
  let places: BatchPlaces

  /// Whether some quantity needs the sum over layers, and which of its two forms.
  let needsTriangles: Bool
  let needsDiagonals: Bool

  /// Whether J = B_0 comes from the output side, or D G from the input side.
  let pullsJacobian: Bool
  let pushesJacobian: Bool

  /// The layers, from 0, with a term in the sum.
  let curvedLayers: [Int]

  /// Products of the columns of `entry`, and their squares: with them the first bent layer's term is
  /// a matrix product. nil when there is no such term, or the tables would be large.
  let entryTable: PackedMatrix?
  let entrySquares: PackedMatrix?

  /// The whole Hessian of a network with one bent layer, as a product with σ″.
  let wholeTable: PackedMatrix?

  init(_ network: Network, _ quantities: [BatchQuantity]) {
    let arranged = BatchNetwork(network)
    self.network = arranged
    self.quantities = quantities
    counts = quantities.map { $0.count(of: network) }
    let (d, m) = (network.inputCount, network.outputCount)
    let curved = arranged.layers.indices.filter { l in
      switch arranged.layers[l].kind {
      case .linear, .flat: false
      case .curved, .coupled: true
      }
    }
    needsTriangles =
      !curved.isEmpty && quantities.contains { if case .hessian = $0 { true } else { false } }
    needsDiagonals =
      !curved.isEmpty && (quantities.contains(.diagonal) || quantities.contains(.laplacian))
    let needsCurvature = needsTriangles || needsDiagonals
    curvedLayers = needsCurvature ? curved : []
    let needsJacobian = quantities.contains(.jacobian) && arranged.bent != nil
    pullsJacobian = needsJacobian && (needsCurvature || m <= d)
    pushesJacobian = needsJacobian && !pullsJacobian

    // The term of the first bent layer as a matrix product, unless it is the last layer of all.
    let first = arranged.bent?.lowerBound
    let hasTerm =
      first.map { arranged.layers[$0].kind == .curved && $0 < arranged.layers.count - 1 } ?? false
    let triangle = PackedSymmetric.count(order: d)
    let fits = triangle * arranged.entry.rows <= Tuning.mostInTable && hasTerm
    let exit = arranged.bent?.count == 1 && !needsDiagonals ? arranged.exit : nil
    if needsTriangles, fits, let exit,
      triangle * m * arranged.entry.rows <= Tuning.mostInTable
    {
      wholeTable = PackedMatrix(arranged.entryProducts(weightedBy: exit))
    } else {
      wholeTable = nil
    }
    entryTable =
      needsTriangles && fits && wholeTable == nil ? PackedMatrix(arranged.entryProducts) : nil
    entrySquares = needsDiagonals && hasTerm ? PackedMatrix(arranged.entrySquares) : nil

    rooms = BatchRooms(
      arranged, quantities,
      pushesTo: pushesJacobian ? arranged.layers.count - 1 : curvedLayers.last,
      storesEntry: needsTriangles && entryTable == nil && wholeTable == nil
        || needsDiagonals && entrySquares == nil,
      pulls: needsCurvature || pullsJacobian, triangle: needsTriangles ? triangle : 0,
      needsDiagonals: needsDiagonals, needsJacobian: needsJacobian)
    places = BatchPlaces(inputCount: d, hasTriangles: needsTriangles)
    let fitting = Tuning.cacheBytes / (8 * max(rooms.countPerLane, 1))
    // 48 lanes are whole tiles of every product; 480 are enough for calls to cost nothing.
    lanes =
      fitting >= 48
      ? min(fitting / 48 * 48, 480)
      : max(fitting / Self.laneMultiple, 1) * Self.laneMultiple
  }

  /// The loops, whose shapes CKernels.h describes: quantities of `lanes` inputs side by side.
  var kernels: kernel_set { InstructionSet.best.kernels }

  /// Lanes come in multiples of this.
  static let laneMultiple = Int(batch_columns)

  /// out[p,j] = factor[p] · matrix[p,j] for every input; 0 where the matrix is, if `zero`.
  func spread(
    _ matrix: Matrix, by factor: BatchWorkspace.Lanes, into out: BatchWorkspace.Lanes,
    zero: Bool = false
  ) {
    kernels.spread_batch(matrix.rows, matrix.columns, lanes, factor, matrix.storage, out, zero)
  }
}

extension BatchNetwork {
  /// The squares of the entries of `entry`, d × n.
  var entrySquares: Matrix {
    let columns = entry.transposed
    return Matrix(
      rows: columns.rows, columns: columns.columns, storage: columns.storage.map { $0 * $0 })
  }
}
