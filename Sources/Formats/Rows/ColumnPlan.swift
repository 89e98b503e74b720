/// Which cells of a line are which inputs, as the first lines of a text and the user have it.
struct ColumnPlan {
  /// The cells of a line; an empty one behind them, after a separator at the end, does not count.
  let width: Int

  /// Of each cell its input, from 0, and nil where it is none; nil when all are, in their order.
  private(set) var inputs: [Int?]?

  /// What the header calls the cells, where inputs were found by that.
  private(set) var names: [String]?

  /// Where the inputs were found, when it was by name or as the user chose.
  private(set) var places: [Int]?

  /// What the user should know of it: by what names they were found, or that a header says nothing of
  /// them.
  private(set) var note: String?

  /// - Parameters:
  ///   - header: the names of the columns; nil where there is no header.
  ///   - comment: the words of a comment above the rows, which may be names too.
  ///   - cells: how many cells the first row has.
  ///   - endsEmpty: whether the last of them is empty.
  ///   - countsColumns: whether they are 0, 1, 2, and so on.
  ///   - line: where that stands.
  /// - Throws: where a number could come to stand for another input.
  init(
    _ columns: InputColumns, header: [String]?, comment: [String]? = nil, cells: Int,
    endsEmpty: Bool, countsColumns: Bool = false, line: Int
  ) throws(RowError) {
    let comment = comment.flatMap { $0.count == cells ? $0 : nil }
    let isHeader = comment.map { Self.names(in: $0, are: columns) } ?? false
    let header =
      isHeader ? comment : header.map { $0.last == "" ? Array($0.dropLast()) : $0 }
    if let chosen = columns.chosen {
      try Self.requireCount(chosen, of: columns)
      width = header?.count ?? cells
      var places: [Int] = []
      for name in chosen {
        places.append(try Self.place(of: name, in: header ?? comment, width: width, columns))
      }
      if let twice = Self.repeated(places) {
        throw RowError("\(columns.word) has column \(twice + 1) twice")
      }
      choose(places, header: header, isByName: chosen.contains { header?.contains($0) ?? false })
      return
    }
    let own = (1...max(1, columns.count)).map { "I\($0)" }
    let names = columns.names ?? (Set(own).isSubset(of: header ?? []) ? own : nil)
    if let names, let header {
      guard Set(names).isSubset(of: header), Self.repeated(names) == nil else {
        throw Self.otherNames(header, names, columns)
      }
      width = header.count
      var places: [Int] = []
      for name in names {
        places.append(try Self.place(of: name, in: header, width: width, columns))
      }
      choose(places, header: header)
      return
    }
    let count = cells == columns.count + 1 && endsEmpty ? columns.count : cells
    guard count == columns.count else {
      let inputs = "\(columns.count) \(columns.count == 1 ? "input" : "inputs")"
      throw RowError(
        count < columns.count
          ? "line \(line) has \(count) \(count == 1 ? "number" : "numbers"), but the network takes "
            + inputs
          : "line \(line) has \(count) columns, but the network takes \(inputs); name the columns to "
            + "take with \(columns.word)")
    }
    width = count
    // One word alone may be a title.
    if let header, header.count > 1, header.count != count {
      throw RowError(
        "the header has \(header.count) columns, but line \(line) has \(count); name the columns to take "
          + "with \(columns.word)")
    }
    if let header, header.count == count, let numbered = NumberedHeader(header) {
      choose(numbered.places, header: header)
      return
    }
    // A header of other words says nothing of the inputs; one of their symbols does.
    let isShifted = (header ?? []).indices.contains { place in
      header.map { own.contains($0[place]) && own.firstIndex(of: $0[place]) != place } ?? false
    }
    if isShifted, let header { throw Self.otherNames(header, own, columns) }
    if count == 1 { return }
    if let header = header ?? comment {
      note =
        "the \(comment == nil ? "header" : "comment") "
        + "(\(header.map(Quote.shortened).joined(separator: ", "))) was not matched: "
        + "columns in the order of the file"
    } else if countsColumns {
      note =
        "row 1 is \(Quote.list((0..<count).map(String.init))), as pandas numbers columns, and is taken as inputs: if it is none, "
        + "write the file with header=False"
    }
  }

  /// Whether words above the rows are names of the inputs, or of the columns that the user chose.
  private static func names(in words: [String], are columns: InputColumns) -> Bool {
    let own = (1...max(1, columns.count)).map { "I\($0)" }
    let names = columns.chosen ?? columns.names ?? own
    return Set(names).isSubset(of: words)
      || columns.names == nil && columns.chosen == nil && NumberedHeader(words) != nil
  }

  private mutating func choose(_ places: [Int], header: [String]?, isByName: Bool = true) {
    names = header
    let isInOrder = places.elementsEqual(0..<width)
    if !isInOrder {
      var inputs = [Int?](repeating: nil, count: width)
      for (input, place) in places.enumerated() { inputs[place] = input }
      self.inputs = inputs
    }
    let numbers =
      "\(places.count == 1 ? "column" : "columns") "
      + Quote.list(places.map { "\($0 + 1)" })
    self.places = places
    note =
      header.map { header in
        "columns \(isByName ? "by name" : "as chosen"): \(Quote.list(places.map { header[$0] }))"
          + (isInOrder ? "" : " (\(numbers))")
      } ?? numbers
  }

  private static func requireCount(
    _ chosen: [String], of columns: InputColumns
  ) throws(RowError) {
    guard chosen.count == columns.count else {
      throw RowError(
        "\(columns.word) names \(chosen.count), but the network takes \(columns.count) "
          + (columns.count == 1 ? "input" : "inputs"))
    }
  }

  /// The column of that name or number.
  private static func place(
    of name: String, in header: [String]?, width: Int, _ columns: InputColumns
  ) throws(RowError) -> Int {
    if let header {
      let places = header.indices.filter { header[$0] == name }
      if let place = places.first {
        guard places.count == 1 else {
          throw RowError("the header has \(Quote.single(name)) \(places.count) times")
        }
        return place
      }
    }
    // No name is a number: a line with a number is no header.
    if let number = Int(name) {
      guard number >= 1, number <= width else {
        throw RowError("there is no column \(number); there are \(width)")
      }
      return number - 1
    }
    throw RowError(
      header.map { "the header has no \(Quote.single(name)); it has \(Quote.list($0))" }
        ?? "there is no header with \(Quote.single(name)); \(columns.word) takes numbers from 1 here"
    )
  }

  private static func otherNames(
    _ header: [String], _ names: [String], _ columns: InputColumns
  ) -> RowError {
    RowError(
      "the header has \(Quote.list(header)), but the inputs of the network are "
        + "\(Quote.list(names)); name the columns to take with \(columns.word)")
  }

  private static func repeated<Value: Hashable>(_ values: [Value]) -> Value? {
    var seen: Set<Value> = []
    return values.first { !seen.insert($0).inserted }
  }
}
