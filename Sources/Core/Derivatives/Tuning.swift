/// Every number that was tuned, in one place, with what it was measured on.
///
/// "By 38abce7" names the commit whose message has the times of a change in which the number came,
/// on the benchmarks' shapes (J and H of 3-8-8-2 to 784-500x6-10; two cores of an AMD EPYC, AVX-512:
/// Benchmarks/RESULTS.md). "No record" says that nobody wrote down a measurement of the number itself.
/// Those of plans and threads change results by rounding at most.
enum Tuning {
  // MARK: Plans

  /// What strategies are ranked by, in multiply-adds of a product: an entry of a row takes four, and
  /// beginning a product some hundred. No record.
  static let (rowEntry, productCall) = (4.0, 300.0)

  /// More narrow layers than this are not looked at, since pairs of them are. No record.
  static let mostSpaces = 6

  /// A longer chain is multiplied from the cheaper end: the search takes the cube. No record.
  static let longestSearched = 64

  // MARK: Few inputs: value and derivatives together

  /// Rows of value and first derivatives at most: with more, reading the weights once is no gain.
  /// J 2-256-256-256-50 and 10-64-64-10, by 5f5e02c; H 10-64-64-10, by c198b6b.
  static let mostFirstRows = 16

  /// Rows with second derivatives at most: beyond, they do not stay in the nearest caches.
  /// H 3-8-8-2 and 2-256-256-256-50, by 38abce7.
  static let mostRows = 64

  /// How much dearer by count J may be than in the cheapest order, for weights that are read once.
  /// J 10-64-64-10, by 5f5e02c.
  static let dearerTogether = 1.5

  /// Fewer columns of the first weights are multiplied by the identity sooner than copied. 5f5e02c.
  static let fewestColumns = 6

  // MARK: Terms of the Hessians

  /// In a space at most so wide the terms of all outputs are formed at once, over products of pairs of
  /// columns, and in a wider one of one output after the other. No record.
  static let widestForPairs = 24

  /// Numbers that a chunk of pairs is worked out on at most, in its table and in it times the outputs:
  /// a second-level cache. No record.
  static let (chunkEntries, chunkResults) = (32_768, 1_000_000)

  /// Rows of a triangle that are computed together: whole panels of every kind. H 784-500x6-10, by
  /// 38abce7.
  static let blockRows = 64

  /// The neurons whose terms are scaled by their coefficients at a time. H 64-256-256-10, by 38abce7.
  static let scaledNeurons = 256

  /// A triangle is mirrored in tiles of so many rows, which stay in the cache. No record.
  static let mirrorTile = 16

  /// Products of at most so many rows meet Wᵀ as it is stored: there the library is fast only with W
  /// stored the other way. No record.
  static let mostRowsForTransposes = 64

  // MARK: Threads and stops

  /// Multiply-adds of an evaluation that one thread does alone, since waking another takes some 50 µs.
  /// By 38abce7.
  static let fewestShared = 2e6

  /// Multiply-adds of an output at most where each thread takes one: beyond, all of them share its
  /// blocks, between which the work can be stopped. No record.
  static let mostPerOutput = 1e9

  /// Panels that one task carries through all stages: enough of them that the weights, which each
  /// task reads, are read seldom, and so few that the work can be stopped in between. By 38abce7.
  static let panelsPerTask = 24

  /// Multiply-adds of a task at most, where one panel does not have more: a tenth of a second.
  static let workPerTask = 3e9

  // MARK: Batches

  /// The most numbers in a table of products: more would not stay in the cache. No record.
  static let mostInTable = 1 << 18

  /// The bytes that the workspace of a block should fit in: a part of a usual second-level cache. No
  /// record.
  static let cacheBytes = 640 << 10

  // MARK: The reference

  /// A layer's term of at most so many multiply-adds is added without a product of matrices. No record.
  static let mostAddedDirectly = 4_096
}
