import Formats
import TestSupport
import Testing

/// Arrays of NumPy.
@Suite struct NPYRowsTests {
  @Test(arguments: [
    "<f8", ">f8", "=f8", "<f4", ">f4", "|i1", "<i2", ">i4", "<i8", "|u1", ">u2", "<u4", "<u8",
  ])
  func everyTypeOfNumber(type: String) throws {
    let rows: [[Double]] = [[1, 2, 3], [100, 5, 127]]
    for isFortran in [false, true] {
      for version: UInt8 in [1, 2, 3] {
        let bytes = NPYExample(rows, type: type, isFortran: isFortran, version: version).bytes
        #expect(try Rows.read(bytes, columns: 3) == rows)
      }
    }
  }

  @Test func numbersAreExact() throws {
    let rows = [
      [0.1, -Double.leastNonzeroMagnitude, 1.7976931348623157e308], [Double.pi, -0.0, 4],
    ]
    for type in ["<f8", ">f8"] {
      let read = try Rows.read(NPYExample(rows, type: type).bytes, columns: 3)
      #expect(read.flatMap { $0 }.map(\.bitPattern) == rows.flatMap { $0 }.map(\.bitPattern))
    }
    let negative = [[-1.0, -128], [3, -0.5]]
    #expect(try Rows.read(NPYExample(negative, type: "<f4").bytes, columns: 2) == negative)
    #expect(
      try Rows.read(NPYExample([[-1, -100]], type: "|i1").bytes, columns: 2) == [[-1, -100]])
  }

  @Test func piecesAndSkippingGiveTheSameRows() throws {
    let rows = (0..<50).map { [Double($0), Double($0) / 3] }
    for isFortran in [false, true] {
      let bytes = NPYExample(rows, isFortran: isFortran).bytes
      for piece in [1, 7, 50, 99] {
        #expect(try Rows.read(bytes, columns: 2, piece: piece) == rows)
        #expect(try Rows.read(bytes, columns: 2, piece: piece, skip: 13) == Array(rows[13...]))
      }
    }
  }

  @Test func shapesOfOtherSizes() throws {
    var example = NPYExample([[1, 2, 3, 4]])
    example.shape = "(4,)"
    #expect(try Rows.read(example.bytes, columns: 4) == [[1, 2, 3, 4]])
    #expect(try Rows.read(example.bytes, columns: 1) == [[1], [2], [3], [4]])
    example.shape = "(1, 2, 2)"
    #expect(try Rows.read(example.bytes, columns: 4) == [[1, 2, 3, 4]])
  }

  @Test func whatIsNotFiniteIsABadRow() throws {
    let reader = try RowFile.open(
      MemoryBytes(NPYExample([[1, 2], [3, .nan], [.infinity, 4], [5, 6]]).bytes),
      columns: InputColumns(2))
    let (rows, bad) = try Rows.all(reader, columns: 2)
    #expect(bad.map(\.row) == [2, 3])
    #expect(bad[0].message == "row 2, column 2: nan is not a finite number")
    #expect(rows[0] == [1, 2] && rows[1].allSatisfy { $0.isNaN } && rows[3] == [5, 6])
  }

  @Test func headersCanBeWrittenAndReadBack() throws {
    let header = NPYHeader.bytes(shape: [2, 3])
    #expect(header.count == NPYHeader.byteCount && header.count % 64 == 0)
    let numbers = [1.0, 2, 3, 4, 5, 6].flatMap { number in
      withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
    }
    #expect(try Rows.read(header + numbers, columns: 3) == [[1, 2, 3], [4, 5, 6]])
    let largest = NPYHeader.bytes(shape: Array(repeating: .max, count: 4))
    #expect(largest.count == NPYHeader.byteCount)
    #expect(
      String(decoding: NPYHeader.bytes(shape: [7])[10...], as: UTF8.self)
        .hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (7,), }"))
  }

  @Test(arguments: [
    ("'descr': '|O'", "its numbers are of type '|O'; float64, float32 and integers are read"),
    ("'descr': '<c16'", "its numbers are of type '<c16'; float64, float32 and integers are read"),
    ("'descr': [('a', '<f8')]", "it holds records of several fields; a table of numbers is needed"),
    ("'descr': 8", "the npy file is damaged: its head cannot be read at byte 11"),
    (
      "'other': '<f8'", "the npy file is damaged: its head must name descr, fortran_order and shape"
    ),
  ])
  func otherKindsAreRefused(descr: String, message: String) {
    var example = NPYExample([[1, 2]])
    example.descr = descr
    #expect(Rows.error(example.bytes, columns: 2) == message)
  }

  @Test func damageIsNamed() {
    let bytes = NPYExample([[1, 2], [3, 4]]).bytes
    #expect(
      Rows.error(Array(bytes.dropLast()), columns: 2)
        == "the npy file is cut short: 32 bytes of numbers are due, 31 there")
    #expect(
      Rows.error(bytes + [0], columns: 2)
        == "the npy file is damaged: 1 bytes follow behind its numbers")
    #expect(
      Rows.error(Array(bytes.prefix(20)), columns: 2)
        == "the npy file is damaged: its head is cut short")
    #expect(
      Rows.error(bytes, columns: 3)
        == "the array is 2 × 2, so a row has 2 numbers, but the network takes 3 inputs")
    var version = bytes
    version[6] = 9
    #expect(
      Rows.error(version, columns: 2) == "the npy format's version is 9; versions 1 to 3 are read")
    for (shape, message) in [
      ("(0, 2)", "the array has no rows"),
      ("(2, 0)", "the array is 2 × 0, so a row has 0 numbers, but the network takes 2 inputs"),
      ("()", "the array is a single number; rows of numbers are needed"),
      (
        "(9223372036854775807, 9223372036854775807)",
        "the npy file is damaged: its shape has more entries than can be counted"
      ),
      ("(-1, 2)", "the npy file is damaged: its head cannot be read at byte 52"),
    ] {
      var example = NPYExample(
        shape == "()" ? [[1]] : shape.contains("0") && !shape.contains("9") ? [] : [[1, 2]])
      example.shape = shape
      #expect(Rows.error(example.bytes, columns: 2) == message)
    }
    #expect(Rows.error([], columns: 2) == "the file is empty")
  }
}
