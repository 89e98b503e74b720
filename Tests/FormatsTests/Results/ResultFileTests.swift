import Testing

@testable import Formats

@Suite struct ResultFileTests {
  private static let matrix = ResultTable(
    "H", shape: [2, 3], [1, -2.5, 1e-20, .nan, .infinity, -0.0],
    axes: [["a,b", "c\"d"], ["x", "y|z", "∂²_%"]])

  private func text(_ table: ResultTable, _ ending: String) throws -> String {
    String(decoding: try ResultFile.bytes(of: table, endingIn: ending), as: UTF8.self)
  }

  @Test func separatedValues() throws {
    #expect(
      try text(Self.matrix, "csv")
        == ",x,y|z,∂²_%\n\"a,b\",1,-2.5,1e-20\n\"c\"\"d\",nan,inf,-0\n")
    #expect(try text(Self.matrix, "tsv").hasPrefix("\tx\ty|z\t∂²_%\na,b\t1\t-2.5\t1e-20\n"))
  }

  @Test func markdown() throws {
    #expect(
      try text(Self.matrix, "md").hasPrefix(
        "| | x | y\\|z | ∂²\\_% |\n| --- | ---: | ---: | ---: |\n| a,b | 1 | -2.5 | 1e-20 |\n"))
  }

  @Test func latex() throws {
    let found = try text(Self.matrix, "tex")
    #expect(found.contains("  1 & -2.5 & 1 \\cdot 10^{-20} \\\\\n  \\text{nan} & \\infty & -0\n"))
    #expect(found.contains("$\\partial$$^2$\\_\\%"))
  }

  @Test func matlab() throws {
    #expect(
      try text(Self.matrix, "m")
        == "% H\nH = [1 -2.5 1e-20; NaN Inf -0];\nH_axis1 = {'a,b', 'c\"d'};\n"
        + "H_axis2 = {'x', 'y|z', '∂²_%'};\n")
  }

  @Test func json() throws {
    #expect(
      try text(Self.matrix, "json").contains(
        #""shape":[2,3],"value":[[1,-2.5,1e-20],["nan","inf",-0.0]]"#))
  }

  /// Read back by the readers of rows and of networks, to the bits.
  @Test func numpyReadsBack() throws {
    let table = ResultTable(
      "J", shape: [3, 2], [1, 2, 3, 4, 5.5, -6e-300], axes: [["a", "b", "c"], ["x", "y"]])
    for ending in ["npy", "npz"] {
      let bytes = try ResultFile.bytes(of: table, endingIn: ending)
      #expect(bytes.starts(with: ending == "npy" ? [0x93, 0x4E] : [0x50, 0x4B, 3, 4]))
    }
    let npz = try ResultFile.bytes(of: table, endingIn: "npz")
    let archive = try ModelArchive(npz)
    #expect(archive.names == ["value.npy", "axis0.npy", "axis1.npy"])
    let npy = try ResultFile.bytes(of: table, endingIn: "npy")
    // The member's checksum is looked at on the way.
    #expect(try archive.unpacked("value.npy", limit: .size) == npy)
    let header = try NPYHeader.read(MemoryBytes(npy))
    #expect(header.shape == [3, 2] && !header.isFortranOrder)
    #expect(header.type.kind == .float && header.type.bytes == 8)
    let numbers = stride(from: header.dataOffset, to: npy.count, by: 8).map { start in
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(npy[start + $1]) << UInt64(8 * $1) }
    }
    #expect(numbers == table.values.map(\.bitPattern))
  }

  /// A stack has a page for each of its first index.
  @Test func stacks() throws {
    let stack = ResultTable(
      "T", shape: [2, 1, 2], [1, 2, 3, 4], axes: [["p", "q"], ["r"], ["x", "y"]])
    #expect(try text(stack, "csv") == ",,x,y\np,r,1,2\nq,r,3,4\n")
    #expect(try text(stack, "m").contains("T(2,:,:) = reshape([3 4], 1, 1, 2);"))
    #expect(try text(ResultTable("s", shape: [], [7], axes: []), "csv") == ",s\n,7\n")
  }

  /// Pages, signs and ends of lines in every text.
  @Test func pagesAndSigns() throws {
    let stack = ResultTable(
      "∂_\n1", shape: [1, 1, 2], [-.infinity, 2], axes: [["p\nq"], ["r's"], ["x", "y"]])
    #expect(
      try text(stack, "md")
        == "**p q**\n\n| | x | y |\n| --- | ---: | ---: |\n| r's | -inf | 2 |\n")
    #expect(
      try text(stack, "tex").contains(
        "\\text{$\\partial$\\_ 1, p q} = \\begin{bmatrix}\n  -\\infty & 2\n"))
    #expect(
      try text(stack, "m")
        == "% ∂_ 1\nd_1(1,:,:) = reshape([-Inf 2], 1, 1, 2);\nd_1_axis1 = {'p q'};\n"
        + "d_1_axis2 = {'r''s'};\nd_1_axis3 = {'x', 'y'};\n")
    #expect(
      try text(ResultTable("1", shape: [2], [1, 2], axes: [["x", "y"]]), "m").hasPrefix(
        "% 1\nresult = "))
    #expect(
      try text(ResultTable("v", shape: [2], [1, 2], axes: [["x", "y"]]), "csv") == ",v\nx,1\ny,2\n")
  }

  @Test func otherEndingsSayWhich() {
    #expect(throws: ResultFileError.self) {
      try ResultFile.bytes(of: Self.matrix, endingIn: "xlsx")
    }
  }
}
