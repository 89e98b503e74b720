/// When to colour the output.
enum ColorChoice: String, Sendable, CaseIterable {
  case auto, always, never
}
