import Testing

@testable import Formats

/// Numbers that another program has written, read again to be compared.
@Suite struct ResultReadingTests {
  private func table(_ bytes: [UInt8], _ ending: String) throws -> ResultTable {
    try ResultFile.table(of: bytes, endingIn: ending, name: "n")
  }

  private func table(_ text: String, _ ending: String) throws -> ResultTable {
    try table(Array(text.utf8), ending)
  }

  /// Why a file is not read.
  private func refusal(_ bytes: [UInt8], _ ending: String) -> String? {
    do {
      _ = try table(bytes, ending)
      return nil
    } catch let error as ResultFileError {
      return error.description
    } catch {
      return "\(error)"
    }
  }

  private func refusal(_ text: String, _ ending: String) -> String? {
    refusal(Array(text.utf8), ending)
  }

  /// The bytes of an array of NumPy with a shape as Python writes it.
  private func array(_ shape: String, _ values: [Double], type: String = "<f8") -> [UInt8] {
    var example = NPYExample([values], type: type)
    example.shape = shape
    return example.bytes
  }

  @Test(arguments: [",", ";", "\t", " "])
  func whatStandsBetweenCells(separator: String) throws {
    let found = try table("1\(separator)2.5\n-3\(separator)4\n", "csv")
    #expect(found.shape == [2, 2] && found.values == [1, 2.5, -3, 4])
    #expect(found.axes == [["1", "2"], ["1", "2"]])
  }

  @Test func oneColumn() throws {
    #expect(try table("1\n2\n", "csv").shape == [2, 1])
  }

  @Test func endingsThatAreNotRead() {
    #expect(refusal("1", "xlsx") == "numbers are read from .csv, .tsv, .npy, .npz, .json")
  }

  @Test func moreCellsThanAreCompared() {
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 22 + 1)
    #expect(refusal(commas, "csv") == "it has more numbers than are compared")
    #expect(refusal(array("(134217728,)", []), "npy") == "it has more numbers than are compared")
    #expect(
      refusal(array("(4294967296, 4294967296)", []), "npy")
        == "it has more numbers than are compared")
  }

  @Test func arrays() throws {
    let matrix = try table(array("(2, 2)", [1, 2, 3, 4]), "npy")
    #expect(matrix.shape == [2, 2] && matrix.values == [1, 2, 3, 4])
    let number = try table(array("()", [2.5]), "npy")
    #expect(number.shape == [] && number.values == [2.5] && number.axes == [])
    #expect(try table(array("(0, 2)", []), "npy").values == [])
    #expect(refusal(array("()", []), "npy") == "it is cut short")
    #expect(refusal(array("()", [1], type: "<f4"), "npy") == "a number alone is read as float64")
    let fortran = NPYExample([[1, 2], [3, 4]], isFortran: true).bytes
    #expect(refusal(fortran, "npy") == "an array is read in C order alone, not Fortran's")
    // A vector is the same in either order.
    var vector = NPYExample([[1, 2]], isFortran: true)
    vector.shape = "(2,)"
    #expect(try table(vector.bytes, "npy").values == [1, 2])
  }

  @Test func archives() throws {
    let (one, two) = (array("(2,)", [1, 2]), array("(2,)", [3, 4]))
    #expect(try table(StoredZIP(members: [("x.npy", one)]).bytes, "npz").values == [1, 2])
    let named = StoredZIP(members: [("x.npy", one), ("value.npy", two)]).bytes
    #expect(try table(named, "npz").values == [3, 4])
    for members in [[("x.npy", one), ("y.npy", two)], [("x.txt", one)]] {
      #expect(
        refusal(StoredZIP(members: members).bytes, "npz")
          == "it has no array 'value', and not one alone")
    }
  }

  @Test func objects() throws {
    let named = try table(
      #"{"name":"J","shape":[1,2],"value":[[1,"inf"]],"axes":[["A1"],["I1","I2"]]}"#, "json")
    #expect(named.name == "J" && named.axes == [["A1"], ["I1", "I2"]])
    let plain = try table(#"{"shape":[2],"value":[1,2]}"#, "json")
    #expect(plain.name == "n" && plain.axes == [["1", "2"]])
    // Names that do not fit the shape are none.
    for axes in ["[1]", "3", #"[["a"]]"#] {
      #expect(
        try table(#"{"shape":[2],"value":[1,2],"axes":\#(axes)}"#, "json").axes == [["1", "2"]])
    }
    #expect(try table(#"{"shape":[],"value":7}"#, "json").values == [7])
    #expect(
      refusal(#"{"shape":[3],"value":[1,2]}"#, "json")
        == "it has 2 numbers, other than its shape says")
    for text in [
      #"{"value":[1]}"#, #"{"shape":[1]}"#, #"{"shape":1,"value":[1]}"#,
      #"{"shape":["a"],"value":[1]}"#,
    ] {
      #expect(refusal(text, "json") == "it has no shape and value, as results have")
    }
  }
}
