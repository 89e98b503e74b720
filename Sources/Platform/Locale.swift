/// Whether the person's locale has the letters of Unicode: the first of LC_ALL, LC_CTYPE and LANG that
/// is set and not empty says so; with none it is C, and ASCII.
package var localeIsUTF8: Bool {
  let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environmentVariable)
    .first { !$0.isEmpty }
  let lowered = name?.lowercased() ?? ""
  return lowered.contains("utf-8") || lowered.contains("utf8")
}
