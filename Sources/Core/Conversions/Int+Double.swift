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
}

// What follows hides the conversions of the standard library that end the program: to call one is a
// warning, and so an error. One for each type: an extension of a protocol would not be chosen.

extension Int {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }

  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Float) { self.init(clamping: Int(clamping: number)) }
}

extension Int8 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension Int16 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension Int32 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension Int64 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt8 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt16 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt32 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}

extension UInt64 {
  @available(*, deprecated, message: "what does not fit ends the program: Int(clamping:)")
  public init(_ number: Double) { self.init(clamping: Int(clamping: number)) }
}
