extension Int {
  /// The whole part of a number, or the nearest number there is: 0 for nan, the largest and smallest
  /// whole numbers for what lies beyond them.
  ///
  /// A number may come from a file or from a computation that overflowed, and `Int(_:)` ends the
  /// program where it does not fit.
  public init<Number: BinaryFloatingPoint>(clamping number: Number) {
    let number = Double(number)
    self =
      Int(exactly: number.rounded(.towardZero)) ?? (number.isNaN ? 0 : number < 0 ? .min : .max)
  }

  /// Hides the conversion that ends the program: to call it is a warning, and so an error.
  @available(*, deprecated, message: "a number that does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: number) }

  @available(*, deprecated, message: "a number that does not fit ends the program: Int(clamping:)")
  public init(_ number: Float) { self.init(clamping: number) }
}

extension Int32 {
  @available(*, deprecated, message: "a number that does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt32 {
  @available(*, deprecated, message: "a number that does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt64 {
  @available(*, deprecated, message: "a number that does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}
