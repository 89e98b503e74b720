/// When to colour the output.
package enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never
}
