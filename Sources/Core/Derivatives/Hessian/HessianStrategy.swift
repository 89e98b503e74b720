/// One way to form the Hessians of a map: what it is called, what it costs, and a pass that does it.
protocol HessianStrategy: Sendable, Hashable {
  func name(in shape: MapShape) -> String
  func cost(_ counts: MapCounts) -> HessianCost

  /// Room for evaluations, and what they do; of the outputs k, counted from 0.
  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass
}

/// A strategy made ready for one map, with room that is allocated once.
protocol HessianPass: AnyObject {
  /// The packed triangle of each output at x, into its target; whether all of them and the value are
  /// finite.
  func evaluate(at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint)
    throws -> Bool
}

/// Room for one packed triangle an output.
typealias Triangles = UnsafeMutablePointer<UnsafeMutablePointer<Double>>

extension HessianStrategy {
  func multiplyAdds(_ compiled: CompiledMap, outputs: Int) -> Double {
    cost(MapCounts(compiled.shape, outputs: outputs)).multiplyAdds
  }
}

/// Multiply-adds and bytes of a strategy.
public struct HessianCost: Sendable, Hashable {
  /// Multiply-adds of matrix products, and multiplications of rows entry by entry.
  public var products = 0.0
  public var rows = 0.0

  /// Matrix products that are called for, whatever their size.
  public var calls = 0.0

  /// What is held beside the result, and the result.
  public var workBytes = 0.0
  public var resultBytes = 0.0

  public var multiplyAdds: Double { products + rows }
  public var bytes: Double { workBytes + resultBytes }

  /// What strategies are ranked by.
  public var rank: Double {
    products + Tuning.rowEntry * rows + Tuning.productCall * calls
  }
}
