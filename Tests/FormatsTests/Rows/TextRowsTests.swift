import Formats
import TestSupport
import Testing

/// Texts of numbers.
@Suite struct TextRowsTests {
  private func read(_ text: String, columns: Int = 2, piece: Int = 1000) throws -> [[Double]] {
    try Rows.read(Array(text.utf8), columns: columns, piece: piece)
  }

  private func error(_ text: String, columns: Int = 2) -> String? {
    Rows.error(Array(text.utf8), columns: columns)
  }

  @Test(arguments: [
    "1,2\n3,4\n", "1, 2\n3 ,4", "1;2\r\n3;4\r\n", "1 2\n3  4\n", "1\t2\n3\t4\n", " 1   2 \n 3 4",
    "x,y\n1,2\n3,4\n", "# made by hand\n\n1,2\n# more\n3,4\n\n", "\"1\",\"2\"\n\"3\",\"4\"\n",
    "\u{FEFF}1,2\n3,4\n", "\u{FEFF}\"x\",\"y\"\n1,2\n3,4\n", "sepal length;width\n1;2\n3;4",
    "1.0e0,+2\n3.,0.4e1", "1\t 2\n 3 \t4",
    // Comments behind the numbers, as np.loadtxt drops them.
    "1 2 # note\n3 4 #5\n", "1,2 # a, b\n3,4\t# \"c\n", "x,y\n1,2  #\n3,4\n", "1\t2\t# n\n3\t4",
  ])
  func theSameRowsInManySpellings(text: String) throws {
    #expect(try read(text) == [[1, 2], [3, 4]])
    #expect(try read(text, piece: 1) == [[1, 2], [3, 4]])
  }

  /// No comment begins in a cell.
  @Test func aHashWithoutABlankIsAPartOfItsCell() {
    #expect(error("1,2#n\n") == "row 1 (line 1), column 2: '2#n' is not a finite number")
    #expect(error("1,#2\n") == "row 1 (line 1), column 2: '#2' is not a finite number")
    #expect(
      error("1,2\n3,\"4 # n\"\n")?.hasSuffix("column 2: '4 # n' is not a finite number") == true)
    #expect(error("1,2\n3, #4\n") == "row 2 (line 2), column 2 is empty")
  }

  @Test func oneColumnNeedsNoSeparator() throws {
    #expect(try read("x\n1\n-2.5\n", columns: 1) == [[1], [-2.5]])
  }

  /// Against the standard library's own reading.
  @Test func numbersAreCorrectlyRounded() throws {
    var random = SeededGenerator(seed: 5)
    var texts = [
      "0", "-0", "1e22", "1e23", "9007199254740993", "9007199254740992e1", "0.1", "1e-22", "1e-23",
      "123456789012345678", "1234567890123456789", "4.9e-324", "2.2250738585072011e-308",
      "1.7976931348623157e308", ".5", "5.", "00012.50", "1E+2", "0.000000000000000000000000012345",
      "8.5e-3", "1e-400", "100000000000000000000000",
    ]
    for _ in 0..<5000 {
      let value = random.normal() * Double.pow10(Int.random(in: -30...30, using: &random))
      texts.append("\(value)")
      texts.append("\(Float(value))")
      texts.append(
        "\(Int.random(in: 0...99_999_999, using: &random))e\(Int.random(in: -25...25, using: &random))"
      )
    }
    let rows = try read(texts.joined(separator: "\n"), columns: 1)
    #expect(rows.count == texts.count)
    for (row, text) in zip(rows, texts) {
      #expect(row[0].bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func linesLongerThanAPieceAreRead() throws {
    // The reader takes a megabyte at a time: lines cross its ends, and one is longer than it.
    let cells = (0..<300_000).map { "\($0).5" }
    let line = cells.joined(separator: ",")
    let rows = try read("\(line)\n\(line)\n", columns: 300_000, piece: 1)
    #expect(rows.count == 2 && rows[0] == rows[1] && rows[1][299_999] == 299_999.5)
    let many = (0..<200_000).map { "\($0),\(-$0)" }.joined(separator: "\n")
    let short = try read(many)
    #expect(short.count == 200_000)
    #expect(short.enumerated().allSatisfy { $1 == [Double($0), -Double($0)] })
  }

  @Test(arguments: [
    ("1,2\n3,x\n5,6", "row 2 (line 2), column 2: 'x' is not a finite number"),
    ("x,y\n\n1,2\n3,nan\n", "row 2 (line 4), column 2: 'nan' is not a finite number"),
    ("1,2\n3,inf", "row 2 (line 2), column 2: 'inf' is not a finite number"),
    ("1,2\n3\n", "row 2 (line 2) has 1 number, but the network takes 2"),
    ("1,2\n3,4,5\n", "row 2 (line 2) has 3 numbers, but the network takes 2"),
    ("1,2\n3,\n", "row 2 (line 2), column 2 is empty"),
    ("1,2\n,4\n", "row 2 (line 2), column 1 is empty"),
    ("1,2\n3,4 5\n", "row 2 (line 2), column 2: '4 5' is not a finite number"),
    ("1;2\n3,5;4\n", "row 2 (line 2), column 1: '3,5' is not a finite number"),
    ("1 2\n3 4e\n", "row 2 (line 2), column 2: '4e' is not a finite number"),
    ("1,2\n3,1e999\n", "row 2 (line 2), column 2: '1e999' is not a finite number"),
    ("1,2\n3,--4\n", "row 2 (line 2), column 2: '--4' is not a finite number"),
    (
      "1,2,3\n",
      "line 1 has 3 columns, but the network takes 2 inputs; name the columns to take with columns"
    ),
    (
      "a,b\n1,2,3\n",
      "line 2 has 3 columns, but the network takes 2 inputs; name the columns to take with columns"
    ),
    ("\n# nothing\n", "the file has no rows"), ("x,y\n", "the file has a header and no rows"),
    (" \n", "the file has no rows"),
  ])
  func whatIsWrongIsNamed(text: String, message: String) {
    #expect(error(text) == message)
  }

  @Test func badRowsAreToldAndFilled() throws {
    let text = "1,2\n3,x\n5,6\n\n7\n8,9\n"
    let reader = try RowFile.open(MemoryBytes(Array(text.utf8)), columns: InputColumns(2))
    let (rows, bad) = try Rows.all(reader, columns: 2, piece: 2)
    #expect(bad.map(\.row) == [2, 4])
    #expect(bad[1].message == "row 4 (line 5) has 1 number, but the network takes 2")
    #expect([0, 2, 4].map { rows[$0] } == [[1, 2], [5, 6], [8, 9]])
    #expect(rows[1].allSatisfy { $0.isNaN } && rows[3].allSatisfy { $0.isNaN })
  }

  /// Enough rows for several threads, some of them bad.
  @Test func threadsChangeNothing() throws {
    let lines = (0..<30_000).map { $0 % 777 == 5 ? "\($0),x" : "\($0).5,-\($0)e-3" }
    let bytes = Array(lines.joined(separator: "\n# note\n\n").utf8)
    func read(threads: Int) throws -> (rows: [[Double]], bad: [BadRow]) {
      let reader = try RowFile.open(MemoryBytes(bytes), columns: InputColumns(2), threads: threads)
      return try Rows.all(reader, columns: 2, piece: 20_000)
    }
    let (one, four) = (try read(threads: 1), try read(threads: 4))
    #expect(one.rows.count == 30_000 && one.bad.count == 39)
    #expect(four.bad == one.bad && one.bad[1].row == 783)
    #expect(
      four.rows.flatMap { $0 }.map(\.bitPattern) == one.rows.flatMap { $0 }.map(\.bitPattern))
  }

  @Test func skippedRowsAreCounted() throws {
    let bytes = Array("x,y\n1,2\n# no row\n3,x\n5,6\n".utf8)
    let reader = try RowFile.open(MemoryBytes(bytes), columns: InputColumns(2))
    #expect(try reader.skip(2) == 2)
    #expect(try Rows.all(reader, columns: 2).rows == [[5, 6]])
    #expect(try reader.skip(2) == 0)
  }
}

extension Double {
  fileprivate static func pow10(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .nan }
}
