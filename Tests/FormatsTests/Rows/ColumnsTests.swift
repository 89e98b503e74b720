import Formats
import TestSupport
import Testing

/// Which column of a text is which input.
@Suite struct ColumnsTests {
  private struct Answer: Equatable {
    var rows: [[Double]] = []
    var note: String?
  }

  /// The rows of a text, or what is wrong with it.
  private func read(
    _ text: String, _ count: Int, names: String? = nil, chosen: String? = nil
  ) throws -> Answer {
    let columns = InputColumns(
      count, names: names.map(InputColumns.names), chosen: chosen.map(InputColumns.names))
    let reader = try RowFile.open(MemoryBytes(Array(text.utf8)), columns: columns)
    let (rows, bad) = try Rows.all(reader, columns: count, piece: 2)
    if let bad = bad.first { throw RowError(bad.message) }
    return Answer(rows: rows, note: reader.columnNote)
  }

  private func error(
    _ text: String, _ count: Int, names: String? = nil, chosen: String? = nil
  ) throws -> String {
    let error = #expect(throws: RowError.self) {
      try read(text, count, names: names, chosen: chosen)
    }
    return try #require(error).description
  }

  // MARK: By name

  @Test(arguments: [
    ("p,v\n1,2\n3,4\n", "columns by name: p, v"),
    ("v,p\n2,1\n4,3\n", "columns by name: p, v (columns 2, 1)"),
    ("id;v;p\r\n7;2;1\r\n8;4;3\r\n", "columns by name: p, v (columns 3, 2)"),
    (",p,what,v\n0,1,a,2\n1,3,b,4\n", "columns by name: p, v (columns 2, 4)"),
    (
      "\u{FEFF}\"p\",\"\",\"v\"\n\"1\",x,\"2\"\n\"3\",,\"4\"",
      "columns by name: p, v (columns 1, 3)"
    ),
    ("id\tp\tv\t\n\t1\t2\t\n\t3\t4\n", "columns by name: p, v (columns 2, 3)"),
    ("v p\n2 1\n4 3", "columns by name: p, v (columns 2, 1)"),
    (" p , v ,\n1,2,\n3,4,\n", "columns by name: p, v"),
    ("p;v\n1,2\n3,4\n", "columns by name: p, v"),
  ])
  func aHeaderTellsTheInputs(text: String, note: String) throws {
    #expect(try read(text, 2, names: "p,v") == Answer(rows: [[1, 2], [3, 4]], note: note))
  }

  @Test func namesMayHoldAnything() throws {
    let header = "\"a \"\"b\"\"\",\"c, d\",sepal length (cm)\n"
    let names = "sepal length (cm),\"a \"\"b\"\"\",\"c, d\""
    #expect(try read(header + "1,2,3\n", 3, names: names).rows == [[3, 1, 2]])
    #expect(try read("sepal length\n5\n", 1, names: "sepal length").rows == [[5]])
  }

  /// Without names of its own a network has I1, I2 and so on.
  @Test func theSymbolsOfInputsAreNames() throws {
    #expect(
      try read("I2,I1\n1,2\n", 2)
        == Answer(rows: [[2, 1]], note: "columns by name: I1, I2 (columns 2, 1)"))
    #expect(try read("y,I1,I2\n1,2,3\n", 2).rows == [[2, 3]])
    let unmatched = "the header (b, a) was not matched: columns in the order of the file"
    #expect(try read("b,a\n1,2\n", 2) == Answer(rows: [[1, 2]], note: unmatched))
    #expect(
      try error("I2,x\n1,2\n", 2)
        == "the header has I2, x, but the inputs of the network are I1, I2; name the columns to "
        + "take with columns")
  }

  @Test(arguments: [
    "a,b\n1,2\n", "a,b,c\n1,2,3\n", "p,b\n1,2\n", "p\n1\n", "P,V\n1,2\n", "my table\n1,2\n",
    "p,b,c\n1,2,3\n",
  ])
  func aHeaderOfOtherNamesIsRefused(text: String) throws {
    let header = text.prefix { $0 != "\n" }.replacing(",", with: ", ").replacing(
      "my table", with: "my, table")
    #expect(
      try error(text, 2, names: "p,v")
        == "the header has \(header), but the inputs of the network are p, v; name the columns to "
        + "take with columns")
  }

  @Test(arguments: [
    ("p,v,p\n1,2,3\n", "the header has 'p' 2 times"),
    ("id,p,v\n7,1,\n", "row 1 (line 2), column 3 (v) is empty"),
    ("id,p,v\n7,1,2\n8,x,3\n", "row 2 (line 3), column 2 (p): 'x' is not a finite number"),
    ("id,p,v\n7,1,2\n8,1\n", "row 2 (line 3) has 2 cells, but there are 3 columns"),
    ("id,p,v\n7,1,2,3\n", "row 1 (line 2) has 4 cells, but there are 3 columns"),
    // R writes the names of rows without a name above them.
    ("p v\n1 5 6\n2 7 8\n", "row 1 (line 2) has 3 cells, but there are 2 columns"),
  ])
  func whatIsWrongIsNamed(text: String, message: String) throws {
    #expect(try error(text, 2, names: "p,v") == message)
  }

  // MARK: As chosen

  /// What np.savetxt writes above the rows.
  @Test func aCommentNamesColumns() throws {
    #expect(try read("# I2 I1\n1 2\n", 2).rows == [[2, 1]])
    #expect(try read("# x2,x1\n1,2\n", 2).rows == [[2, 1]])
    #expect(try read("# made by hand\n#b a\n\n1 2\n", 2, names: "a,b").rows == [[1, 2]])
    #expect(try read("#b a\n1 2\n", 2, names: "a,b").rows == [[2, 1]])
    #expect(try read("# c b a\n1 2 3\n", 2, chosen: "a,c").rows == [[3, 1]])
    let other = try read("# some words\n1 2\n", 2)
    #expect(other.rows == [[1, 2]])
    #expect(
      other.note == "the comment (some, words) was not matched: columns in the order of the file")
    #expect(try read("# three words here\n1 2\n", 2).note == nil)
    #expect(
      try error("# a b c\n1 2 3\n", 2, chosen: "a,d")
        == "the header has no 'd'; it has a, b, c")
  }

  /// A row that may be the numbers of columns is told.
  @Test func numberedColumnsAreTold() throws {
    let found = try read("0,1,2\n5,6,7\n", 3)
    #expect(found.rows == [[0, 1, 2], [5, 6, 7]])
    #expect(found.note?.contains("as pandas numbers columns") == true)
    #expect(try read("0,1,3\n5,6,7\n", 3).note == nil)
  }

  @Test func columnsAreChosen() throws {
    #expect(
      try read("a,b,c\n1,2,3\n", 2, names: "p,v", chosen: "c,a")
        == Answer(rows: [[3, 1]], note: "columns by name: c, a (columns 3, 1)"))
    #expect(
      try read("x,1,2\ny,3,4\n", 2, chosen: "2,3")
        == Answer(rows: [[1, 2], [3, 4]], note: "columns 2, 3"))
    #expect(
      try read("a,b\n1,2\n", 1, chosen: "2")
        == Answer(rows: [[2]], note: "columns as chosen: b (column 2)"))
  }

  @Test(arguments: [
    ("a,b,c\n1,2,3\n", "a", "columns names 1, but the network takes 2 inputs"),
    ("a,b,c\n1,2,3\n", "a,d", "the header has no 'd'; it has a, b, c"),
    ("1,2,3\n", "a,b", "there is no header with 'a'; columns takes numbers from 1 here"),
    ("1,2,3\n", "1,4", "there is no column 4; there are 3"),
    ("1,2,3\n", "0,1", "there is no column 0; there are 3"),
    ("1,2,3\n", "2,2", "columns has column 2 twice"),
    ("a,b,c\n1,2,3\n", "a,1", "columns has column 1 twice"),
  ])
  func aChoiceThatDoesNotFitIsRefused(text: String, chosen: String, message: String) throws {
    #expect(try error(text, 2, chosen: chosen) == message)
  }

  @Test func arraysHaveNoColumnsToChoose() throws {
    let bytes = NPYExample([[1, 2, 3]]).bytes
    let error = #expect(throws: RowError.self) {
      try RowFile.open(MemoryBytes(bytes), columns: InputColumns(2, chosen: ["1", "2"]))
    }
    #expect(error?.description == "columns chooses the columns of a text; this is an array")
  }

  // MARK: In order

  @Test(arguments: [
    "1,2,\n3,4,\n", "1,2,\n3,4\n", "1,2\n3,4,\n", "x,y,\n1,2,\n3,4,\n", "1\t2\t\n3\t4\t",
    "\"1\",\"2\"\n\" 3 \",\"4\",\n", "1,2\n3;4\n", "1,2\n3\t4\n", "1,2\n3 4\n", "\t1,2\n\t3,4\t\n",
  ])
  func aSeparatorMayEndALine(text: String) throws {
    let unmatched =
      text.hasPrefix("x,y")
      ? "the header (x, y) was not matched: columns in the order of the file" : nil
    #expect(try read(text, 2) == Answer(rows: [[1, 2], [3, 4]], note: unmatched))
  }

  @Test(arguments: [
    (
      "1,,2\n", 2,
      "line 1 has 3 columns, but the network takes 2 inputs; name the columns to take with columns"
    ),
    ("1,,3\n", 3, "row 1 (line 1), column 2 is empty"),
    ("1,2,\n", 3, "row 1 (line 1), column 3 is empty"),
    (",1,2\n", 3, "row 1 (line 1), column 1 is empty"),
    (
      "1,2,,\n", 2,
      "line 1 has 4 columns, but the network takes 2 inputs; name the columns to take with columns"
    ),
    ("1,\"\"\n", 2, "row 1 (line 1), column 2 is empty"),
    ("1\t2\n\t3\n", 2, "row 2 (line 2), column 1 is empty"),
    (",\n1,2\n", 2, "row 1 (line 1), column 1 is empty"),
    ("NA,NA\n1,2\n", 2, "row 1 (line 1), column 1: 'NA' is not a finite number"),
    ("1;2\n3,4\n", 2, "row 2 (line 2), column 1: '3,4' is not a finite number"),
    ("5\n\"1,2\"\n", 1, "row 2 (line 2), column 1: '1,2' is not a finite number"),
    ("1,\"2\n", 2, "row 1 (line 1), column 2: '\"2' is not a finite number"),
  ])
  func anEmptyCellIsAnError(text: String, count: Int, message: String) throws {
    #expect(try error(text, count) == message)
  }

  /// A number never stands for another input than its name says, however a table is written.
  @Test func noNumberGoesToAnotherInput() throws {
    var random = SeededGenerator(seed: 12)
    let names = ["p", "v", "theta", "u"]
    for _ in 0..<2000 {
      let others = ["id", "note", "t"].prefix(Int.random(in: 0...3, using: &random))
      let columns = (names + others).shuffled(using: &random)
      let separator = [",", ";", "\t", ", ", " ; "].randomElement(using: &random) ?? ","
      func cell(_ text: String) -> String {
        Bool.random(using: &random) ? text : "\"\(text)\""
      }
      let end = Bool.random(using: &random) ? separator : ""
      let newline = Bool.random(using: &random) ? "\n" : "\r\n"
      var lines = [columns.map(cell).joined(separator: separator) + end]
      for row in 1...3 {
        let cells = columns.map { name in
          names.firstIndex(of: name).map { "\(row)\($0)" } ?? ["", "x", "9"][row - 1]
        }
        lines.append(cells.map(cell).joined(separator: separator) + end)
      }
      let mark = Bool.random(using: &random) ? "\u{FEFF}" : ""
      let text = mark + lines.joined(separator: newline)
      let found = try read(text, 4, names: "p,v,theta,u")
      #expect(found.rows == [[10, 11, 12, 13], [20, 21, 22, 23], [30, 31, 32, 33]], "\(text)")
    }
  }
}

/// Headers that number the inputs, and files whose lines are none.
@Suite struct NumberedHeaderTests {
  private func reader(_ bytes: [UInt8], _ count: Int) throws -> any RowReader {
    try RowFile.open(MemoryBytes(bytes), columns: InputColumns(count))
  }

  @Test(arguments: ["i2,i1\n2,1\n", "x2,x1\n2,1\n", "I_2,I_1\n2,1\n", "input 2;input 1\n2;1\n"])
  func columnsByNumber(text: String) throws {
    let reader = try reader(Array(text.utf8), 2)
    #expect(try Rows.all(reader, columns: 2, piece: 2).rows == [[1, 2]])
    #expect(reader.chosenColumns == [1, 0])
  }

  @Test(arguments: ["x1,x3\n1,2\n", "x1,x1\n1,2\n", "a1,b2\n1,2\n", "width,height\n1,2\n"])
  func othersAreTakenInOrderAndToldSo(text: String) throws {
    let reader = try reader(Array(text.utf8), 2)
    #expect(try Rows.all(reader, columns: 2, piece: 2).rows == [[1, 2]])
    #expect(
      reader.columnNote?.contains("was not matched: columns in the order of the file") == true)
  }

  /// A title of one word says nothing; more words than there are numbers could mean anything.
  @Test func aHeaderOfAnotherWidth() throws {
    for title in ["x1", "x2", "results"] {
      let reader = try reader(Array("\(title)\n1,2\n".utf8), 2)
      #expect(try Rows.all(reader, columns: 2, piece: 2).rows == [[1, 2]], "\(title)")
      #expect(reader.chosenColumns == nil)
    }
    for header in ["x3,x2,x1", "a,b,c", "x1,x2,x3,x4"] {
      #expect(
        try error(Array("\(header)\n1,2\n".utf8)).contains(
          "the header has \(header.split(separator: ",").count) columns, but line 2 has 2"))
    }
    #expect(try error(Array("x2,x1\n1,2,3\n".utf8)).contains("3 columns"))
    let trailing = try reader(Array("x2,x1,\n2,1,\n".utf8), 2)
    #expect(try Rows.all(trailing, columns: 2, piece: 2).rows == [[1, 2]])
  }

  private func error(_ bytes: [UInt8]) throws -> String {
    let error = #expect(throws: RowError.self) {
      let (_, bad) = try Rows.all(try reader(bytes, 2), columns: 2, piece: 10)
      if let bad = bad.first { throw RowError(bad.message) }
    }
    return try #require(error).description
  }

  @Test func theReasonIsTrue() throws {
    #expect(try error(Array("1,2\r3,4\r".utf8)).contains("CR alone"))
    #expect(try error(Array("x,y\r3,4\r".utf8)).contains("CR alone"))
    let wide: [UInt8] = "1,2\n3,4\n".utf8.flatMap { [$0, 0] as [UInt8] }
    #expect(try error([0xFF, 0xFE] + wide).contains("UTF-16"))
    #expect(try error(wide).contains("UTF-16"))
    #expect(try error(Array("\"a\nb\",c\n1,2\n".utf8)).contains("over two lines"))
    #expect(try error(Array("1,2\n\"3\n\",4\n".utf8)).contains("over two lines"))
  }
}
