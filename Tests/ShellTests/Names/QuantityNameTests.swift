import Core
import Testing

@testable import Shell

@Suite struct QuantityNameTests {
  @Test(arguments: [
    ("I", QuantityName(symbol: .input)), ("I2", QuantityName(symbol: .input, indices: [2])),
    ("I[2]", QuantityName(symbol: .input, indices: [2])),
    ("A2", QuantityName(symbol: .output, indices: [2])),
    ("J", QuantityName(symbol: .jacobian)),
    ("J[1,2]", QuantityName(symbol: .jacobian, indices: [1, 2])),
    ("H", QuantityName(symbol: .hessian)), ("H2", QuantityName(symbol: .hessian, number: 2)),
    ("H1[1,2]", QuantityName(symbol: .hessian, number: 1, indices: [1, 2])),
    ("W1", QuantityName(symbol: .weights, number: 1)),
    ("W1[2, 3]", QuantityName(symbol: .weights, number: 1, indices: [2, 3])),
    ("W12[ 2 ]", QuantityName(symbol: .weights, number: 12, indices: [2])),
    ("b1[2]", QuantityName(symbol: .bias, number: 1, indices: [2])),
    ("z1[3]", QuantityName(symbol: .preactivation, number: 1, indices: [3])),
    ("f1", QuantityName(symbol: .activation, number: 1)),
    ("D1", QuantityName(symbol: .layerDerivative, number: 1)),
    ("G1", QuantityName(symbol: .inputDerivative, number: 1)),
    ("B1[2,1]", QuantityName(symbol: .outputDerivative, number: 1, indices: [2, 1])),
  ])
  func namesAreRead(text: String, name: QuantityName) throws {
    #expect(try QuantityName(text) == name)
  }

  @Test(arguments: ["I", "I2", "A2", "J", "J[1,2]", "H2", "H1[1,2]", "W1[2,3]", "b1[2]", "z1[3]"])
  func namesAreWrittenAsTheyAreRead(text: String) throws {
    #expect(try QuantityName(text).text == text)
  }

  @Test(arguments: [
    ("W", "W needs a layer: W1"), ("b", "b needs a layer: b1"), ("z[1]", "z needs a layer: z1"),
    ("W0", "indices count from 1, up to those of the network"),
    ("H0", "indices count from 1, up to those of the network"),
    ("I0", "indices count from 1, up to those of the network"),
    ("W99999999999999999999", "indices count from 1, up to those of the network"),
    ("J2", "'J2' does not name a quantity"), ("I2[1]", "'I2[1]' does not name a quantity"),
    ("w1", "'w1' does not name a quantity"), ("", "'' does not name a quantity"),
    ("W1x", "'W1x' does not name a quantity"), ("W1[1", "'W1[1' does not name a quantity"),
    ("W1[1,2]x", "'W1[1,2]x' does not name a quantity"),
    ("W1(1,2)", "'W1(1,2)' does not name a quantity"),
    ("W1[0,1]", "'0' is not an index; they count from 1"),
    ("W1[-1,1]", "'-1' is not an index; they count from 1"),
    ("W1[+1,1]", "'+1' is not an index; they count from 1"),
    ("W1[1.5,1]", "'1.5' is not an index; they count from 1"),
    ("W1[]", "'' is not an index; they count from 1"),
    ("W1[1,]", "'' is not an index; they count from 1"),
    ("W1[1,2,3]", "W takes two indices"), ("b1[1,2]", "b takes one index"),
    ("I[1,2]", "I takes one index"),
    ("W1[99999999999999999999,1]", "'99999999999999999999' is not an index; they count from 1"),
  ])
  func whatIsNoNameSaysWhy(text: String, message: String) {
    let error = #expect(throws: CommandError.self) { try QuantityName(text) }
    #expect(error?.message == message)
  }
}
