import Platform
import Shell

/// Text as the person's screen shows it: in ASCII where the locale has nothing else.
func asShown(_ text: String) -> String { localeIsUTF8 ? text : text.inASCII }

/// The same on standard error, where nothing of it acts on the screen.
func sayOnStandardError(_ text: String) { sayOnStandardError(ScreenText(asShown(text))) }

/// Writes to standard error: everything goes this way.
func sayOnStandardError(_ text: ScreenText) { writeToStandardError(text.text) }
