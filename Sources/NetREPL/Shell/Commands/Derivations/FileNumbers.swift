import Core
import Formats
import Platform

extension Word {
  /// The numbers of the file of that name, in the order of a value that they are compared with: where both
  /// name their rows and columns, by the names.
  ///
  /// - Throws: `CommandError` where there is no such file, or it holds no numbers.
  func givenNumbers(
    like table: ResultTable, _ session: Session
  ) throws(CommandError) -> GivenNumbers {
    do {
      let bytes = try File.read(text, limit: session.settings.reading[.size], in: session.folder)
      let ending = text.split(separator: ".").dropFirst().last.map(String.init) ?? ""
      let found = try ResultFile.table(of: bytes, endingIn: ending, name: text).arranged(
        like: table)
      return GivenNumbers(
        shape: found.shape, found.values, texts: found.values.map(NumberFormat.shortest))
    } catch {
      // What is wrong with a file begins with its name, or gets it.
      let problem = "\(error)"
      let name = text.clipped(to: 200)
      throw CommandError(
        (problem.hasPrefix(text) ? problem : "\(name): \(problem)").escapingControls, at: range)
    }
  }
}

extension ResultTable {
  /// The same numbers with the indices of another table: matrices below each other, as a text has those of a
  /// stack, are the stack, and rows and columns of the same names stand in the other one's order.
  fileprivate func arranged(like other: ResultTable) -> ResultTable {
    var table = self
    if shape != other.shape, values.count == other.values.count, other.shape.count > 2,
      shape.last == other.shape.last
    {
      table.shape = other.shape
      table.axes = other.axes.dropLast() + (axes.last.map { [$0] } ?? [])
    }
    guard table.shape == other.shape else { return table }
    // Of indices that are as many each place has one that belongs to it.
    let places = zip(other.axes, table.axes).map { wanted, own in
      NameMatch(wanted, own)?.pairs.map(\.1) ?? Array(own.indices)
    }
    var result: [Double] = []
    func visit(_ axis: Int, _ offset: Int) {
      if axis == places.count { return result.append(table.values[offset]) }
      for place in places[axis] { visit(axis + 1, offset * table.shape[axis] + place) }
    }
    visit(0, 0)
    return ResultTable(table.name, shape: table.shape, result, axes: other.axes)
  }
}
