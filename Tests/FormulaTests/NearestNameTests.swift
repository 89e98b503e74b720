import Core
import Testing

@Suite struct NearestNameTests {
  private let names = ["jacobian", "hessian", "input", "tanh", "tansig", "set", "J", "H"]

  @Test(
    arguments: [
      ("tanhh", "tanh"), ("inptu", "input"), ("hesian", "hessian"), ("TANSIG", "tansig"),
      ("jacboain", "jacobian"), ("h", "H"), ("se", "set"), ("st", "set"),
    ])
  func closeNamesAreFound(typed: String, meant: String) {
    #expect(NearestName.of(typed, in: names) == meant)
  }

  @Test(arguments: ["", "x", "xyz", "relu", "gradient", String(repeating: "t", count: 1_000_000)])
  func distantNamesAreNot(typed: String) {
    #expect(NearestName.of(typed, in: names) == nil)
  }

  @Test func theFirstOfEquallyCloseNames() {
    #expect(NearestName.of("cos", in: ["cas", "cot"]) == "cas")
    #expect(NearestName.of("cos", in: ["cot", "cas"]) == "cot")
    #expect(NearestName.of("tansig", in: [String]()) == nil)
  }
}
