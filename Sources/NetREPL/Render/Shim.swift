func displayWidth(of text: String) -> Int { text.count }
extension String { var escapingControls: String { self } }
