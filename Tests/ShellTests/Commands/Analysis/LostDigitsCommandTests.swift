import Testing

@testable import Shell

/// sin(10¹³(1 − s(z))) with s(z) next to 1: the subtraction leaves three digits.
@Suite struct LostDigitsCommandTests {
  private let prepare = [
    "new 1-1-1 logsig", "set W1 1", "set b1 29.93360620892259", "set W2 -1e13", "set b2 1e13",
    "set activation 2 sin", "set input 0.3",
  ]

  @Test func theDoctorAndTheTablesNameTheLayer() throws {
    var session = try TestSession()
    for line in prepare { _ = try session.report(line) }
    let doctor = try session.text("doctor")
    #expect(doctor.contains("lost digits"))
    #expect(doctor.contains("layer 2, neuron 1"))
    #expect(!doctor.contains("Nothing wrong"))
    for line in ["jacobian", "hessian"] {
      let text = try session.text(line)
      #expect(text.contains("Limited by the network's own digits: layer 2 loses 13"), "\(text)")
      #expect(try session.json(line).members["lostDigits"] != nil)
    }
  }

  @Test func anOrdinaryNetworkIsLeftAlone() throws {
    var session = try TestSession("load example iris")
    for line in ["doctor", "jacobian", "hessian of A1"] {
      #expect(try !session.text(line).contains("own digits"))
      #expect(try !session.text(line).contains("lost digits"))
    }
  }
}
