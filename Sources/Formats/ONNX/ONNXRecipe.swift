/// A step on the way to an activation that exporters write as several nodes; each is of the value
/// with that name.
enum ONNXRecipe: Equatable {
  /// x·sigmoid(x) is swish, x·min(1, max(0, αx + β)) hardswish with α = 1/6 and β = 1/2.
  case sigmoid(String)
  case hardSigmoid(String, [Double])

  /// x·tanh(softplus(x)) is mish.
  case softplus(String)
  case tanhSoftplus(String)

  /// x·(1 + erf(x/√2))/2 is gelu.
  case scaled(String, Double)
  case erf(String)
  case erfPlusOne(String)
  case twiceGelu(String)
  case halfErfPlusOne(String)
}
