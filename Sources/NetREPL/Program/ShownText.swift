import Platform
import Shell

/// Text as the person's screen shows it: in ASCII where the locale has nothing else.
func asShown(_ text: String) -> String { localeIsUTF8 ? text : text.inASCII }

/// The same on standard error.
func sayOnStandardError(_ text: String) { writeToStandardError(asShown(text)) }
