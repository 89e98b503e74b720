import Foundation

@main
enum Main {
  static func main() {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      if arguments.contains("--help") { return print(Options.usage) }
      try run(try Options(arguments))
    } catch let error as Options.Wrong {
      fail("error: \(error.message)", status: 64)
    } catch {
      fail("error: \(error)", status: 1)
    }
  }

  private static func run(_ options: Options) throws {
    let all =
      oneInputBenchmarks() + manyInputsBenchmarks() + activationBenchmarks()
      + residualBenchmarks() + productBenchmarks() + programBenchmarks(root: options.root)
    let chosen = all.filter { benchmark in
      options.names.isEmpty || options.names.contains { benchmark.name.hasPrefix($0) }
    }
    guard !chosen.isEmpty else {
      throw Options.Wrong(message: "no benchmark has such a name; --list shows them")
    }
    guard !options.isList else {
      for benchmark in chosen { print(benchmark.name) }
      return
    }

    let printer = Printer(isJSON: options.isJSON, names: chosen.map(\.name))
    printer.begin()
    for benchmark in chosen {
      do {
        let measurement = try Measurement(
          seconds: options.seconds, of: try benchmark.prepare())
        printer.show(benchmark, measurement)
      } catch let skipped as Skipped {
        printer.show(benchmark, skipped)
      }
    }
  }

  private static func fail(_ message: String, status: Int32) {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}
