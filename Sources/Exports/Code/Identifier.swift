/// Names that every language takes.
enum Identifier {
  /// The ASCII letters, digits and `_` of a text, with `_` for all else; never empty.
  static func letters(of text: String) -> String {
    var letters = ""
    for character in text.unicodeScalars.prefix(60) {
      let isKept =
        character.isASCII && (character.properties.isAlphabetic || "0"..."9" ~= character)
      letters += isKept || character == "_" ? String(character) : "_"
    }
    return letters.isEmpty ? "_" : letters
  }

  /// The name of a function from that of its file: `models/my net.c` gives `my_net`.
  ///
  /// What begins with no letter, and what a language or its library has for itself, gets a word in front.
  static func function(ofFile path: String, in language: CodeLanguage) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init)
    let name = letters(of: stem ?? "")
    let isFree =
      !reserved.contains(name) && !libraryOfC.contains(withoutWidth(name))
      && !name.hasPrefix("net_") && !name.hasPrefix("NET_") && !name.hasPrefix("sigma_")
    if name.first?.isLetter == true, isFree { return name }
    return "network_" + name
  }

  /// A function of C's library without the f or l of its other widths.
  private static func withoutWidth(_ name: String) -> String {
    let shorter = String(name.dropLast())
    return (name.hasSuffix("f") || name.hasSuffix("l")) && libraryOfC.contains(shorter)
      ? shorter : name
  }

  /// The words of all four languages: one list, so that a file keeps its name in each.
  private static let reserved = Set(
    """
    auto break case char const continue default do double else enum extern float for goto if inline \
    int long register restrict return short signed sizeof static struct switch typedef union \
    unsigned void volatile while main asm typeof bool true false complex imaginary \
    and as assert async await class def del elif except finally from global import in is lambda \
    nonlocal not or pass raise try with yield None True False print np numpy math match \
    function end elseif otherwise parfor persistent spmd catch classdef endfunction unwind_protect \
    func let var guard defer init deinit subscript self Self super protocol extension operator \
    internal private public fileprivate open repeat throw throws rethrows where nil Any Type some \
    any actor Array Double Int Range x y z v W b
    """.split(separator: " ").map(String.init))

  private static let libraryOfC = Set(
    """
    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs \
    fdim floor fma fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p \
    log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow remainder remquo rint round \
    scalbln scalbn sin sinh sqrt tan tanh tgamma trunc signgam j0 j1 jn y0 y1 yn gamma drem \
    significand scalb pow10 exp10 sincos isnan isinf finite \
    memchr memcmp memcpy memmove memset strcat strchr strcmp strcoll strcpy strcspn strerror \
    strlen strncat strncmp strncpy strpbrk strrchr strspn strstr strtok strxfrm index rindex \
    abs sum max min size ones zeros eye norm sign rank disp error
    """.split(separator: " ").map(String.init))
}
