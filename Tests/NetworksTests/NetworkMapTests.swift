import Core
import Testing

@Suite struct NetworkMapTests {
  @Test func wholeNetworkByHand() {
    let network = Network(
      name: "hand",
      layers: [
        Layer(
          weights: Matrix([[1, 2], [3, 4]]), bias: [1, -1],
          activation: Activation(named: "purelin")!),
        Layer(
          weights: Matrix([[1, -1]]), bias: [0.5], activation: Activation(named: "purelin")!),
      ])
    // z1 = (1 + 2·1 + 2·2, −1 + 3 + 8) = (6, 10); A = 6 − 10 + 0.5.
    #expect(network([1, 2]) == [-3.5])
    #expect(NetworkMap(network, from: .preactivation(2))([7]) == [7])
    #expect(NetworkMap(network).evaluate(Matrix([[1, 2], [0, 0]])).column(0) == [-3.5, 2.5])
  }
}
